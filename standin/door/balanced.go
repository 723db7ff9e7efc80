package door

import (
	"math/rand/v2"
	"strings"

	"squall/standin/door/route"
	"squall/standin/invoke"
	"squall/standin/outcome"
)

// balanced asks the load balancers that users made; found is false when the
// request is for none of them, ok when the door has answered by itself.
func (x *exchange) balanced() (found, ok bool) {
	if x.d.cfg.Balancers == nil || x.kind.door != invoke.DoorALB {
		return false, false
	}
	c := x.d.cfg.Balancers.Choose(x.r, rand.Float64())
	switch {
	case !c.Found:
		return false, false
	case c.Fixed != nil:
		x.answer = outcome.Answer{Status: c.Fixed.Status, Body: []byte(c.Fixed.Body)}
		if c.Fixed.ContentType != "" {
			x.answer.Headers = []outcome.Header{{Name: "Content-Type", Value: c.Fixed.ContentType}}
		}
	case c.Location != "":
		x.answer = outcome.Answer{Status: c.Status, Headers: []outcome.Header{{Name: "Location", Value: c.Location}}}
	case c.Target == "":
		x.route.Group = c.Group
		return true, x.stop(outcome.NoRoute)
	default:
		x.route = route.Route{Door: invoke.Doors[invoke.DoorALB], MultiValue: c.MultiValue, Group: c.Group}
		x.route.Function, x.route.Qualifier = functionOf(c.Target)
		return true, true
	}
	x.own, x.face = true, outcome.Face{FromFunction: true}
	return true, false
}

// functionOf is the function of an ARN, and its qualifier.
func functionOf(arn string) (function, qualifier string) {
	_, rest, _ := strings.Cut(arn, ":function:")
	function, qualifier, _ = strings.Cut(rest, ":")
	return function, qualifier
}
