package cloud

import (
	"testing"
	"time"
)

// Points come late, grow, and come for errors before their requests; of each
// request is told once, and of those before the release nothing.
func TestMeter(t *testing.T) {
	start := time.Unix(1_767_225_630, 0)
	m := new(Session).Meter("shop", "live", [2]string{"1", "2"}, start)
	minute := func(k int) time.Time { return start.Truncate(time.Minute).Add(time.Duration(k) * time.Minute) }
	give := func(now time.Time) map[string]Tally {
		m.strangers(now)
		return m.give()
	}
	m.add("1", "Invocations", minute(0), 500)
	m.add("1", "Errors", minute(0), 5)
	if got := give(start); len(got) != 0 {
		t.Errorf("before the release: %v", got)
	}
	m.add("1", "Invocations", minute(0), 520)
	m.add("2", "Errors", minute(0), 3)
	if got := give(start); len(got) != 1 || got["1"] != (Tally{N: 20}) {
		t.Errorf("errors before requests: %v", got)
	}
	m.add("2", "Invocations", minute(0), 2)
	if got := give(start); got["2"] != (Tally{N: 2, Errors: 2}) {
		t.Errorf("no more errors than requests: %v", got)
	}
	m.add("2", "Invocations", minute(0), 2) // the same point again
	m.add("2", "Invocations", minute(1), 10)
	m.add("1", "Invocations", minute(1), 90)
	m.add("", "Invocations", minute(0), 900)
	m.add("", "Invocations", minute(1), 107)
	m.add("", "Errors", minute(1), 4)
	m.add("", "Throttles", minute(1), 6)
	got := give(minute(2))
	if got["2"] != (Tally{N: 10, Errors: 1}) || got["1"] != (Tally{N: 90}) || got[""] != (Tally{Throttled: 6}) {
		t.Errorf("the next minute: %v", got)
	}
	// What neither version counts is known once the minute is whole.
	if got := give(minute(4)); len(got) != 0 {
		t.Errorf("it is not whole yet: %v", got)
	}
	if got := give(minute(5)); len(got) != 1 || got[""] != (Tally{N: 7, Errors: 4}) {
		t.Errorf("unknown versions: %v", got)
	}
}
