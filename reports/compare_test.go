package reports

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"errors"
	"io"
	"strings"
	"testing"

	"squall/analyze"
	"squall/analyze/compare"
)

// side is a run whose p99 of every entry is so many times that of the sample,
// with intervals over environments.
func side(r *analyze.Result, label string, times, width float64) compare.Side {
	for a := range r.Arms {
		for i := range r.Arms[a].Paths {
			p := &r.Arms[a].Paths[i]
			scaled := func(v *float64) *float64 {
				if v == nil {
					return nil
				}
				return f(round(*v * times))
			}
			around := func(v *float64) *[2]float64 {
				if v == nil {
					return nil
				}
				return ci(round(*v*(1-width)), round(*v*(1+width)))
			}
			p.Latency.P99, p.Latency.P95, p.Warm.P99 = scaled(p.Latency.P99), scaled(p.Latency.P95), scaled(p.Warm.P99)
			p.Clustered = &analyze.Clustered{Environments: 40, P50CI: around(p.Latency.P50), P99CI: around(p.Latency.P99), WarmP50CI: around(p.Warm.P50), WarmP99CI: around(p.Warm.P99)}
		}
	}
	return compare.Side{Result: r, Label: label}
}

// comparisons are comparisons of the samples, by name.
func comparisons() map[string]*compare.Comparison {
	usual := compare.Usual()
	of := func(a, b compare.Side, o compare.Options) *compare.Comparison {
		if a.Result != b.Result {
			b.Result.Run.ID = "20261122-110512-c0de"
		}
		return compare.Of(a, b, o)
	}
	arms := side(quickstart(), "out/latest", 1, .02)
	between := usual
	between.Base, between.Candidate = "on-demand", "provisioned"
	other := oneArm()
	other.Run.Fingerprint = map[string]string{"functions.checkout.memory": "512", "arch": "arm64"}
	bad := hostile()
	bad.Arms = bad.Arms[:1]
	few := noData()
	all := usual
	all.Vary = []string{"all"}
	return map[string]*compare.Comparison{
		"compare":              of(side(oneArm(), "out/base", 1, .03), side(oneArm(), "out/candidate", 1.3, .03), usual),
		"compare-arms":         of(arms, arms, between),
		"compare-incomparable": of(side(oneArm(), "a", 1, .03), side(other, "b", 1, .03), usual),
		"compare-hostile":      of(side(oneArm(), "a\x1b[31m<script>|`", 1, .1), side(oneArm(), "\u202eb</title>", .9, .1), usual),
		"compare-hostile-run":  of(side(oneArm(), "a", 1, .03), side(bad, "b", 1, .03), all),
		"compare-no-data":      of(compare.Side{Result: few, Label: "a"}, compare.Side{Result: noData(), Label: "b"}, all),
	}
}

func TestCompareGolden(t *testing.T) {
	for name, c := range comparisons() {
		golden(t, name+".txt", func(w io.Writer) error { return CompareTerminal(w, c, TerminalOptions{Out: "out/cmp"}) })
		golden(t, name+".md", func(w io.Writer) error { return CompareMarkdown(w, c) })
		golden(t, name+".xml", func(w io.Writer) error { return CompareJUnit(w, c) })
		golden(t, "compare/"+name+".json", func(w io.Writer) error { return CompareJSON(w, c) })
	}
}

// What a comparison says can be read back, whole, and drawn from that alone.
func TestCompareJSONIsEverything(t *testing.T) {
	for name, c := range comparisons() {
		text, err := json.Marshal(c)
		if err != nil {
			t.Fatal(err)
		}
		again := &compare.Comparison{}
		if err := json.Unmarshal(text, again); err != nil {
			t.Fatal(err)
		}
		var one, other bytes.Buffer
		if err := errors.Join(CompareHTML(&one, c), CompareHTML(&other, again)); err != nil || one.String() != strings.ReplaceAll(other.String(), "\ufffd", "?") {
			t.Errorf("%s: another page from its JSON: %v", name, err)
		}
		if err := closes(scripts.ReplaceAllString(sheets.ReplaceAllString(one.String(), ""), "")); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		for _, never := range []string{"<script>alert", "\x1b", "\u202e", "NaN", "Inf", "src=\"http", "href=\"http"} {
			if strings.Contains(one.String(), never) {
				t.Errorf("%s: the page holds %q", name, never)
			}
		}
	}
}

// A suite counts what its cases say, and INCOMPARABLE is an error.
func TestCompareJUnit(t *testing.T) {
	all := comparisons()
	for name, want := range map[string]string{"compare": "failure", "compare-incomparable": "error", "compare-no-data": "failure"} {
		var b bytes.Buffer
		if err := CompareJUnit(&b, all[name]); err != nil {
			t.Fatal(err)
		}
		var read suites
		if err := xml.Unmarshal(b.Bytes(), &read); err != nil {
			t.Fatal(err)
		}
		first := read.Suite.Cases[0]
		if got := map[bool]string{first.Failure != nil: "failure", first.Error != nil: "error"}[true]; got != want || first.Name != "verdict" || read.Failures+read.Errors == 0 {
			t.Errorf("%s: %s %q in %s", name, first.Name, got, b.String())
		}
	}
}
