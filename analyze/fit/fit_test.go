package fit

import (
	"slices"
	"strings"
	"testing"
	"time"

	"squall/attack/hit"
	"squall/profiles"
	"squall/profiles/dist"
)

var (
	runs    = dist.Must(dist.LognormalP99(40*time.Millisecond, 120*time.Millisecond))
	inits   = dist.Must(dist.LognormalSigma(280*time.Millisecond, 0.2))
	around  = dist.Must(dist.LognormalSigma(7*time.Millisecond, 0.35))
	sandbox = dist.Must(dist.LognormalSigma(150*time.Millisecond, 0.25))
	rest    = dist.Must(dist.LognormalSigma(13*time.Millisecond, 0.5))
	alb     = dist.Must(dist.Constant(3 * time.Millisecond))
)

// dice draw a time of each kind for one request.
type dice struct{ n uint64 }

func (d *dice) of(from dist.Dist, kind dist.Stream) int64 {
	return int64(from.Quantile(dist.U(7, kind, d.n, 0)))
}

// measured is a run whose tables are known.
func measured(n int) *Seen {
	s := &Seen{}
	d := &dice{}
	for range n {
		for k, path := range []string{profiles.PathSDK, profiles.PathALB, profiles.PathREST} {
			d.n++
			h := &hit.Hit{Start: hit.Warm}
			ran := d.of(runs, 1)
			h.Done = ran + d.of(around, 2)
			switch k {
			case 0:
				h.Ran = ran
			case 1:
				h.Done += d.of(alb, 3)
			case 2:
				h.Done += d.of(rest, 4)
			}
			if d.n%20 == 0 {
				h.Start, h.Init = hit.Cold, d.of(inits, 5)
				h.Done += h.Init + d.of(sandbox, 6)
			}
			if d.n%50 == 1 {
				h.Outcome = hit.FunctionError
			}
			s.Hit("shop", "v1", path, h)
		}
	}
	return s
}

// near says whether two times are within a share of each other.
func near(a, b int64, share float64) bool {
	return float64(a) < float64(b)*(1+share) && float64(b) < float64(a)*(1+share)
}

// inside says whether a true quantile lies in the interval that was given.
func inside(t *testing.T, what string, f Figure, true dist.Dist, p float64) {
	t.Helper()
	if want := int64(true.Quantile(p)); !f.Interval || f.Lo > want || f.Hi < want || f.Value < f.Lo || f.Value > f.Hi {
		t.Errorf("%s: %+v does not hold %d", what, f, want)
	}
}

// What a run was made with is found again, within the intervals that are given.
func TestFindsWhatARunWasMadeWith(t *testing.T) {
	f := measured(4000).Find(&profiles.Platform{})
	if len(f.Functions) != 1 || f.Overhead == nil || f.Sandbox == nil || len(f.Doors) != 2 || len(f.Notes) > 0 {
		t.Fatalf("%+v", f)
	}
	v := f.Functions[0]
	inside(t, "duration p50", v.Duration.P50, runs, 0.5)
	inside(t, "duration p99", v.Duration.P99, runs, 0.99)
	inside(t, "init p50", v.Init.P50, inits, 0.5)
	inside(t, "overhead p50", f.Overhead.P50, around, 0.5)
	inside(t, "overhead p99", f.Overhead.P99, around, 0.99)
	for _, p := range []float64{0.05, 0.25, 0.5, 0.9, 0.99} {
		if got, want := int64(v.Duration.Dist.Quantile(p)), int64(runs.Quantile(p)); !near(got, want, 0.1) {
			t.Errorf("duration at %g: %d, want %d", p, got, want)
		}
	}
	if got := float64(v.Failed) / float64(v.Ended); got < 0.019 || got > 0.021 || v.Ended != 12_000 {
		t.Errorf("%d of %d failed", v.Failed, v.Ended)
	}
	for _, tt := range []struct {
		what  string
		got   Fitted
		want  dist.Dist
		share float64
	}{{"sandbox", *f.Sandbox, sandbox, 0.08}, {"alb", f.Doors[0].Fitted, alb, 0.6}, {"apigw-rest", f.Doors[1].Fitted, rest, 0.2}} {
		if tt.got.Dist.IsZero() || !near(int64(tt.got.Dist.Mean()), int64(tt.want.Mean()), tt.share) {
			t.Errorf("%s: %s, want about %s", tt.what, tt.got.Dist, tt.want)
		}
		if want := int64(tt.want.Quantile(0.5)); tt.got.P50.Lo > want+int64(2*time.Millisecond) || tt.got.P50.Hi < want-int64(2*time.Millisecond) {
			t.Errorf("%s: at the median %+v, want about %d", tt.what, tt.got.P50, want)
		}
	}
}

// Where nobody tells how long a function ran, it follows from what its clients
// saw and what the profile says of the rest.
func TestWithoutReports(t *testing.T) {
	s, d := &Seen{}, &dice{}
	for range 5000 {
		d.n++
		s.Hit("shop", "v1", profiles.PathALB, &hit.Hit{Start: hit.Warm, Done: d.of(runs, 1) + d.of(around, 2) + d.of(alb, 3)})
	}
	f := s.Find(&profiles.Platform{InvokeOverhead: around, DoorLatency: map[string]dist.Dist{profiles.PathALB: alb}})
	if len(f.Functions) != 1 || f.Functions[0].Duration == nil || f.Overhead != nil || len(f.Doors) > 0 {
		t.Fatalf("%+v", f)
	}
	got := f.Functions[0].Duration
	if got.Assumed == "" {
		t.Error("it is not said what is assumed")
	}
	for _, p := range []float64{0.05, 0.25, 0.5, 0.9, 0.99} {
		if a, b := int64(got.Dist.Quantile(p)), int64(runs.Quantile(p)); !near(a, b, 0.12) {
			t.Errorf("at %g: %d, want %d", p, a, b)
		}
	}
}

// Events tell how long they ran, and nothing of the ways to a function.
func TestEvents(t *testing.T) {
	s := &Seen{}
	for i := range 100 {
		s.Sighting("thumb", "v1", &hit.Sighting{Kind: hit.Attempt, Duration: int64(20 * time.Millisecond), Failed: i%10 == 0})
		s.Sighting("thumb", "v1", &hit.Sighting{Kind: hit.DeadLetter})
	}
	f := s.Find(&profiles.Platform{})
	if len(f.Functions) != 1 || f.Functions[0].Ended != 100 || f.Functions[0].Failed != 10 || f.Functions[0].Duration.Dist.String() != "{constant: 20ms}" {
		t.Errorf("%+v", f.Functions)
	}
}

// Small samples give no table, and that is said.
func TestTooFew(t *testing.T) {
	s := &Seen{}
	for range Least - 1 {
		s.Hit("f", "v1", profiles.PathSDK, &hit.Hit{Start: hit.Cold, Init: 5, Ran: 5, Done: 20})
		s.Hit("f", "v1", profiles.PathSDK, &hit.Hit{Start: hit.Warm, Ran: 5, Done: 20})
		s.Hit("f", "v1", profiles.PathALB, &hit.Hit{Start: hit.Warm, Done: 20})
		s.Hit("f", "v1", profiles.PathSDK, &hit.Hit{Outcome: hit.Throttled})
		s.Hit("f", "v1", profiles.PathSDK, &hit.Hit{Start: hit.Warm, Ran: 5, Done: 20, Injected: "invoke.delay"})
	}
	f := s.Find(&profiles.Platform{})
	if f.Overhead != nil || f.Sandbox != nil || len(f.Doors) > 0 || f.Functions[0].Duration != nil || f.Functions[0].Init != nil || len(f.Notes) != 4 {
		t.Errorf("%+v", f)
	}
	if f := (&Seen{}).Find(&profiles.Platform{}); len(f.Functions) > 0 || len(f.Notes) != 1 {
		t.Errorf("of nothing: %+v", f)
	}
}

// A long series is thinned and stays the same sample.
func TestSeries(t *testing.T) {
	s := &Series{}
	for i := range int64(1_000_000) {
		s.Add(i)
	}
	if got := at(s.sorted(), 0.5); s.N != 1_000_000 || len(s.times) > mostKept || got < 499_000 || got > 501_000 {
		t.Errorf("%d kept of %d, the median is %d", len(s.times), s.N, got)
	}
}

// A failure at a door of which nobody says whose it is makes that path no
// evidence of how often the function fails, rather than evidence that it does
// not.
func TestUnsaidFailures(t *testing.T) {
	s := new(Seen)
	for i := range 100 {
		sdk, alb := &hit.Hit{Start: hit.Warm, Done: 1e6}, &hit.Hit{Start: hit.Warm, Done: 1e6}
		if i%10 == 0 {
			sdk.Outcome, alb.Outcome = hit.FunctionError, hit.GatewayError
		}
		s.Hit("shop", "v1", profiles.PathSDK, sdk)
		s.Hit("shop", "v1", profiles.PathALB, alb)
	}
	f := s.Find(&profiles.Platform{})
	if v := f.Functions[0]; v.Ended != 100 || v.Failed != 10 {
		t.Errorf("%d of %d failed", v.Failed, v.Ended)
	}
	if !slices.ContainsFunc(f.Notes, func(n string) bool {
		return strings.Contains(n, "shop v1: 10 requests through alb failed and nobody says")
	}) {
		t.Errorf("notes %q", f.Notes)
	}
}
