package reports

import (
	"encoding/xml"
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"

	"squall/analyze"
	"squall/analyze/figure"
	"squall/reports/view"
)

type suites struct {
	XMLName xml.Name `xml:"testsuites"`
	totals
	Suite suite `xml:"testsuite"`
}

// totals are what a suite, and all of them together, say of their cases.
type totals struct {
	Name     string `xml:"name,attr"`
	Tests    int    `xml:"tests,attr"`
	Failures int    `xml:"failures,attr"`
	Errors   int    `xml:"errors,attr"`
	Skipped  int    `xml:"skipped,attr"`
	Time     string `xml:"time,attr"`
}

type suite struct {
	totals
	Timestamp string     `xml:"timestamp,attr,omitempty"`
	Cases     []testcase `xml:"testcase"`
	Out       string     `xml:"system-out,omitempty"`
}

type testcase struct {
	Name    string   `xml:"name,attr"`
	Class   string   `xml:"classname,attr"`
	Time    string   `xml:"time,attr"`
	Known   *facts   `xml:"properties"`
	Failure *trouble `xml:"failure"`
	Error   *trouble `xml:"error"`
	Skipped *trouble `xml:"skipped"`
}

// facts are properties of a case.
type facts struct {
	All []fact `xml:"property"`
}

type fact struct {
	Name  string `xml:"name,attr"`
	Value string `xml:"value,attr"`
}

// resting says on what kind of rule a case rests; nil when nobody said.
func resting(on string) *facts {
	if on = figure.RestsOn(on); on == figure.None {
		return nil
	}
	return &facts{All: []fact{{"rests_on", on}}}
}

type trouble struct {
	Type    string `xml:"type,attr,omitempty"`
	Message string `xml:"message,attr,omitempty"`
	Text    string `xml:",chardata"`
}

// JUnit writes one test case for the verdict of the run and one for each
// expectation. A FAIL is a failure, INCONCLUSIVE a failure of that type,
// anything that spoils the run as a whole an error; what a spoilt run did not
// judge, or judged on figures that cannot be trusted, is skipped.
func JUnit(w io.Writer, r *analyze.Result) error {
	v := view.Of(r)
	class := "squall." + dotless(name(r))
	s := suite{totals: totals{Name: name(r), Time: seconds(r.Run.DurationS)}, Timestamp: r.Run.Started, Out: v.Title + "\n" + v.Ground + "\n" + v.Trust}
	s.Cases = append(s.Cases, verdictCase(r, v, class))
	for i, e := range v.Expectations {
		c := expectationCase(r, r.Expectations[i].Verdict, e, class)
		c.Known = resting(r.Expectations[i].RestsOn)
		s.Cases = append(s.Cases, c)
	}
	if err := s.write(w); err != nil {
		return fmt.Errorf("writing the result of run %s as JUnit XML: %w", r.Run.ID, err)
	}
	return nil
}

// write writes a suite as a document of its own.
func (s *suite) write(w io.Writer) error {
	s.count()
	all := suites{totals: s.totals, Suite: *s}
	all.Name = "squall"
	if _, err := io.WriteString(w, xml.Header); err != nil {
		return err
	}
	e := xml.NewEncoder(w)
	e.Indent("", "  ")
	if err := e.Encode(all); err != nil {
		return err
	}
	_, err := io.WriteString(w, "\n")
	return err
}

func (s *suite) count() {
	s.Tests = len(s.Cases)
	for _, c := range s.Cases {
		switch {
		case c.Failure != nil:
			s.Failures++
		case c.Error != nil:
			s.Errors++
		case c.Skipped != nil:
			s.Skipped++
		}
	}
}

func verdictCase(r *analyze.Result, v *view.View, class string) testcase {
	c := testcase{Name: "verdict", Class: class, Time: seconds(r.Run.DurationS)}
	t := &trouble{
		Type:    strings.ToLower(v.Verdict),
		Message: v.Verdict + ": " + strings.Join(v.Headline, " "),
		Text:    strings.Join(slices.Concat(r.Why, v.NotUndone), "\n"),
	}
	switch r.Verdict {
	case analyze.Pass:
	case analyze.Fail, analyze.Inconclusive:
		c.Failure = t
	default:
		c.Error = t
	}
	return c
}

func expectationCase(r *analyze.Result, verdict analyze.Verdict, e view.Expectation, class string) testcase {
	c := testcase{Name: e.Expr, Class: class, Time: "0"}
	t := &trouble{Type: strings.ToLower(e.Mark), Message: e.Mark + ": observed " + e.Observed, Text: e.Note}
	switch {
	case verdict == analyze.Fail, verdict == analyze.Inconclusive:
		c.Failure = t
	case verdict == analyze.Pass && r.Verdict != analyze.Invalid:
	case verdict == analyze.Pass:
		t.Type, t.Message = "", "the measurement cannot be trusted"
		c.Skipped = t
	case verdict == "":
		t.Type = ""
		c.Skipped = t
	default:
		c.Error = t
	}
	return c
}

// seconds is a time as JUnit has it; one that is no number is none.
func seconds(s float64) string {
	if math.IsNaN(s) || math.IsInf(s, 0) {
		s = 0
	}
	return strconv.FormatFloat(s, 'f', 3, 64)
}

func name(r *analyze.Result) string {
	if r.Run.Profile == "" {
		return "run"
	}
	return r.Run.Profile
}

// dotless keeps a name one level of a class name.
func dotless(s string) string { return strings.ReplaceAll(clean(s), ".", "-") }
