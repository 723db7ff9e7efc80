package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"squall/profiles"
)

// simulated runs a profile in virtual time and gives the files that it wrote.
func simulated(t *testing.T, args ...string) (files map[string][]byte, code int, text string) {
	t.Helper()
	dir := t.TempDir()
	var out, diag bytes.Buffer
	code = run(t.Context(), append([]string{"simulate", "--out", dir}, args...), strings.NewReader(""), &out, &diag)
	names, err := filepath.Glob(filepath.Join(dir, "*"))
	if err != nil {
		t.Fatal(err)
	}
	files = map[string][]byte{}
	for _, name := range names {
		if files[filepath.Base(name)], err = os.ReadFile(name); err != nil {
			t.Fatal(err)
		}
	}
	return files, code, out.String() + diag.String()
}

// long leaves a test in virtual time to make simulated: the race detector makes
// it ten times as long and finds little in it.
func long(t *testing.T) {
	t.Helper()
	if testing.Short() {
		t.Skip("in virtual time: make simulated")
	}
}

// Every built-in profile keeps the promise of its description, whatever the
// seed.
func TestBuiltInsInVirtualTime(t *testing.T) {
	names := profiles.Builtins()
	if len(names) < 8 {
		t.Fatalf("only %d profiles are built in", len(names))
	}
	seeds := 5
	if testing.Short() {
		seeds = 1
	}
	for _, name := range names {
		for seed := 1; seed <= seeds; seed++ {
			t.Run(fmt.Sprintf("%s/%d", name, seed), func(t *testing.T) {
				t.Parallel()
				plan, err := load(name, nil)
				if err != nil {
					t.Fatal(err)
				}
				if !strings.HasSuffix(plan.Description, "Ends PASS.") {
					t.Fatalf("%q does not say how the run ends", plan.Description)
				}
				files, code, text := simulated(t, name, "--seed", fmt.Sprint(seed))
				told := "result.json"
				if plan.Sweep != nil {
					told = "sweep.json"
				}
				if code != exitOK || !bytes.Contains(files[told], []byte(`"verdict": "PASS"`)) {
					t.Errorf("exit code %d:\n%s", code, text)
				}
			})
		}
	}
}

// One profile and seed give the same bytes, on one core and on eight; another
// seed gives others.
func TestVirtualRunsAreTheSame(t *testing.T) {
	long(t)
	for _, name := range []string{"quickstart", "alias-repoint"} {
		defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
		one, code, text := simulated(t, name)
		if code != exitOK || len(one) < 7 {
			t.Fatalf("%s: exit code %d, %d files:\n%s", name, code, len(one), text)
		}
		runtime.GOMAXPROCS(8)
		eight, _, _ := simulated(t, name)
		other, _, _ := simulated(t, name, "--seed", "7")
		for file := range one {
			if !bytes.Equal(one[file], eight[file]) {
				t.Errorf("%s: %s differs between one core and eight", name, file)
			}
			if file != "sightings.sqh" && file != "profile.yaml" && bytes.Equal(one[file], other[file]) {
				t.Errorf("%s: %s is the same with another seed", name, file)
			}
		}
	}
}
