package main

import (
	"bytes"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"squall/attack/hit"
)

// briefProfile is a run of half a second.
const briefProfile = `
name: brief
functions: [{name: f, model: {duration: {constant: 5ms}}}]
attack: [{path: sdk, function: f, phases: [{for: 500ms, rate: 40/s}]}]
`

// called runs the program and gives what it printed.
func called(t *testing.T, diag *watcher, args ...string) (code int, out string) {
	t.Helper()
	var printed bytes.Buffer
	code = run(t.Context(), args, strings.NewReader(""), &printed, diag)
	return code, printed.String()
}

// leads makes a file of the folder lead somewhere else.
func leads(t *testing.T, dir, name, to string) {
	t.Helper()
	if _, err := os.Stat(to); err != nil {
		t.Skipf("this system has no %s", to)
	}
	if err := os.Symlink(to, filepath.Join(dir, name)); err != nil {
		t.Fatal(err)
	}
}

// A disk that fills takes hits, and no figures: the run says so and does not
// end well.
func TestFullDisk(t *testing.T) {
	for _, file := range []string{"hits.sqh", "sightings.sqh"} {
		t.Run(file, func(t *testing.T) {
			dir, diag := t.TempDir(), new(watcher)
			leads(t, dir, file, "/dev/full")
			code, out := called(t, diag, "run", writeProfile(t, briefProfile), "--out", dir)
			if code != exitInternal || !strings.Contains(diag.String(), "hits could not be written to the end (the figures hold all of them)") {
				t.Errorf("exit code %d\n%s", code, diag)
			}
			r, err := readResult(dir)
			if err != nil {
				t.Fatal(err)
			}
			if sent(r) != 20 || len(r.Warnings) == 0 || !strings.Contains(out, "warn   hits could not be written") {
				t.Errorf("%d sent, warnings %q\n%s", sent(r), r.Warnings, out)
			}
		})
	}
}

func TestReportsThatCannotBeWritten(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "result")
	diag := &watcher{word: "\nload ", call: func() { _ = os.RemoveAll(dir) }}
	code, out := called(t, diag, "run", writeProfile(t, briefProfile), "--out", dir)
	if code != exitInternal || !strings.Contains(diag.String(), "write report") || !strings.Contains(out, "f, times in ms") {
		t.Errorf("exit code %d\n%s\n%s", code, out, diag)
	}
}

// Where nothing can be written nothing is started.
func TestOutThatCannotBeUsed(t *testing.T) {
	taken := []string{"/proc/squall", "/dev/null/x"}
	for _, name := range []string{"journal.jsonl", "hits.sqh", "report.md"} {
		dir := t.TempDir()
		if err := os.MkdirAll(filepath.Join(dir, name, "x"), 0o755); err != nil {
			t.Fatal(err)
		}
		taken = append(taken, dir)
	}
	for _, dir := range taken {
		diag := new(watcher)
		code, out := called(t, diag, "run", writeProfile(t, briefProfile), "--out", dir)
		if code != exitUsage || out != "" || !strings.Contains(diag.String(), "choose another folder with --out") || strings.Contains(diag.String(), "load") {
			t.Errorf("--out %s: exit code %d\n%s%s", dir, code, out, diag)
		}
	}
}

// A folder that holds another run comes to hold this one; a run that cannot
// begin leaves it alone.
func TestOutOfAnEarlierRun(t *testing.T) {
	dir, profile := t.TempDir(), writeProfile(t, briefProfile)
	code, _ := called(t, new(watcher), "run", profile, "--out", dir, "--hits", "none")
	first, err := readResult(dir)
	if err != nil {
		t.Fatalf("exit code %d: %v", code, err)
	}
	if code, _ := called(t, new(watcher), "run", profile, "--out", dir, "--target", "http://127.0.0.1:1"); code != exitUsage {
		t.Errorf("without a stand-in: exit code %d", code)
	}
	if kept, err := readResult(dir); err != nil || kept.Run.ID != first.Run.ID {
		t.Errorf("a run that did not begin took away the report of the one before: %v", err)
	}
	code, _ = called(t, new(watcher), "run", profile, "--out", dir, "--seed", "9")
	second, err := readResult(dir)
	if err != nil || second.Run.Seed != 9 {
		t.Fatalf("exit code %d: %v, %+v", code, err, second)
	}
	settled(t, code, second)
	if n := hitsIn(t, dir); n != 20 {
		t.Errorf("%d hits in the file, want 20", n)
	}
}

func hitsIn(t *testing.T, dir string) (n int) {
	t.Helper()
	f, err := os.Open(filepath.Join(dir, "hits.sqh"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	r, err := hit.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	var csv strings.Builder
	if err := hit.WriteCSV(&csv, r); err != nil || r.Lost() > 0 {
		t.Fatalf("%v, %d blocks lost", err, r.Lost())
	}
	return strings.Count(csv.String(), "\n") - 1 // the header
}

func TestServeOnATakenPort(t *testing.T) {
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	diag := new(watcher)
	code, out := called(t, diag, "serve", "--listen", taken.Addr().String())
	if code != exitUsage || out != "" || !strings.Contains(diag.String(), "address already in use; choose another port with --listen") {
		t.Errorf("exit code %d\n%s%s", code, out, diag)
	}
}
