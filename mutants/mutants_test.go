package main

import (
	"bytes"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// Every row must fit the files as they are now, or it checks nothing.
func TestTableFitsTheTree(t *testing.T) {
	if len(table) == 0 || len(random) < 8 {
		t.Fatalf("the tables have %d and %d rows", len(table), len(random))
	}
	h := newTestHunt(t, "..")
	names := map[string]bool{}
	for _, m := range append(slices.Clone(table), random...) {
		if m.name == "" || names[m.name] {
			t.Errorf("%s: the name is missing or was there before", m.file)
		}
		names[m.name] = true
		if _, err := h.edit(m); err != nil {
			t.Errorf("%s: %v", m.name, err)
		}
		if (m.seeds == 0) != (m.test != "") {
			t.Errorf("%s: either a test notices, or random scenes", m.name)
		}
		if m.seeds == 0 && !hasTest(t, m) {
			t.Errorf("%s: %s has no test that matches %s", m.name, m.pkg, m.test)
		}
	}
}

func hasTest(t *testing.T, m mutant) bool {
	t.Helper()
	files, err := filepath.Glob(filepath.Join("..", m.pkg, "*_test.go"))
	if err != nil {
		t.Fatal(err)
	}
	top, _, _ := strings.Cut(m.test, "/")
	pattern := regexp.MustCompile(top)
	for _, name := range files {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range regexp.MustCompile(`(?m)^func (Test\w+)`).FindAllSubmatch(text, -1) {
			if pattern.Match(f[1]) {
				return true
			}
		}
	}
	return false
}

func newTestHunt(t *testing.T, root string) *hunt {
	t.Helper()
	h, err := newHunt(root, false)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(h.close)
	return h
}

// sample is a module with one function and one test, which passes, and one
// test that fails.
func sample(t *testing.T) (root string) {
	t.Helper()
	root = t.TempDir()
	for name, text := range map[string]string{
		"go.mod": "module sample\n\ngo 1.26\n",
		"a/a.go": "package a\n\nfunc Two() int { return 1 + 1 }\n",
		"a/a_test.go": "package a\n\nimport \"testing\"\n\nfunc TestTwo(t *testing.T) {\n\tif Two() != 2 {\n\t\tt.Error(Two())\n\t}\n}\n\n" +
			"func TestNothing(t *testing.T) {}\n\nfunc TestRed(t *testing.T) { t.Error(\"red\") }\n",
	} {
		name = filepath.Join(root, name)
		if err := os.MkdirAll(filepath.Dir(name), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return root
}

func TestRun(t *testing.T) {
	wrong := mutant{name: "wrong sum", file: "a/a.go", old: "1 + 1", new: "1 + 2", pkg: "./a", test: "TestTwo"}
	with := func(change func(*mutant)) mutant {
		m := wrong
		change(&m)
		return m
	}
	tests := []struct {
		name string
		m    mutant
		args []string
		code int
		want string
	}{
		{"killed", wrong, nil, 0, "killed    wrong sum: ./a TestTwo\n1 of 1 mutants were killed\n"},
		{"equivalent", with(func(m *mutant) { m.new = "2 + 0" }), nil, 1, "SURVIVED  wrong sum: test ./a TestTwo did not notice"},
		{"blind test", with(func(m *mutant) { m.test = "TestNothing" }), nil, 1, "did not notice"},
		{"no such test", with(func(m *mutant) { m.test = "TestNone" }), nil, 1, "has no test that matches TestNone"},
		{"red before", with(func(m *mutant) { m.test = "TestRed" }), nil, 1, "failed without an edit"},
		{"stale", with(func(m *mutant) { m.old = "3 + 3" }), nil, 1, "occurs 0 times"},
		{"ambiguous", with(func(m *mutant) { m.old = "1" }), nil, 1, "occurs 2 times"},
		{"no change", with(func(m *mutant) { m.new = m.old }), nil, 1, "it must occur once and change"},
		{"does not compile", with(func(m *mutant) { m.new = "x" }), nil, 1, "undefined: x"},
		{"no such file", with(func(m *mutant) { m.file = "b.go" }), nil, 1, "no such file"},
		{"none chosen", wrong, []string{"-only", "right"}, 2, `none has a name that matches "right"`},
		{"bad pattern", wrong, []string{"-only", "("}, 2, "-only"},
		{"bad flag", wrong, []string{"-all"}, 2, "not defined"},
	}
	root := sample(t)
	for _, tt := range tests {
		var out bytes.Buffer
		code := run(root, [2][]mutant{{tt.m}}, tt.args, &out, &out)
		if code != tt.code || !strings.Contains(out.String(), tt.want) {
			t.Errorf("%s: exit code %d, want %d, and %q in:\n%s", tt.name, code, tt.code, tt.want, &out)
		}
	}
	if text, err := os.ReadFile(filepath.Join(root, "a/a.go")); err != nil || !strings.Contains(string(text), "1 + 1") {
		t.Errorf("the tree was changed: %s, %v", text, err)
	}
}

func TestSpread(t *testing.T) {
	all := make([]mutant, 10)
	for i := range all {
		all[i].name = string(rune('a' + i))
	}
	for n, want := range map[int]string{0: "abcdefghij", 1: "a", 3: "adg", 5: "acegi", 10: "abcdefghij", 99: "abcdefghij"} {
		var names []string
		for _, m := range spread(all, n) {
			names = append(names, m.name)
		}
		if got := strings.Join(names, ""); got != want || !slices.IsSorted(names) {
			t.Errorf("%d of them: %s, want %s", n, got, want)
		}
	}
}
