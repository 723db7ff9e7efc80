package calibrate

import (
	"fmt"
	"io"
	"strconv"

	"squall/analyze/figure"
	"squall/analyze/fit"
	"squall/analyze/stats"
	"squall/profiles/source"
	"squall/reports"
)

// Write prints what was found, and how far off a run with it is.
func (f *Found) Write(w io.Writer, width int, of Source, rows []Foretold, file string) error {
	p := &printer{w: w, width: width}
	p.text("squall calibrate " + of.Run + ": " + figure.Count(f.Hits) + " requests and attempts of arm " + f.Arm + ", " + of.Ground)
	var found [][]string
	for i := range f.Functions {
		v := &f.Functions[i]
		what := source.Brief(v.Name, 24) + " " + v.Version
		found = append(found, row(what+" runs", v.Duration), row(what+" initialises", v.Init))
		if v.Ended >= fit.Least {
			i := stats.Wilson(v.Failed, v.Ended)
			found = append(found, []string{what + " fails", figure.Count(v.Ended), Percent(share(*v)), "[" + Percent(i.Lo) + ", " + Percent(i.Hi) + "]"})
		}
	}
	found = append(found, row("around an invoke", f.Overhead), row("before an init", f.Sandbox))
	for i := range f.Doors {
		found = append(found, row("door "+f.Doors[i].Path+" adds", &f.Doors[i].Fitted))
	}
	kept := found[:0]
	for _, r := range found {
		if r != nil {
			kept = append(kept, r)
		}
	}
	p.table([]string{"what", "n", "p50 ms [95 %]", "p99 ms [95 %]"}, kept)
	p.foretold(rows)
	for _, n := range f.Notes {
		p.text("note: " + n)
	}
	p.text("wrote " + file + "; a profile takes it in with  calibrated: " + file)
	return p.err
}

func row(what string, f *fit.Fitted) []string {
	if f == nil {
		return nil
	}
	p99 := number(f.P99)
	if f.Assumed != "" {
		what += " (assumed)"
	}
	if f.P99.Value == 0 {
		p99 = number(fit.Figure{Value: int64(f.Dist.Quantile(0.99))})
	}
	return []string{what, figure.Count(f.N), number(f.P50), p99}
}

func number(f fit.Figure) string {
	text := func(ns int64) string { return strconv.FormatFloat(float64(ns)/1e6, 'f', 1, 64) }
	if !f.Interval {
		return text(f.Value)
	}
	return text(f.Value) + " [" + text(f.Lo) + ", " + text(f.Hi) + "]"
}

// printer keeps the first error of many prints.
type printer struct {
	w     io.Writer
	width int
	err   error
}

func (p *printer) foretold(rows []Foretold) {
	if len(rows) == 0 {
		return
	}
	p.text("Simulated with it and other luck, beside what was measured:")
	var out [][]string
	for _, r := range rows {
		off := figure.None
		if r.Error != nil {
			off = fmt.Sprintf("%.1f%%", 100**r.Error)
		}
		out = append(out, []string{source.Brief(r.Entry, 24), figure.Ms(r.P50[0]), figure.Ms(r.P50[1]), figure.Ms(r.P99[0]), figure.Ms(r.P99[1]), off})
	}
	p.table([]string{"entry", "p50 ms", "foretold", "p99 ms", "foretold", "error"}, out)
}

func (p *printer) table(header []string, rows [][]string) {
	if p.err == nil {
		p.err = reports.Table(p.w, p.width, header, rows)
	}
}

// text is a sentence, on as many lines as it takes.
func (p *printer) text(s string) { p.table([]string{s}, nil) }
