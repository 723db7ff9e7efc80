// Package retried says how often the clients of an entry tried requests again.
//
// It counts nothing itself; a cell has.
package retried

import (
	"strconv"

	"squall/analyze/result"
	"squall/analyze/tally"
	"squall/attack/hit"
	"squall/profiles"
)

// Of is what a cell counted; nil where clients never try again.
func Of(c *tally.Cell, e *profiles.Entry) *result.Retries {
	if e.Retry == nil {
		return nil
	}
	r := &result.Retries{Attempts: c.Sent + c.Retries(), Requests: map[string]uint64{}, Again: map[string]uint64{}}
	for attempts, n := range c.Tried {
		r.Requests[strconv.Itoa(int(attempts))] = n
	}
	for o, n := range c.Again {
		if n > 0 {
			r.Again[hit.Outcome(o).String()] = n
		}
	}
	return r
}
