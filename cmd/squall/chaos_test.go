package main

import (
	"os"
	"strings"
	"testing"

	"squall/profiles/fault"
	corefault "squall/standin/core/fault"
)

// The table of docs/chaos.md is the catalogue's.
func TestCatalogueInTheGuide(t *testing.T) {
	const file = "../../docs/chaos.md"
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	const head = "| fault | where | what it does |\n|---|---|---|\n"
	before, got, ok := strings.Cut(string(text), head)
	var want strings.Builder
	for _, k := range fault.Catalogue() {
		want.WriteString("| `" + k.Name + "` | " + string(k.Ground) + " | " + k.Does + " |\n")
	}
	if os.Getenv("SQUALL_UPDATE") != "" {
		if err := os.WriteFile(file, []byte(before+head+want.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	} else if !ok || got != want.String() {
		t.Errorf("the table differs; SQUALL_UPDATE=1 go test ./cmd/squall -run TestCatalogueInTheGuide writes it")
	}
}

// Every fault of the stand-in is one that its rule book carries out, and the
// other way round.
func TestCatalogueIsWhatTheRuleBookKnows(t *testing.T) {
	n := 0
	for _, k := range fault.Catalogue() {
		_, known := corefault.Named(k.Name)
		if known != (k.Ground == fault.Standin) {
			t.Errorf("%s is of the %s, and the rule book knows it: %v", k.Name, k.Ground, known)
		}
		if known {
			n++
		}
	}
	if n != int(corefault.Kinds)-1 {
		t.Errorf("the rule book has %d kinds, the catalogue %d", corefault.Kinds-1, n)
	}
}

// The experiment of docs/chaos.md ends as it says.
func TestExperimentOfTheGuide(t *testing.T) {
	text, err := os.ReadFile("../../docs/chaos.md")
	if err != nil {
		t.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(text), "```yaml\n")
	profile, _, ok := strings.Cut(rest, "```")
	if !ok {
		t.Fatal("docs/chaos.md has no profile")
	}
	dir := t.TempDir()
	if err := os.WriteFile(dir+"/e.yaml", []byte(profile), 0o644); err != nil {
		t.Fatal(err)
	}
	var out, diag strings.Builder
	code := run(t.Context(), []string{"chaos", "run", dir + "/e.yaml", "--clock", "virtual", "--out", dir + "/out"}, strings.NewReader(""), &out, &diag)
	if code != 0 || !strings.Contains(out.String(), "experiment confirmed") {
		t.Errorf("exit code %d\n%s%s", code, out.String(), diag.String())
	}
}
