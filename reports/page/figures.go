package page

import (
	"fmt"

	"squall/analyze"
	"squall/analyze/figure"
	"squall/reports/page/latency"
	"squall/reports/page/sheet"
	"squall/reports/table"
	"squall/reports/view"
	"squall/reports/view/faults"
)

// figures are the tables of every arm and entry, with intervals.
func (m *markup) figures(v *view.View) {
	if len(v.Groups) == 0 {
		return
	}
	m.Add("<h2 id=\"figures\">Figures</h2>\n<p class=\"about\">Times in ms from when a request was due; in small print 95 % intervals. Counts are exact, rates and quantiles are estimates.</p>\n")
	for _, g := range v.Groups {
		m.Table(g.Detailed())
	}
}

// charts are the pictures, each kind with a word where there is none.
func (m *markup) charts(r *analyze.Result) {
	if len(r.Arms) == 0 {
		m.Add("<p>No arm was run, so there is nothing to draw.</p>\n")
		return
	}
	if len(r.Arms) > 1 {
		drawn, omitted := latency.Shifts(r)
		m.Pictures("shifts", "What moved", "The difference of each quantile between the arms, with its 95 % interval: below 0 the second is faster. A band that holds 0 shows no difference.",
			"No entry has ok requests in two arms, so nothing can be compared.", drawn, omitted)
	}
	drawn, omitted := latency.Curves(r)
	m.Pictures("curves", "Latency by percentile", "Each nine of the percentile takes as much room as the last.",
		"No request was ok, so there are no latencies to draw.", drawn, omitted)
	m.overTime(r)
}

func (m *markup) overTime(r *analyze.Result) {
	arms, omitted := timelines(r)
	m.Add("<h2 id=\"time\">Over time</h2>\n")
	if marks := faults.Marks(r); len(marks) > 0 {
		m.List("bands", "", marks)
	}
	m.Add("<div class=\"charts\">\n")
	for i, drawn := range arms {
		m.Add("<section class=\"arm\"><h3>" + sheet.Escape(r.Arms[i].Name) + "</h3>\n")
		if len(drawn) == 0 {
			m.Add("<p>Nothing was sent in this arm, so there is nothing to draw.</p>\n")
		}
		if left := m.Draw(drawn); left > 0 {
			m.Add("<p>" + figure.Plural(uint64(left), "more chart") + " of this arm would make the page too large; result.json has the figures.</p>\n")
		}
		m.Add("</section>\n")
	}
	m.Add("</div>\n")
	if omitted > 0 {
		m.Add("<p>" + figure.Plural(uint64(omitted), "more arm") + " in result.json.</p>\n")
	}
}

// trust says how far the generator and the stand-in can be.
func (m *markup) trust(v *view.View, r *analyze.Result) {
	m.Add("<h2 id=\"trust\">Trust</h2>\n<p>" + sheet.Escape(v.Trust) + "</p>\n")
	if v.Connections != "" {
		m.Add("<p>Connections: " + sheet.Escape(v.Connections) + "</p>\n")
	}
	t := table.Table{Title: "how late requests were sent, and answered by the stand-in", Header: []string{"who", "n", "p50", "p99", "p99.9", "max"}, Right: []bool{false, true, true, true, true, true}}
	for _, q := range [...]struct {
		name string
		of   *analyze.Quantiles
	}{{"generator", &r.Generator.Lag}, {"stand-in", &r.Standin.Lag}} {
		if q.of.N > 0 && r.Run.Clock != "virtual" {
			t.Rows = append(t.Rows, []string{q.name, figure.Count(q.of.N), figure.MsUnit(q.of.P50), figure.MsUnit(q.of.P99), figure.MsUnit(q.of.P999), figure.MsUnit(q.of.Max)})
		}
	}
	m.Table(t)
	least := ""
	for _, arm := range r.Arms {
		for _, p := range arm.Paths {
			if p.Ledger == nil && p.Latency.P99 != nil && r.Generator.Lag.P99 != nil && *p.Latency.P99 > 0 {
				share := *r.Generator.Lag.P99 / *p.Latency.P99
				if text := figure.Percent(&share); least == "" || share > m.worst {
					m.worst, least = share, fmt.Sprintf("The lag's p99 is %s of the p99 of %s in %s, the entry that it could move most.", text, sheet.Bounded(p.Entry), sheet.Bounded(arm.Name))
				}
			}
		}
	}
	if least != "" && r.Run.Clock != "virtual" {
		m.Add("<p>" + sheet.Escape(least) + "</p>\n")
	}
}
