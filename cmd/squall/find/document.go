package find

import (
	"encoding/json"
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"

	"squall/analyze"
	"squall/analyze/border"
	"squall/analyze/figure"
	"squall/reports"
)

// Schema is that of find.json.
const Schema = "squall.find/v1"

// Document is what a search found, and all that it looked at.
type Document struct {
	Schema     string          `json:"schema"`
	Verdict    analyze.Verdict `json:"verdict"` // PASS: found, FAIL: no rate will do, INCONCLUSIVE, INVALID, ABORTED
	Why        string          `json:"why"`
	Find       string          `json:"find"`
	Entry      string          `json:"entry,omitempty"` // whose rate; absent: that of the whole load
	Arm        string          `json:"arm"`
	Run        analyze.Run     `json:"run"`
	Written    float64         `json:"written"` // the profile's own rate a second
	Holds      *float64        `json:"holds"`   // the highest rate that holds
	Fails      *float64        `json:"fails"`   // the lowest above it that does not
	Limit      *float64        `json:"limit"`   // where the generator, not the target, gave out
	Confidence *float64        `json:"confidence"`
	Odd        []float64       `json:"odd"` // rates below that failed all the same
	Looks      []Look          `json:"looks"`

	within float64
}

// Look is one run.
type Look struct {
	Rate         float64            `json:"rate"`
	Size         int                `json:"size"` // times the profile's own repeats
	Seed         uint64             `json:"seed"`
	Confirms     bool               `json:"confirms"`
	Answer       string             `json:"answer"`
	Verdict      analyze.Verdict    `json:"verdict"`
	Why          []string           `json:"why"`
	Expectations []analyze.Expected `json:"expectations"`
	Folder       string             `json:"folder,omitempty"`
}

func newDocument(o Options, run analyze.Run, written float64) *Document {
	arm := o.Arm
	if arm == "" {
		arm = o.Plan.Arms[0].Name
	}
	return &Document{Schema: Schema, Find: o.Goal.Text, Entry: o.Goal.Entry, Arm: arm, Run: run, Written: written,
		Odd: []float64{}, Looks: []Look{}, within: o.Within}
}

func (d *Document) add(l border.Look, seed uint64, a border.Answer, r *analyze.Result, where string) {
	why, expected := r.Why, r.Expectations
	if why == nil {
		why = []string{}
	}
	if expected == nil {
		expected = []analyze.Expected{}
	}
	d.Looks = append(d.Looks, Look{Rate: l.Rate, Size: l.Size, Seed: seed, Confirms: l.Last, Answer: a.String(),
		Verdict: r.Verdict, Why: why, Expectations: expected, Folder: where})
}

// found puts the ends of a search into the document.
func (d *Document) found(f border.Found, from, to float64) {
	if f.Low.Known {
		d.Holds = &f.Low.Rate
	}
	if f.High.Known && f.High.Untrusted {
		d.Limit = &f.High.Rate
	} else if f.High.Known {
		d.Fails = &f.High.Rate
	}
	if f.Confidence > 0 {
		c := math.Round(f.Confidence*1000) / 1000
		d.Confidence = &c
	}
	if f.Odd != nil {
		d.Odd = f.Odd
	}
	d.Verdict, d.Why = d.verdict(f, from, to)
}

func (d *Document) verdict(f border.Found, from, to float64) (analyze.Verdict, string) {
	low, high := perSecond(f.Low.Rate), perSecond(f.High.Rate)
	switch {
	case f.Stopped:
		return analyze.Aborted, "before the search was through"
	case f.Low.Confirmed && !f.High.Known:
		return analyze.Pass, "it holds at " + low + ", the highest rate that was asked about" + d.beyond(f.Low.Rate, to)
	case f.Low.Confirmed && f.High.Untrusted:
		return analyze.Pass, "it holds at " + low + "; above it the generator was the limit, at " + high + ", so the target may well do more"
	case f.Low.Confirmed && f.High.Confirmed:
		return analyze.Pass, "it holds at " + low + " and no longer at " + high
	case f.Low.Confirmed:
		return analyze.Inconclusive, "it holds at " + low + "; that it fails at " + high + " a run of its own did not bear out"
	case f.Low.Known:
		return analyze.Inconclusive, "it held at about " + low + ", which a run of its own did not bear out"
	case f.High.Known && f.High.Untrusted:
		return analyze.Invalid, "the generator was the limit at every rate down to " + high
	case f.High.Known && f.High.Rate <= from*(1+d.within) && f.High.Confirmed:
		return analyze.Fail, "it fails at " + high + " already, the lowest rate that was asked about"
	}
	return analyze.Inconclusive, "there were too few requests to tell at any rate: make the phases longer, or --most larger"
}

func (d *Document) beyond(rate, to float64) string {
	if rate >= to*(1-d.within) {
		return "; write `to` for a higher one"
	}
	return ", and too few requests to tell above"
}

func perSecond(rate float64) string {
	if rate < 1000 {
		return strconv.FormatFloat(rate, 'g', 3, 64) + "/s"
	}
	return figure.Count(uint64(math.Round(rate))) + "/s"
}

// JSON writes the document as find.json.
func (d *Document) JSON(w io.Writer) error {
	text, err := json.MarshalIndent(d, "", "  ")
	if err != nil {
		return fmt.Errorf("find.json: %w", err)
	}
	_, err = w.Write(append(text, '\n'))
	return err
}

var headlines = map[analyze.Verdict]string{analyze.Pass: "FOUND", analyze.Fail: "NO RATE", analyze.Inconclusive: "UNCLEAR", analyze.Invalid: "INVALID", analyze.Aborted: "STOPPED"}

// Write prints the document in columns at most width wide.
func (d *Document) Write(w io.Writer, width int) error {
	head := headlines[d.Verdict] + "  " + d.Why
	if d.Confidence != nil {
		head += " (" + strconv.FormatFloat(*d.Confidence*100, 'g', 3, 64) + " % confidence)"
	}
	of := "the whole load"
	if d.Entry != "" {
		of = "entry " + d.Entry
	}
	lines := []string{"squall find: " + d.Find, fmt.Sprintf("the rate is that of %s, %s as written; %s on the %s clock, model %s, seed %d",
		of, perSecond(d.Written), figure.Plural(uint64(len(d.Looks)), "run"), d.Run.Clock, d.Run.Model, d.Run.Seed), head}
	for _, odd := range d.Odd {
		lines = append(lines, "note: it failed at "+perSecond(odd)+", below the answer: more load is not the only thing that breaks it")
	}
	for _, line := range lines {
		if err := reports.Table(w, width, []string{line}, nil); err != nil {
			return err
		}
	}
	var rows [][]string
	for _, l := range d.Looks {
		rows = append(rows, l.row())
	}
	return reports.Table(w, width, []string{" rate", "runs", "answer", "conditions"}, rows)
}

func (l *Look) row() []string {
	var seen []string
	for _, x := range l.Expectations {
		write := figure.Observed(x.Expr)
		seen = append(seen, strings.TrimSpace(x.Expr+": "+write(x.Observed)+" "+figure.Interval(x.CI, write)))
	}
	if l.Answer == border.Untrusted.String() || len(seen) == 0 || l.Verdict == analyze.Aborted {
		seen = l.Why
	}
	answer := l.Answer
	if l.Confirms {
		answer += ", afresh"
	}
	return []string{" " + perSecond(l.Rate), strconv.Itoa(l.Size), answer, strings.Join(seen, "; ")}
}
