package result

import (
	"encoding/json"
	"flag"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "rewrite the schema from the types of result.json")

// The schema in the repository is what the types of the result say.
func TestSchemaIsThatOfTheTypes(t *testing.T) {
	want, err := json.MarshalIndent(newSchema(t).document(), "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	want = append(want, '\n')
	if *update {
		if err := os.WriteFile("result.schema.json", want, 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if diff := cmp.Diff(string(want), string(JSONSchema())); diff != "" {
		t.Errorf("the types differ from the schema; go test ./analyze/result -update rewrites it (- types, + file):\n%s", diff)
	}
}

// schemas makes a JSON schema of Go types and the comments beside their fields.
type schemas struct {
	words map[string]string // package path.Type.Field -> its comment
	defs  map[string]any
	types map[string]reflect.Type // of defs
}

type object = map[string]any

func newSchema(t *testing.T) *schemas {
	s := &schemas{words: map[string]string{}, defs: object{}, types: map[string]reflect.Type{}}
	files, err := filepath.Glob("../*.go")
	if err != nil {
		t.Fatal(err)
	}
	more, err := filepath.Glob("../*/*.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range append(files, more...) {
		s.read(t, name)
	}
	if len(s.words) < 50 {
		t.Fatalf("%d comments beside fields: this looks at the wrong files", len(s.words))
	}
	return s
}

func (s *schemas) read(t *testing.T, name string) {
	f, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.ParseComments)
	if err != nil {
		t.Fatal(err)
	}
	folder := strings.TrimSuffix("squall/analyze/"+strings.TrimPrefix(filepath.ToSlash(filepath.Dir(name)), ".."), "/")
	folder = strings.ReplaceAll(folder, "//", "/")
	ast.Inspect(f, func(n ast.Node) bool {
		spec, ok := n.(*ast.TypeSpec)
		if !ok {
			return true
		}
		if st, ok := spec.Type.(*ast.StructType); ok {
			for _, field := range st.Fields.List {
				for _, id := range field.Names {
					s.words[folder+"."+spec.Name.Name+"."+id.Name] = strings.TrimSpace(strings.Join(strings.Fields(field.Doc.Text()+" "+field.Comment.Text()), " "))
				}
			}
		}
		return true
	})
}

func (s *schemas) document() object {
	root := s.structure(reflect.TypeFor[Result]())
	root["$schema"], root["$id"], root["title"] = "https://json-schema.org/draft/2020-12/schema", "urn:squall:result", "squall result"
	root["description"] = "result.json: what a run showed. Fields may be added; these stay. A figure that cannot be given is null."
	root["$defs"] = s.defs
	properties := root["properties"].(object)
	properties["schema"] = object{"const": Schema}
	return root
}

// of is the schema of a type where it stands in a field.
func (s *schemas) of(t reflect.Type) object {
	switch t.Kind() {
	case reflect.Pointer:
		return orNull(s.of(t.Elem()))
	case reflect.Struct:
		name := t.Name()
		if other := s.types[name]; other != nil && other != t {
			panic("two types of result.json are called " + name + ": " + t.String() + " and " + other.String())
		}
		if s.defs[name] == nil {
			s.types[name] = t
			s.defs[name] = object{} // a type may hold itself
			s.defs[name] = s.structure(t)
		}
		return object{"$ref": "#/$defs/" + name}
	case reflect.Slice:
		return orNull(object{"type": "array", "items": s.of(t.Elem())})
	case reflect.Array:
		return object{"type": "array", "items": s.of(t.Elem()), "minItems": t.Len(), "maxItems": t.Len()}
	case reflect.Map:
		return orNull(object{"type": "object", "additionalProperties": s.of(t.Elem())})
	case reflect.String:
		if t == reflect.TypeFor[Verdict]() {
			all := []string{""}
			for _, v := range verdicts {
				all = append(all, string(v))
			}
			return object{"enum": all}
		}
		return object{"type": "string"}
	case reflect.Uint64, reflect.Uint:
		return object{"type": "integer", "minimum": 0}
	case reflect.Int:
		return object{"type": "integer"}
	case reflect.Float64:
		return object{"type": "number"}
	case reflect.Bool:
		return object{"type": "boolean"}
	}
	panic("no JSON schema for " + t.String())
}

func orNull(o object) object {
	if kind, ok := o["type"].(string); ok {
		o["type"] = []string{kind, "null"}
		return o
	}
	return object{"anyOf": []object{o, {"type": "null"}}}
}

func (s *schemas) structure(t reflect.Type) object {
	properties, required := object{}, []string{}
	for i := range t.NumField() {
		f := t.Field(i)
		name, options, _ := strings.Cut(f.Tag.Get("json"), ",")
		if name == "" || name == "-" {
			panic(t.Name() + "." + f.Name + " has no name in JSON")
		}
		one := s.of(f.Type)
		if words := s.words[t.PkgPath()+"."+t.Name()+"."+f.Name]; words != "" {
			one["description"] = words
		}
		properties[name] = one
		if options != "omitempty" {
			required = append(required, name)
		}
	}
	return object{"type": "object", "properties": properties, "required": required}
}
