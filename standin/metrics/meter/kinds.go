package meter

import (
	"strconv"

	"squall/standin/metrics"
)

// namespace is the namespace of Lambda's metrics.
const namespace = "AWS/Lambda"

// kind is one of Lambda's metrics.
type kind uint8

const (
	invocations kind = iota
	failures
	throttles
	onProvisioned
	spillover
	received
	dropped
	deadLetterErrors
	deliveryFailures
	counts // number of those that count

	duration = iota - 1
	age
	concurrent
	provisioned
	utilization
	unreserved
	claimed
	kinds
)

var names = [kinds]struct{ name, unit string }{
	invocations:      {"Invocations", "Count"},
	failures:         {"Errors", "Count"},
	throttles:        {"Throttles", "Count"},
	onProvisioned:    {"ProvisionedConcurrencyInvocations", "Count"},
	spillover:        {"ProvisionedConcurrencySpilloverInvocations", "Count"},
	received:         {"AsyncEventsReceived", "Count"},
	dropped:          {"AsyncEventsDropped", "Count"},
	deadLetterErrors: {"DeadLetterErrors", "Count"},
	deliveryFailures: {"DestinationDeliveryFailures", "Count"},
	duration:         {"Duration", "Milliseconds"},
	age:              {"AsyncEventAge", "Milliseconds"},
	concurrent:       {"ConcurrentExecutions", "Count"},
	provisioned:      {"ProvisionedConcurrentExecutions", "Count"},
	utilization:      {"ProvisionedConcurrencyUtilization", "None"},
	unreserved:       {"UnreservedConcurrentExecutions", "Count"},
	claimed:          {"ClaimedAccountConcurrency", "Count"},
}

// sink is one set of dimensions, under which any of the metrics may be.
type sink struct {
	store  *metrics.Store
	where  metrics.Scope
	dims   []metrics.Dimension
	series [kinds]*metrics.Series
}

// of is the series of a metric; nil when the store has no room.
func (s *sink) of(k kind) *metrics.Series {
	if s.series[k] == nil {
		s.series[k] = s.store.Series(s.where, metrics.ID{Namespace: namespace, Name: names[k].name, Dimensions: s.dims}, names[k].unit)
	}
	return s.series[k]
}

func (s *sink) merge(k kind, minute int64, st *metrics.Stat) {
	if series := s.of(k); series != nil && st.Count > 0 {
		series.Stat(minute, false).Merge(st)
	}
}

func (s *sink) raise(k kind, minute int64, v float64) {
	if series := s.of(k); series != nil {
		series.Raise(minute, v)
	}
}

// versionName is a version as AWS writes it.
func versionName(n int32) string {
	if n == 0 {
		return "$LATEST"
	}
	return strconv.Itoa(int(n))
}
