package provisioned

import (
	"testing"
	"time"

	"squall/attack/lab"
)

// A configuration is through once it is no longer built; on AWS one that was
// changed may be told for a while as it was before.
func TestSeen(t *testing.T) {
	look := func(at time.Duration, status string) State { return State{At: at, Last: at, Status: status} }
	const s = time.Second
	for name, c := range map[string]struct {
		standin bool
		looks   []State
		over    bool
		states  int
	}{
		"built":             {false, []State{look(s, "IN_PROGRESS"), look(2*s, "IN_PROGRESS"), look(3*s, "READY")}, true, 2},
		"under way":         {false, []State{look(s, "IN_PROGRESS"), look(2*s, "IN_PROGRESS")}, false, 1},
		"that of before":    {false, []State{look(s, "READY")}, false, 1},
		"nothing was built": {false, []State{look(s, "READY"), look(20*s, "READY")}, true, 1},
		"at a stand-in":     {true, []State{look(s, "READY")}, true, 1},
		"given up":          {false, []State{look(s, "IN_PROGRESS"), look(2*s, "FAILED")}, true, 2},
	} {
		b := at(lab.New(lab.Options{Standin: c.standin}))
		var states []State
		over := false
		for _, x := range c.looks {
			states, over = b.seen(states, x)
		}
		if over != c.over || len(states) != c.states || states[len(states)-1].Last != c.looks[len(c.looks)-1].At {
			t.Errorf("%s: over %v, states %+v", name, over, states)
		}
	}
}
