package simulate

import (
	"strings"
	"testing"
	"time"

	"squall/attack/hit"
)

// Requests that a door or a service finds too long get its answer and go no
// further; the others do.
func TestPayloadLimits(t *testing.T) {
	const text = `
functions: [{name: f, model: {duration: {constant: 5ms}}}]
attack:
  - {name: alb, path: alb, function: f, payload: {template: "{{fill 900000 1200000}}"}, phases: [{for: 4s, rate: 5/s}]}
  - {name: api, path: apigw-rest, function: f, resource: "/a/{{n}}", requests: [{}, {payload: {template: "{{fill 11000000}}"}}], phases: [{for: 1s, rate: 10/s}]}
  - {name: events, path: async, function: f, payload: {template: '"{{fill 900000 1200000}}"'}, phases: [{for: 4s, rate: 5/s}]}
  - {name: sns, path: sns, topic: t, function: f, payload: {template: "{{fill 250000 280000}}"}, phases: [{for: 4s, rate: 10/s}]}
`
	_, m := simulated(t, planOf(t, text), time.Unix(1767225600, 0))
	limits := map[uint16]uint32{0: 1 << 20, 1: 10 << 20, 2: 1 << 20, 3: 256 << 10}
	seen := map[uint16]map[bool]int{}
	for _, h := range m.hits {
		long := h.BytesOut > limits[h.Entry]
		if seen[h.Entry] == nil {
			seen[h.Entry] = map[bool]int{}
		}
		seen[h.Entry][long]++
		if (h.Outcome == hit.OK) == long {
			t.Errorf("entry %d: %d bytes ended as %s, status %d %s", h.Entry, h.BytesOut, h.Outcome, h.Status, h.Reason)
		}
	}
	for entry, counts := range seen {
		if counts[true] < 3 || counts[false] < 3 || counts[true]+counts[false] != map[uint16]int{0: 20, 1: 10, 2: 20, 3: 40}[entry] {
			t.Errorf("entry %d: %v", entry, counts)
		}
	}
	if n := len(m.sightings); n == 0 {
		t.Error("no event was seen")
	}
}

// The load of an entry ends with its data, in each of its blocks.
func TestLoadEndsWithItsData(t *testing.T) {
	plan := planOf(t, `
functions: [{name: f, model: {duration: {constant: 5ms}}}]
attack:
  - {path: alb, function: f, data: {file: testdata/ids.csv, order: unique, at_end: stop}, headers: {X-Id: "{{data.id}}"}, phases: [{for: 9s, rate: 10/s}]}
repeat: 2
`)
	_, m := simulated(t, plan, time.Unix(1767225600, 0))
	var in [2]int
	for _, h := range m.hits {
		in[h.Repeat]++
	}
	if in != [2]int{4, 3} || m.scheduled[0] != 7 {
		t.Errorf("%v arrivals, %d scheduled", in, m.scheduled[0])
	}
}

// Every kind of request is judged by its own checks.
func TestEachRequestHasItsChecks(t *testing.T) {
	_, m := simulated(t, planOf(t, `
functions: [{name: f, model: {duration: {constant: 5ms}, body: 40}}]
attack:
  - path: url
    function: f
    phases: [{for: 20s, rate: 10/s}]
    requests: [{name: good, checks: [{min_size: 40}]}, {name: bad, weight: 2, checks: [{json: $.id}]}]
`), time.Unix(1767225600, 0))
	failed := 0
	for _, h := range m.hits {
		if h.Outcome == hit.CheckFailed {
			failed++
			if !strings.HasPrefix(h.Reason, "bad: ") {
				t.Fatalf("failed by %q", h.Reason)
			}
		}
	}
	if failed < 100 || failed > 166 {
		t.Errorf("%d of %d failed", failed, len(m.hits))
	}
}
