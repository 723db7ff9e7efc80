// Package metric is the table of figures that expectations and stop rules may
// name, and the parser of both.
//
// It computes no figure and does not know which arms and entries there are.
package metric

import (
	"slices"
	"strings"
)

// Kind says how a figure is judged.
type Kind string

// The kinds of figures.
const (
	Statistical Kind = "statistical" // judged on its 95 % interval
	Count       Kind = "count"       // judged exactly
)

// Unit says how a value is written and kept.
type Unit string

// The units of figures.
const (
	Millis Unit = "ms"    // written 80ms, kept in milliseconds
	Share  Unit = "share" // written 1%, kept from 0 to 1
	Plain  Unit = "count" // written 3
	Dollar Unit = "usd"   // written 0.25, in US dollars
)

// The entries that a figure applies to.
const (
	Any        = "any entry"
	Async      = "asynchronous entries"
	OnlyModels = "entries with a function"
)

// Metric is one figure.
type Metric struct {
	Name    string // as written; with Prefix, what stands before the dot
	Prefix  bool   // as in status.502
	Unit    Unit
	Kind    Kind
	Applies string
	Online  bool // may stand in stop rules
	Doc     string
}

// Latency says whether the figure is a time that a client waits.
func (m *Metric) Latency() bool { return m.Unit == Millis && m.Name != "init_p50" }

var table = []Metric{
	{Name: "p50", Unit: Millis, Kind: Statistical, Applies: Any, Online: true, Doc: "median latency of ok hits, from the due time"},
	{Name: "p90", Unit: Millis, Kind: Statistical, Applies: Any, Online: true, Doc: "90th percentile of the same"},
	{Name: "p95", Unit: Millis, Kind: Statistical, Applies: Any, Online: true, Doc: "95th percentile of the same"},
	{Name: "p99", Unit: Millis, Kind: Statistical, Applies: Any, Online: true, Doc: "99th percentile of the same"},
	{Name: "p999", Unit: Millis, Kind: Statistical, Applies: Any, Online: true, Doc: "99.9th percentile of the same"},
	{Name: "max", Unit: Millis, Kind: Count, Applies: Any, Online: true, Doc: "longest latency of ok hits that was seen"},
	{Name: "mean", Unit: Millis, Kind: Statistical, Applies: Any, Online: true, Doc: "mean latency of ok hits, from the due time"},
	{Name: "service_p99", Unit: Millis, Kind: Statistical, Applies: Any, Doc: "99th percentile from the send"},
	{Name: "warm_p99", Unit: Millis, Kind: Statistical, Applies: OnlyModels, Doc: "p99 of ok hits known to be warm"},
	{Name: "cold_p99", Unit: Millis, Kind: Statistical, Applies: OnlyModels, Doc: "p99 of ok hits known to be cold"},
	{Name: "cold_rate", Unit: Share, Kind: Statistical, Applies: OnlyModels, Doc: "cold starts of the hits that told"},
	{Name: "init_p50", Unit: Millis, Kind: Statistical, Applies: OnlyModels, Doc: "median initialisation of cold starts"},
	{Name: "throttle_rate", Unit: Share, Kind: Statistical, Applies: Any, Online: true, Doc: "throttled hits of those sent"},
	{Name: "error_rate", Unit: Share, Kind: Statistical, Applies: Any, Online: true, Doc: "function, gateway, timeout, transport and check failures of those sent; throttles excluded"},
	{Name: "failure_rate", Unit: Share, Kind: Statistical, Applies: Any, Online: true, Doc: "errors and throttles of those sent"},
	{Name: "retry_rate", Unit: Share, Kind: Statistical, Applies: Any, Doc: "attempts that their clients followed by another, of all attempts; 80% are five attempts a request"},
	{Name: "unsent_rate", Unit: Share, Kind: Statistical, Applies: Any, Doc: "hits that could not be sent of those scheduled"},
	{Name: "status", Prefix: true, Unit: Plain, Kind: Count, Applies: Any, Doc: "answers with an HTTP status, as in status.502"},
	{Name: "reason", Prefix: true, Unit: Plain, Kind: Count, Applies: Any, Doc: "refusals and failures with a reason, as in reason.LambdaThrottling"},
	{Name: "version", Prefix: true, Unit: Share, Kind: Statistical, Applies: OnlyModels, Doc: "share executed by a version of the hits that told, as in version.v2"},
	{Name: "spillover_rate", Unit: Share, Kind: Statistical, Applies: OnlyModels, Doc: "hits on on-demand environments of the hits that told, where provisioned ones exist"},
	{Name: "environments", Unit: Plain, Kind: Count, Applies: OnlyModels, Doc: "distinct environments seen"},
	{Name: "cost", Unit: Dollar, Kind: Count, Applies: OnlyModels, Doc: "estimate from list prices or the profile's, in US dollars"},
	{Name: "lost", Unit: Plain, Kind: Count, Applies: Async, Doc: "events unaccounted for, or failed without the record that was configured"},
	{Name: "accepted", Unit: Plain, Kind: Count, Applies: Async, Doc: "events answered with 202"},
	{Name: "dead_lettered", Unit: Plain, Kind: Count, Applies: Async, Doc: "events received from the dead-letter queue"},
	{Name: "expired", Unit: Plain, Kind: Count, Applies: Async, Doc: "events that grew too old"},
	{Name: "retries_exhausted", Unit: Plain, Kind: Count, Applies: Async, Doc: "events whose attempts all failed"},
	{Name: "unaccounted", Unit: Plain, Kind: Count, Applies: Async, Doc: "events whose end nobody saw"},
	{Name: "duplicates", Unit: Plain, Kind: Count, Applies: Async, Doc: "events with two ends, or more attempts or records than allowed"},
	{Name: "gap", Prefix: true, Unit: Plain, Kind: Count, Applies: Async, Doc: "median wait before an attempt in seconds, compression undone, as in gap.2; gap.1 counts from being accepted"},
	{Name: "expired_age", Unit: Plain, Kind: Count, Applies: Async, Doc: "median age in seconds, compression undone, at which events expired, of those with a record of it"},
	{Name: "attempts_max", Unit: Plain, Kind: Count, Applies: Async, Doc: "most attempts of one event"},
}

// All lists the figures in the order in which they are explained.
func All() []Metric { return slices.Clone(table) }

// Find finds a figure by the name in an expression, such as p99 or status.502.
func Find(name string) (Metric, bool) {
	prefix, rest, dotted := strings.Cut(name, ".")
	for _, m := range table {
		if m.Name == prefix && m.Prefix == dotted && (!dotted || rest != "") {
			return m, true
		}
	}
	return Metric{}, false
}

// Reserved says whether a word names a figure, so that neither an arm nor an
// entry may.
func Reserved(word string) bool {
	return slices.ContainsFunc(table, func(m Metric) bool { return m.Name == word })
}

// names lists what may be written.
func names() []string {
	var out []string
	for _, m := range table {
		if m.Prefix {
			out = append(out, m.Name+".")
			continue
		}
		out = append(out, m.Name)
	}
	return out
}
