package folder

import (
	"os"
	"path/filepath"
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
