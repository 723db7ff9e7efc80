package main

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"squall/analyze/conform"
	"squall/standin"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

// specimenIn builds the function of squall conform as a small program: with
// what the tests are built with squall itself is too large for Lambda.
func specimenIn(t *testing.T) string {
	t.Helper()
	name := filepath.Join(t.TempDir(), "specimen")
	if out, err := exec.Command("go", "build", "-o", name, "./testdata/specimen").CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	return name
}

const planted = `
name: planted
account: {concurrency: 300}
platform: {PLATFORM}
functions: [{name: other, model: {duration: {constant: 1ms}}}]
attack: [{path: sdk, function: other, phases: [{for: 1s, rate: 1/s}]}]
`

func readConform(t *testing.T, dir string) (r conform.Report) {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(dir, "conform.json"))
	if err == nil {
		err = json.Unmarshal(data, &r)
	}
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// readings are the rules of a report that have a reading.
func readings(r conform.Report, of conform.Reading) (out []string) {
	for _, row := range r.Rows {
		if row.Reading == of {
			out = append(out, row.Rule)
		}
	}
	return out
}

// A stand-in does what its rule book says; what it was told to do otherwise is
// found; and nothing is left of the looking. A machine that is too busy to tell
// says so, but finds no difference that is not there.
func TestConform(t *testing.T) {
	t.Parallel()
	binary := specimenIn(t)
	for name, c := range map[string]struct {
		platform, only string
		differ         []string
		told, code     int
	}{
		"as the book": {"{}", "version-fleet,retry-after,old-configuration,init-error,weighted-latest,not-latest,not-weighted,zero-reserved,error-retries,error-gaps,same-request-id," +
			"dead-letter-code,independent-targets,most-recently-used,weights,provisioned-removed,six-tries,failed-gives-back,max-lifetime", nil, 16, 0},
		"planted": {"{async_backoff: {error: 5m}, provisioning: {delay: 5m}, idle_expiry: {constant: 30s}, request_rate: 30/s}",
			"error-gaps,provisioning-rate,idle-expiry,rps-10x,max-lifetime", []string{"rps-10x", "idle-expiry", "provisioning-rate", "error-gaps"}, 4, 10},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := serveWith(t, strings.Replace(planted, "{PLATFORM}", c.platform, 1), standin.Options{Compress: 200, Processes: true})
			before := s.state(t)
			dir := filepath.Join(t.TempDir(), "one")
			code, said := squallIn(t, "conform", "--target", s.Endpoint(), "--binary", binary, "--out", dir, "--only", c.only)
			unchanged(t, s, before)
			r := readConform(t, dir)
			if got := readings(r, conform.Differs); code != c.code || !slices.Equal(got, c.differ) {
				t.Fatalf("exit code %d, %q differ\n%s", code, got, said)
			}
			if r.Counts.Agree+r.Counts.Differ < c.told || r.Counts.NotMeasured < 1 || r.Run.AWS || r.Run.Compress != 200 {
				t.Errorf("%+v, %+v\n%s", r.Counts, r.Run, said)
			}
			fits(t, conform.JSONSchema(), filepath.Join(dir, "conform.json"))
		})
	}
}

// fits checks a file against a schema.
func fits(t *testing.T, schema []byte, name string) {
	t.Helper()
	parsed, err := jsonschema.UnmarshalJSON(bytes.NewReader(schema))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource("schema", parsed); err != nil {
		t.Fatal(err)
	}
	compiled, err := c.Compile("schema")
	if err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	value, err := jsonschema.UnmarshalJSON(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	if err := compiled.Validate(value); err != nil {
		t.Errorf("%s: %v", name, err)
	}
}

// What docs/conform.md shows is understood, and its commands end as it says.
func TestExamplesOfConform(t *testing.T) {
	page, err := os.ReadFile("../../docs/conform.md")
	if err != nil {
		t.Fatal(err)
	}
	binary := specimenIn(t)
	s := serveProcesses(t, strings.Replace(planted, "{PLATFORM}", "{}", 1))
	before := s.state(t)
	ran := 0
	for line := range strings.Lines(string(page)) {
		command, _, _ := strings.Cut(line, " #")
		words := strings.Fields(command)
		if len(words) < 2 || words[0] != "squall" || words[1] != "conform" {
			continue
		}
		ran++
		args := append(words[1:], "--binary", binary)
		switch {
		case strings.Contains(line, "idle-expiry"), strings.Contains(line, "moves-with-alias"):
			args = append(args, "--plan") // TestConform looks at these
		case !strings.Contains(line, "--only") && !strings.Contains(line, "--list"):
			args = append(args, "--only", "weighted-latest") // all of it takes a minute
		}
		if !strings.Contains(line, "--target") {
			args = append(args, "--compress", "600")
		}
		if code, said := squallIn(t, args...); code != 0 {
			t.Errorf("%s: exit code %d\n%s", line, code, said)
		}
	}
	if ran < 7 {
		t.Errorf("the page has %d commands", ran)
	}
	unchanged(t, s, before)
}

// On AWS nothing is made before the account is known and its owner agrees.
func TestConformRefuses(t *testing.T) {
	binary := specimenIn(t)
	s := serveProcesses(t, strings.Replace(planted, "{PLATFORM}", "{}", 1))
	before := s.state(t)
	pin := []string{"--account", "111122223333", "--region", "us-east-1"}
	for name, c := range map[string]struct {
		args []string
		want string
	}{
		"not pinned":        {nil, "the account is not pinned: give --account NUMBER and --region REGION"},
		"another account":   {[]string{"--account", "999900001111", "--region", "us-east-1"}, "account is 111122223333 and the profile pins 999900001111"},
		"nobody to ask":     {pin, "there is no terminal to ask on: say --yes, or --budget DOLLARS"},
		"too dear":          {append([]string{"--budget", "0.00001"}, pin...), "--budget: it could cost $"},
		"no such rule":      {[]string{"--only", "error-gap"}, "--only error-gap is no rule that is looked at"},
		"of another target": {[]string{"--target", "local", "--role", "arn:aws:iam::1:role/a"}, "belong to --target aws"},
		"no stand-in":       {[]string{"--target", "http://127.0.0.1:1"}, "no stand-in answers at http://127.0.0.1:1"},
	} {
		code, said := squallIn(t, append([]string{"conform", "--target", "aws", "--binary", binary}, c.args...)...)
		if code != 2 || !strings.Contains(said, c.want) {
			t.Errorf("%s: exit code %d, want %q in\n%s", name, code, c.want, said)
		}
	}
	unchanged(t, s, before)
	if left, _ := filepath.Glob("out/*"); len(left) > 0 {
		t.Errorf("folders %q", left)
	}
}

// taughtTo is what a stand-in was taught.
func taughtTo(t *testing.T, s *served) string {
	t.Helper()
	r, err := http.Get(s.Endpoint() + "/_squall/config")
	if err != nil {
		t.Fatal(err)
	}
	defer r.Body.Close()
	body, err := io.ReadAll(r.Body)
	if err != nil || r.StatusCode != http.StatusOK {
		t.Fatalf("%s: %s, %v", r.Status, body, err)
	}
	return string(body)
}

// A look that is killed leaves what squall recover takes away: also what is
// provisioned, and what the stand-in was taught for it. With
// SQUALL_KILL_MATRIX=all it is killed at every request of the longer looks too.
func TestConformKilled(t *testing.T) {
	binary := specimenIn(t)
	s := serveProcesses(t, strings.Replace(planted, "{PLATFORM}", "{}", 1))
	before, taught := s.state(t), taughtTo(t, s)
	only, step := "weighted-latest,six-tries", 6
	if os.Getenv("SQUALL_KILL_MATRIX") == "all" {
		only, step = "weighted-latest,six-tries,provisioned-removed,failed-gives-back,reserved-zero", 1
	}
	args := []string{"conform", "--target", "aws", "--account", "111122223333", "--region", "us-east-1", "--budget", "1", "--binary", binary, "--only", only}
	same := func() {
		unchanged(t, s, before)
		if now := taughtTo(t, s); now != taught {
			t.Errorf("the stand-in is configured with\n%s\nand was with\n%s", now, taught)
		}
	}
	_, all := mortally(t, s, 0, false, 0, args...)
	same()
	if all < 14 {
		t.Fatalf("it made only %d requests that change something", all)
	}
	for n := 2; n <= all; n += step { // the first asks whose the credentials are
		dir, _ := mortally(t, s, n, n%2 == 0, 0, args...)
		redirect(t, dir, s.Endpoint())
		for range 2 {
			if code, said := squallIn(t, "recover", dir); code != 0 || !strings.Contains(said, "nothing is left changed") {
				t.Errorf("request %d of %d: exit code %d\n%s", n, all, code, said)
			}
		}
		same()
	}
	t.Logf("killed at every %d. of %d requests", step, all)
}

// What it would do is said, and nothing is done.
func TestConformPlan(t *testing.T) {
	binary := specimenIn(t)
	s := serveProcesses(t, strings.Replace(planted, "{PLATFORM}", "{}", 1))
	before := s.state(t)
	code, said := squallIn(t, "conform", "--target", "aws", "--account", "111122223333", "--region", "us-east-1", "--binary", binary, "--plan", "--only", "spillover,idle-expiry")
	for _, want := range []string{"account 111122223333", "provisions up to 12 environments", "at most 302 requests", "provisioned ", "silence "} {
		if code != 0 || !strings.Contains(said, want) {
			t.Errorf("exit code %d, want %q in\n%s", code, want, said)
		}
	}
	unchanged(t, s, before)
	if left, _ := filepath.Glob("out/*"); len(left) > 0 {
		t.Errorf("folders %q", left)
	}
}
