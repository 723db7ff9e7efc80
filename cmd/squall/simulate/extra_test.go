package simulate

import (
	"context"
	"testing"
	"time"

	"squall/attack/hit"
	"squall/profiles"
	"squall/standin/core"
)

// ear is a watcher that keeps what it hears.
type ear struct {
	configured int
	last       int64
	kinds      map[core.EventKind]int
	reserved   []int64 // when reserved concurrency was asked for
	effects    int
}

func (e *ear) Configured(int64, *core.Config) { e.configured++ }

func (e *ear) Stepped(now int64, ev core.Event, effects []core.Effect) {
	e.last = now
	e.kinds[ev.Kind]++
	e.effects += len(effects)
	if ev.Kind == core.PutReserved {
		e.reserved = append(e.reserved, now)
	}
}

// Changes beside the plan happen at their times, one that is refused stops
// nothing, and a watcher hears of all that happens.
func TestExtraChanges(t *testing.T) {
	plan := planOf(t, one("model: {duration: {constant: 10ms}}", "path: sdk, warmup: 1s, phases: [{for: 10s, rate: 2/s}]"))
	m, heard := newMemory(), &ear{kinds: map[core.EventKind]int{}}
	extra := func(s profiles.Step) []Extra {
		put := profiles.Change{Kind: profiles.PutReserved, Function: "f"}
		tooMuch := profiles.Change{Kind: profiles.PutReserved, Function: "f", Count: 1000}
		return []Extra{{3 * time.Second, tooMuch}, {5 * time.Second, put}}
	}
	opt := Options{Epoch: epoch, Recorder: m, Keep: func(uint64) bool { return true }, Watcher: heard, Extra: extra}
	if _, err := Run(context.Background(), plan, opt); err != nil {
		t.Fatal(err)
	}
	refused := 0
	for _, h := range m.hits {
		if late := h.Due > int64(5*time.Second); late != (h.Outcome == hit.Throttled) && h.Due != int64(5*time.Second) {
			t.Errorf("at %v: %s", time.Duration(h.Due), h.Outcome)
		} else if late {
			refused++
		}
	}
	if refused < 9 || heard.configured != 2 || heard.kinds[core.Invoke] != len(m.hits) || heard.effects < 2*len(m.hits) {
		t.Errorf("%d refused; heard %+v", refused, heard)
	}
	// The load begins after a second of warm-up; no catalogue asks for more than there is.
	if want := int64(6 * time.Second); len(heard.reserved) != 2 || heard.reserved[1] != want || heard.last < want {
		t.Errorf("reserved at %v", heard.reserved)
	}
}
