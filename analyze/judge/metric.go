// Package judge takes a metric by its name from what was counted, alone or as
// the ratio of two arms, and sets it against a limit: a statistical figure by
// its interval, a count exactly. What is unknown, missing or too small a sample
// never passes.
//
// It does not know which arms and entries there are; its caller hands it scopes.
package judge

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"squall/analyze/ledger"
	"squall/analyze/stats"
	"squall/analyze/tally"
	"squall/attack/hit"
)

// Scope is what a metric is taken of: an arm, or one entry of it.
type Scope struct {
	Name   string          // arm or arm.entry, for messages
	Cell   *tally.Cell     // nil when there is no such entry in the arm
	Events *ledger.Account // nil without asynchronous entries
	Blocks []*tally.Cell   // by repeat; nil where nothing was sent
	Apart  bool            // its repeats took no turns with those of the other side
	USD    *float64        // estimated cost; nil for a single entry
	Waits  float64         // by how much waits are compressed
	Barred bool            // all that is in scope waits in compressed time
}

// Figure is a metric's value with what is needed to judge it. Times are in
// milliseconds.
type Figure struct {
	Value  float64
	None   bool            // nothing was seen; Detail says what is missing
	CI     *stats.Interval // 95 %; nil when the sample is too small to have one
	Exact  bool            // judged on the value alone
	N      uint64
	Need   uint64  // sample that an interval needs, when there is none
	Doubt  float64 // how far the value could move if all that is unknown told
	Less   float64 // how far an exact one could fall then; Doubt is how far it could rise
	Detail string
	// Repeats is a ratio by the repeats of a run, and Alone the interval without
	// what they add to it; nil where they add nothing.
	Repeats stats.Repeated
	Alone   *stats.Interval
}

func nothing(detail string) Figure { return Figure{None: true, Detail: detail} }

// leastMean is the sample from which a mean is taken to be normal.
const leastMean = 30

// kind says how a metric is judged.
type kind int

const (
	isTime kind = iota
	isRate
	isCount
)

// part says of which hits a time is.
type part int

const (
	wholeLatency part = iota // of all ok hits, kept by environment
	warmLatency              // of the warm ones, kept by environment too
	otherTimes
)

// Metric is one name of the list, bound to the numbers behind it.
type Metric struct {
	kind  kind
	times func(*tally.Cell) *tally.Times // isTime
	p     float64                        // isTime: its quantile, or 0 for the mean and 1 for the maximum
	part  part                           // isTime
	waits bool                           // Waits
	final bool                           // not Streams
	// isRate: events, trials, and how many of which nobody knows
	rate    func(*tally.Cell) (x, n, unknown uint64)
	unknown unknowns
	count   func(*Scope) Figure // isCount
}

// unknowns says where those of which nobody knows are counted.
type unknowns int

const (
	beside unknowns = iota // neither among the trials nor among the events
	adds                   // among the trials; each may be an event
	takes                  // among the events; each may be none
)

// bounds gives the fewest and the most events that there may be, and the trials
// if all that is unknown were known.
func (m *Metric) bounds(c *tally.Cell) (least, most, n uint64) {
	x, n, u := m.rate(c)
	switch m.unknown {
	case adds:
		return x, x + u, n
	case takes:
		return x - u, x, n
	}
	return x, x + u, n + u
}

// How a metric is judged.
const (
	Exact       = "exact"       // a count, by its value
	Statistical = "statistical" // a share or a time, by its interval
)

// Kind is Exact or Statistical: the longest of all times is exact too.
func (m *Metric) Kind() string {
	if m.kind == isCount || m.kind == isTime && m.p == 1 {
		return Exact
	}
	return Statistical
}

// Streams says whether the metric has a value while hits still come, and not
// only once the run is over.
func (m *Metric) Streams() bool { return !m.final }

// Waits says whether compressed waits change the metric for asynchronous
// entries, so that it is not judged for them.
func (m *Metric) Waits() bool { return m.waits }

var samples = []struct {
	prefix string
	part   part
	times  func(*tally.Cell) *tally.Times
}{
	{"service_", otherTimes, func(c *tally.Cell) *tally.Times { return &c.Service }},
	{"warm_", warmLatency, func(c *tally.Cell) *tally.Times { return &c.Warm }},
	{"cold_", otherTimes, func(c *tally.Cell) *tally.Times { return &c.ColdTimes }},
	{"init_", otherTimes, func(c *tally.Cell) *tally.Times { return &c.Init }},
	{"", wholeLatency, func(c *tally.Cell) *tally.Times { return &c.Latency }},
}

// Named finds a metric; ok is false for a name that does not exist.
func Named(name string) (m Metric, ok bool) {
	if r, ok := rates[name]; ok {
		return Metric{kind: isRate, rate: r, unknown: within[name], waits: name == "cold_rate" || name == "spillover_rate", final: name == "unsent_rate"}, true
	}
	if count, ok := counts[name]; ok {
		return Metric{kind: isCount, count: count, waits: name == "environments", final: name != "environments"}, true
	}
	if v, ok := strings.CutPrefix(name, "version."); ok {
		return Metric{kind: isRate, rate: versionShare(v)}, true
	}
	if r, ok := strings.CutPrefix(name, "reason."); ok {
		return Metric{kind: isCount, count: reasonCount(r)}, true
	}
	if n, ok := strings.CutPrefix(name, "gap."); ok {
		attempt, err := strconv.Atoi(n)
		return Metric{kind: isCount, count: gapBefore(attempt), final: true}, err == nil && attempt >= 1
	}
	if s, ok := strings.CutPrefix(name, "status."); ok {
		code, err := strconv.ParseUint(s, 10, 16)
		return Metric{kind: isCount, count: statusCount(uint16(code))}, err == nil
	}
	for _, s := range samples {
		if rest, found := strings.CutPrefix(name, s.prefix); found {
			p, ok := share(rest)
			return Metric{kind: isTime, times: s.times, p: p, part: s.part, waits: true}, ok
		}
	}
	return Metric{}, false
}

// share reads p50, p999, mean or max.
func share(s string) (p float64, ok bool) {
	switch s {
	case "mean":
		return 0, true
	case "max":
		return 1, true
	}
	digits, found := strings.CutPrefix(s, "p")
	p, err := strconv.ParseFloat("0."+digits, 64)
	return p, found && err == nil && p > 0 && p < 1
}

// within has the rates whose unknowns are counted already: a gateway error that
// nobody explained was sent, is an error, and may have been a refusal.
var within = map[string]unknowns{"throttle_rate": adds, "error_rate": takes}

var rates = map[string]func(*tally.Cell) (x, n, unknown uint64){
	"cold_rate":     func(c *tally.Cell) (x, n, u uint64) { return c.Cold, c.Known, c.Ran - c.Known },
	"throttle_rate": func(c *tally.Cell) (x, n, u uint64) { return c.Outcomes[hit.Throttled], c.Sent, c.Unexplained },
	"error_rate":    func(c *tally.Cell) (x, n, u uint64) { return c.Failures(), c.Sent, c.Unexplained },
	"failure_rate": func(c *tally.Cell) (x, n, u uint64) {
		return c.Failures() + c.Outcomes[hit.Throttled], c.Sent, 0
	},
	"retry_rate":  func(c *tally.Cell) (x, n, u uint64) { return c.Retries(), c.Sent + c.Retries(), 0 },
	"unsent_rate": func(c *tally.Cell) (x, n, u uint64) { return c.Unsent, max(c.Scheduled, c.Sent+c.Unsent), 0 },
	"spillover_rate": func(c *tally.Cell) (x, n, u uint64) {
		known := c.OnDemand + c.Provisioned
		return c.OnDemand, known, c.Ran - min(c.Ran, known)
	},
}

func versionShare(name string) func(*tally.Cell) (x, n, unknown uint64) {
	return func(c *tally.Cell) (x, n, u uint64) {
		for _, count := range c.Versions {
			n += count
		}
		return c.Versions[name], n, c.Ran + c.Attempts - min(n, c.Ran+c.Attempts)
	}
}

// whole is an exact count.
func whole(n, of uint64) Figure {
	if of == 0 {
		return nothing("nothing was sent")
	}
	return Figure{Value: float64(n), Exact: true, N: of}
}

func statusCount(code uint16) func(*Scope) Figure {
	return func(s *Scope) Figure { return whole(s.Cell.Statuses[code], s.Cell.Sent) }
}

// reasonCount is in doubt by the refusals whose reason nobody told.
func reasonCount(reason string) func(*Scope) Figure {
	return func(s *Scope) Figure {
		f := whole(s.Cell.Reasons[reason], s.Cell.Sent)
		f.Doubt = float64(s.Cell.Sources.Reason[hit.Unknown])
		return f
	}
}

var counts = map[string]func(*Scope) Figure{
	"environments": func(s *Scope) Figure {
		n := s.Cell.Environments()
		if n == 0 && s.Cell.Ran+s.Cell.Attempts > 0 {
			return nothing("no request said which environment served it")
		}
		return whole(uint64(n), s.Cell.Sent)
	},
	"cost": func(s *Scope) Figure {
		if s.USD == nil {
			return nothing("the cost is known for a whole arm with Lambda functions only")
		}
		return Figure{Value: *s.USD, Exact: true, N: s.Cell.Sent}
	},
	"accepted":          event(func(a *ledger.Account) uint64 { return a.Accepted }),
	"expired":           event(func(a *ledger.Account) uint64 { return a.Expired }),
	"lost":              event(func(a *ledger.Account) uint64 { return a.Lost }),
	"dead_lettered":     event(func(a *ledger.Account) uint64 { return a.DeadLetter.Received }),
	"unaccounted":       event(func(a *ledger.Account) uint64 { return a.Unaccounted }),
	"duplicates":        event(func(a *ledger.Account) uint64 { return a.Duplicates }),
	"retries_exhausted": event(func(a *ledger.Account) uint64 { return a.RetriesExhausted }),
	"expired_age": func(s *Scope) Figure {
		return waited(s, func(a *ledger.Account) ledger.Waits { return a.Ages }, "no event expired with a record of its failure")
	},
	"attempts_max": event(func(a *ledger.Account) uint64 {
		most := 0
		for n := range a.Attempts {
			most = max(most, n)
		}
		return uint64(most)
	}),
}

// gapBefore is the median wait before the n-th attempt, as long as it would be
// without compression.
func gapBefore(n int) func(*Scope) Figure {
	return func(s *Scope) Figure {
		if n == 1 {
			return waited(s, func(a *ledger.Account) ledger.Waits { return a.First }, "no event had an attempt")
		}
		var gaps []int64
		if s.Events != nil {
			for _, g := range s.Events.Gaps {
				if g.Attempt == n {
					gaps = append(gaps, g.Measured)
				}
			}
		}
		if len(gaps) == 0 {
			return nothing(fmt.Sprintf("no event had an attempt %d", n))
		}
		slices.Sort(gaps)
		median := float64(gaps[stats.Rank(uint64(len(gaps)), .5)-1]) / 1e9
		return Figure{Value: median * s.Waits, Exact: true, N: uint64(len(gaps))}
	}
}

// waited is the median of a wait in seconds, as long as it would be without
// compression.
func waited(s *Scope, of func(*ledger.Account) ledger.Waits, none string) Figure {
	if s.Events == nil || len(of(s.Events)) == 0 {
		return nothing(none)
	}
	ms, n := of(s.Events).Median()
	return Figure{Value: float64(ms) / 1000 * s.Waits, Exact: true, N: n}
}

// event is a count of the ledger; an account without an accepted event says
// nothing.
func event(n func(*ledger.Account) uint64) func(*Scope) Figure {
	return func(s *Scope) Figure {
		if s.Events == nil || s.Events.Accepted == 0 {
			return nothing("no asynchronous event was accepted")
		}
		return whole(n(s.Events), s.Events.Accepted)
	}
}

// Of takes the metric of a scope.
func (m *Metric) Of(s *Scope) Figure {
	switch {
	case s.Cell == nil:
		return nothing(s.Name + " does not exist")
	case m.waits && s.Barred:
		return nothing("its waits are compressed, so only its counts are judged; --clock virtual without waits judges all")
	}
	switch m.kind {
	case isCount:
		return m.count(s)
	case isRate:
		x, n, unknown := m.rate(s.Cell)
		_, _, all := m.bounds(s.Cell)
		return share95(x, n, unknown, all)
	}
	return m.time(m.times(s.Cell))
}

// share95 is a share with its interval; of all that were tried, so many are
// unknown.
func share95(x, n, unknown, all uint64) Figure {
	if n == 0 {
		return nothing("no request told")
	}
	i := stats.Wilson(x, n)
	f := Figure{Value: float64(x) / float64(n), CI: &i, N: n}
	if unknown > 0 {
		f.Doubt = float64(unknown) / float64(all)
		f.Detail = strconv.FormatUint(unknown, 10) + " did not tell"
	}
	return f
}

// time takes a figure in milliseconds.
func (m *Metric) time(t *tally.Times) Figure {
	n := t.N()
	if n == 0 {
		return nothing("no request to measure")
	}
	f := Figure{N: n}
	var i stats.Interval
	ok := false
	switch m.p {
	case 0:
		f.Value, f.Need = t.Mean(), leastMean
		i, ok = t.MeanInterval()
	case 1:
		f.Value, f.Exact = float64(t.Max()), true
	default:
		f.Value, f.Need = float64(t.Quantile(m.p)), stats.MinN(m.p, .95)
		i, ok = t.QuantileInterval(m.p)
	}
	f.Value /= 1000
	if ok {
		i = i.Scale(1e-3)
		f.CI, f.Need = &i, 0
	}
	return f
}

// Share is what a rate is made of in a scope; ok is false for other metrics.
// Those of which nobody knows are in neither.
func (m *Metric) Share(s *Scope) (x, n uint64, ok bool) {
	if m.kind != isRate || s.Cell == nil {
		return 0, 0, false
	}
	x, n, _ = m.rate(s.Cell)
	return x, n, true
}
