package dist

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func TestStringIsProfileSyntax(t *testing.T) {
	tests := map[string]string{
		"constant":     "{constant: 200ms}",
		"uniform":      "{uniform: [5m, 7m]}",
		"exponential":  "{exponential: {mean: 1s}}",
		"lognormal":    "{lognormal: {median: 40ms, p99: 120ms}}",
		"median sigma": "{lognormal: {median: 150ms, sigma: 0.25}}",
		"mean p99":     "{lognormal: {mean: 50ms, p99: 300ms}}",
		"mean sigma":   "{lognormal: {mean: 50ms, sigma: 0.5}}",
		"pareto":       "{pareto: {min: 10ms, alpha: 1.6}}",
		"quantiles":    "{quantiles: {p50: 10ms, p99: 90ms}}",
		"mixture":      "{mixture: [{share: 75%, of: {uniform: [0s, 100ms]}}, {share: 25%, of: {lognormal: {median: 200ms, p99: 400ms}}}]}",
	}
	ex := examples(t)
	for name, want := range tests {
		if got := ex[name].String(); got != want {
			t.Errorf("%s: %s, want %s", name, got, want)
		}
	}
	if got := ex["python3.13"].String(); !strings.HasPrefix(got, "{quantiles: {p0.1: ") || !strings.Contains(got, "p99.9: ") || !strings.Contains(got, "p100: ") {
		t.Errorf("python3.13: %s", got)
	}
}

func TestJSONRoundTrip(t *testing.T) {
	ex := examples(t)
	ex["none"] = Dist{}
	for name, d := range ex {
		data, err := json.Marshal(d)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		back := Must(Constant(1)) // must be overwritten
		if err := json.Unmarshal(data, &back); err != nil {
			t.Fatalf("%s: %s: %v", name, data, err)
		}
		if !back.Equal(d) {
			t.Errorf("%s: %s came back as %v", name, data, back)
		}
	}
}

func TestJSONOfAPlanField(t *testing.T) {
	type model struct{ Duration, Init Dist }
	got, err := json.Marshal(model{Duration: Must(LognormalSigma(40*ms, 0.5))})
	if want := `{"Duration":{"lognormal":{"median":"40ms","sigma":0.5}},"Init":null}`; err != nil || string(got) != want {
		t.Errorf("%s, %v; want %s", got, err, want)
	}
}

func TestBadJSON(t *testing.T) {
	tests := map[string]string{
		`5`:                               "distribution 5",
		`{}`:                              "one key",
		`{"constant":"1s","pareto":{}}`:   "one key",
		`{"constant":"soon"}`:             "invalid duration",
		`{"constant":"-1s"}`:              "must be 0 or more",
		`{"uniform":["1s"]}`:              "there must be two",
		`{"normal":{"mean":"1s"}}`:        `"normal mean" is no distribution`,
		`{"exponential":{"median":"1s"}}`: "allowed are",
		`{"lognormal":{"median":"1s","p99":"2s","sigma":1}}`: "allowed are",
		`{"lognormal":{"median":"1s","sigma":"x"}}`:          "sigma: ",
		`{"quantiles":{"q50":"1s"}}`:                         "p0 to p100",
		`{"mixture":[{"share":0.5}]}`:                        "two parts or more",
		`{"mixture":5}`:                                      "cannot unmarshal",
		`{"mixture":[{"share":0.5,"of":{"mixture":[{"share":0.5,"of":{"constant":"1s"}},{"share":0.5,"of":{"constant":"2s"}}]}},{"share":0.5,"of":{"constant":"2s"}}]}`: "no mixture itself",
		`{"quantiles":{}}`: "at least one",
	}
	for in, want := range tests {
		var d Dist
		if err := json.Unmarshal([]byte(in), &d); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v; want an error with %q", in, err, want)
		}
	}
}

func TestQuantileNames(t *testing.T) {
	for name, p := range map[string]float64{"p0": 0, "p0.1": 0.001, "p1": 0.01, "p50": 0.5, "p99": 0.99, "p99.9": 0.999, "p99.99": 0.9999, "p100": 1} {
		if got := QuantileName(p); got != name {
			t.Errorf("QuantileName(%v) = %s, want %s", p, got, name)
		}
		if got, err := ParseQuantile(name); got != p || err != nil {
			t.Errorf("ParseQuantile(%s) = %v, %v; want %v", name, got, err, p)
		}
	}
	for _, bad := range []string{"", "p", "50", "p101", "p-1", "p1e1", "pNaN", "p1.2.3", "max"} {
		if p, err := ParseQuantile(bad); err == nil {
			t.Errorf("ParseQuantile(%q) = %v", bad, p)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		p := rapid.Float64Range(0, 1).Draw(t, "p")
		if back, err := ParseQuantile(QuantileName(p)); back != p || err != nil {
			t.Errorf("%v became %s and then %v, %v", p, QuantileName(p), back, err)
		}
	})
}

func TestDurationsReadBack(t *testing.T) {
	for d, want := range map[time.Duration]string{0: "0s", time.Minute: "1m", 6 * time.Hour: "6h", 90 * time.Minute: "1h30m", 10 * time.Second: "10s", time.Hour + time.Second: "1h0m1s", 1500: "1.5µs"} {
		if got := Short(d); got != want {
			t.Errorf("%v is written %s, want %s", d, got, want)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		d := time.Duration(rapid.Int64Min(0).Draw(t, "d"))
		if back, err := time.ParseDuration(Short(d)); back != d || err != nil {
			t.Errorf("%v is written %s, read %v, %v", d, Short(d), back, err)
		}
	})
}

func FuzzUnmarshalJSON(f *testing.F) {
	for _, d := range examples(f) {
		data, err := json.Marshal(d)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		var d Dist
		if d.UnmarshalJSON(data) != nil {
			return
		}
		again, err := d.MarshalJSON()
		if err != nil {
			t.Fatal(err)
		}
		var back Dist
		if err := back.UnmarshalJSON(again); err != nil || !back.Equal(d) {
			t.Fatalf("%s became %s: %v", data, again, err)
		}
		if q := d.Quantile(0.999); q < 0 || d.Mean() < 0 {
			t.Fatalf("%s: p99.9 %v, mean %v", d, q, d.Mean())
		}
	})
}
