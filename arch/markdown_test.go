package arch

import (
	"go/ast"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// quoted is anything in single backquotes.
var quoted = regexp.MustCompile("`([^`\n]+)`")

// aPath begins with a folder of the tree, and may name a symbol.
var aPath = regexp.MustCompile(`^(?:cmd|profiles|attack|standin|analyze|reports|arch|mutants|proof|scripts|docs|bench)(?:/[\w.-]+)*/?(?:#[\w.]+)?$`)

func TestPathsInTheGuidesExist(t *testing.T) {
	for _, name := range []string{"README.md", "ARCHITECTURE.md", "CONTRIBUTING.md"} {
		text, err := os.ReadFile(filepath.Join(root, name))
		if err != nil {
			t.Errorf("%v; it is where a reader begins", err)
			continue
		}
		looked := 0
		for _, m := range quoted.FindAllStringSubmatch(string(text), -1) {
			if aPath.MatchString(m[1]) {
				looked++
				resolve(t, name, m[1])
			}
		}
		if looked == 0 {
			t.Errorf("%s: names no path", name)
		}
	}
}

func TestSymbolsInEveryDocumentExist(t *testing.T) {
	looked := 0
	for _, pattern := range []string{"*.md", "docs/*.md", "docs/*/*.md"} {
		names, err := filepath.Glob(filepath.Join(root, pattern))
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range names {
			looked++
			text, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			for _, m := range quoted.FindAllStringSubmatch(string(text), -1) {
				if aPath.MatchString(m[1]) && strings.Contains(m[1], "#") {
					resolve(t, filepath.Base(name), m[1])
				}
			}
		}
	}
	if looked == 0 {
		t.Fatal("found no document")
	}
}

// longestDocument is how many lines somebody reads before beginning to skip.
var longestDocument = map[string]int{"README.md": 149, "ARCHITECTURE.md": 120, "CONTRIBUTING.md": 59}

func TestDocumentsAreShort(t *testing.T) {
	for name, limit := range longestDocument {
		text, err := os.ReadFile(filepath.Join(root, name))
		if err != nil {
			t.Error(err)
			continue
		}
		if n := strings.Count(string(text), "\n"); n > limit {
			t.Errorf("%s has %d lines; at most %d are allowed", name, n, limit)
		}
	}
}

func TestTheReadmeNamesEveryFolder(t *testing.T) {
	text, err := os.ReadFile(filepath.Join(root, "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	missing := map[string]bool{}
	for _, f := range tree(t) {
		top, _, _ := strings.Cut(f.folder, "/")
		if !strings.Contains(string(text), "`"+top) {
			missing[top] = true
		}
	}
	for _, folder := range slices.Sorted(maps.Keys(missing)) {
		t.Errorf("README.md does not say what is in %s", folder)
	}
}

func resolve(t *testing.T, document, ref string) {
	t.Helper()
	place, symbol, hasSymbol := strings.Cut(ref, "#")
	place = strings.TrimSuffix(place, "/")
	if _, err := os.Stat(filepath.Join(root, place)); err != nil {
		t.Errorf("%s: %s is not there", document, ref)
		return
	}
	if hasSymbol && !slices.Contains(symbols(t, place), symbol) {
		t.Errorf("%s: %s has no %s", document, place, symbol)
	}
}

// symbols are the names declared in a file, or in all files of a folder: Name,
// Type.Method.
func symbols(t *testing.T, place string) (names []string) {
	for _, f := range tree(t) {
		if f.path != place && f.folder != place {
			continue
		}
		for _, decl := range f.syntax.Decls {
			names = append(names, declared(decl)...)
		}
	}
	return names
}

func declared(decl ast.Decl) (names []string) {
	switch d := decl.(type) {
	case *ast.FuncDecl:
		if d.Recv == nil {
			return []string{d.Name.Name}
		}
		typ := d.Recv.List[0].Type
		if star, ok := typ.(*ast.StarExpr); ok {
			typ = star.X
		}
		if name, ok := typ.(*ast.Ident); ok {
			return []string{name.Name + "." + d.Name.Name}
		}
	case *ast.GenDecl:
		for _, spec := range d.Specs {
			switch s := spec.(type) {
			case *ast.TypeSpec:
				names = append(names, s.Name.Name)
			case *ast.ValueSpec:
				for _, n := range s.Names {
					names = append(names, n.Name)
				}
			}
		}
	}
	return names
}
