package main

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"squall/analyze"
	"squall/analyze/sweep"
)

// longProfile takes minutes to sweep, and seconds for each of its points.
const longProfile = `
name: long
functions: [{name: f, model: {duration: {constant: 50ms}}}]
attack: [{path: sdk, function: f, phases: [{for: 600s, rate: 500/s}]}]
`

// A sweep that is stopped keeps the points that are done and says so.
func TestInterruptedSweep(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "long.yaml")
	if err := os.WriteFile(file, []byte(longProfile), 0o600); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancelCause(t.Context())
	var out bytes.Buffer
	diag := &watcher{word: "left", call: func() { cancel(interrupted{syscall.SIGINT}) }}
	code := run(ctx, []string{"simulate", file, "--sweep", "functions.f.reserved=1..500:1", "--out", filepath.Join(dir, "out")}, strings.NewReader(""), &out, diag)
	if code != 130 {
		t.Fatalf("exit code %d\n%s", code, &out)
	}
	data, err := os.ReadFile(filepath.Join(dir, "out", "sweep.json"))
	if err != nil {
		t.Fatal(err)
	}
	var s sweep.Sweep
	if err := json.Unmarshal(data, &s); err != nil {
		t.Fatal(err)
	}
	done := s.Count(sweep.Done)
	if s.Verdict != analyze.Aborted || done+s.Count(sweep.NotRun) != 500 || done > 490 {
		t.Errorf("%s with %d points done, %d not run", s.Verdict, done, s.Count(sweep.NotRun))
	}
	if !strings.Contains(out.String(), "stopped early: interrupted") {
		t.Errorf("output\n%s", &out)
	}
}

// A search that is stopped recommends nothing.
func TestInterruptedSearch(t *testing.T) {
	file := filepath.Join(t.TempDir(), "long.yaml")
	if err := os.WriteFile(file, []byte(longProfile+"expect: [throttle_rate < 1%]\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancelCause(t.Context())
	var out bytes.Buffer
	diag := &watcher{word: "left", call: func() { cancel(interrupted{syscall.SIGINT}) }}
	if code := run(ctx, []string{"plan", file, "--recommend"}, strings.NewReader(""), &out, diag); code != 130 || out.Len() > 0 {
		t.Errorf("exit code %d\n%s", code, &out)
	}
}

// A run or sweep that cannot write has its figures on the terminal, says so, and
// leaves no half of a file.
func TestWithoutRoom(t *testing.T) {
	for what, tt := range map[string]struct {
		word, says string
		args       []string
	}{
		"sweep": {"2 points", "2 points of functions.f.reserved", []string{"--sweep", "functions.f.reserved=1,2"}},
		"run":   {"on the virtual clock", "times in ms", nil},
	} {
		dir := filepath.Join(t.TempDir(), "out")
		diag := &watcher{word: tt.word, call: func() {
			if err := os.RemoveAll(dir); err != nil {
				t.Error(err)
			}
		}}
		code, out := called(t, diag, append([]string{"simulate", writeProfile(t, briefProfile), "--out", dir}, tt.args...)...)
		if code != exitInternal || !strings.Contains(diag.String(), "write report") || !strings.Contains(out, tt.says) || strings.Contains(out, "wrote") {
			t.Errorf("%s: exit code %d\n%s\n%s", what, code, out, diag)
		}
	}
}
