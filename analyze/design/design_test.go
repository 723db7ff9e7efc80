package design

import (
	"math"
	"strings"
	"testing"
	"time"

	"squall/analyze/tally"
	"squall/attack/hit"
	"squall/profiles"
	"squall/profiles/dist"
)

func constant(d time.Duration) profiles.Model {
	return profiles.Model{Duration: dist.Must(dist.Constant(d))}
}

func poisson(path, function, alias string, rate float64) profiles.Entry {
	return profiles.Entry{
		Name: path, Path: path, Function: function, Alias: alias, Warmup: time.Second,
		Phases: []profiles.Phase{{For: 8 * time.Second, From: rate, To: rate, Arrival: profiles.ArrivalPoisson}},
	}
}

func report(reserved int) profiles.World {
	return profiles.World{
		Functions: []profiles.Function{{Name: "report", Reserved: &reserved, Versions: []profiles.Version{{Name: "v1", Model: constant(200 * time.Millisecond)}}}},
		Attack:    []profiles.Entry{poisson("sdk", "report", "", 20), poisson("alb", "report", "", 20), poisson("apigw-rest", "report", "", 20)},
	}
}

// 20/s of 200 ms at three doors offer 12 Erlangs to 10 environments.
func TestLoss(t *testing.T) {
	w := report(10)
	l := NewLane(&w, "alb")
	f, ok := l.Loss(&w)
	if !ok || math.Abs(f.Offered-12) > 1e-9 || f.Servers != 10 || math.Abs(f.Expected-0.302) > 0.0005 {
		t.Errorf("%+v ok=%v, want 12 Erlangs on 10 and 30.2 %%", f, ok)
	}
}

func TestLossDoesNotApply(t *testing.T) {
	for name, change := range map[string]func(*profiles.World){
		"uniform arrivals": func(w *profiles.World) { w.Attack[1].Phases[0].Arrival = profiles.ArrivalUniform },
		"a ramp":           func(w *profiles.World) { w.Attack[2].Phases[0].To = 40 },
		"two rates": func(w *profiles.World) {
			w.Attack[0].Phases = append(w.Attack[0].Phases, profiles.Phase{From: 5, To: 5, Arrival: "poisson"})
		},
		"asynchronous too":   func(w *profiles.World) { w.Attack[2].Path = profiles.PathAsync },
		"nothing reserved":   func(w *profiles.World) { w.Functions[0].Reserved = nil },
		"reserved 0":         func(w *profiles.World) { *w.Functions[0].Reserved = 0 },
		"no model":           func(w *profiles.World) { w.Functions[0].Versions[0].Model = profiles.Model{} },
		"a fault changes it": func(w *profiles.World) { w.Faults = []profiles.Fault{{Kind: "throttle.reserved", Function: "report"}} },
	} {
		w := report(10)
		change(&w)
		l := NewLane(&w, "sdk")
		if f, ok := l.Loss(&w); ok {
			t.Errorf("%s: %+v", name, f)
		}
	}
}

func TestMeanDurationByWeight(t *testing.T) {
	f := &profiles.Function{
		Versions: []profiles.Version{{Name: "v1", Model: constant(100 * time.Millisecond)}, {Name: "v2", Model: constant(200 * time.Millisecond)}},
		Aliases:  []profiles.Alias{{Name: "live", To: "v1"}, {Name: "canary", To: "v1", Other: "v2", Weight: .1}},
	}
	for q, want := range map[string]time.Duration{"live": 100e6, "canary": 110e6, "v2": 200e6, "": 200e6} {
		if got := meanDuration(f, q); got != want {
			t.Errorf("%q: %v, want %v", q, got, want)
		}
	}
}

func TestLane(t *testing.T) {
	w := profiles.World{
		Functions: []profiles.Function{{
			Name: "checkout", Aliases: []profiles.Alias{{Name: "live", To: "v1"}, {Name: "test", To: "v2"}},
			Provisioned: []profiles.Provisioned{{Qualifier: "v1", Count: 60}},
		}},
		Attack: []profiles.Entry{poisson("alb", "checkout", "live", 1), poisson("sdk", "checkout", "test", 1), {Name: "out", URL: "http://127.0.0.1/"}},
	}
	for name, want := range map[string]struct {
		spare    int
		function string
	}{"alb": {60, "checkout:live"}, "sdk": {0, "checkout:test"}, "out": {0, ""}} {
		l := NewLane(&w, name)
		if l.Entry == nil || l.Spare != want.spare || l.Function() != want.function || l.Async() {
			t.Errorf("%s: %+v, want %+v", name, l, want)
		}
	}
	if l := NewLane(&w, "gone"); l.Entry != nil || l.Async() {
		t.Errorf("an entry that is not there: %+v", l)
	}
	if Span(&w) != 9*time.Second {
		t.Errorf("span %v", Span(&w))
	}
}

// pair is a plan of two arms in which one thing varies.
func pair(change func(*profiles.World)) *profiles.Plan {
	p := &profiles.Plan{Repeat: 1, Entries: []string{"sdk"}}
	for i, name := range []string{"one", "two"} {
		w := profiles.World{
			Functions: []profiles.Function{{
				Name: "f", Versions: []profiles.Version{{Name: "v1", Model: constant(time.Second)}, {Name: "v2"}},
				Aliases: []profiles.Alias{{Name: "live", To: "v1"}},
			}},
			Attack: []profiles.Entry{poisson("sdk", "f", "live", 20)},
		}
		if i == 1 {
			change(&w)
		}
		p.Arms = append(p.Arms, profiles.Arm{Name: name, NewEnvironments: true, World: w})
	}
	return p
}

func hits(n int, h hit.Hit) *tally.Cell {
	c := &tally.Cell{}
	for range n {
		c.Add(&h, false)
	}
	c.Settle()
	return c
}

func TestIdle(t *testing.T) {
	ten, zero := 10, 0
	provisioned := func(w *profiles.World) {
		w.Functions[0].Provisioned = []profiles.Provisioned{{Qualifier: "live", Count: 5}}
	}
	capped := func(n *int) func(*profiles.World) { return func(w *profiles.World) { w.Functions[0].Reserved = n } }
	weighted := func(w *profiles.World) { w.Functions[0].Aliases[0].Other, w.Functions[0].Aliases[0].Weight = "v2", .1 }
	warm, cold := hit.Hit{Start: hit.Warm, InitType: hit.OnDemand, Version: "v1"}, hit.Hit{Start: hit.Cold, InitType: hit.OnDemand, Version: "v2"}
	spare := hit.Hit{Start: hit.Warm, InitType: hit.Provisioned}
	for _, c := range []struct {
		name     string
		change   func(*profiles.World)
		one, two *tally.Cell
		want     string
	}{
		{"no cold start on demand", provisioned, hits(3580, warm), hits(10, spare), "arm one saw 0 cold starts in 3,580 requests"},
		{"nothing provisioned", provisioned, hits(10, cold), hits(20, warm), "arm two saw 0 provisioned environments in 20 requests"},
		{"both show it", provisioned, hits(10, cold), hits(10, spare), ""},
		{"nobody told", provisioned, hits(10, hit.Hit{}), hits(10, hit.Hit{}), ""},
		{"reserved 0 serves", capped(&zero), hits(5, cold), hits(5, warm), "arm two, entry sdk: reserved concurrency is 0, and 5 of 5 requests were served"},
		{"a limit that never refuses", capped(&ten), hits(100, cold), hits(100, warm), "arm two, entry sdk saw 0 refusals in 100 requests, where the loss formula expects 54 %"},
		{"a limit that refuses", capped(&ten), hits(100, cold), hits(100, hit.Hit{Outcome: hit.Throttled}), ""},
		{"a limit at a door that does not say why", capped(&ten), hits(100, cold), hits(100, hit.Hit{Outcome: hit.GatewayError}), ""},
		{"a weight without hits", weighted, hits(400, cold), hits(400, warm), "arm two, entry sdk saw 0 hits of version v2 in 400 requests, where the alias sends it 10 %"},
		{"a weight with too few hits to tell", weighted, hits(100, cold), hits(100, warm), ""},
		{"a weight with hits", weighted, hits(400, warm), hits(400, cold), ""},
		{"equal arms", func(*profiles.World) {}, hits(400, warm), hits(400, warm), ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := strings.Join(Idle(pair(c.change), [][]*tally.Cell{{c.one}, {c.two}}), "; ")
			if got != c.want {
				t.Errorf("got  %q\nwant %q", got, c.want)
			}
		})
	}
}

func TestIdleEnvironments(t *testing.T) {
	p := pair(func(*profiles.World) {})
	p.Arms[1].NewEnvironments = false
	warm := hits(7, hit.Hit{Start: hit.Warm})
	got := strings.Join(Idle(p, [][]*tally.Cell{{warm}, {warm}}), "; ")
	if want := "arm one saw 0 cold starts in 7 requests"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestThousands(t *testing.T) {
	for n, want := range map[uint64]string{0: "0", 999: "999", 1000: "1,000", 3580: "3,580", 1234567: "1,234,567"} {
		if got := Thousands(n); got != want {
			t.Errorf("%d: %s, want %s", n, got, want)
		}
	}
}

func TestArrivals(t *testing.T) {
	e := poisson("sdk", "f", "", 10)
	e.Phases = append(e.Phases,
		profiles.Phase{For: 10 * time.Second, From: 10, To: 30},
		profiles.Phase{For: 10 * time.Second, From: 20, To: 20, Arrival: profiles.ArrivalOnOff, On: time.Second, Off: 3 * time.Second})
	if got := Arrivals(&e); got != 10+80+200+60 { // on for 3 of the last 10 s
		t.Errorf("%g arrivals, want 350", got)
	}
}

func TestClosed(t *testing.T) {
	w := report(10)
	l := NewLane(&w, "sdk")
	if l.Closed(&w) {
		t.Error("reserved 10 is closed")
	}
	w.Faults = []profiles.Fault{{Kind: "throttle.reserved", Function: "report", Value: "0"}}
	if !l.Closed(&w) {
		t.Error("a fault that reserves 0 does not close it")
	}
	w = report(0)
	if l = NewLane(&w, "sdk"); !l.Closed(&w) {
		t.Error("reserved 0 is not closed")
	}
}
