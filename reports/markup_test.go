package reports

import (
	"bytes"
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
	inner   = regexp.MustCompile(` href="(#[a-z]+|data:image/png;base64,[A-Za-z0-9+/=]+)"`)
	scripts = regexp.MustCompile(`(?s)<script>.*?</script>`)
	sheets  = regexp.MustCompile(`(?s)<style>.*?</style>`)
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
		page = sheets.ReplaceAllString(scripts.ReplaceAllString(page, ""), "")
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
		rest := inner.ReplaceAllString(page, "")
		if target := r.Run.Target; strings.HasPrefix(target, "http") {
			rest = strings.ReplaceAll(strings.ReplaceAll(rest, "stand-in at "+target, ""), "--target "+target, "")
		}
		for _, reference := range []string{"http://", "https://", " src=", " href=", "url(", "@import", "fetch("} {
			if strings.Contains(rest, reference) {
				t.Errorf("the page holds %q", reference)
			}
		}
		if strings.Count(page, "<script") != 1 || strings.Count(page, "</script>") != 1 {
			t.Error("not exactly one script")
		}
	})
}

// Every chart is there, with its axes, and what has none says why.
func TestHTMLHasItsCharts(t *testing.T) {
	for _, tt := range []struct {
		name        string
		r           *analyze.Result
		charts      int
		want, never []string
	}{
		{"three arms", threeArms(), 2 + 6 + 3*4, []string{"data:image/png;base64,", "cold starts, 90 in all", ">A throttle.reserved on report<", "p99.9", "500 ms", "in flight"}, nil},
		{"one arm", oneArm(), 6 + 4, []string{"refused a second, by reason", ">ConcurrentInvocationLimitExceeded<"}, []string{"What moved"}},
		{"no arms", noArms(), 0, []string{"No arm was run, so there is nothing to draw."}, nil},
		{"no data", noData(), 0, []string{"No request was ok, so there are no latencies to draw.", "No entry has ok requests in two arms", "Nothing was sent in this arm"}, nil},
		{"one arm without data", aborted(), 2 + 6 + 4, []string{"Nothing was sent in this arm"}, nil},
	} {
		page := htmlOf(t, tt.r)
		if n := strings.Count(page, "<figure "); n != tt.charts {
			t.Errorf("%s: %d charts, want %d", tt.name, n, tt.charts)
		}
		for _, want := range tt.want {
			if !strings.Contains(page, want) {
				t.Errorf("%s: nothing says %q", tt.name, want)
			}
		}
		for _, never := range tt.never {
			if strings.Contains(page, never) {
				t.Errorf("%s: it says %q", tt.name, never)
			}
		}
	}
}
