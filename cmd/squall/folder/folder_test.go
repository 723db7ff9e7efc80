package folder

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"squall/profiles"
)

// Runs of one second do not share a folder.
func TestFoldersOfOneSecond(t *testing.T) {
	t.Chdir(t.TempDir())
	plan := &profiles.Plan{Name: "brief", Hash: "0123abcd"}
	now := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	var made []*Folder
	for range 3 {
		f, err := New("", plan, now)
		if err != nil {
			t.Fatal(err)
		}
		made = append(made, f)
	}
	if a, b, c := made[0], made[1], made[2]; b.ID != a.ID+"-2" || c.ID != a.ID+"-3" || c.path != filepath.Join("out", c.ID) {
		t.Errorf("folders %s, %s, %s", a.path, b.path, c.path)
	}
	for _, f := range made {
		f.Abandon()
	}
	if _, err := os.Stat("out"); err == nil {
		t.Error("abandoned folders are still there")
	}
}

// A report that cannot be written to its end leaves what was there before, and
// nothing of itself.
func TestHalfAReport(t *testing.T) {
	dir := t.TempDir()
	name := filepath.Join(dir, "sweep.json")
	full := errors.New("no space left on device")
	half := report[int]{"sweep.json", func(w io.Writer, _ int) error {
		if _, err := w.Write(make([]byte, 1<<16)); err != nil {
			return err
		}
		return full
	}}
	whole := report[int]{"sweep.json", func(w io.Writer, n int) error { _, err := io.WriteString(w, strconv.Itoa(n)); return err }}
	if err := half.to(name, 1); !errors.Is(err, full) {
		t.Fatal(err)
	}
	if left, err := os.ReadDir(dir); err != nil || len(left) > 0 {
		t.Errorf("%v is left, %v", left, err)
	}
	for n := range 2 {
		if err := whole.to(name, n); err != nil {
			t.Fatal(err)
		}
	}
	if err := half.to(name, 2); !errors.Is(err, full) {
		t.Fatal(err)
	}
	left, err := os.ReadDir(dir)
	text, readErr := os.ReadFile(name)
	if err != nil || readErr != nil || len(left) != 1 || string(text) != "1" {
		t.Errorf("%v is left with %q, %v", left, text, errors.Join(err, readErr))
	}
}
