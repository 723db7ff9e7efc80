package simulate

import (
	"bytes"
	"testing"

	"squall/analyze"
	"squall/reports"

	gocmp "github.com/google/go-cmp/cmp"
)

// figured is a recorder of figures.
type figured struct{ *analyze.Collector }

// Figures that a run counts by itself are those of its hits.
func TestFiguresWithoutHits(t *testing.T) {
	plan := planOf(t, everything)
	report := func(direct bool) string {
		figures := analyze.New(plan, analyze.Meta{})
		opt := Options{Epoch: epoch, Recorder: figured{figures}, Keep: func(uint64) bool { return false }, Ended: figures.Ended}
		if direct {
			opt.Figures = figures
		}
		ending, err := Run(t.Context(), plan, opt)
		if err != nil {
			t.Fatal(err)
		}
		var out bytes.Buffer
		if err := reports.JSON(&out, figures.Finish(analyze.Ending{Duration: ending.Span})); err != nil {
			t.Fatal(err)
		}
		return out.String()
	}
	want := report(false)
	if len(want) < 10_000 {
		t.Fatalf("the report has %d bytes only", len(want))
	}
	if diff := gocmp.Diff(want, report(true)); diff != "" {
		t.Error(diff)
	}
}
