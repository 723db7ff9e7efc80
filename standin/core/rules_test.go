package core

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// Every rule names the function that enforces it, and says where it is from.
func TestRulesAreEnforcedSomewhere(t *testing.T) {
	var source strings.Builder
	for _, folder := range []string{"book", "chance", "pool"} {
		files, err := filepath.Glob(folder + "/*.go")
		if err != nil || len(files) == 0 {
			t.Fatalf("no source in %s: %v", folder, err)
		}
		for _, f := range files {
			if strings.HasSuffix(f, "_test.go") {
				continue
			}
			b, err := os.ReadFile(f)
			if err != nil {
				t.Fatal(err)
			}
			source.Write(b)
		}
	}
	names := map[string]bool{}
	for _, r := range Rules() {
		if names[r.Name] {
			t.Errorf("%s is listed twice", r.Name)
		}
		names[r.Name] = true
		if r.Says == "" || r.Source == "" {
			t.Errorf("%s has no text or no source", r.Name)
		}
		if r.Status == Documented != strings.HasPrefix(r.Source, "https://") {
			t.Errorf("%s is %s, but its source is %q", r.Name, r.Status, r.Source)
		}
		if ok, _ := regexp.MatchString(`func (\([^)]*\) )?`+r.Symbol+`\(`, source.String()); !ok {
			t.Errorf("%s names %s, which none of core/book, core/pool and core/chance has", r.Name, r.Symbol)
		}
	}
	if len(names) < 30 {
		t.Errorf("only %d rules", len(names))
	}
}

func TestNamesAreComplete(t *testing.T) {
	for r := range Reasons {
		if r != NoReason && r.String() == "" {
			t.Errorf("reason %d has no name", r)
		}
	}
	if got := PutDeadLetter.String(); got != "put-dead-letter" {
		t.Errorf("PutDeadLetter is %q", got)
	}
	if got := EnvEnded.String(); got != "env-ended" {
		t.Errorf("EnvEnded is %q", got)
	}
}
