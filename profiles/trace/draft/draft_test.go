package draft

import (
	"bytes"
	"io"
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"squall/profiles/dist"
	"squall/profiles/read"
	"squall/profiles/trace"
	"squall/profiles/trace/from"
)

func TestNames(t *testing.T) {
	hash := strings.Repeat("9f", 32)
	got := names([]string{"a/checkout", "b/checkout", "Über_Fn", "p99", hash, "app/" + hash, "", "--", "max", strings.Repeat("x", 80)})
	want := []string{"checkout", "checkout-2", "ber-fn", "f-p99", "f-9f9f9f9f9f9f", "f-9f9f9f9f9f9f-2", "f", "f-2", "f-max", strings.Repeat("x", 50)}
	if !slices.Equal(got, want) {
		t.Errorf("got  %q\nwant %q", got, want)
	}
}

func TestChoose(t *testing.T) {
	s := &Survey{Requests: map[string]float64{"app/pay": 5, "app/cart": 9, "web/pay": 7, "web/idle": 1}}
	tests := []struct {
		selections []string
		top        int
		want       []string
	}{
		{nil, 10, []string{"app/cart", "web/pay", "app/pay", "web/idle"}},
		{nil, 2, []string{"app/cart", "web/pay"}},
		{[]string{"pay"}, 10, []string{"web/pay", "app/pay"}},
		{[]string{"app/*"}, 10, []string{"app/cart", "app/pay"}},
		{[]string{"i*", "cart"}, 10, []string{"app/cart", "web/idle"}},
	}
	for _, tt := range tests {
		if got, err := s.Choose(tt.selections, tt.top); err != nil || !slices.Equal(got, tt.want) {
			t.Errorf("%v: %v, %v, want %v", tt.selections, got, err, tt.want)
		}
	}
	if _, err := s.Choose([]string{"nope"}, 1); err == nil || !strings.Contains(err.Error(), "no function fits nope; there are 4, such as app/cart") {
		t.Error(err)
	}
	if _, err := (&Survey{}).Choose(nil, 1); err == nil {
		t.Error("chose from nothing")
	}
}

// A sketch knows the ends exactly and what is between to 1 %.
func TestSketch(t *testing.T) {
	d := dist.Must(dist.LognormalP99(40*time.Millisecond, 300*time.Millisecond))
	s := &sketch{}
	for n := range uint64(200_000) {
		s.add(d.Draw(1, dist.StreamDuration, n, 0), 1)
	}
	model := s.model()
	for _, p := range []float64{0.05, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99, 0.999} {
		got, want := float64(model.Quantile(p)), float64(d.Quantile(p))
		if math.Abs(got/want-1) > 0.03 {
			t.Errorf("p%v: %v, want %v", 100*p, time.Duration(got), time.Duration(want))
		}
	}
	few := &sketch{}
	few.add(int64(time.Second), 1)
	if got := few.model().String(); got != "{constant: 1s}" {
		t.Errorf("one time: %s", got)
	}
	few.add(0, 1)
	if got := few.model().String(); got != "{quantiles: {p0: 500µs, p50: 500µs, p100: 1s}}" {
		t.Errorf("two times, one of them rounded to nothing: %s", got)
	}
}

// Rows that come late by less than is held come out in order; more is said.
func TestOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		limit := rapid.IntRange(1, 20).Draw(t, "limit")
		var b bytes.Buffer
		s := sorter{out: trace.NewWriter(&b, "", false), limit: limit}
		n := rapid.IntRange(1, 100).Draw(t, "rows")
		at := make([]int64, n)
		for i := range at {
			at[i] = int64(i) * 1000
		}
		for i := 0; i+1 < n; i += rapid.IntRange(1, 5).Draw(t, "step") { // swap near ones
			j := min(n-1, i+rapid.IntRange(0, limit/2).Draw(t, "far"))
			at[i], at[j] = at[j], at[i]
		}
		late := 0
		for i := range at {
			earlier := 0
			for _, other := range at[:i] {
				if other > at[i] {
					earlier++
				}
			}
			late = max(late, earlier)
		}
		var err error
		for _, x := range at {
			if err == nil {
				err = s.add(trace.Row{At: x, Count: 1})
			}
		}
		if err == nil {
			err = s.finish(int64(n) * 1000)
		}
		if late > limit {
			return // whether it is noticed depends on what comes after
		}
		if err != nil {
			t.Fatalf("at most %d late with %d held: %v", late, limit, err)
		}
		r, err := trace.NewReader("t", &b)
		count := 0
		for row, ok := r.Next(); ok; row, ok = r.Next() {
			count += int(row.Count)
		}
		if err != nil || r.Err() != nil || count != n {
			t.Fatalf("%d rows of %d, %v %v", count, n, err, r.Err())
		}
	})
	var b strings.Builder
	twice := sorter{out: trace.NewWriter(&b, "", false), limit: 9}
	for _, at := range []int64{60e9, 0, 60e9} {
		if err := twice.add(trace.Row{At: at, For: 60e9, Count: 2}); err != nil {
			t.Fatal(err)
		}
	}
	if err := twice.finish(120e9); err != nil || b.String() != "at_s,for_s,count\n0,60,2\n60,60,4\n120,0,0\n" {
		t.Errorf("a minute that is there twice: %q, %v", b.String(), err)
	}
	if err := twice.add(trace.Row{At: 130e9, For: 60e9}); err != nil {
		t.Fatal(err)
	}
	_ = twice.add(trace.Row{At: 150e9, For: 60e9})
	if err := twice.finish(0); err == nil || !strings.Contains(err.Error(), "a request 2m30s after the start overlaps one 2m10s after it") {
		t.Errorf("spans that overlap: %v", err)
	}
	s := sorter{out: trace.NewWriter(io.Discard, "", false), limit: 1}
	for _, at := range []int64{5, 6, 7} {
		if err := s.add(trace.Row{At: at}); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.add(trace.Row{At: 1}); err == nil || !strings.Contains(err.Error(), "sort the source by time") {
		t.Errorf("a row that comes far too late: %v", err)
	}
}

// collect runs events through both looks at a source.
func collect(t *testing.T, w Window, events []from.Event) (*Survey, *Collection, map[string]*bytes.Buffer) {
	t.Helper()
	s := &Survey{Window: w}
	for i := range events {
		if err := s.Event(&events[i]); err != nil {
			t.Fatal(err)
		}
	}
	keys, err := s.Choose(nil, 10)
	if err != nil {
		t.Fatal(err)
	}
	files := map[string]*bytes.Buffer{}
	c, err := s.Collect(keys, "", func(name string) (io.Writer, error) { files[name] = &bytes.Buffer{}; return files[name], nil })
	if err != nil {
		t.Fatal(err)
	}
	for i := range events {
		if err := c.Event(&events[i]); err != nil {
			t.Fatal(err)
		}
	}
	if err := c.Finish(); err != nil {
		t.Fatal(err)
	}
	return s, c, files
}

func TestCollect(t *testing.T) {
	const minute = int64(time.Minute)
	base := int64(1_767_603_600_000_000_000) // on the minute
	events := []from.Event{
		{Function: "late", At: base + minute + 5e9, Count: 1, Duration: 2e9, Init: 3e8, Memory: 512},
		{Function: "late", At: base + minute, Count: 1, Duration: 1e9, Init: from.Unknown},
		{Function: "early", Path: "alb", At: base + 10e9, For: minute, Count: 12, Duration: from.Unknown, Init: from.Unknown},
		{Function: "early", At: base + 10e9 + minute, For: minute, Duration: from.Unknown, Init: from.Unknown},
	}
	_, c, files := collect(t, Window{}, events)
	if got, want := files["late"].String(), "at_s,for_s,count,duration_s\n60,0,1,1\n65,0,1,2\n130,0,0,\n"; got != want {
		t.Errorf("late: %q, want %q", got, want)
	}
	if got, want := files["early"].String(), "at_s,for_s,count,duration_s\n10,60,12,\n130,0,0,\n"; got != want {
		t.Errorf("early: %q, want %q", got, want)
	}
	profile := string(c.Profile(Options{Name: "Mine", Source: "a\nb", Scale: 0.25, Traces: "mine.traces"}))
	for _, want := range []string{"# Made by squall import of a b.", "name: mine", "memory: 512", "init: {constant: 300ms}   # 1 seen",
		"duration: {quantiles: {p0: 1s,", "# its durations are assumed", "path: alb, function: early", "trace: mine.traces/late.csv.gz, scale: 0.25}"} {
		if !strings.Contains(profile, want) {
			t.Errorf("the profile has no %q:\n%s", want, profile)
		}
	}
	_, _, files = collect(t, Window{From: base + minute, To: base + minute + 2e9}, events)
	if got, want := files["late"].String(), "at_s,for_s,count,duration_s\n0,0,1,1\n2,0,0,\n"; len(files) != 1 || got != want {
		t.Errorf("two seconds of it: %q, want %q", got, want)
	}
}

func TestQuantilesOfASource(t *testing.T) {
	_, c, _ := collect(t, Window{}, []from.Event{{Function: "app/f", Count: 3, For: 1e9, Duration: from.Unknown, Init: from.Unknown}})
	c.Quantiles(from.Quantiles{Function: "app/f", Weight: 1, Points: []dist.Point{{P: 0.5, D: 10e6}, {P: 1, D: 1000e9}}})
	c.Quantiles(from.Quantiles{Function: "app/f", Weight: 3, Points: []dist.Point{{P: 0.5, D: 30e6}, {P: 1, D: 50e6}}})
	c.Quantiles(from.Quantiles{Function: "other", Weight: 3, Points: []dist.Point{{P: 0.5, D: 1}}})
	c.Memory("app", 200)
	f := c.Functions[0]
	if d, known := f.Duration(); !known || d.String() != "{quantiles: {p50: 25ms, p100: 16m40s}}" {
		t.Errorf("%v", d)
	}
	if f.timeout() != 900*time.Second || f.size() != 200 {
		t.Errorf("timeout %v, memory %d", f.timeout(), f.size())
	}
}

func TestPlansMakeProfiles(t *testing.T) {
	text := Plans(Options{Name: "k6", Source: "s.json", Scale: 2}, []from.Plan{
		{Name: "browse", Workers: 5, Phases: []from.Stretch{{For: time.Minute, To: 10}, {For: 30 * time.Second, From: 10, To: 10}}},
		{Name: "browse", Phases: []from.Stretch{{For: time.Minute, From: 1.0 / 3, To: 1.0 / 3}}},
	})
	p, err := read.Profile("k6.yaml", text, nil)
	if err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	got := p.Arms[0].World.Attack
	if len(got) != 2 || got[0].Hits() != 2*(300+300) || math.Abs(got[1].Hits()-40) > 0.001 || got[1].Name != "browse-2" {
		t.Errorf("%+v", got)
	}
}

func TestTargetsMakeProfiles(t *testing.T) {
	targets := &Targets{}
	odd := from.Target{Method: "POST", URL: `http://h/?q="x"`, Header: [][2]string{{"A", "b: \"c\""}}, Body: []byte("{\"a\": 1}\n\ttwo")}
	for _, target := range []from.Target{odd, {Method: "GET", URL: "http://h/"}, odd, odd} {
		if err := targets.Add(target); err != nil {
			t.Fatal(err)
		}
	}
	text := targets.Profile(Options{Name: "v", Source: "t", Scale: 1}, 40, time.Minute)
	p, err := read.Profile("v.yaml", text, nil)
	if err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	e := p.Arms[0].World.Attack[0]
	if e.URL != odd.URL || e.Payload.Body != string(odd.Body) || e.Headers["A"] != odd.Header[0][1] || e.Hits() != 30*60 {
		t.Errorf("%+v", e)
	}
	if err := targets.Add(from.Target{Method: "PUT", URL: "http://h/", Body: []byte{0xff}}); err == nil {
		t.Error("took a body that is no text")
	}
	for n := range mostTargets {
		err = targets.Add(from.Target{Method: "GET", URL: "http://h/" + strings.Repeat("x", n+1)})
	}
	if err == nil {
		t.Error("took any number of targets")
	}
}
