package sweep

import (
	"fmt"

	"squall/profiles"
	"squall/profiles/axis"
)

// Help is what the commands that run a profile say of sweeps.
const Help = `
--sweep runs the profile once for each value, in virtual time and on all cores:
  0..200:10   128..1024:x2   1s..10s:1s   10/s..200/s:10/s   none,10,20
One value is swept, at up to 1,000 points; all points share their dice. A value
that AWS would refuse is a row with the reason. out/<id>/ gets sweep.json (its
schema: squall schema sweep), sweep.md and sweep.html. A knee is the point
farthest below the straight line from the first point of a curve to its last
(Kneedle), if its whole 95 % interval is. The sweep is PASS (0) when the
expectations hold at some value, INCONCLUSIVE (11) when they hold for certain
at none, FAIL (10) when they fail at all.`

// Of finds out what a run sweeps: what the flags say, or else the profile; nil
// is nothing.
func Of(flags []string, plan *profiles.Plan) (*axis.Axis, error) {
	switch {
	case len(flags) == 0:
		return plan.Sweep, nil
	case len(flags) > 1:
		return nil, fmt.Errorf("--sweep is given %d times, and one value is swept at a time: sweep again with another --set for each value of the other, or compare a few as arms", len(flags))
	case flags[0] == "none":
		return nil, nil
	}
	a, err := axis.Parse(flags[0])
	if err != nil {
		return nil, fmt.Errorf("--sweep: %w", err)
	}
	return &a, nil
}
