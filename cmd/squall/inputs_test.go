package main

import (
	"bytes"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"squall/profiles/read"
)

// Every example of docs/inputs.md validates, and ends as its description says:
// in virtual time, as far as that goes.
func TestExamplesOfInputs(t *testing.T) {
	page, err := os.ReadFile("../../docs/inputs.md")
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	for _, m := range regexp.MustCompile("(?ms)^```csv\n# (\\S+)\n(.*?)^```$").FindAllSubmatch(page, -1) {
		if err := os.WriteFile(filepath.Join(dir, string(m[1])), m[2], 0o600); err != nil {
			t.Fatal(err)
		}
	}
	profiles := regexp.MustCompile("(?ms)^```yaml\n(.*?)^```$").FindAllSubmatch(page, -1)
	if len(profiles) < 4 {
		t.Fatalf("docs/inputs.md has %d profiles", len(profiles))
	}
	for _, m := range profiles {
		file := filepath.Join(dir, "profile.yaml")
		if err := os.WriteFile(file, m[1], 0o600); err != nil {
			t.Fatal(err)
		}
		plan, err := read.Profile(file, m[1], nil)
		if err != nil {
			t.Fatal(err)
		}
		command := []string{"simulate", file}
		switch {
		case strings.HasSuffix(plan.Description, "Not run here."):
			continue
		case !strings.HasSuffix(plan.Description, "Ends PASS."):
			t.Errorf("%q does not say how it ends", plan.Description)
		case plan.Find != nil:
			command = []string{"find", file, "--clock", "virtual"}
		}
		var out, diag bytes.Buffer
		if code := run(t.Context(), append(command, "--out", t.TempDir()), strings.NewReader(""), &out, &diag); code != exitOK {
			t.Errorf("%s: exit code %d\n%s%s", plan.Name, code, &out, &diag)
		}
		if plan.Find != nil {
			said := regexp.MustCompile("It says `(FOUND [^`]*)`").FindSubmatch(page)
			if said == nil || !strings.Contains(out.String(), string(said[1])) {
				t.Errorf("the page says %s, and squall\n%s", said, &out)
			}
		}
	}
}
