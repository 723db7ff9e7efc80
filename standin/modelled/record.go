package modelled

import "squall/standin/core"

// ErrorCode is the HTTP status of the last attempt's Invoke, as a dead letter
// names it: a function error is a 200, a throttle a 429 (the latter follows
// from the documentation's words; no recorded sample).
// https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html
func ErrorCode(e *core.Effect) int {
	if e.Outcome == core.Refused || e.Condition == core.ZeroReservedConcurrency {
		return 429
	}
	return 200
}

// Responded says whether the destination record of an event that has ended
// has a response of the function in it.
func Responded(e *core.Effect) bool { return e.Attempt > 0 && e.Outcome != core.Refused }
