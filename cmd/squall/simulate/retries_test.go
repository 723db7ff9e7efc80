package simulate

import (
	"cmp"
	"slices"
	"testing"
	"time"

	"squall/attack/hit"
)

const retried = `
name: retried
platform: {sandbox: none, invoke_overhead: none, door_latency: {alb: {constant: 0s}, sdk: {constant: 0s}}}
functions:
  - {name: f, reserved: 1, timeout: 10s, model: {duration: {constant: 400ms}}}
  - {name: slow, timeout: 10s, model: {duration: {constant: 700ms}}}
  - {name: luck, timeout: 10s, model: {duration: {constant: 1ms}, errors: 50%}}
attack:
  - {name: f, path: sdk, function: f, retry: {attempts: 4, base: 100ms, jitter: none}, phases: [{for: 1s, rate: 10/s}]}
  - {name: slow, path: sdk, function: slow, timeout: 500ms, workers: 2, retry: {attempts: 3, backoff: none}, phases: [{for: 6s, rate: 1/s}]}
  - {name: luck, path: sdk, function: luck, retry: {attempts: 20, backoff: none, on: [function_error]}, phases: [{for: 20s, rate: 20/s}]}
`

// attemptsOf are the hits of one entry, request by request.
func attemptsOf(m *memory, entry uint16) map[uint64][]hit.Hit {
	out := map[uint64][]hit.Hit{}
	for _, h := range m.hits {
		if h.Entry == entry {
			out[h.N] = append(out[h.N], h)
		}
	}
	for _, list := range out {
		slices.SortFunc(list, func(a, b hit.Hit) int { return cmp.Compare(a.Attempt, b.Attempt) })
	}
	return out
}

// A request is tried again until it goes well or has no attempt left, with the
// waits that its profile says.
func TestRetriesInVirtualTime(t *testing.T) {
	_, m := simulated(t, planOf(t, retried), time.Unix(1767225600, 0))
	waits := []int64{100e6, 200e6, 400e6}
	ok, exhausted := 0, 0
	for n, list := range attemptsOf(m, 0) {
		for i, h := range list {
			last := i == len(list)-1
			if h.Due != list[0].Due || h.Due != int64(n)*100e6 || int(h.Attempt) != i+1 || h.Again == last {
				t.Errorf("request %d: %+v", n, h)
			}
			if !last && list[i+1].Sent != h.Done+waits[i] {
				t.Errorf("request %d: attempt %d is sent at %d, the one before ended at %d", n, i+2, list[i+1].Sent, h.Done)
			}
			if !last && h.Outcome != hit.Throttled {
				t.Errorf("request %d is tried again after %s", n, h.Outcome)
			}
		}
		switch last := list[len(list)-1]; {
		case last.Outcome == hit.OK:
			ok++
		case len(list) == 4:
			exhausted++
		default:
			t.Errorf("request %d ended after %d attempts: %s", n, len(list), last.Outcome)
		}
	}
	if ok < 3 || exhausted < 3 || ok+exhausted != 10 || m.scheduled[0] != 10 {
		t.Errorf("%d ok, %d exhausted, %d scheduled", ok, exhausted, m.scheduled[0])
	}
}

// A client that gives up tries again at that moment, not when the answer that
// it does not wait for comes; its worker is taken all the while.
func TestGivingUpIsTriedAgain(t *testing.T) {
	_, m := simulated(t, planOf(t, retried), time.Unix(1767225600, 0))
	attempts := attemptsOf(m, 1)
	for n, list := range attempts {
		if len(list) != 3 {
			t.Fatalf("request %d took %d attempts", n, len(list))
		}
		for i, h := range list {
			want := h.Due + int64(i)*500e6
			if h.Sent != want || h.Done != want+500e6 || h.Outcome != hit.Timeout || h.Status != 0 {
				t.Errorf("request %d, attempt %d: %+v", n, i+1, h)
			}
		}
	}
	// Each takes 1.5 s, one begins every second, and two may be in flight.
	if len(attempts) != 6 || m.unsent[1] != 0 {
		t.Errorf("%d requests, %d unsent", len(attempts), m.unsent[1])
	}
}

// Attempts have luck of their own: half of them fail, and so few requests that
// twenty attempts are enough for all.
func TestAttemptsHaveTheirOwnLuck(t *testing.T) {
	_, m := simulated(t, planOf(t, retried), time.Unix(1767225600, 0))
	all := 0
	requests := attemptsOf(m, 2)
	for n, list := range requests {
		all += len(list)
		if last := list[len(list)-1]; last.Outcome != hit.OK {
			t.Errorf("request %d: %+v", n, last)
		}
	}
	if each := float64(all) / float64(len(requests)); len(requests) != 400 || each < 1.8 || each > 2.2 {
		t.Errorf("%d requests took %.2f attempts each, two are expected", len(requests), each)
	}
}
