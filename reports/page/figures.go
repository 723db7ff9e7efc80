package page

import (
	"fmt"

	"squall/analyze"
	"squall/reports/figure"
	"squall/reports/table"
	"squall/reports/view"
	"squall/reports/view/faults"
)

// figures are the tables of every arm and entry, with intervals.
func (m *markup) figures(v *view.View) {
	if len(v.Groups) == 0 {
		return
	}
	m.add("<h2 id=\"figures\">Figures</h2>\n<p class=\"about\">Times in ms from when a request was due; in small print 95 % intervals. Counts are exact, rates and quantiles are estimates.</p>\n")
	for _, g := range v.Groups {
		m.table(g.Detailed())
	}
}

// charts are the pictures, each kind with a word where there is none.
func (m *markup) charts(r *analyze.Result) {
	if len(r.Arms) == 0 {
		m.add("<p>No arm was run, so there is nothing to draw.</p>\n")
		return
	}
	if len(r.Arms) > 1 {
		drawn, omitted := shifts(r)
		m.pictures("shifts", "What moved", "The difference of each quantile between the arms, with its 95 % interval: below 0 the second is faster. A band that holds 0 shows no difference.",
			"No entry has ok requests in two arms, so nothing can be compared.", drawn, omitted)
	}
	drawn, omitted := curves(r)
	m.pictures("curves", "Latency by percentile", "Each nine of the percentile takes as much room as the last.",
		"No request was ok, so there are no latencies to draw.", drawn, omitted)
	m.overTime(r)
}

func (m *markup) pictures(id, title, about, none string, drawn []string, omitted int) {
	m.add("<h2 id=\"" + id + "\">" + title + "</h2>\n")
	if len(drawn) == 0 {
		m.add("<p>" + none + "</p>\n")
		return
	}
	m.add("<p class=\"about\">" + about + "</p>\n<div class=\"charts\">\n")
	omitted += m.draw(drawn)
	m.add("</div>\n")
	if omitted > 0 {
		m.add("<p>" + figure.Count(uint64(omitted)) + " more are in result.json.</p>\n")
	}
}

// draw adds charts as long as they leave room for words, and counts the rest.
func (m *markup) draw(charts []string) (omitted int) {
	for _, c := range charts {
		if m.drawn+len(c) > maxDrawn {
			omitted++
			continue
		}
		m.drawn += len(c)
		m.add(c)
	}
	return omitted
}

func (m *markup) overTime(r *analyze.Result) {
	arms, omitted := timelines(r)
	m.add("<h2 id=\"time\">Over time</h2>\n")
	if marks := faults.Marks(r); len(marks) > 0 {
		m.list("bands", "", marks)
	}
	m.add("<div class=\"charts\">\n")
	for i, drawn := range arms {
		m.add("<section class=\"arm\"><h3>" + escape(r.Arms[i].Name) + "</h3>\n")
		if len(drawn) == 0 {
			m.add("<p>Nothing was sent in this arm, so there is nothing to draw.</p>\n")
		}
		if left := m.draw(drawn); left > 0 {
			m.add("<p>" + figure.Plural(uint64(left), "more chart") + " of this arm would make the page too large; result.json has the figures.</p>\n")
		}
		m.add("</section>\n")
	}
	m.add("</div>\n")
	if omitted > 0 {
		m.add("<p>" + figure.Plural(uint64(omitted), "more arm") + " in result.json.</p>\n")
	}
}

// trust says how far the generator and the stand-in can be.
func (m *markup) trust(v *view.View, r *analyze.Result) {
	m.add("<h2 id=\"trust\">Trust</h2>\n<p>" + escape(v.Trust) + "</p>\n")
	if v.Connections != "" {
		m.add("<p>Connections: " + escape(v.Connections) + "</p>\n")
	}
	t := table.Table{Title: "how late requests were sent, and answered by the stand-in", Header: []string{"who", "n", "p50", "p99", "p99.9", "max"}, Right: []bool{false, true, true, true, true, true}}
	for _, q := range [...]struct {
		name string
		of   *analyze.Quantiles
	}{{"generator", &r.Generator.Lag}, {"stand-in", &r.Standin.Lag}} {
		if q.of.N > 0 {
			t.Rows = append(t.Rows, []string{q.name, figure.Count(q.of.N), figure.MsUnit(q.of.P50), figure.MsUnit(q.of.P99), figure.MsUnit(q.of.P999), figure.MsUnit(q.of.Max)})
		}
	}
	m.table(t)
	least := ""
	for _, arm := range r.Arms {
		for _, p := range arm.Paths {
			if p.Ledger == nil && p.Latency.P99 != nil && r.Generator.Lag.P99 != nil && *p.Latency.P99 > 0 {
				share := *r.Generator.Lag.P99 / *p.Latency.P99
				if text := figure.Percent(&share); least == "" || share > m.worst {
					m.worst, least = share, fmt.Sprintf("The lag's p99 is %s of the p99 of %s in %s, the entry that it could move most.", text, bounded(p.Entry), bounded(arm.Name))
				}
			}
		}
	}
	if least != "" && r.Run.Clock != "virtual" {
		m.add("<p>" + escape(least) + "</p>\n")
	}
}
