package arch

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
)

const (
	root   = ".."
	module = "squall"
)

// file is one Go file of the tree.
type file struct {
	path   string // slash-separated, from the root
	folder string
	test   bool
	lines  int
	syntax *ast.File
	set    *token.FileSet
}

func (f *file) line(p token.Pos) string {
	return f.path + ":" + strconv.Itoa(f.set.Position(p).Line)
}

// imports are the paths that the file imports.
func (f *file) imports() []string {
	paths := make([]string, len(f.syntax.Imports))
	for i, spec := range f.syntax.Imports {
		paths[i], _ = strconv.Unquote(spec.Path.Value)
	}
	return paths
}

var readTree = sync.OnceValues(func() (files []*file, err error) {
	set := token.NewFileSet()
	err = filepath.WalkDir(root, func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && name != root && (strings.HasPrefix(d.Name(), ".") || slices.Contains([]string{"testdata", "out", "bin"}, d.Name())) {
			return filepath.SkipDir
		}
		if d.IsDir() || !strings.HasSuffix(name, ".go") {
			return nil
		}
		f, err := readFile(set, name)
		files = append(files, f)
		return err
	})
	return files, err
})

func readFile(set *token.FileSet, name string) (*file, error) {
	syntax, err := parser.ParseFile(set, name, nil, parser.ParseComments|parser.SkipObjectResolution)
	if err != nil {
		return nil, err
	}
	rel, err := filepath.Rel(root, name)
	if err != nil {
		return nil, err
	}
	rel = filepath.ToSlash(rel)
	return &file{
		path: rel, folder: path.Dir(rel), test: strings.HasSuffix(rel, "_test.go"),
		lines: set.File(syntax.Pos()).LineCount(), syntax: syntax, set: set,
	}, nil
}

// tree is every Go file below the root; a test that gets none fails.
func tree(t *testing.T) []*file {
	t.Helper()
	files, err := readTree()
	if err != nil {
		t.Fatal(err)
	}
	if len(files) < 20 {
		t.Fatalf("found %d Go files; the test looks in the wrong place", len(files))
	}
	return files
}

// sources is tree without the tests.
func sources(t *testing.T) []*file {
	t.Helper()
	return slices.DeleteFunc(slices.Clone(tree(t)), func(f *file) bool { return f.test })
}

// within says whether a folder is meant by a pattern: itself, or anything in
// it when the pattern ends in /...
func within(folder, pattern string) bool {
	tree, ok := strings.CutSuffix(pattern, "/...")
	return folder == tree || ok && strings.HasPrefix(folder, tree+"/")
}
