// Package releases says how a release went: its steps, the two versions beside
// each other, the looks at latency and what decided it.
package releases

import (
	"fmt"
	"slices"

	"squall/analyze"
	"squall/analyze/canary"
	"squall/analyze/figure"
	"squall/reports/table"
)

// Release is a release in words.
type Release struct {
	Headline string // v2 of checkout:live is promoted after 54s.
	Why      []string
	Steps    table.Table
	Sides    table.Table
	Looks    table.Table // at latency
	Evidence []string    // of the guards, and what is not known
}

// Tables are all tables of it, in their order.
func (r *Release) Tables() []table.Table { return []table.Table{r.Steps, r.Sides, r.Looks} }

// Because is why it ended as it did, with the evidence.
func (r *Release) Because() []string { return append(slices.Clone(r.Why), r.Evidence...) }

// Of says how the release of a run went; nil when it made none.
func Of(r *analyze.Result) *Release {
	o := r.Canary
	if o == nil {
		return nil
	}
	return &Release{Headline: o.Headline() + ".", Why: o.Why, Steps: steps(o), Sides: sides(o), Looks: looks(o), Evidence: evidence(o)}
}

func steps(o *canary.Outcome) table.Table {
	t := table.Table{Title: fmt.Sprintf("release of %s:%s, %s to %s", o.Function, o.Alias, o.Baseline, o.Candidate)}
	t.Column("weight", true)
	t.Column("from", true)
	t.Column("for", true)
	t.Column(o.Candidate, true)
	t.Column("of", true)
	t.Column("share, 95 %", true)
	for _, s := range o.Steps {
		row := []string{figure.Percent(&s.Weight), figure.Seconds(s.AtS), figure.Seconds(s.ForS), figure.Count(s.Seen), figure.Count(s.Of), ""}
		if o.Then == canary.Watched {
			row[0] = "-" // it is others'
		}
		if s.Share != nil {
			row[5] = figure.Percent(s.Share) + " " + figure.Interval(s.Interval, figure.Percent)
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

func sides(o *canary.Outcome) table.Table {
	t := table.Table{Title: "the two versions, times in ms"}
	t.Column("version", false)
	for _, name := range []string{"n", "errors", "cold later", "p50", "p90", "p99"} {
		t.Column(name, true)
	}
	for _, s := range o.Sides {
		row := []string{s.Version, figure.Count(s.Counts.N), figure.Of(s.Counts.Errors, s.Counts.N), figure.Of(s.Counts.Cold, s.Counts.Settled)}
		for _, p := range []float64{0.5, 0.9, 0.99} {
			row = append(row, quantile(s, p))
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

func quantile(s canary.Side, p float64) string {
	for i := range s.Ms {
		if s.Ms[i].P == p {
			return figure.Ms(&s.Ms[i].Ms)
		}
	}
	return "-"
}

func looks(o *canary.Outcome) table.Table {
	t := table.Table{Title: fmt.Sprintf("looks at %s, margin %.3g", o.Margin.Metric, 1+o.Margin.Latency)}
	t.Column("look", false)
	for _, name := range []string{"at", o.Candidate, o.Baseline, "ratio", "interval"} {
		t.Column(name, true)
	}
	t.Column("reading", false)
	for _, row := range o.Looks {
		l := row.Latency
		if l == nil {
			continue
		}
		cells := []string{fmt.Sprintf("%d of %d", l.Look, l.Of), figure.Seconds(row.AtS)}
		if l.Known {
			cells = append(cells, figure.Ms(&l.CandidateMs), figure.Ms(&l.BaselineMs), figure.Ratio(&l.Ratio), figure.Interval(&l.Interval, figure.Ratio))
		} else {
			cells = append(cells, "-", "-", "-", "-")
		}
		t.Rows = append(t.Rows, append(cells, reading(l)))
	}
	return t
}

func reading(l *canary.LatencyLook) string {
	switch {
	case !l.Known:
		return fmt.Sprintf("needs %d of each", l.Need)
	case l.Worse:
		return "worse"
	case l.NotWorse:
		return "inside"
	}
	return "open"
}

// evidence is how near the guards came to rolling the release back.
func evidence(o *canary.Outcome) []string {
	var errors, throttles, cold float64
	for _, l := range o.Looks {
		errors, throttles, cold = max(errors, l.Errors), max(throttles, l.Throttles), max(cold, l.Cold)
	}
	out := []string{fmt.Sprintf("most evidence in %s: errors %.3g, refusals %.3g, cold starts %.3g; %.3g rolls back",
		figure.Plural(uint64(len(o.Looks)), "look"), errors, throttles, cold, o.Limit)}
	out = append(out, powers(o)...)
	if o.Unknown > 0 {
		out = append(out, fmt.Sprintf("%s said no version, %s of them errors, which count against %s", figure.Plural(o.Unknown, "request"), figure.Count(o.UnknownFails), o.Candidate))
	}
	return out
}

// powers is what the last look at latency could have told.
func powers(o *canary.Outcome) []string {
	for _, row := range slices.Backward(o.Looks) {
		if row.Latency == nil {
			continue
		}
		equal, found, ok := row.Latency.Power(o.Margin.Latency)
		if !ok || row.Latency.Look < row.Latency.Of {
			return nil
		}
		return []string{fmt.Sprintf("with as many requests, one that is as good passes %s in %s of releases, and one that is %.0f %% slower is rolled back in 90 %%",
			o.Margin.Metric, figure.Percent(&equal), 100*(found-1))}
	}
	return nil
}
