package standin

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"squall/profiles/read"
)

// keptHow says of every field of a stand-in, and of every type in its tree that
// a lock keeps, what becomes of it at a restart: "kept", what tells the user that
// it is not, or why there is nothing to keep. What has state is shared by
// clients, and so has a lock: a new service's store is found here.
var keptHow = map[string]string{
	"Standin.loop":       "kept", // TestEveryFieldOfTheLoop
	"Standin.objects":    "kept",
	"Standin.balance":    "kept",
	"Standin.gateways":   "kept",
	"Standin.hooked":     "kept",
	"Standin.stored":     "kept",
	"Standin.trials":     "kept",
	"Standin.wanted":     "kept",
	"Standin.calendar":   "kept",
	"Standin.doors":      "kept",
	"Standin.now":        "kept",
	"Standin.zips":       "told: code to be downloaded",
	"Standin.options":    "is given at the start",
	"Standin.crew":       "processes of environments, which end",
	"Standin.memory":     "keeps",
	"Standin.resumed":    "is about the start",
	"Standin.servers":    "is about the start",
	"Standin.sockets":    "is about the start",
	"Standin.endpoint":   "is about the start",
	"Standin.secure":     "is about the start",
	"Standin.addrs":      "is about the start",
	"Standin.mu":         "is a lock",
	"Standin.configured": "counts since the start",

	"standin.Standin":    "kept: each field",
	"balance.Store":      "kept",
	"gateway.Store":      "kept",
	"experiment.Store":   "kept",
	"timetable.Store":    "kept",
	"codedeploy.Reports": "kept",
	"ssm.Parameters":     "kept",
	"quotas.Requests":    "kept",
	"route.Registry":     "kept",
	"s3.Storage":         "kept",
	"s3.noted":           "notes what is to be kept",
	"s3.modified":        "is of one call",
	"s3.handler":         "numbers answers",
	"live.Loop":          "kept: TestEveryFieldOfTheLoop",
	"journal.Journal":    "kept and told: log lines but those of asynchronous attempts",
	"lag.Meter":          "is about the process",
	"accesslog.Log":      "told: lines of access logs",
	"brought.Zips":       "told: code to be downloaded",
	"lambda.limits":      "told in docs/state.md: credit of rate limits",
	"awsapi.broken":      "what pages said before a change, for a fault's seconds",
	"awsapi.router":      "numbers answers",
	"scheduler.API":      "the clock of what timetable.Store has",
	"kept.State":         "keeps",
	"keep.Store":         "keeps",
	"proc.Host":          "processes of environments, which end",
	"proc.store":         "code on the disk, brought back by the loop",
	"proc.output":        "of processes, which end",
	"proc.environment":   "of processes, which end",
	"runtimeapi.API":     "of processes, which end",
}

// partsOf says which fields of a stand-in are in its parts.
func partsOf(t *testing.T) map[string]bool {
	t.Helper()
	plan, err := read.Profile("kept.yaml", []byte("name: kept\nfunctions: [{name: f, model: {duration: {constant: 1ms}}}]\nattack: [{path: sdk, function: f, phases: [{for: 1s, rate: 1/s}]}]\n"), nil)
	if err != nil {
		t.Fatal(err)
	}
	s := assemble(Options{Compress: 1, World: &plan.Arms[0].World})
	parts := s.parts()
	there := map[string]bool{"Standin.loop": parts.Loop == any(s.loop), "Standin.objects": parts.Objects == any(s.objects)}
	v := reflect.ValueOf(s).Elem()
	for i := range v.NumField() {
		at := v.Field(i).Addr().Pointer()
		if v.Field(i).Kind() == reflect.Pointer {
			at = v.Field(i).Pointer()
		}
		for _, c := range parts.Cells {
			if reflect.ValueOf(c.Of).Pointer() == at {
				there["Standin."+v.Type().Field(i).Name] = true
			}
		}
	}
	for _, b := range parts.Beside {
		there[map[string]string{"doors": "Standin.doors", "config": "Standin.now"}[b.Name]] = true
	}
	return there
}

// Everything that a stand-in has is kept, or it is known why not.
func TestEveryStoreIsKeptOrTold(t *testing.T) {
	there := partsOf(t)
	seen := map[string]bool{}
	for _, f := range reflect.VisibleFields(reflect.TypeFor[Standin]()) {
		name := "Standin." + f.Name
		seen[name] = true
		how, known := keptHow[name]
		switch {
		case !known:
			t.Errorf("%s is new: have it kept in Standin.parts, or tell that it is not (standin.Unkept), and give it a row here", name)
		case (how == "kept") != there[name]:
			t.Errorf("%s is %q, and kept: %t", name, how, there[name])
		}
	}
	for name := range locked(t) {
		seen[name] = true
		if _, known := keptHow[name]; !known {
			t.Errorf("%s has a lock, so it has state: have it kept in Standin.parts, or tell that it is not (standin.Unkept), and give it a row here", name)
		}
	}
	for name, how := range keptHow {
		if !seen[name] {
			t.Errorf("%s is gone", name)
		}
		if told, ok := strings.CutPrefix(how, "told: "); ok && !strings.Contains(strings.Join(strings.Fields(Unkept), " "), told) {
			t.Errorf("%s: standin.Unkept does not tell of %q", name, told)
		}
	}
}

// locked are the types below this folder that have a lock or an atomic value.
func locked(t *testing.T) map[string]bool {
	t.Helper()
	found := map[string]bool{}
	err := filepath.WalkDir(".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return err
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		ast.Inspect(file, func(n ast.Node) bool {
			spec, ok := n.(*ast.TypeSpec)
			if body, isStruct := (*ast.StructType)(nil), false; ok {
				if body, isStruct = spec.Type.(*ast.StructType); isStruct && slices.ContainsFunc(body.Fields.List, guards) {
					found[file.Name.Name+"."+spec.Name.Name] = true
				}
			}
			return true
		})
		return nil
	})
	if err != nil || len(found) < 20 {
		t.Fatalf("%d types with a lock: %v", len(found), err)
	}
	return found
}

func guards(f *ast.Field) bool {
	typ := f.Type
	if generic, ok := typ.(*ast.IndexExpr); ok {
		typ = generic.X
	}
	sel, ok := typ.(*ast.SelectorExpr)
	if !ok {
		return false
	}
	from, ok := sel.X.(*ast.Ident)
	return ok && (from.Name == "sync" && sel.Sel.Name != "WaitGroup" || from.Name == "atomic")
}
