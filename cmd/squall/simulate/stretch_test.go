package simulate

import (
	"context"
	"fmt"
	"runtime"
	"strings"
	"sync"
	"testing"

	"squall/cmd/squall/simulate/stretch"

	gocmp "github.com/google/go-cmp/cmp"
)

const armsAndRepeats = `
name: parts
functions:
  - {name: f, model: {runtime: python3.13, duration: {exponential: {mean: 100ms}}}, aliases: {live: v1}}
  - {name: g, model: {duration: {constant: 20ms}, errors: 50%}, aliases: {live: v1}, async: {dead_letter: sqs:q}}
attack:
  - {path: alb, function: f:live, warmup: 1s, phases: [{for: 10s, rate: 20/s, arrival: poisson}]}
  - {name: events, path: async, function: g:live, phases: [{for: 10s, rate: 2/s}]}
arms: [{name: a}, {name: b, set: {functions.f.provisioned.live: 3}}, {name: c, set: {functions.f.reserved: 2}}]
faults: [{at: 2s, for: 2s, kind: throttle.reserved, function: g, value: 0}]
repeat: 3
`

func TestSplit(t *testing.T) {
	tests := []struct {
		set    []string
		parts  int
		blocks int
	}{
		{nil, 9, 9},
		{[]string{"repeat=1"}, 3, 3},
		{[]string{"repeat=1", "arms=[{name: a}]"}, 1, 1},
		{[]string{"repeat=30"}, 64, 90},
		{[]string{"arms=[{name: a}, {name: b, environments: keep}]"}, 1, 6},
	}
	for _, tt := range tests {
		plan := planOf(t, armsAndRepeats, tt.set...)
		parts := stretch.Split(plan, false)
		if len(parts) != tt.parts {
			t.Errorf("%v: %d parts, want %d", tt.set, len(parts), tt.parts)
		}
		var seen [][]string
		for i, p := range parts {
			for _, b := range stretch.Blocks(p.Steps) {
				seen = append(seen, []string{plan.Where(b[0])})
			}
			if p.Number != uint32(i) || i > 0 && p.Begins <= parts[i-1].Begins {
				t.Errorf("%v: part %d is %d and begins at %v", tt.set, i, p.Number, p.Begins)
			}
		}
		var want [][]string
		for _, b := range stretch.Blocks(plan.Steps("")) {
			want = append(want, []string{plan.Where(b[0])})
		}
		if diff := gocmp.Diff(want, seen); diff != "" || len(want) != tt.blocks {
			t.Errorf("%v: %d blocks\n%s", tt.set, len(want), diff)
		}
	}
	if parts := stretch.Split(planOf(t, armsAndRepeats), true); len(parts) != 1 {
		t.Errorf("a watcher sees %d worlds", len(parts))
	}
}

// forked keeps what parts hand over, in the order in which they join.
type forked struct {
	*memory
	mu            sync.Mutex
	forks, joined int
	dropped       int
}

func (f *forked) fork() Part {
	f.mu.Lock()
	f.forks++
	f.mu.Unlock()
	m := newMemory()
	return Part{
		Recorder: m, Ended: func(int, int, int, string) {},
		Join: func() {
			f.joined++
			f.hits, f.sightings = append(f.hits, m.hits...), append(f.sightings, m.sightings...)
			for e, n := range m.scheduled {
				f.scheduled[e] += n
			}
		},
		Drop: func() { f.dropped++ },
	}
}

func all(uint64) bool { return true }

// Parts on many cores give what they give one after another, and no name is
// given twice.
func TestTogether(t *testing.T) {
	plan := planOf(t, armsAndRepeats)
	alone := newMemory()
	want, err := Run(t.Context(), plan, Options{Epoch: epoch, Recorder: alone, Keep: all})
	if err != nil {
		t.Fatal(err)
	}
	for _, cores := range []int{1, 8} {
		func() {
			defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(cores))
			f := &forked{memory: newMemory()}
			got, err := Run(t.Context(), plan, Options{Epoch: epoch, Recorder: newMemory(), Keep: all, Fork: f.fork})
			if err != nil || f.joined != 9 || f.dropped != 0 {
				t.Fatalf("%d cores: %v, %d joined", cores, err, f.joined)
			}
			if diff := gocmp.Diff(want, got); diff != "" {
				t.Errorf("%d cores: %s", cores, diff)
			}
			if diff := gocmp.Diff(alone.hits, f.hits); diff != "" || gocmp.Diff(alone.sightings, f.sightings) != "" || gocmp.Diff(alone.scheduled, f.scheduled) != "" {
				t.Errorf("%d cores: hits, sightings or counts differ %s", cores, diff[:min(len(diff), 500)])
			}
		}()
	}
	ids, homes := map[string]bool{}, map[string]string{}
	for _, h := range alone.hits {
		where := fmt.Sprint(h.Arm, h.Repeat)
		if h.RequestID != "" && ids[h.RequestID] {
			t.Fatalf("request %s twice", h.RequestID)
		}
		ids[h.RequestID] = true
		if h.Environment != "" && homes[h.Environment] != "" && homes[h.Environment] != where {
			t.Fatalf("environment %s in two blocks", h.Environment)
		}
		homes[h.Environment] = where
	}
	if len(homes) < 30 {
		t.Errorf("%d environments", len(homes))
	}
	rows := 0
	for _, c := range want.Changes {
		if strings.Contains(c.What, "function f") {
			rows++
		}
	}
	if rows != 1 || len(want.Faults) != 9 {
		t.Errorf("%d rows of the setup, %d faults", rows, len(want.Faults))
	}
}

// Where a part fails, those before it count and those after it do not.
func TestAPartFails(t *testing.T) {
	plan := planOf(t, armsAndRepeats, "arms.b.set={functions.f.provisioned.live: 3, functions.f.model.init_errors: 100%}")
	alone := newMemory()
	_, want := Run(t.Context(), plan, Options{Epoch: epoch, Recorder: alone, Keep: all})
	if want == nil || !strings.Contains(want.Error(), "FUNCTION_ERROR_INIT_FAILURE") {
		t.Fatal(want)
	}
	f := &forked{memory: newMemory()}
	_, err := Run(t.Context(), plan, Options{Epoch: epoch, Recorder: newMemory(), Keep: all, Fork: f.fork})
	if err == nil || err.Error() != want.Error() || f.joined+f.dropped != f.forks {
		t.Errorf("%v, want %v; %d forks, %d joined, %d dropped", err, want, f.forks, f.joined, f.dropped)
	}
	if diff := gocmp.Diff(alone.hits, f.hits); diff != "" {
		t.Error(diff[:min(len(diff), 500)])
	}
}

// A stop rule looks at a run in its order, so nothing runs beside.
func TestStopRulesSeeOneRun(t *testing.T) {
	plan := planOf(t, armsAndRepeats, "stop=[error_rate > 99% for 5s]")
	f := &forked{memory: newMemory()}
	m := newMemory()
	if _, err := Run(t.Context(), plan, Options{Epoch: epoch, Recorder: m, Keep: all, Fork: f.fork}); err != nil || f.forks != 0 || len(m.hits) == 0 {
		t.Errorf("%v, %d forks, %d hits", err, f.forks, len(m.hits))
	}
}

// Parts that a stop cuts short account for what they had sent, and none begins
// after it.
func TestPartsStopped(t *testing.T) {
	plan := planOf(t, armsAndRepeats, "attack.alb.phases=[{for: 10h, rate: 20/s}]")
	ctx, cancel := context.WithCancel(t.Context())
	f := &forked{memory: newMemory()}
	opt := Options{Epoch: epoch, Recorder: newMemory(), Keep: all, Fork: f.fork, Events: func(p Progress) {
		if p.Expected < 6e6 || p.Sent == 0 || p.Reached == 0 {
			t.Errorf("%+v", p)
		}
		cancel()
	}}
	ending, err := Run(ctx, plan, opt)
	if err != nil || !ending.Interrupted || f.joined != f.forks || f.forks == 0 || f.forks == 9 {
		t.Errorf("%v, %d of %d joined, %+v", err, f.joined, f.forks, ending.Interrupted)
	}
	sent := uint64(0)
	for _, h := range f.hits {
		if !h.Warmup {
			sent++
		}
	}
	if sent != f.scheduled[0]+f.scheduled[1] {
		t.Errorf("%d hits of %v", sent, f.scheduled)
	}
}
