package ci

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"squall/analyze"
	"squall/analyze/compare"
)

func sample(t *testing.T, name string) *analyze.Result {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("../testdata", name+".json"))
	if err != nil {
		t.Fatal(err)
	}
	r := &analyze.Result{}
	if err := json.Unmarshal(text, r); err != nil {
		t.Fatal(err)
	}
	return r
}

func annotated(t *testing.T, r *analyze.Result, file string) string {
	t.Helper()
	var b strings.Builder
	if err := Annotations(&b, r, file, func(expr string) int { return strings.Index("x"+expr, "cold") }); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestAnnotations(t *testing.T) {
	for _, tt := range []struct{ sample, file, want string }{
		{"quickstart", "p.yaml", ""},
		{"fail", "load/p.yaml", "::error file=load/p.yaml,line=17,title=squall%3A FAIL::provisioned.alb.cold_rate < 1%25: observed 3.2%25 [2.1%25,4.3%25]\n" +
			"::warning file=load/p.yaml,line=1,title=squall%3A INCONCLUSIVE::provisioned/on-demand.sdk.p99 < 0.8: observed 0.27 [0.50,1.10]; needs n=12,000\n"},
		{"inconclusive", "", "::warning title=squall%3A INCONCLUSIVE::sdk.p999 < 900ms: observed 712 ms; needs n=4,600; unsure: rests on a guess about AWS; the interval of p999 has no upper end with 1,400 hits\n"},
		{"aborted", "", "::error title=squall%3A ABORTED::The run was stopped before its end. "},
	} {
		if got := annotated(t, sample(t, tt.sample), tt.file); !strings.HasPrefix(got, tt.want) || tt.want == "" && got != "" {
			t.Errorf("%s:\n%s\nwant\n%s", tt.sample, got, tt.want)
		}
	}
}

func TestAnnotationsAreFewAndOneLineEach(t *testing.T) {
	r := sample(t, "fail")
	for range 40 {
		r.Expectations = append(r.Expectations, r.Expectations[0])
	}
	got := annotated(t, r, "p.yaml")
	if strings.Count(got, "\n") != mostAnnotations || !strings.Contains(got, "and 38 more") {
		t.Errorf("%s", got)
	}
	for _, name := range []string{"hostile", "long-names", "zero", "dirty", "invalid", "no-data"} {
		for line := range strings.Lines(annotated(t, sample(t, name), "a,b:c\n.yaml")) {
			if !strings.HasPrefix(line, "::") || len(line) > 2000 || strings.Count(line, "::") < 2 || strings.ContainsAny(strings.TrimSuffix(line, "\n"), "\r\n") {
				t.Errorf("%s: %q", name, line)
			}
		}
	}
}

func TestCommentIsFoundAgain(t *testing.T) {
	for _, name := range []string{"quickstart", "hostile", "long-names"} {
		r := sample(t, name)
		var b strings.Builder
		if err := Comment(&b, r); err != nil {
			t.Fatal(err)
		}
		first, rest, _ := strings.Cut(b.String(), "\n")
		if first != Mark(r.Run.Profile) || strings.Count(first, "--") != 2 || !strings.HasPrefix(first, "<!-- squall:") || !strings.HasSuffix(first, " -->") {
			t.Errorf("%s begins with %q", name, first)
		}
		if len(rest) >= 64<<10 || !strings.Contains(rest, string(r.Verdict)) {
			t.Errorf("%s: %d bytes", name, len(rest))
		}
	}
}

func TestOutputsAreALineEach(t *testing.T) {
	for _, name := range []string{"fail", "hostile"} {
		var b strings.Builder
		if err := Outputs(&b, sample(t, name), 10, "out/x\ny=z"); err != nil {
			t.Fatal(err)
		}
		got := b.String()
		if !strings.HasPrefix(got, "verdict=FAIL\nexit-code=10\nfolder=out/x y=z\nheadline=") || strings.Count(got, "\n") != 4 {
			t.Errorf("%s: %q", name, got)
		}
	}
}

// A comparison says what failed before what stays open, and five at most.
func TestCompared(t *testing.T) {
	c := &compare.Comparison{Verdict: analyze.Fail, Why: []string{"INCONCLUSIVE: sdk.p50, 5 ms after 5 ms", "FAIL: sdk.p99, 9 ms after 5 ms"}}
	c.Candidate.Label, c.Base.Label, c.Candidate.Profile = "new", "old", "shop"
	said := func() string {
		var b strings.Builder
		if err := Compared(&b, c); err != nil {
			t.Fatal(err)
		}
		return b.String()
	}
	want := "::error title=squall compare%3A FAIL::sdk.p99, 9 ms after 5 ms\n::warning title=squall compare%3A INCONCLUSIVE::sdk.p50, 5 ms after 5 ms\n"
	if got := said(); got != want {
		t.Errorf("%q, want %q", got, want)
	}
	var b strings.Builder
	if err := ComparedOutputs(&b, c, 10, "out/x"); err != nil || !strings.Contains(b.String(), "exit-code=10\nfolder=out/x\nheadline=squall compare: new with old: ") {
		t.Errorf("%v %q", err, b.String())
	}
	b.Reset()
	if err := ComparedComment(&b, c); err != nil || !strings.HasPrefix(b.String(), "<!-- squall:compare.shop -->\n## squall compare: new with old\n") {
		t.Errorf("%v %q", err, b.String())
	}
	for range 40 {
		c.Why = append(c.Why, "INCONCLUSIVE: more")
	}
	if got := said(); strings.Count(got, "\n") != 5 || !strings.Contains(got, "and 38 more, in the step summary") {
		t.Errorf("%q", got)
	}
	c.Verdict, c.Why = analyze.Incomparable, []string{"the runs are of different worlds: memory is 1 and 2"}
	if got := said(); got != "::error title=squall compare%3A INCOMPARABLE::the runs are of different worlds: memory is 1 and 2\n" {
		t.Errorf("%q", got)
	}
	if c.Verdict = analyze.Pass; said() != "" {
		t.Error("what passes is annotated")
	}
}
