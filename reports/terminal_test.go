package reports

import (
	"bytes"
	"errors"
	"regexp"
	"strings"
	"testing"
	"time"
	"unicode"

	"squall/analyze"

	"github.com/google/go-cmp/cmp"
	"github.com/olekukonko/tablewriter/pkg/twwidth"
)

// lines renders a result for a terminal and returns its lines.
func lines(t *testing.T, r *analyze.Result, opt TerminalOptions) []string {
	t.Helper()
	var b bytes.Buffer
	if err := Terminal(&b, r, opt); err != nil {
		t.Fatal(err)
	}
	return strings.Split(strings.TrimSuffix(b.String(), "\n"), "\n")
}

func TestTerminalNeverExceedsItsWidth(t *testing.T) {
	each(t, func(t *testing.T, r *analyze.Result) {
		for _, width := range []int{0, 40, 60, 80, 132} {
			limit := width
			if limit == 0 {
				limit = 80
			}
			out := strings.Repeat("/a-long-folder", 12)
			for _, line := range lines(t, r, TerminalOptions{Width: width, Out: out, Took: time.Hour}) {
				if got := twwidth.Width(line); got > limit {
					t.Errorf("width %d: line of %d columns: %q", width, got, line)
				}
			}
		}
	})
}

func TestTerminalIsPlainText(t *testing.T) {
	each(t, func(t *testing.T, r *analyze.Result) {
		for _, line := range lines(t, r, TerminalOptions{}) {
			for _, c := range line {
				if unicode.IsControl(c) || c >= 0x2500 && c < 0x2600 {
					t.Fatalf("%q holds %U", line, c)
				}
			}
			if line != strings.TrimRight(line, " ") {
				t.Errorf("blanks at the end of %q", line)
			}
		}
	})
}

var sgr = regexp.MustCompile("\x1b\\[[0-9;]*m")

func TestColourChangesNothingButColour(t *testing.T) {
	each(t, func(t *testing.T, r *analyze.Result) {
		colour := strings.Join(lines(t, r, TerminalOptions{Color: true}), "\n")
		if !strings.Contains(colour, "\x1b[") {
			t.Error("no colour although it was asked for")
		}
		plain := strings.Join(lines(t, r, TerminalOptions{}), "\n")
		if diff := cmp.Diff(plain, sgr.ReplaceAllString(colour, "")); diff != "" {
			t.Errorf("colour moved text (-plain +coloured):\n%s", diff)
		}
	})
}

func TestNotUndoneIsRed(t *testing.T) {
	page := strings.Join(lines(t, dirty(), TerminalOptions{Color: true}), "\n")
	for _, want := range []string{"\x1b[1;31mDIRTY\x1b[0m", "\x1b[1;31mNOT UNDONE\x1b[0m  provisioned concurrency of checkout:live: was nothing, is 60"} {
		if !strings.Contains(page, want) {
			t.Errorf("no %q in\n%s", want, page)
		}
	}
}

func TestTailNamesOnlyWhatExists(t *testing.T) {
	tests := []struct {
		name string
		r    *analyze.Result
		opt  TerminalOptions
		want []string
	}{
		{"nothing written", quickstart(), TerminalOptions{}, nil},
		{"time alone", quickstart(), TerminalOptions{Took: 1500 * time.Millisecond}, []string{"took   1.5 s"}},
		{"written", quickstart(), TerminalOptions{Out: "out/latest/", Took: 50 * time.Second}, []string{
			"wrote  out/latest/report.html report.md result.json junit.xml (50 s)",
			"next   squall why throttled (what became of that request, rule by rule)"}},
		{"too small", inconclusive(), TerminalOptions{Out: "o"}, []string{
			"wrote  o/report.html report.md result.json junit.xml",
			"next   squall plan PROFILE (how many requests each expectation needs)"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			var got []string
			for _, line := range lines(t, test.r, test.opt) {
				if strings.HasPrefix(line, "took") || strings.HasPrefix(line, "wrote") || strings.HasPrefix(line, "next") {
					got = append(got, line)
				}
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestTable(t *testing.T) {
	var b bytes.Buffer
	err := Table(&b, 40, []string{"metric", "kind", "meaning"}, [][]string{
		{"p99", "ms", "the time that 99 of 100 requests take at most"},
		{"lost", "count"},
		{"tab\there", "ms", ""},
	})
	if err != nil {
		t.Fatal(err)
	}
	want := `metric    kind   meaning
p99       ms     the time that 99 of 100
                 requests take at most
lost      count
tab here  ms
`
	if diff := cmp.Diff(want, b.String()); diff != "" {
		t.Error(diff)
	}
}

func TestTableOfOneColumnAndOfNone(t *testing.T) {
	var b bytes.Buffer
	if err := Table(&b, 0, []string{"name"}, [][]string{{strings.Repeat("word ", 30)}}); err != nil {
		t.Fatal(err)
	}
	if err := Table(&b, 80, nil, nil); err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(b.String()) {
		if len(line) > 81 {
			t.Errorf("line of %d columns: %q", len(line), line)
		}
	}
}

// What connections took stands in every report that people read.
func TestConnectionsAreShown(t *testing.T) {
	r := quickstart()
	ms := 0.2
	r.Generator.Roads = []analyze.Road{{Arm: "on-demand", Entry: "alb", Connect: analyze.Quantiles{N: 7, P99: &ms}, Before: &ms, During: &ms, After: &ms}}
	var terminal, markdown, html bytes.Buffer
	if err := errors.Join(Terminal(&terminal, r, TerminalOptions{Width: 200}), Markdown(&markdown, r), HTML(&html, r)); err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{"terminal": terminal.String(), "markdown": markdown.String(), "html": html.String()} {
		if !strings.Contains(strings.ReplaceAll(text, "\\", ""), "7 opened under load, TCP p99 0.20 ms; a connect alone took 0.20 ms before") {
			t.Errorf("the %s says nothing of connections", name)
		}
	}
}
