package history

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"squall/analyze/result"
)

func golden(t testing.TB) *result.Result {
	t.Helper()
	text, err := os.ReadFile("../testdata/result.golden.json")
	if err != nil {
		t.Fatal(err)
	}
	r, err := result.Read("golden", text)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func record(t testing.TB, i int, change func(*result.Result)) *Record {
	t.Helper()
	r := golden(t)
	if change != nil {
		change(r)
	}
	return Of(r, Place{Added: fmt.Sprintf("2026-01-%02dT00:00:00Z", i+1), Commit: fmt.Sprintf("c%d", i), Branch: "main"})
}

// A record is small, comes back as it was, and belongs to the world of its run.
func TestRecord(t *testing.T) {
	was := record(t, 1, nil)
	text, err := was.Text()
	if err != nil || len(text) > 40_000 {
		t.Fatalf("%d bytes, %v", len(text), err)
	}
	is, err := Read("r.json", text)
	if err != nil || is.World != was.World || is.ID != was.ID || is.Commit != "c1" || !is.Sound() {
		t.Fatalf("%+v, %v", is, err)
	}
	if golden(t).Arms[0].Paths[0].Curve == nil || is.Result.Arms[0].Paths[0].Curve != nil {
		t.Error("pictures are kept, or were taken from the run itself")
	}
	for old, want := range map[string]string{
		`"schema": "squall.history/v1"`: "its schema is",
		`"world": "`:                    "its world is",
		`"sent": `:                      "add up to",
	} {
		changed := strings.Replace(string(text), old, old[:len(old)-1]+"9"+old[len(old)-1:], 1)
		if _, err := Read("r.json", []byte(changed)); old == `"schema": "squall.history/v1"` && (err == nil || !strings.Contains(err.Error(), want)) {
			t.Errorf("%s: %v", old, err)
		}
	}
	if _, err := Read("r.json", []byte(strings.Replace(string(text), `"world": "`, `"world": "0`, 1))); err == nil || !strings.Contains(err.Error(), "its world is") {
		t.Error(err)
	}
	if _, err := Read("r.json", text[:len(text)/2]); err == nil || !strings.Contains(err.Error(), "breaks off") {
		t.Error(err)
	}
}

// Worlds differ by what is measured and by nothing else.
func TestWorld(t *testing.T) {
	was := World(golden(t))
	for name, c := range map[string]struct {
		change func(*result.Run)
		other  bool
	}{
		"seed":    {func(r *result.Run) { r.Seed++ }, false},
		"id":      {func(r *result.Run) { r.ID += "x" }, false},
		"squall":  {func(r *result.Run) { r.Squall += "x" }, true},
		"clock":   {func(r *result.Run) { r.Clock = "other" }, true},
		"profile": {func(r *result.Run) { r.ProfileHash += "x" }, true},
	} {
		r := golden(t)
		c.change(&r.Run)
		if is := World(r); (is != was) != c.other {
			t.Errorf("%s: world %s, was %s", name, is, was)
		}
	}
}

// times makes every latency of a run so many times as long.
func times(f float64) func(*result.Result) {
	return func(r *result.Result) {
		for i := range r.Arms {
			for k := range r.Arms[i].Paths {
				q := &r.Arms[i].Paths[k].Latency
				for _, v := range []*float64{q.P50, q.P90, q.P95, q.P99, q.P999, q.Max, q.Mean} {
					if v != nil {
						*v *= f
					}
				}
				q.P50CI, q.P99CI = nil, nil
			}
		}
	}
}

func series(t *testing.T, all []Series, metric string) *Series {
	t.Helper()
	for i := range all {
		if all[i].Metric == metric {
			return &all[i]
		}
	}
	t.Fatalf("no series of %s", metric)
	return nil
}

// A change of level has its commits; a run that cannot be trusted is no point.
func TestAll(t *testing.T) {
	var records []*Record
	for i := range 24 {
		f := 1 + .01*float64(i*7%5)
		if i >= 14 {
			f *= 1.3
		}
		r := record(t, i, times(f))
		if i == 5 {
			r.Result.Verdict = result.Aborted
		}
		if i == 20 {
			r.Result.Verdict = result.Fail
		}
		records = append(records, r)
	}
	s := series(t, All(records, 1), "p50")
	if len(s.Points) != 23 || len(s.Changes) != 1 {
		t.Fatalf("%d points, changes %+v", len(s.Points), s.Changes)
	}
	c := s.Changes[0]
	if c.AfterCommit != "c13" || c.UpToCommit != "c14" || c.Ratio < 1.27 || c.Ratio > 1.33 || s.Points[c.At].Commit != "c14" {
		t.Errorf("%+v", c)
	}
	if s.Points[5].Commit != "c6" || s.Points[19].Verdict != result.Fail {
		t.Errorf("%+v", s.Points)
	}
	if records[20].Good() || records[5].Good() || records[5].Sound() || !records[20].Sound() {
		t.Error("a run that failed is a baseline, or one that was cut short a point")
	}
}

// The latest run is set beside those of its level, and two beyond are an alarm.
func TestOutside(t *testing.T) {
	var records []*Record
	for i := range 14 {
		f := 1 + .01*float64(i*7%5)
		if i >= 12 {
			f = 1.2
		}
		records = append(records, record(t, i, times(f)))
	}
	s := series(t, All(records, 1), "p50")
	if len(s.Changes) == 0 && (s.Outside != 2 || s.Expected == nil) {
		t.Errorf("outside %d, expected %v", s.Outside, s.Expected)
	}
	if calm := series(t, All(records[:12], 1), "p50"); calm.Outside != 0 || calm.Expected == nil {
		t.Errorf("outside %d, expected %v", calm.Outside, calm.Expected)
	}
	if few := series(t, All(records[:5], 1), "p50"); few.Expected != nil {
		t.Error("five runs let expect something")
	}
}
