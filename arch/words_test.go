package arch

import (
	"go/ast"
	"go/token"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// empty names say where something was put, not what it is.
var empty = []string{"util", "utils", "helper", "helpers", "common", "manager", "base", "service", "impl", "misc"}

func TestNames(t *testing.T) {
	for _, f := range tree(t) {
		parts := strings.FieldsFunc(f.path, func(r rune) bool { return r == '/' || r == '_' || r == '.' })
		for _, p := range parts {
			if slices.Contains(empty, p) {
				t.Errorf("%s: %q says nothing; name it for what it holds", f.path, p)
			}
		}
		name := strings.TrimSuffix(f.syntax.Name.Name, "_test")
		if slices.Contains(empty, name) || name != "main" && name != path.Base(f.folder) && f.folder != "." {
			t.Errorf("%s: the package is called %s; it must be called as its folder", f.path, name)
		}
	}
}

var unfinished = regexp.MustCompile(`\b(TODO|FIXME|XXX|HACK)\b`)

func TestNothingIsLeftForLater(t *testing.T) {
	for _, f := range tree(t) {
		for _, group := range f.syntax.Comments {
			// The list of these words, above, is no comment.
			if word := unfinished.FindString(group.Text()); word != "" {
				t.Errorf("%s: %s; do it now, or answer with an error that says it is not built", f.line(group.Pos()), word)
			}
		}
	}
}

func TestEveryPackageSaysWhatItDoes(t *testing.T) {
	docs := map[string]string{}
	for _, f := range sources(t) {
		docs[f.folder] += ""
		if f.syntax.Doc == nil {
			continue
		}
		if docs[f.folder] != "" {
			t.Errorf("%s: a second package comment; one is enough", f.path)
		}
		docs[f.folder] = f.syntax.Doc.Text()
		want := "Package " + f.syntax.Name.Name + " "
		if f.syntax.Name.Name == "main" {
			want = "Command " + path.Base(f.folder) + " "
		}
		if !strings.HasPrefix(docs[f.folder], want) {
			t.Errorf("%s: the package comment must begin with %q", f.path, want)
		}
	}
	for folder, doc := range docs {
		if doc == "" {
			t.Errorf("%s has no package comment", folder)
		}
	}
}

// standard are methods whose meaning is fixed by the interface they satisfy.
var standard = []string{"String", "Error", "Unwrap", "Is", "As", "Len", "Less", "Swap", "Push", "Pop"}

func TestEveryExportedNameIsDocumented(t *testing.T) {
	looked := 0
	for _, f := range sources(t) {
		for _, decl := range f.syntax.Decls {
			switch d := decl.(type) {
			case *ast.FuncDecl:
				if d.Name.IsExported() && exportedReceiver(d) && !(d.Recv != nil && slices.Contains(standard, d.Name.Name)) {
					looked++
					need(t, f, d.Pos(), d.Name.Name, d.Doc)
				}
			case *ast.GenDecl:
				looked += checkSpecs(t, f, d)
			}
		}
	}
	if looked < 100 {
		t.Fatalf("found %d exported names; the test looks at the wrong ones", looked)
	}
}

func exportedReceiver(d *ast.FuncDecl) bool {
	if d.Recv == nil {
		return true
	}
	typ := d.Recv.List[0].Type
	if star, ok := typ.(*ast.StarExpr); ok {
		typ = star.X
	}
	if index, ok := typ.(*ast.IndexExpr); ok {
		typ = index.X
	}
	name, ok := typ.(*ast.Ident)
	return ok && name.IsExported()
}

// checkSpecs takes the comment of a block for each name in it that has none.
func checkSpecs(t *testing.T, f *file, d *ast.GenDecl) (looked int) {
	t.Helper()
	for _, spec := range d.Specs {
		switch s := spec.(type) {
		case *ast.TypeSpec:
			if s.Name.IsExported() {
				looked++
				need(t, f, s.Pos(), s.Name.Name, d.Doc, s.Doc, s.Comment)
			}
		case *ast.ValueSpec:
			for _, name := range s.Names {
				if name.IsExported() {
					looked++
					need(t, f, name.Pos(), name.Name, d.Doc, s.Doc, s.Comment)
				}
			}
		}
	}
	return looked
}

func need(t *testing.T, f *file, at token.Pos, name string, docs ...*ast.CommentGroup) {
	t.Helper()
	for _, d := range docs {
		if d != nil && strings.TrimSpace(d.Text()) != "" {
			return
		}
	}
	t.Errorf("%s: %s has no comment; one sentence is enough", f.line(at), name)
}
