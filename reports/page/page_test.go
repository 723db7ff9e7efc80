package page

import (
	"encoding/json"
	"math"
	"strings"
	"testing"

	"squall/analyze"

	"github.com/google/go-cmp/cmp"
)

func TestEscape(t *testing.T) {
	for in, want := range map[string]string{
		`<a href="x">&'`:         "&lt;a href=&#34;x&#34;&gt;&amp;&#39;",
		"a\x00b\x1b[31m\n":       "a b [31m ",
		"\xff":                   "?",
		strings.Repeat("é", 400): strings.Repeat("é", maxText/2) + "...",
	} {
		if got := escape(in); got != want {
			t.Errorf("escape(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestDigits(t *testing.T) {
	for _, test := range []struct {
		v    float64
		n    int
		want float64
	}{{1234.567, 4, 1235}, {0.000123456, 3, 0.000123}, {0, 4, 0}, {-1.23456, 2, -1.2}, {math.NaN(), 4, 0}, {math.Inf(1), 4, 0}} {
		if got := digits(test.v, test.n); got != test.want {
			t.Errorf("digits(%v, %d) = %v, want %v", test.v, test.n, got, test.want)
		}
	}
}

// TestTimelineJoinsBins expects that joining neighbours loses no request.
func TestTimelineJoinsBins(t *testing.T) {
	p := func(v float64) *float64 { return &v }
	r := &analyze.Result{Run: analyze.Run{Repeat: 2}}
	for range 5 {
		r.Arms = append(r.Arms, analyze.ArmResult{Timeline: analyze.Timeline{BinS: 2}})
	}
	sent := uint64(0)
	for i := range 599 {
		row := analyze.TimelineRow{T: float64(2 * i), Sent: uint64(i), Cold: 1, Concurrency: 4}
		if i == 1 {
			row.P99 = p(70)
		}
		if i == 2 {
			row.P99 = p(90)
		}
		sent += row.Sent
		r.Arms[0].Timeline.Rows = append(r.Arms[0].Timeline.Rows, row)
	}
	d := timeline(r, 0)
	if len(d.T) != 200 || d.BinS != 6 {
		t.Fatalf("%d bins of %v s, want 200 of 6 s", len(d.T), d.BinS)
	}
	total, cold := 0.0, 0.0
	for i := range d.T {
		span := 6.0
		if i == 199 {
			span = 4
		}
		total += d.Sent[i] * span * 2
		cold += d.Cold[i]
	}
	if math.Abs(total-float64(sent)) > float64(sent)/1000 || cold != 599 {
		t.Errorf("%v sent and %v cold, want %d and 599", total, cold, sent)
	}
	if d.P99[0] == nil || *d.P99[0] != 90 || d.P99[1] != nil || d.Concurrency[0] != 4 {
		t.Errorf("p99 %v, concurrency %v: want the worst and the mean", d.P99[:2], d.Concurrency[0])
	}
}

func TestFaultWindowsOfRepeatsAreOne(t *testing.T) {
	r := &analyze.Result{Faults: []analyze.FaultSeen{
		{Arm: "a", Kind: "k", AtS: 3, ForS: 2}, {Arm: "a", Kind: "k", AtS: 3, ForS: 2, Repeat: 1}, {Arm: "b", Kind: "k", AtS: 9, ForS: 2},
	}}
	if diff := cmp.Diff([]window{{From: 3, To: 5, Kind: "k"}}, windows(r, "a")); diff != "" {
		t.Error(diff)
	}
}

// TestChartsAreAlwaysLists expects no null where the script looks for a list.
func TestChartsAreAlwaysLists(t *testing.T) {
	one := &analyze.Result{Arms: []analyze.ArmResult{{Name: "a", Timeline: analyze.Timeline{Rows: []analyze.TimelineRow{{Sent: 1}}},
		Paths: []analyze.PathResult{{Entry: "e", Curve: []analyze.CurvePoint{{Share: 1, Ms: 1}, {Share: 0.5, Ms: 0}}}}}}}
	for _, r := range []*analyze.Result{{}, one} {
		b, err := json.Marshal(charts(r))
		if err != nil {
			t.Fatal(err)
		}
		for _, list := range []string{`"arms":null`, `"curves":null`, `"timelines":null`, `"faults":null`, `"shares":null`, `"ms":null`, `"t":null`} {
			if strings.Contains(string(b), list) {
				t.Errorf("%s in %s", list, b)
			}
		}
	}
}

// TestAssetsOfTheChartLibrary pins what is taken from vegeta: its Assets are
// no promise.
func TestAssetsOfTheChartLibrary(t *testing.T) {
	js, err := asset("uPlot.min.js")
	if err != nil || !strings.Contains(js, "var uPlot=") {
		t.Errorf("uPlot.min.js: %v", err)
	}
	if _, err := asset("uPlot.min.css"); err != nil {
		t.Error(err)
	}
	if _, err := asset("no-such-file"); err == nil {
		t.Error("no error for a file that is not there")
	}
}
