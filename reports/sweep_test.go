package reports

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"squall/analyze"
	"squall/analyze/sweep"
	"squall/profiles/axis"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

// swept makes a sweep of two arms whose curves bend, with every state that a
// point can be in. word stands wherever a user writes something.
func swept(t testing.TB, values, word, stopped string) *sweep.Sweep {
	t.Helper()
	a, err := axis.New("functions."+word+".provisioned.live", values)
	if err != nil {
		t.Fatal(err)
	}
	s := sweep.New(analyze.Run{ID: "shop-sweep-0123", Profile: "shop", Description: "About " + word, Seed: 1, Clock: "virtual", Target: "local", Model: "default", Squall: "devel"}, &a, []string{word, "alb"})
	s.Prices.Dated = "2026-10-05"
	figure := func(v, reach float64) sweep.Estimate {
		return sweep.Estimate{Value: &v, CI: &[2]float64{max(v-reach, 0), v + reach}}
	}
	for i := range s.Points {
		p := &s.Points[i]
		if stopped != "" && i == len(s.Points)-1 {
			continue
		}
		if i == 1 {
			p.State, p.Reason = sweep.Refused, "reserved concurrency is below "+word
			continue
		}
		r := &analyze.Result{Verdict: analyze.Pass, Why: []string{"all hold"}, Expectations: []analyze.Expected{{Expr: "cold_rate < 1%", Verdict: analyze.Pass}}}
		if i < 3 {
			r.Verdict, r.Expectations[0].Verdict = analyze.Fail, analyze.Fail
		}
		var arms []sweep.Arm
		for k, name := range []string{"one", word} {
			n := float64(i + 1 + k)
			usd := 10 * n
			arms = append(arms, sweep.Arm{Name: name, Requests: 1000, P99: figure(100+900/n, 20), ColdRate: figure(.2/n/n, .005),
				ThrottleRate: figure(0, .001), SpilloverRate: figure(1/n/n, .01), MonthlyUSD: sweep.Estimate{Value: &usd}})
		}
		if i == 4 {
			arms[0].P99.CI, arms[1].SpilloverRate = nil, sweep.Estimate{}
		}
		p.Take(r, arms)
	}
	s.Finish(stopped)
	return s
}

const hostileWord = "<script>alert('x')</script>|`*\x1b[31m"

func manySweeps(t testing.TB) map[string]*sweep.Sweep {
	a, err := axis.New("account.concurrency", "100..900:100")
	if err != nil {
		t.Fatal(err)
	}
	refused := sweep.New(analyze.Run{Profile: "shop"}, &a, []string{"sdk"})
	for i := range refused.Points {
		refused.Points[i].State, refused.Points[i].Reason = sweep.Refused, "too small"
	}
	refused.Finish("")
	return map[string]*sweep.Sweep{
		"sweep":         swept(t, "0..70:10", "sdk", ""),
		"sweep-log":     swept(t, "1..128:x2", "sdk", "interrupted"),
		"sweep-list":    swept(t, "none,10,20,30,40", "sdk", ""),
		"sweep-hostile": swept(t, "0..70:10", hostileWord, ""),
		"sweep-refused": refused,
		"sweep-large":   swept(t, "0..999:1", "sdk", ""),
	}
}

func TestSweepGolden(t *testing.T) {
	all := manySweeps(t)
	for _, name := range []string{"sweep", "sweep-log", "sweep-list", "sweep-hostile", "sweep-refused"} {
		s := all[name]
		golden(t, name+".txt", func(w io.Writer) error {
			return SweepTerminal(w, s, TerminalOptions{Out: "out/latest", Took: 3 * time.Second})
		})
		golden(t, name+".md", func(w io.Writer) error { return SweepMarkdown(w, s) })
		golden(t, "sweep/"+name+".json", func(w io.Writer) error { return SweepJSON(w, s) }) // for reports/browser
		golden(t, name+".html", func(w io.Writer) error {
			var b bytes.Buffer
			if err := SweepHTML(&b, s); err != nil {
				return err
			}
			_, err := io.WriteString(w, b.String()[strings.Index(b.String(), "<body>"):])
			return err
		})
	}
}

func TestSweepsFitTheTerminal(t *testing.T) {
	for name, s := range manySweeps(t) {
		for _, width := range []int{40, 80, 120} {
			var b bytes.Buffer
			if err := SweepTerminal(&b, s, TerminalOptions{Width: width, Out: "out/latest"}); err != nil {
				t.Fatal(err)
			}
			for line := range strings.Lines(b.String()) {
				if n := utf8.RuneCountInString(strings.TrimRight(line, "\n")); n > width {
					t.Errorf("%s: %d columns of %d: %s", name, n, width, line)
				}
			}
			if strings.Contains(b.String(), "\x1b") {
				t.Errorf("%s: an escape sequence of a profile's", name)
			}
		}
	}
}

func TestSweepJSONIsWhatItsSchemaSays(t *testing.T) {
	parsed, err := jsonschema.UnmarshalJSON(bytes.NewReader(sweep.JSONSchema()))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource("sweep.json", parsed); err != nil {
		t.Fatal(err)
	}
	schema, err := c.Compile("sweep.json")
	if err != nil {
		t.Fatal(err)
	}
	for name, s := range manySweeps(t) {
		var b bytes.Buffer
		if err := SweepJSON(&b, s); err != nil {
			t.Fatal(err)
		}
		value, err := jsonschema.UnmarshalJSON(&b)
		if err != nil {
			t.Fatal(err)
		}
		if err := schema.Validate(value); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		object := value.(map[string]any)
		if delete(object, "points"); schema.Validate(object) == nil {
			t.Errorf("%s: the schema takes a sweep without points", name)
		}
	}
}

func TestSweepPagesAreWellFormedAndAlone(t *testing.T) {
	for name, s := range manySweeps(t) {
		var b bytes.Buffer
		if err := SweepHTML(&b, s); err != nil {
			t.Fatal(err)
		}
		if b.Len() > 400<<10 {
			t.Errorf("%s: %d bytes, want less than 400 KB", name, b.Len())
		}
		for _, reference := range []string{"http://", "https://", "src=", "href=", "url(", "@import", "NaN", "Inf"} {
			if strings.Contains(b.String(), reference) {
				t.Errorf("%s: the page holds %q", name, reference)
			}
		}
		if err := closes(scripts.ReplaceAllString(sheets.ReplaceAllString(b.String(), ""), "")); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// closes says whether every element is closed in turn.
func closes(page string) error {
	d := xml.NewDecoder(strings.NewReader(strings.TrimPrefix(page, "<!doctype html>")))
	d.Strict, d.AutoClose, d.Entity = false, xml.HTMLAutoClose, xml.HTMLEntity
	var open []string
	for {
		token, err := d.Token()
		switch {
		case errors.Is(err, io.EOF) && len(open) == 0:
			return nil
		case err != nil:
			return fmt.Errorf("open %v: %w", open, err)
		}
		switch e := token.(type) {
		case xml.StartElement:
			open = append(open, e.Name.Local)
		case xml.EndElement:
			if len(open) == 0 || open[len(open)-1] != e.Name.Local {
				return fmt.Errorf("</%s> closes %v", e.Name.Local, open)
			}
			open = open[:len(open)-1]
		}
	}
}
