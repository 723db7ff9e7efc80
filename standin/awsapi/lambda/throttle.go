package lambda

import "squall/standin/core"

// throttles holds the bodies of 429, in the order of members that AWS writes.
// The message was recorded for one of the reasons and is taken for all.
var throttles = func() (bodies [core.Reasons][]byte) {
	for r := range core.Reasons {
		if r.Throttles() {
			bodies[r] = []byte(`{"Reason":"` + r.String() + `","Type":"User","message":"Rate Exceeded."}`)
		}
	}
	return bodies
}()
