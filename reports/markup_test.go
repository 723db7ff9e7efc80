package reports

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"errors"
	"io"
	"regexp"
	"strings"
	"testing"

	"squall/analyze"

	"github.com/google/go-cmp/cmp"
)

func TestMarkdownStaysSmallAndItsTablesWhole(t *testing.T) {
	each(t, func(t *testing.T, r *analyze.Result) {
		var b bytes.Buffer
		if err := Markdown(&b, r); err != nil {
			t.Fatal(err)
		}
		if b.Len() >= 64<<10 {
			t.Errorf("%d bytes, want less than 64 KB", b.Len())
		}
		columns := 0
		for line := range strings.Lines(b.String()) {
			if strings.ContainsAny(line, "<>\x1b") {
				t.Errorf("markup in %q", line)
			}
			if !strings.HasPrefix(line, "|") {
				columns = 0
				continue
			}
			bars := strings.Count(strings.ReplaceAll(strings.ReplaceAll(line, `\\`, ""), `\|`, ""), "|")
			if columns == 0 {
				columns = bars
			}
			if bars != columns {
				t.Errorf("%d bars where the header has %d: %q", bars, columns, line)
			}
		}
	})
}

func TestMarkdownSaysThatItIsCut(t *testing.T) {
	var b bytes.Buffer
	if err := Markdown(&b, huge()); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(b.String(), "cut here for its size") {
		t.Error("a cut report does not say so")
	}
}

func TestJUnitIsWellFormedAndCountsAddUp(t *testing.T) {
	each(t, func(t *testing.T, r *analyze.Result) {
		var b bytes.Buffer
		if err := JUnit(&b, r); err != nil {
			t.Fatal(err)
		}
		var got suites
		if err := xml.Unmarshal(b.Bytes(), &got); err != nil {
			t.Fatal(err)
		}
		cases := got.Suite.Cases
		if want := len(r.Expectations) + 1; len(cases) != want || got.Tests != want {
			t.Errorf("%d cases, tests=%d, want %d", len(cases), got.Tests, want)
		}
		failures, errs, skipped := 0, 0, 0
		for _, c := range cases {
			if c.Failure != nil {
				failures++
			}
			if c.Error != nil {
				errs++
			}
			if c.Skipped != nil {
				skipped++
			}
		}
		if failures != got.Failures || errs != got.Errors || skipped != got.Skipped {
			t.Errorf("counted %d, %d, %d; attributes say %d, %d, %d", failures, errs, skipped, got.Failures, got.Errors, got.Skipped)
		}
	})
}

func TestJUnitMapping(t *testing.T) {
	tests := []struct {
		run, expectation     analyze.Verdict
		wantRun, wantExpects string
	}{
		{analyze.Pass, analyze.Pass, "", ""},
		{analyze.Fail, analyze.Fail, "failure fail", "failure fail"},
		{analyze.Inconclusive, analyze.Inconclusive, "failure inconclusive", "failure inconclusive"},
		{analyze.Invalid, analyze.Invalid, "error invalid", "error invalid"},
		{analyze.Invalid, analyze.Pass, "error invalid", "skipped "},
		{analyze.Invalid, analyze.Fail, "error invalid", "failure fail"},
		{analyze.Aborted, "", "error aborted", "skipped "},
		{analyze.Aborted, analyze.Pass, "error aborted", ""},
		{analyze.Dirty, analyze.Pass, "error dirty", ""},
		{analyze.Incomparable, analyze.Incomparable, "error incomparable", "error incomparable"},
	}
	for _, test := range tests {
		r := &analyze.Result{Verdict: test.run, Expectations: []analyze.Expected{{Expr: "x.p99 < 1s", Verdict: test.expectation}}}
		var b bytes.Buffer
		if err := JUnit(&b, r); err != nil {
			t.Fatal(err)
		}
		var got suites
		if err := xml.Unmarshal(b.Bytes(), &got); err != nil {
			t.Fatal(err)
		}
		want := []string{test.wantRun, test.wantExpects}
		if diff := cmp.Diff(want, []string{ending(got.Suite.Cases[0]), ending(got.Suite.Cases[1])}); diff != "" {
			t.Errorf("%s/%s: %s", test.run, test.expectation, diff)
		}
	}
}

func ending(c testcase) string {
	switch {
	case c.Failure != nil:
		return "failure " + c.Failure.Type
	case c.Error != nil:
		return "error " + c.Error.Type
	case c.Skipped != nil:
		return "skipped " + c.Skipped.Type
	}
	return ""
}

var (
	scripts = regexp.MustCompile(`(?s)<script>.*?</script>`)
	sheets  = regexp.MustCompile(`(?s)<style>.*?</style>`)
	block   = regexp.MustCompile(`(?s)<script type="application/json" id="data">(.*?)</script>`)
	banner  = "/*! https://github.com/leeoniya/uPlot (v1.6.32) */"
)

func htmlOf(t *testing.T, r *analyze.Result) string {
	t.Helper()
	var b bytes.Buffer
	if err := HTML(&b, r); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestHTMLIsWellFormed(t *testing.T) {
	each(t, func(t *testing.T, r *analyze.Result) {
		page := htmlOf(t, r)
		page = sheets.ReplaceAllString(scripts.ReplaceAllString(block.ReplaceAllString(page, ""), ""), "")
		d := xml.NewDecoder(strings.NewReader(strings.TrimPrefix(page, "<!doctype html>")))
		d.Strict, d.AutoClose, d.Entity = false, xml.HTMLAutoClose, xml.HTMLEntity
		var open []string
		for {
			token, err := d.Token()
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil {
				t.Fatal(err)
			}
			switch e := token.(type) {
			case xml.StartElement:
				open = append(open, e.Name.Local)
				if e.Name.Local == "script" {
					t.Errorf("a script that is not the page's own")
				}
			case xml.EndElement:
				if len(open) == 0 || open[len(open)-1] != e.Name.Local {
					t.Fatalf("</%s> closes %v", e.Name.Local, open)
				}
				open = open[:len(open)-1]
			}
		}
		if len(open) > 0 {
			t.Errorf("never closed: %v", open)
		}
	})
}

func TestHTMLNeedsNoNetworkAndStaysSmall(t *testing.T) {
	each(t, func(t *testing.T, r *analyze.Result) {
		page := htmlOf(t, r)
		if len(page) >= 300<<10 {
			t.Errorf("%d bytes, want less than 300 KB", len(page))
		}
		if strings.Count(page, banner) != 1 {
			t.Error("the banner of uPlot is not there exactly once")
		}
		rest := strings.ReplaceAll(page, banner, "")
		if target := r.Run.Target; strings.HasPrefix(target, "http") {
			rest = strings.ReplaceAll(rest, "stand-in at "+target, "")
		}
		for _, reference := range []string{"http://", "https://", " src=", " href=", "url(", "@import"} {
			if strings.Contains(rest, reference) {
				t.Errorf("the page holds %q", reference)
			}
		}
		if strings.Count(page, "<script") != 3 || strings.Count(page, "</script>") != 3 {
			t.Error("not exactly three scripts")
		}
	})
}

func TestHTMLChartsFollowTheResult(t *testing.T) {
	type chartData struct {
		Arms   []string
		Curves []struct {
			Entry string
			Lines []struct{ Shares, Ms []float64 }
		}
		Timelines []struct {
			T, Sent []float64
			Faults  []struct{ From, To float64 }
		}
		Omitted int
	}
	decode := func(r *analyze.Result) (d chartData) {
		found := block.FindStringSubmatch(htmlOf(t, r))
		if found == nil {
			t.Fatal("no data block")
		}
		if err := json.Unmarshal([]byte(found[1]), &d); err != nil {
			t.Fatal(err)
		}
		return d
	}
	d := decode(threeArms())
	if len(d.Arms) != 3 || len(d.Curves) != 6 || len(d.Curves[0].Lines) != 3 || len(d.Timelines) != 3 || len(d.Timelines[0].Faults) != 1 {
		t.Errorf("%d arms, %d curves, %d timelines", len(d.Arms), len(d.Curves), len(d.Timelines))
	}
	if d.Timelines[0].Sent[0] != 155 {
		t.Errorf("%v requests a second in the first bin, want 310 over two repeats: 155", d.Timelines[0].Sent[0])
	}
	big := decode(huge())
	if len(big.Timelines) != 8 || len(big.Timelines[0].T) > 150 || big.Omitted == 0 {
		t.Errorf("%d timelines of %d bins, %d curves omitted", len(big.Timelines), len(big.Timelines[0].T), big.Omitted)
	}
}
