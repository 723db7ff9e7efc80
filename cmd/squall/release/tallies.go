package release

import (
	"maps"
	"slices"
	"sync"

	"squall/analyze/canary"
	"squall/attack/cloud"
)

// tallies are what was counted of versions and is not judged yet.
type tallies struct {
	mu  sync.Mutex
	all map[string]cloud.Tally // by version; "" is neither
}

// Counted tells it what was counted of versions. It may be called at any time.
func (t *tallies) Counted(news map[string]cloud.Tally) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.all == nil {
		t.all = map[string]cloud.Tally{}
	}
	for v, n := range news {
		was := t.all[v]
		t.all[v] = cloud.Tally{N: was.N + n.N, Errors: was.Errors + n.Errors, Throttled: was.Throttled + n.Throttled}
	}
}

// tell tells the judge once there is something of both versions: what only one
// has would be weighed against nothing. At the end it tells all.
func (t *tallies) tell(judge *canary.Judge, sides [2]string, end bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if !end && (t.all[sides[0]].N == 0 || t.all[sides[1]].N == 0) {
		return
	}
	for _, v := range slices.Sorted(maps.Keys(t.all)) {
		n := t.all[v]
		judge.Count(v, n.N, n.Errors, n.Throttled)
	}
	clear(t.all)
}
