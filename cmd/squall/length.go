package main

import (
	"fmt"
	"time"

	"squall/profiles"
)

// longLive is more than anybody waits for without having asked for it.
const longLive = time.Hour

// tooLong refuses a live run of hours that can be had in seconds, unless it was
// asked for by name.
func tooLong(plan *profiles.Plan, name string) error {
	took := length(plan)
	if took < longLive {
		return nil
	}
	return fmt.Errorf("%s takes about %v in real time: squall simulate %s has its result in seconds; --compress 60 makes "+
		"waits shorter, but no load; --clock live runs it all the same", plan.Name, took, name)
}

// length is about how long a run of a plan takes on its own clock.
func length(plan *profiles.Plan) time.Duration {
	steps := plan.Timeline()
	last := steps[len(steps)-1]
	return (last.At + last.For).Round(time.Second)
}
