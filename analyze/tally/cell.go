package tally

import (
	"cmp"
	"maps"
	"slices"

	"squall/analyze/ledger"
	"squall/analyze/stats"
	"squall/attack/hit"
)

// Cell counts the hits of one entry in one block, or those of several merged.
// What Add has counted is in its fields once Settle was called.
type Cell struct {
	Scheduled, Unsent uint64

	Sent      uint64
	Outcomes  [hit.Outcomes]uint64
	Statuses  map[uint16]uint64
	Reasons   map[string]uint64
	Versions  map[string]uint64 // executed versions, as AWS numbers them
	Sources   Sources
	Latency   Times // ok hits, from the due time
	Service   Times // ok hits, from the send
	Warm      Times // ok hits known to be warm, from the due time
	ColdTimes Times // ok hits known to be cold, from the due time
	Init      Times // cold hits that said how long they initialised
	Lag       Times // all hits

	Ran         uint64 // reached an environment, as far as the client can tell
	Known       uint64 // of Ran: said whether they were cold
	Cold        uint64
	OnDemand    uint64 // by initialization type
	Provisioned uint64
	// Unexplained counts gateway errors whose reason nobody told: each may be a
	// refusal.
	Unexplained uint64
	Injected    uint64
	// Tried counts requests that may be tried again by how many attempts they
	// took; Again the attempts that another one followed, by how they ended.
	Tried     map[uint8]uint64
	Again     [hit.Outcomes]uint64
	Attempts  uint64 // of asynchronous events, counted by Seen
	ServiceMs uint64 // whole milliseconds of Ran hits and Attempts, each rounded up: about what a bill counts
	SpareMs   uint64 // the part of ServiceMs that ran on provisioned environments

	kinds    map[like]*Kind
	order    []*Kind         // of kinds
	reasons  map[string]bool // of kinds
	clusters clusters
	strata   [][]stats.Cluster // of merged cells
	envs     map[uint64]bool   // of merged cells, by hash of the name
}

// NewCell makes a cell that keeps so many samples of times apart at most, for a
// bootstrap: 0 means DefaultGroups, a negative number that nobody draws one.
func NewCell(groups int) *Cell { return &Cell{clusters: clusters{most: groups}} }

// Sources counts who told a fact.
type Sources struct{ Reason, Version, Start [hit.Sources]uint64 }

// maxReasons bounds the distinct reasons of a cell.
const maxReasons = 100

// OtherReasons is the name under which reasons beyond the bound are counted.
const OtherReasons = "other"

// Add counts one hit that is not of the warm-up: a request by its last attempt,
// and those before it apart.
func (c *Cell) Add(h *hit.Hit, async bool) {
	if h.Again {
		c.Again[min(h.Outcome, hit.Outcomes-1)]++
		return
	}
	k := c.Kind(h, async)
	k.Add(h.Due, h.Sent, h.Done, h.Init, k.Environment(h.Environment))
}

// Settle brings the fields up to date.
func (c *Cell) Settle() {
	for _, k := range c.order {
		k.settle()
	}
}

// Answered is how many requests anything came back of.
func (c *Cell) Answered() uint64 {
	return c.Sent - c.Outcomes[hit.TransportError] - c.Outcomes[hit.Timeout]
}

// Empty says whether nothing was counted.
func (c *Cell) Empty() bool {
	return len(c.kinds) == 0 && c.Sent == 0 && c.Attempts == 0 && c.Retries() == 0 && c.Scheduled == 0 && c.Unsent == 0
}

func ran(h *hit.Hit) bool {
	switch h.Outcome {
	case hit.OK, hit.FunctionError, hit.CheckFailed, hit.Timeout:
		return true
	}
	return h.Environment != ""
}

func (c *Cell) countReason(reason string, n uint64) {
	if _, known := c.Reasons[reason]; !known && len(c.Reasons) >= maxReasons {
		reason = OtherReasons
	}
	count(&c.Reasons, reason, n)
}

// ColdStart says whether a hit paid for the start of its environment: the
// first request of a provisioned one does not.
func ColdStart(h *hit.Hit) bool { return coldStart(h.Start, h.InitType) }

func coldStart(start hit.Start, t hit.InitType) bool {
	return start == hit.Cold && t != hit.Provisioned
}

// Seen counts an attempt of an asynchronous event.
func (c *Cell) Seen(s *ledger.Attempt) {
	if s.Version != "" {
		count(&c.Versions, s.Version, 1)
	}
	if s.Environment != "" {
		c.clusters.seen(s.Environment)
	}
	c.ServiceMs += wholeMs(s.Duration)
	c.Attempts++
}

// Merge adds another cell, which counts the same after it. Each merged cell is a stratum
// of the bootstrap.
func (c *Cell) Merge(o *Cell) {
	c.Settle()
	o.Settle()
	c.Scheduled += o.Scheduled
	c.Unsent += o.Unsent
	c.Sent += o.Sent
	for i, n := range o.Outcomes {
		c.Outcomes[i] += n
	}
	for i, n := range o.Again {
		c.Again[i] += n
	}
	for _, t := range sorted(o.Tried) {
		count(&c.Tried, t, o.Tried[t])
	}
	c.Sources.merge(&o.Sources)
	for _, s := range sorted(o.Statuses) {
		count(&c.Statuses, s, o.Statuses[s])
	}
	for _, r := range sorted(o.Reasons) {
		c.countReason(r, o.Reasons[r])
	}
	for _, v := range sorted(o.Versions) {
		count(&c.Versions, v, o.Versions[v])
	}
	for i, t := range c.times() {
		t.Merge(o.times()[i])
	}
	for i, n := range c.counts() {
		*n += *o.counts()[i]
	}
	c.mergeClusters(o)
}

func (c *Cell) mergeClusters(o *Cell) {
	c.strata = append(c.strata, o.Strata()...)
	if c.envs == nil {
		c.envs = map[uint64]bool{}
	}
	for e := range o.clusters.known {
		c.envs[e] = true
	}
	for e := range o.envs {
		c.envs[e] = true
	}
}

func (c *Cell) times() [6]*Times {
	return [...]*Times{&c.Latency, &c.Service, &c.Warm, &c.ColdTimes, &c.Init, &c.Lag}
}

func (c *Cell) counts() [10]*uint64 {
	return [...]*uint64{&c.Ran, &c.Known, &c.Cold, &c.OnDemand, &c.Provisioned, &c.Unexplained, &c.Injected, &c.Attempts, &c.ServiceMs, &c.SpareMs}
}

// Failures counts the hits that ended badly for another reason than a refusal.
func (c *Cell) Failures() uint64 {
	return c.Outcomes[hit.FunctionError] + c.Outcomes[hit.GatewayError] + c.Outcomes[hit.Timeout] +
		c.Outcomes[hit.TransportError] + c.Outcomes[hit.CheckFailed]
}

// Retries is how many attempts another one followed.
func (c *Cell) Retries() (n uint64) {
	for _, again := range c.Again {
		n += again
	}
	return n
}

// Clamped counts the times that did not fit their histogram.
func (c *Cell) Clamped() uint64 {
	n := uint64(0)
	for _, t := range c.times() {
		n += t.Clamped
	}
	return n
}

// Environments is the number of distinct environments seen.
func (c *Cell) Environments() int {
	n := len(c.envs)
	for e := range c.clusters.known {
		if !c.envs[e] {
			n++
		}
	}
	return n
}

// Strata gives the latencies of ok hits by environment, one stratum for each
// block.
func (c *Cell) Strata() [][]stats.Cluster {
	out := slices.Clone(c.strata)
	if own := c.clusters.list(); len(own) > 0 {
		out = append(out, own)
	}
	return out
}

// WarmStrata gives the latencies of ok hits known to be warm, by environment.
// ok is false where it is not known of each hit where it ran and whether it was
// cold.
func (c *Cell) WarmStrata() (strata [][]stats.Cluster, ok bool) {
	s := stats.Sample{Strata: c.Strata()}.Without()
	return s.Strata, s.N() == c.Warm.N()
}

// Cluster gives all latencies of ok hits as one cluster.
func (c *Cell) Cluster() (cl stats.Cluster, ok bool) {
	all := Sketch{}
	for _, st := range c.Strata() {
		for _, one := range st {
			for i, v := range one.Values {
				all.addN(bucketOf(v), uint32(one.Counts[i]))
			}
		}
	}
	return all.cluster(), len(all.bucket) > 0
}

func (s *Sources) merge(o *Sources) {
	for i := range hit.Sources {
		s.Reason[i] += o.Reason[i]
		s.Version[i] += o.Version[i]
		s.Start[i] += o.Start[i]
	}
}

func count[K comparable](m *map[K]uint64, k K, n uint64) {
	if *m == nil {
		*m = map[K]uint64{}
	}
	(*m)[k] += n
}

func sorted[K cmp.Ordered, V any](m map[K]V) []K {
	return slices.Sorted(maps.Keys(m))
}
