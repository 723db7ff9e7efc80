package page

import (
	"fmt"
	"slices"
	"strings"

	"squall/analyze"
	"squall/analyze/canary"
	"squall/analyze/figure"
	"squall/reports/page/releasing"
	"squall/reports/page/sheet"
	"squall/reports/view"
	"squall/reports/view/events"
	"squall/reports/view/experiment"
	"squall/reports/view/faults"
	"squall/reports/view/refused"
	"squall/reports/view/releases"
)

// markup is the page of a result.
type markup struct {
	sheet.Sheet
	worst float64 // share of a p99 that the generator's lag is
}

// body is the whole page: every word and every chart stands in it.
func body(v *view.View, r *analyze.Result) string {
	m := &markup{Sheet: sheet.Sheet{Rest: "result.json"}}
	m.Add(head(v, r))
	m.List("why", "Why", v.Why)
	m.List("undone", "Not undone", v.NotUndone)
	m.release(v.Release, r.Canary)
	m.experiment(r)
	m.expectations(v)
	m.figures(v)
	m.charts(r)
	m.Table(v.Comparisons)
	m.List("", "Versions", v.Versions)
	m.List("", "Retries", v.Retries)
	m.refusals(v.Refusals, reasons(r))
	m.ledgers(v.Ledgers, r)
	m.List("", "Faults", faults.Of(r))
	m.List("", "Warnings", v.Warnings)
	m.List("", "Cost", v.Cost)
	m.trust(v, r)
	m.Add("<h2 id=\"repeat\">Repeat</h2>\n<p>In the folder of this report:</p>\n<pre tabindex=\"0\"><code>" + sheet.Escape(repeat(r)) + "</code></pre>\n")
	return "<main>\n" + sheet.Linked(m.Finish(foot(r))) + "</main>\n"
}

func head(v *view.View, r *analyze.Result) string {
	var b strings.Builder
	b.WriteString("<header>\n<p class=\"verdict " + sheet.Kind(v.Verdict) + "\">" + sheet.Escape(v.Verdict) + "</p>\n")
	b.WriteString("<h1>" + sheet.Escape(v.Title) + "</h1>\n")
	if v.Description != "" {
		b.WriteString("<p class=\"about\">" + sheet.Escape(v.Description) + "</p>\n")
	}
	for _, sentence := range v.Headline[:min(len(v.Headline), sheet.MaxRows)] {
		b.WriteString("<p>" + sheet.Escape(sentence) + "</p>\n")
	}
	b.WriteString("<p class=\"ground\">" + sheet.Escape(v.Ground))
	if r.Run.Started != "" {
		b.WriteString("; started " + sheet.Escape(r.Run.Started))
	}
	if r.Run.DurationS > 0 {
		b.WriteString(", took " + sheet.Escape(figure.Seconds(r.Run.DurationS)))
	}
	b.WriteString("</p>\n</header>\n")
	return b.String()
}

func (m *markup) expectations(v *view.View) {
	if len(v.Expectations) == 0 {
		return
	}
	var b strings.Builder
	b.WriteString("<h2 id=\"expectations\">Expectations</h2>\n<p>" + sheet.Escape(v.Expected) + "</p>\n<div class=\"scroll\"><table>\n")
	b.WriteString("<thead><tr><th>verdict</th><th>expectation</th><th>observed</th><th>rests on</th></tr></thead>\n<tbody>\n")
	for i, e := range v.Expectations {
		if i == sheet.MaxRows {
			b.WriteString(m.More(len(v.Expectations)-i, 4))
			break
		}
		note := ""
		if e.Note != "" {
			note = "<small>" + sheet.Escape(e.Note) + "</small>"
		}
		fmt.Fprintf(&b, "<tr><td><span class=\"mark %s\">%s</span></td><td><code>%s</code>%s</td><td>%s</td><td>%s</td></tr>\n",
			sheet.Kind(e.Mark), sheet.Escape(e.Mark), sheet.Escape(e.Expr), note, sheet.Escape(e.Observed), sheet.Escape(e.RestsOn))
	}
	b.WriteString("</tbody></table></div>\n")
	m.Add(b.String())
}

func (m *markup) release(r *releases.Release, o *canary.Outcome) {
	if r == nil {
		return
	}
	m.Pictures("release", "Release", sheet.Escape(r.Headline), "Nothing was seen of it.", releasing.Charts(o), 0)
	m.List("", "", r.Because())
	for _, t := range r.Tables() {
		m.Table(t)
	}
}

func (m *markup) experiment(r *analyze.Result) {
	if r.Experiment == nil {
		return
	}
	m.Add("<h2 id=\"experiment\">Experiment</h2>\n<p>" + sheet.Escape(experiment.Sentence(r.Experiment)) + "</p>\n")
	for _, t := range experiment.Tables(r) {
		m.Table(t)
	}
}

func (m *markup) refusals(all []refused.Refusal, reasons string) {
	if len(all) == 0 && reasons == "" {
		return
	}
	m.Add("<h2 id=\"refusals\">Refusals and failures</h2>\n" + reasons)
	for _, f := range all {
		t := f.Table
		t.Title = f.Title
		m.Table(t)
		m.List("notes", "", f.Notes)
	}
}

func (m *markup) ledgers(all []events.Ledger, r *analyze.Result) {
	if len(all) == 0 {
		return
	}
	m.Add("<h2 id=\"events\">Asynchronous events</h2>\n")
	for _, l := range all {
		class := "ledger"
		if l.Bad {
			class = "ledger undone"
		}
		lines := slices.DeleteFunc(append([]string{l.Equation, l.Attempts, l.Gaps}, l.Lines...), func(s string) bool { return s == "" })
		m.Add("<h3>" + sheet.Escape(l.Title) + "</h3>\n" + flow(l.Of) + lives(l.Of, r.Run.Compress))
		m.List(class, "", lines)
	}
}

func foot(r *analyze.Result) string {
	parts := []string{"run " + r.Run.ID}
	if r.Run.ProfileHash != "" {
		parts = append(parts, "profile "+r.Run.ProfileHash)
	}
	if r.Run.Squall != "" {
		parts = append(parts, "squall "+r.Run.Squall)
	}
	return "<footer>" + sheet.Escape(strings.Join(parts, ", ")) + "</footer>\n"
}
