package attack

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/aws/aws-sdk-go-v2/credentials"

	"squall/attack/changes/inmemory"
	"squall/attack/clocks"
	"squall/attack/hit"
	"squall/profiles"
)

// outing is one run of a plan on a ground.
type outing struct {
	*ground
	*tape
	journal  *inmemory.Diary
	ending   *Ending
	err      error
	took     time.Duration
	progress []Progress
}

func conduct(ctx context.Context, t *testing.T, g *ground, p *profiles.Plan) *outing {
	t.Helper()
	o := &outing{ground: g, tape: &tape{}, journal: inmemory.NewDiary()}
	t.Cleanup(func() {
		for _, wrong := range o.journal.Wrong {
			t.Error(wrong)
		}
	})
	start := time.Now()
	o.ending, o.err = Run(ctx, p, Options{
		Roads:  true,
		Target: g, Endpoint: "http://lambda.test", Credentials: credentials.NewStaticCredentialsProvider("k", "s", ""), Dial: g.dial,
		Journal: o.journal, Recorder: o.tape, Events: func(p Progress) { o.progress = append(o.progress, p) }, Clocks: g.read,
	})
	o.took = time.Since(start)
	return o
}

// clean says that nothing is left of a run on a ground that had nothing.
func (o *outing) clean(t *testing.T) {
	t.Helper()
	for key := range o.Set {
		if !strings.HasPrefix(key, "SetStandin") {
			t.Errorf("left behind: %s", key)
		}
	}
	if len(o.journal.Open) > 0 || len(o.ending.NotUndone) > 0 {
		t.Errorf("journal %v, not undone %v", o.journal.Open, o.ending.NotUndone)
	}
}

func (o *outing) count(keep func(*hit.Hit) bool) int {
	n := 0
	for _, h := range o.hits {
		if keep(h) {
			n++
		}
	}
	return n
}

func TestRun(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := newGround(t)
		g.refuse = func(n int) bool { return n%5 == 0 }
		g.fail = func(n int) bool { return n/6%3 == 0 }
		p := shop("a", "b")
		for i := range p.Arms {
			p.Arms[i].World.Functions[1].Async.Retries = 0
		}
		o := conduct(t.Context(), t, g, p)
		if o.err != nil || o.ending.Interrupted || len(o.ending.Warnings) > 0 {
			t.Fatalf("%v, %+v", o.err, o.ending)
		}
		o.clean(t)
		for arm := range 2 {
			for repeat := range 2 {
				o.checkBlock(t, arm, repeat)
			}
		}
		if got := o.count(func(h *hit.Hit) bool { return h.Lag() != 0 }); got > 0 {
			t.Errorf("%d hits were not sent when they were due", got)
		}
		if n := len(o.ending.VersionNames); n != 16 || o.ending.VersionNames[VersionKey{1, 1, "thumbs", "1"}] != "v1" {
			t.Errorf("%d version names %v", n, o.ending.VersionNames)
		}
		if o.ending.StandinLag == nil || o.ending.StandinLag.P99 != 0.25 {
			t.Errorf("stand-in's lag %v", o.ending.StandinLag)
		}
		o.checkProgress(t)
	})
}

func (o *outing) checkBlock(t *testing.T, arm, repeat int) {
	t.Helper()
	of := func(keep func(*hit.Hit) bool) int {
		return o.count(func(h *hit.Hit) bool { return int(h.Arm) == arm && int(h.Repeat) == repeat && keep(h) })
	}
	counts := map[string][2]int{
		"alb":       {of(func(h *hit.Hit) bool { return h.Entry == 0 && !h.Warmup }), 500},
		"warm-up":   {of(func(h *hit.Hit) bool { return h.Warmup }), 50},
		"events":    {of(func(h *hit.Hit) bool { return h.Entry == 1 && h.Status == 202 }), 100},
		"no reason": {of(func(h *hit.Hit) bool { return h.Status == 502 && h.Outcome != hit.Throttled }), 0},
		"throttled": {of(func(h *hit.Hit) bool { return h.Reason == "LambdaThrottling" && h.ReasonFrom == hit.DoorLog }), of(func(h *hit.Hit) bool { return h.Status == 502 })},
	}
	for name, c := range counts {
		if c[0] != c[1] {
			t.Errorf("arm %d, repeat %d: %s: %d, want %d", arm, repeat, name, c[0], c[1])
		}
	}
	if of(func(h *hit.Hit) bool { return h.Outcome == hit.Throttled }) < 50 {
		t.Errorf("arm %d, repeat %d: hardly any hit was throttled", arm, repeat)
	}
	attempts, letters, failed := 0, 0, 0
	for _, s := range o.sightings {
		if int(s.Arm) != arm || int(s.Repeat) != repeat || s.Entry != 1 {
			continue
		}
		switch {
		case s.Kind == hit.DeadLetter:
			letters++
		case s.Failed:
			failed++
			fallthrough
		default:
			attempts++
		}
		if s.At < 1e9 || s.At > 12e9 {
			t.Errorf("a sighting at %v of its block", time.Duration(s.At))
		}
	}
	if attempts != 100 || letters != failed || letters == 0 {
		t.Errorf("arm %d, repeat %d: %d attempts, %d failed, %d dead letters", arm, repeat, attempts, failed, letters)
	}
	for entry, want := range [...]uint64{500, 100} {
		if got := o.scheduled[[3]int{arm, entry, repeat}]; got != [2]uint64{want, 0} {
			t.Errorf("arm %d, repeat %d, entry %d: scheduled and unsent %v", arm, repeat, entry, got)
		}
	}
}

func (o *outing) checkProgress(t *testing.T) {
	t.Helper()
	var kinds []string
	for _, p := range o.progress {
		if k := string(p.Step); len(kinds) == 0 || kinds[len(kinds)-1] != k {
			kinds = append(kinds, k)
		}
		if p.Step == profiles.StepLoad && (p.Total != 10*time.Second || p.Sent > 600 || p.Sent != p.OK+p.Throttled+p.Errors) {
			t.Errorf("progress %+v", p)
		}
	}
	want := "setup,wait," + strings.Repeat("apply,wait,warm up,load,drain,restore,", 4) + "teardown"
	if got := strings.Join(kinds, ","); got != want {
		t.Errorf("steps %s\nwant  %s", got, want)
	}
}

// Arms share the luck of their arrivals in one repeat, unless keys are
// independent; repeats never do.
func TestKeys(t *testing.T) {
	for _, shared := range []bool{true, false} {
		p := &profiles.Plan{Seed: 7, SharedKeys: shared}
		key := func(arm, repeat int) uint64 { return ArrivalKey(BlockSeed(p, arm, repeat), "alb", 3) }
		if got := key(0, 0) == key(1, 0); got != shared {
			t.Errorf("shared keys %v: arms share %v", shared, got)
		}
		if key(0, 0) == key(0, 1) || key(0, 0) == ArrivalKey(BlockSeed(p, 0, 0), "sdk", 3) {
			t.Error("repeats or entries share keys")
		}
	}
}

func TestInterruptions(t *testing.T) {
	for name, after := range map[string]time.Duration{
		"at once": 0, "in the warm-up": 500 * time.Millisecond, "in the load": 6 * time.Second,
		"in the drain": 11500 * time.Millisecond, "in the second block": 18 * time.Second,
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				g := newGround(t)
				g.takes = 300 * time.Millisecond
				g.refuse = func(n int) bool { return n%5 == 0 }
				ctx, cancel := context.WithCancel(t.Context())
				time.AfterFunc(after, cancel)
				if after == 0 {
					cancel()
				}
				o := conduct(ctx, t, g, shop("a", "b"))
				if o.err != nil || !o.ending.Interrupted || o.took != after {
					t.Errorf("ended after %v: %v, %+v", o.took, o.err, o.ending)
				}
				o.clean(t)
				unknown := o.count(func(h *hit.Hit) bool { return h.Outcome == hit.GatewayError || h.Outcome == hit.TransportError })
				if unknown > 0 || (after > 0) != (len(o.hits) > 0) {
					t.Errorf("%d hits, %d of them unexplained", len(o.hits), unknown)
				}
				if after == 6*time.Second && !slices.ContainsFunc(o.ending.Warnings, func(w string) bool { return strings.Contains(w, "in flight when the run was stopped") }) {
					t.Errorf("warnings %q", o.ending.Warnings)
				}
			})
		})
	}
}

// A machine that slept ends the run there: what it has measured is kept, and
// everything is taken back.
func TestTheMachineSlept(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := newGround(t)
		g.read = func(began time.Time) clocks.Reading {
			now := clocks.Reading{Monotonic: time.Since(began), Wall: time.Since(began), Boot: time.Second + time.Since(began)}
			if now.Monotonic > 4*time.Second {
				now.Boot += time.Hour
			}
			return now
		}
		o := conduct(t.Context(), t, g, shop("a", "b"))
		if o.err != nil || o.ending.Interrupted || !strings.HasPrefix(o.ending.Slept, "the machine slept for 1h0m0s after 4s of the load") {
			t.Errorf("%v, %+v", o.err, o.ending)
		}
		o.clean(t)
		if n := o.count(func(h *hit.Hit) bool { return !h.Warmup && h.Entry == 0 }); n < 100 || n > 250 {
			t.Errorf("%d hits are kept, of a load of 500 that ended about 4 s after its warm-up began", n)
		}
		loads := map[int]bool{}
		for _, p := range o.progress {
			loads[p.Arm] = p.Arm >= 0
		}
		if delete(loads, -1); len(loads) != 1 {
			t.Errorf("went on with the next block: %v", loads)
		}
	})
}

// A run that is stopped while it takes back what a block changed takes it back
// all the same.
func TestInterruptedRestore(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := newGround(t)
		ctx, cancel := context.WithCancel(t.Context())
		seen := map[string]int{}
		g.look = func(c profiles.Change) {
			key, _ := g.Key(c)
			if seen[key]++; seen[key] == 2 && g.Has(key) { // the first look was to make it
				g.Takes = 10 * time.Second
				time.AfterFunc(time.Second, cancel)
			}
		}
		o := conduct(ctx, t, g, shop("a", "b"))
		if o.err != nil || !o.ending.Interrupted || g.Takes == 0 {
			t.Errorf("%v, %+v", o.err, o.ending)
		}
		if i := slices.IndexFunc(o.progress, func(p Progress) bool { return p.Step == profiles.StepRestore }); i < 0 || o.progress[i].Repeat != 0 {
			t.Errorf("not stopped in the restoring of a block: %+v", o.progress)
		}
		o.clean(t)
	})
}

func TestFaults(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := newGround(t)
		p := shop("a")
		p.Repeat = 1
		p.Arms[0].World.Faults = []profiles.Fault{
			{At: 2 * time.Second, For: 3 * time.Second, Kind: profiles.FaultThrottleReserved, Function: "checkout", Value: "0"},
			{At: 4 * time.Second, Kind: profiles.FaultAliasRepoint, Function: "checkout", Alias: "live", Value: "v1"},
		}
		key, _ := g.Key(profiles.Change{Kind: profiles.PutReserved, Function: "f"})
		key = strings.Replace(key, " f ", " checkout ", 1)
		g.refuse = func(int) bool { return g.Has(key) } // as the fault says
		o := conduct(t.Context(), t, g, p)
		o.clean(t)
		if o.err != nil || len(o.ending.Faults) != 2 {
			t.Fatalf("%v, faults %+v", o.err, o.ending.Faults)
		}
		want := []FaultMade{
			{Kind: "throttle.reserved", Target: "checkout", At: 2 * time.Second, For: 3 * time.Second, Undone: true},
			{Kind: "alias.repoint", Target: "checkout:live", At: 4 * time.Second, For: 6 * time.Second, Undone: true, Index: 1},
		}
		if !slices.Equal(o.ending.Faults, want) {
			t.Errorf("faults %+v", o.ending.Faults)
		}
		for _, h := range o.hits {
			hit502 := h.Sent+20e6 >= 2e9 && h.Sent+20e6 < 5e9
			if edge := (h.Sent+20e6)%1e9 == 0; h.Entry == 0 && !edge && (h.Status == 502) != hit502 {
				t.Errorf("status %d at %v", h.Status, time.Duration(h.Sent))
			}
		}
	})
}

func TestFaultThatFailsIsARow(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := newGround(t)
		p := shop("a")
		p.Repeat = 1
		p.Arms[0].World.Faults = []profiles.Fault{{At: time.Second, Kind: profiles.FaultThrottleReserved, Function: "checkout"}}
		g.Settings.Fail["PutReserved"] = errors.New("refused")
		o := conduct(t.Context(), t, g, p)
		if o.err != nil || len(o.ending.Faults) != 1 || o.ending.Faults[0].Error != "refused" || len(o.hits) == 0 {
			t.Errorf("%v, %+v", o.err, o.ending.Faults)
		}
		o.clean(t)
	})
}

func TestFailedRuns(t *testing.T) {
	for name, tc := range map[string]struct{ fails, where string }{
		"setup":   {"CreateQueue", "setup: "},
		"block":   {"RegisterDoor", "a, repeat 1, apply: "},
		"restore": {"DeleteAlias", "a, repeat 1, restore: "},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				g := newGround(t)
				g.Settings.Fail[tc.fails] = errors.New("refused")
				o := conduct(t.Context(), t, g, shop("a"))
				if o.err == nil || !strings.HasPrefix(o.err.Error(), tc.where) || !strings.Contains(o.err.Error(), "refused") || o.ending.Interrupted {
					t.Errorf("error %v", o.err)
				}
				if name == "restore" {
					if len(o.ending.NotUndone) != 1 || !strings.Contains(o.ending.NotUndone[0], "PutAlias checkout") {
						t.Errorf("not undone %v", o.ending.NotUndone)
					}
					return
				}
				o.clean(t)
			})
		})
	}
}

// Events of which nothing is heard are waited for as long as they could live.
func TestDrainIsBounded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := newGround(t)
		g.silent = func(n int) bool { return n%2 == 0 }
		p := shop("a")
		p.Repeat = 1
		o := conduct(t.Context(), t, g, p)
		bound := p.Arms[0].World.DrainBound(p.Compress) + settleSlack
		if o.err != nil || o.took < 10*time.Second+bound || o.took > 12*time.Second+bound {
			t.Errorf("took %v with a bound of %v: %v", o.took, bound, o.err)
		}
		o.clean(t)
	})
}

func TestLogsThatCannotBeRead(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := newGround(t)
		g.refuse = func(n int) bool { return n%5 == 0 }
		g.logError = errors.New("access denied")
		p := shop("a")
		p.Repeat = 1
		o := conduct(t.Context(), t, g, p)
		unknown := o.count(func(h *hit.Hit) bool { return h.Outcome == hit.GatewayError && h.ReasonFrom == hit.Unknown })
		if o.err != nil || unknown < 50 || o.scheduled[[3]int{0, 0, 0}] != [2]uint64{500, 0} {
			t.Errorf("%v, %d unexplained", o.err, unknown)
		}
		if len(o.ending.Warnings) != 1 || o.ending.Warnings[0] != "log of door alb: access denied" {
			t.Errorf("warnings %q", o.ending.Warnings)
		}
	})
}
