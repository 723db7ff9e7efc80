package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// Some seeds here, and all of `make random` beside the race detector,
// under which everything takes ten times as long.
func TestRandomScenes(t *testing.T) {
	var out bytes.Buffer
	if code := run([]string{"-seeds", "80", "-start", "500000", "-out", t.TempDir()}, &out, os.Stderr); code != exitClean {
		t.Errorf("exit code %d:\n%s", code, &out)
	}
	if !strings.Contains(out.String(), "80 scenes from seed 500000 on") {
		t.Errorf("%s", &out)
	}
}

func TestUsage(t *testing.T) {
	dir := t.TempDir()
	file := func(name, text string) string {
		name = filepath.Join(dir, name)
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return name
	}
	const profile = "name: p\nfunctions: [{name: f, model: {duration: {constant: 1s}}}]\n" +
		"attack: [{path: sdk, function: f, phases: [{for: 5s, rate: 2/s}]}]\n"
	wrong := `# change {"at":"1s","kind":"Explode","function":"f"}` + "\n" + profile
	tests := []struct {
		args []string
		code int
		want string
	}{
		{[]string{"-h"}, exitClean, "-replay file"},
		{[]string{"-seeds", "few"}, exitUsage, "invalid value"},
		{[]string{"-seeds", "0"}, exitUsage, "plays nothing"},
		{[]string{"5"}, exitUsage, "no arguments"},
		{[]string{"-for", "1ns"}, exitClean, "0 scenes"},
		{[]string{"-seed", "7"}, exitClean, "nothing is wrong"},
		{[]string{"-replay", filepath.Join(dir, "none.yaml")}, exitUsage, "no such file"},
		{[]string{"-replay", file("no.yaml", "name: p\n")}, exitUsage, "attack"},
		{[]string{"-replay", file("good.yaml", profile)}, exitClean, "10 hits, nothing is wrong"},
		{[]string{"-replay", file("bad.yaml", wrong)}, exitFound, "WRONG\n  panic"},
	}
	for _, tt := range tests {
		var out bytes.Buffer
		if code := run(tt.args, &out, &out); code != tt.code || !strings.Contains(out.String(), tt.want) {
			t.Errorf("%v: exit code %d, want %d, and %q in:\n%s", tt.args, code, tt.code, tt.want, &out)
		}
	}
}
