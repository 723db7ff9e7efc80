package main

import (
	"bytes"
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"io"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// Every edit must compile: one that does not is noticed by nobody's test.
func TestEditsCompile(t *testing.T) {
	rows := slices.Concat(table, random)
	folders := map[string]bool{}
	for _, m := range rows {
		folders["./"+filepath.Dir(m.file)] = true
	}
	files, exports := listed(t, slices.Sorted(maps.Keys(folders)))
	checked := 0
	for _, m := range rows {
		folder := filepath.Dir(m.file)
		if !strings.HasSuffix(m.file, ".go") || len(files[folder]) == 0 {
			t.Errorf("%s: %s is in no package", m.name, m.file)
			continue
		}
		if err := typed(folder, files[folder], exports, m); err != nil {
			t.Errorf("%s: %v", m.name, err)
		}
		checked++
	}
	if checked < len(rows) || len(exports) == 0 {
		t.Errorf("%d of %d edits were looked at", checked, len(rows))
	}
}

// listed gives the Go files of packages by folder, and where what they import
// is compiled.
func listed(t *testing.T, folders []string) (files map[string][]string, exports map[string]string) {
	t.Helper()
	cmd := exec.Command("go", append([]string{"list", "-export", "-deps", "-f", "{{.ImportPath}}|{{.Export}}|{{join .GoFiles \" \"}}"}, folders...)...)
	cmd.Dir = ".."
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	files, exports = map[string][]string{}, map[string]string{}
	for line := range strings.Lines(string(out)) {
		part := strings.Split(strings.TrimSpace(line), "|")
		exports[part[0]] = part[1]
		if folder, ours := strings.CutPrefix(part[0], "squall/"); ours {
			files[folder] = strings.Fields(part[2])
		}
	}
	return files, exports
}

// typed checks a package with a mutant's edit.
func typed(folder string, names []string, exports map[string]string, m mutant) error {
	set := token.NewFileSet()
	var parsed []*ast.File
	for _, name := range names {
		text, err := os.ReadFile(filepath.Join("..", folder, name))
		if err != nil {
			return err
		}
		if name == filepath.Base(m.file) {
			text = bytes.Replace(text, []byte(m.old), []byte(m.new), 1)
		}
		file, err := parser.ParseFile(set, name, text, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		parsed = append(parsed, file)
	}
	lookup := func(path string) (io.ReadCloser, error) { return os.Open(exports[path]) }
	config := types.Config{Importer: importer.ForCompiler(set, "gc", lookup)}
	_, err := config.Check("squall/"+folder, set, parsed, nil)
	return err
}
