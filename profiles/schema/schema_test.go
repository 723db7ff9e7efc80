package schema

import (
	"strings"
	"testing"
	"time"

	"squall/profiles/dist"
	"squall/profiles/source"
)

// parse reads the value of the key v, and what a type says of it.
func parse(t *testing.T, typ Type, text string) (*source.Node, []source.Problem) {
	t.Helper()
	doc, problems := source.Parse("p.yaml", []byte("v: "+text+"\n"))
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	c := Checker{Doc: doc}
	n := doc.Root.Get("v")
	typ.Check(&c, n, "v")
	return n, c.Problems
}

func TestDistributions(t *testing.T) {
	ms := time.Millisecond
	tests := []struct {
		text string
		want dist.Dist
	}{
		{"{constant: 1s}", dist.Must(dist.Constant(time.Second))},
		{"{uniform: [1s, 2s]}", dist.Must(dist.Uniform(time.Second, 2*time.Second))},
		{"{exponential: {mean: 1s}}", dist.Must(dist.Exponential(time.Second))},
		{"{lognormal: {median: 40ms, p99: 120ms}}", dist.Must(dist.LognormalP99(40*ms, 120*ms))},
		{"{lognormal: {median: 40ms, sigma: 0.5}}", dist.Must(dist.LognormalSigma(40*ms, 0.5))},
		{"{lognormal: {mean: 40ms, p99: 120ms}}", dist.Must(dist.LognormalMeanP99(40*ms, 120*ms))},
		{"{lognormal: {mean: 40ms, sigma: 0.5}}", dist.Must(dist.LognormalMeanSigma(40*ms, 0.5))},
		{"{pareto: {min: 10ms, alpha: 1.6}}", dist.Must(dist.Pareto(10*ms, 1.6))},
		{"{quantiles: {p50: 10ms, p99.9: 80ms}}", dist.Must(dist.Quantiles([]dist.Point{{P: 0.5, D: 10 * ms}, {P: 0.999, D: 80 * ms}}))},
	}
	for _, tt := range tests {
		n, problems := parse(t, Dist{}, tt.text)
		if len(problems) > 0 {
			t.Errorf("%s: %v", tt.text, problems)
			continue
		}
		if got := ReadDist(n); got.String() != tt.want.String() || got.IsZero() {
			t.Errorf("%s is read as %v", tt.text, got)
		}
		// What a distribution says of itself is a profile's own syntax.
		if again, problems := parse(t, Dist{}, tt.want.String()); len(problems) > 0 || ReadDist(again).String() != tt.want.String() {
			t.Errorf("%s does not read back: %v", tt.want, problems)
		}
	}
}

func TestDistributionsSayWhatIsWrong(t *testing.T) {
	tests := []struct{ text, want string }{
		{"40ms", "a map is wanted"},
		{"{}", "there are 0 keys, exactly one is allowed"},
		{"{constant: 1s, uniform: [1s, 2s]}", "there are 2 keys, exactly one is allowed"},
		{"{constnat: 1s}", "did you mean constant?"},
		{"{constant: 40}", "is not a time"},
		{"{uniform: [2s, 1s]}", "0 <= low <= high"},
		{"{uniform: [1s]}", "exactly 2 are allowed"},
		{"{exponential: {}}", "mean is missing"},
		{"{exponential: {mean: 0s}}", "must be more than 0"},
		{"{lognormal: {median: 40ms}}", "either p99 or sigma"},
		{"{lognormal: {median: 40ms, mean: 1s, p99: 2s}}", "either median or mean"},
		{"{lognormal: {median: 40ms, p99: 20ms}}", "below the median"},
		{"{pareto: {min: 10ms, alpha: 1}}", "above 1"},
		{"{quantiles: {p50: 10ms, p40: 20ms}}", "must not fall"},
		{"{quantiles: {median: 10ms}}", "quantiles are written p50"},
		{"{quantiles: {p101: 10ms}}", "p101"},
	}
	for _, tt := range tests {
		n, problems := parse(t, Dist{}, tt.text)
		if len(problems) == 0 || !strings.Contains(problems[0].String(), tt.want) {
			t.Errorf("%s: got %v, want %s", tt.text, problems, tt.want)
		}
		ReadDist(n) // must not panic
	}
}

func TestScalarsSayWhatIsWrong(t *testing.T) {
	tests := []struct {
		typ        Type
		text, want string
	}{
		{Whole{Min: 1, Max: 5, Unit: " MB"}, "6", `"6" is not allowed, a whole number from 1 to 5 MB is wanted`},
		{Whole{Max: 5}, `"3"`, "whole number"},
		{Whole{Max: 5}, "[1]", "a list is not allowed"},
		{Switch{}, "yes", "true or false"},
		{Enum{Words: []string{"alpha", "beta"}}, "alpah", "did you mean alpha?"},
		{Enum{Words: []string{"alpha"}, Later: []string{"beta"}}, "beta", `"beta" is not built yet; built are alpha`},
		{Enum{Words: []string{"alpha.one"}, Open: true}, "other", `"other" is not built; built are alpha.one`},
		{Enum{Words: []string{"alpha.one", "beta.two"}, Open: true}, "alhpa.one", `"alhpa.one" is not built, did you mean alpha.one?`},
		{OrMax{Rate}, "full", "is not a rate"},
		{OrMax{Rate}, "max", ""},
		{Rate.Positive(), "0/s", "must be more than 0"},
		{Duration.Positive(), "0ms", "must be more than 0"},
		{OrNone{Duration}, "never", "is not a time"},
		{Text{}, "[a]", "a value is wanted"},
		{ListOf{Of: Text{}}, "[a, ]", ""},
		{ListOf{Of: Text{}}, "[a, ~]", "the item is empty"},
		{MapOf{Of: Text{}}, "{a: }", "there is no value"},
		{Either{Map: Object{}}, "5", "a map is wanted"},
	}
	for _, tt := range tests {
		_, problems := parse(t, tt.typ, tt.text)
		switch {
		case tt.want == "" && len(problems) > 0:
			t.Errorf("%s: %v", tt.text, problems)
		case tt.want != "" && (len(problems) == 0 || !strings.Contains(problems[0].String(), tt.want)):
			t.Errorf("%s: got %v, want %s", tt.text, problems, tt.want)
		}
	}
}

func TestPositiveTakesSmallNumbers(t *testing.T) {
	for text, typ := range map[string]Type{"1ns": Duration.Positive(), "0.5ms": Duration.Positive(), "1/600s": Rate.Positive(), "10/s": Rate.Positive()} {
		if _, problems := parse(t, typ, text); len(problems) > 0 {
			t.Errorf("%s: %v", text, problems)
		}
	}
}

func TestReadersOfNothing(t *testing.T) {
	if ReadDuration(nil) != 0 || ReadPercent(nil) != 0 || ReadRate(nil).Span != 0 || ReadFactor(nil) != 0 || ReadCount(nil) != 0 ||
		ReadText(nil) != "" || ReadSeed(nil) != 0 || ReadSwitch(nil) || !ReadDist(nil).IsZero() || !IsNone(nil) {
		t.Error("a missing value is read as something")
	}
	n := &source.Node{Kind: source.Scalar, Text: "rubbish"}
	if ReadDuration(n) != 0 || ReadCount(n) != 0 || !ReadDist(n).IsZero() {
		t.Error("rubbish is read as something")
	}
}
