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
		if known != (k.Ground == fault.Standin || k.Ground == fault.Live) {
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

// guide is a profile of docs/chaos.md, in a folder of its own.
func guide(t *testing.T, number int) (dir string) {
	t.Helper()
	text, err := os.ReadFile("../../docs/chaos.md")
	if err != nil {
		t.Fatal(err)
	}
	parts := strings.Split(string(text), "```yaml\n")
	if len(parts) <= number {
		t.Fatalf("docs/chaos.md has %d profiles", len(parts)-1)
	}
	profile, _, _ := strings.Cut(parts[number], "```")
	dir = t.TempDir()
	if err := os.WriteFile(dir+"/e.yaml", []byte(profile), 0o644); err != nil {
		t.Fatal(err)
	}
	return dir
}

// A client that tries again at once is found, and one that backs off is not.
func TestExploreFindsTheBrokenClient(t *testing.T) {
	long(t)
	dir := guide(t, 2)
	for _, c := range []struct {
		args []string
		code int
		says string
	}{
		{[]string{"--seeds", "10000"}, 10, "breaks it in 100 of 100 runs"},
		{[]string{"--seeds", "60", "--set", "attack.sdk.retry.backoff=exponential"}, 0, "held in each of 60 schedules"},
	} {
		var out, diag strings.Builder
		code := run(t.Context(), append([]string{"chaos", "explore", dir + "/e.yaml"}, c.args...), strings.NewReader(""), &out, &diag)
		if code != c.code || !strings.Contains(out.String(), c.says) {
			t.Errorf("%v: exit code %d\n%s%s", c.args, code, out.String(), diag.String())
		}
	}
}

// The experiment of docs/chaos.md ends as it says.
func TestExperimentOfTheGuide(t *testing.T) {
	dir := guide(t, 1)
	var out, diag strings.Builder
	code := run(t.Context(), []string{"chaos", "run", dir + "/e.yaml", "--clock", "virtual", "--out", dir + "/out"}, strings.NewReader(""), &out, &diag)
	if code != 0 || !strings.Contains(out.String(), "experiment confirmed") {
		t.Errorf("exit code %d\n%s%s", code, out.String(), diag.String())
	}
}
