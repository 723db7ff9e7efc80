package reports

import (
	"fmt"
	"io"
	"math"
	"strings"
	"testing"

	"squall/analyze"
	"squall/analyze/picture"
)

// What is no number is shown as missing, draws nothing, and is never written to
// result.json, whose readers could not read it.
func TestNotANumber(t *testing.T) {
	for name, odd := range map[string]float64{"NaN": math.NaN(), "+Inf": math.Inf(1), "-Inf": math.Inf(-1)} {
		r := quickstart()
		arm := &r.Arms[0]
		for i := range arm.Paths {
			p := &arm.Paths[i]
			p.Latency = analyze.Quantiles{N: 10, P50: &odd, P90: &odd, P99: &odd, Max: &odd, Mean: &odd, P50CI: &[2]float64{odd, odd}, P99CI: &[2]float64{odd, odd}}
			p.Curve = []analyze.CurvePoint{{Share: 0, Ms: odd}, {Share: odd, Ms: 5}, {Share: .9, Ms: odd}}
			p.ThrottleRate.Rate, p.Cold.Rate = &odd, &odd
		}
		arm.Timeline.BinS = odd
		for i := range arm.Timeline.Rows {
			row := &arm.Timeline.Rows[i]
			row.T, row.P99, row.Concurrency, row.ProvisionedBusy = odd, &odd, odd, odd
		}
		arm.Heat = &picture.Heat{BinS: odd, EdgesMs: []float64{odd, odd, odd}, Columns: []picture.Column{{T: odd, Counts: []uint64{1, 2}}}}
		r.Shifts[0].Points[0] = picture.Moved{Share: odd, BaseMs: odd, CandidateMs: odd, DiffMs: odd, CI: &[2]float64{odd, odd}}
		r.Run.DurationS, r.Run.Compress, r.Generator.CPU = odd, odd, &odd
		for i := range r.Comparisons {
			r.Comparisons[i].Ratio, r.Comparisons[i].CI = &odd, &[2]float64{odd, odd}
		}
		for i := range r.Expectations {
			r.Expectations[i].Observed, r.Expectations[i].CI = &odd, &[2]float64{odd, odd}
		}
		l := arm.Paths[6].Ledger
		l.Examples[0].AcceptedS, l.Examples[0].Attempts[0].AtS, l.GapModes[0].NominalS = odd, odd, odd
		for report, write := range map[string]func(io.Writer, *analyze.Result) error{"Markdown": Markdown, "HTML": HTML, "JUnit": JUnit, "hlog": HistogramLog,
			"terminal": func(w io.Writer, r *analyze.Result) error { return Terminal(w, r, TerminalOptions{}) }} {
			var b strings.Builder
			if err := write(&b, r); err != nil {
				t.Errorf("%s of %s: %v", report, name, err)
			}
			if strings.Contains(b.String(), "NaN") || strings.Contains(b.String(), "Inf") && report != "HTML" {
				t.Errorf("%s says %s: %.200s", report, name, b.String()[max(0, strings.Index(b.String(), "NaN")-100):])
			}
		}
		if err := JSON(io.Discard, r); err == nil {
			t.Errorf("%s was written to JSON", name)
		}
	}
}

// Text that turns the direction of writing would have a report say what it does
// not hold.
func TestDirectionIsNotTurned(t *testing.T) {
	each(t, func(t *testing.T, r *analyze.Result) {
		for report, write := range map[string]func(io.Writer, *analyze.Result) error{"Markdown": Markdown, "HTML": HTML,
			"terminal": func(w io.Writer, r *analyze.Result) error { return Terminal(w, r, TerminalOptions{}) }} {
			var b strings.Builder
			if err := write(&b, r); err != nil {
				t.Fatal(err)
			}
			if strings.ContainsAny(b.String(), "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069") {
				t.Errorf("%s turns the direction of text", report)
			}
		}
	})
}

// Ten thousand different errors make no report much larger.
func TestManyErrorTexts(t *testing.T) {
	r := quickstart()
	for i := range r.Arms {
		for k := range 10_000 {
			r.Arms[i].Paths[3].Reasons[fmt.Sprintf("dial tcp 10.0.0.1:%d: connection refused", k)] = uint64(1 + k%7)
			r.Arms[i].Paths[3].Reasons[fmt.Sprintf("Throttled by %d", k)] = 1
		}
	}
	for report, most := range map[string]int{"terminal": 8 << 10, "Markdown": 64 << 10, "HTML": 200 << 10, "JUnit": 16 << 10} {
		var b strings.Builder
		write := map[string]func(io.Writer, *analyze.Result) error{"Markdown": Markdown, "HTML": HTML, "JUnit": JUnit,
			"terminal": func(w io.Writer, r *analyze.Result) error { return Terminal(w, r, TerminalOptions{}) }}[report]
		if err := write(&b, r); err != nil {
			t.Fatal(err)
		}
		if b.Len() > most {
			t.Errorf("%s has %d bytes, want at most %d", report, b.Len(), most)
		}
		if report != "JUnit" && !strings.Contains(b.String(), " more ") {
			t.Errorf("%s does not say that there are more", report)
		}
	}
}
