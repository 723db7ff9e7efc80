package cloudwatch

import (
	"time"

	"squall/standin/awsapi/wire"
	"squall/standin/metrics"
)

// visible is up to when data are to be seen that were asked for up to an end, in
// seconds: faults make them late, or leave them out.
func (h *handler) visible(start, end int64) int64 {
	if h.strikes == nil {
		return end
	}
	if _, ok := h.strikes("metrics.gap", ""); ok {
		return start
	}
	if lag, ok := h.strikes("metrics.lag", ""); ok {
		h.backend.Metrics(func(now int64, _ *metrics.Store) { end = min(end, now/1e9-int64(lag/time.Second)) })
	}
	return max(start, end)
}

// scope is whose metrics a caller means.
func scope(c wire.Call) metrics.Scope { return metrics.Scope{Account: c.Account, Region: c.Region} }

// empty is the answer of operations that have nothing to say.
type empty struct{}
