package tally

import "squall/attack/hit"

// Kind counts the hits of a cell that are alike: everything that they have in
// common is worked out once, and again when the cell is settled.
type Kind struct {
	cell  *Cell
	like  like
	ran   bool
	cold  bool
	line  *Timeline // nil: none
	spill bool

	n      uint64
	prompt Times // ok hits that were sent when they were due: from both
	late   Times // the other ok hits, from the due time
	sent   Times // the same, from the send
	lag    Times // hits that were not sent when they were due
	init   Times // cold hits that said how long they initialised
	ms     uint64
}

// like is what the hits of a kind have in common.
type like struct {
	async       bool
	status      uint16
	outcome     hit.Outcome
	start       hit.Start
	initType    hit.InitType
	reasonFrom  hit.Source
	versionFrom hit.Source
	startFrom   hit.Source
	reason      string
	version     string
	injected    bool
	environment bool // known
	attempt     uint8
}

// Kind is where hits like this one are counted; an asynchronous entry's are
// answered before anything runs, so they say nothing of environments. It holds
// until the cell is merged into another one.
func (c *Cell) Kind(h *hit.Hit, async bool) *Kind {
	l := like{
		async: async, status: h.Status, outcome: min(h.Outcome, hit.Outcomes-1), start: h.Start, initType: h.InitType,
		reasonFrom: min(h.ReasonFrom, hit.Sources-1), versionFrom: min(h.VersionFrom, hit.Sources-1), startFrom: min(h.StartFrom, hit.Sources-1),
		reason: h.Reason, version: h.Version, injected: h.Injected != "", environment: h.Environment != "", attempt: h.Attempt,
	}
	k := c.kinds[l]
	if k != nil {
		return k
	}
	if l.outcome == hit.OK {
		l.reason = ""
	}
	if l.reason = c.bounded(l.reason); c.kinds[l] != nil {
		return c.kinds[l]
	}
	if c.kinds == nil {
		c.kinds = map[like]*Kind{}
	}
	k = &Kind{cell: c, like: l, ran: !async && ran(h), cold: coldStart(l.start, l.initType)}
	c.kinds[l] = k
	c.order = append(c.order, k)
	return k
}

// Along lets the hits of the kind count in a timeline as well; spill says that
// their function has provisioned concurrency, so that an on-demand environment
// is a spillover.
func (k *Kind) Along(t *Timeline, spill bool) *Kind {
	k.line, k.spill = t, spill
	return k
}

// bounded is a reason, or what it is counted under when there are too many: a
// transport's error text may differ in every hit.
func (c *Cell) bounded(reason string) string {
	if reason == "" || c.reasons[reason] {
		return reason
	}
	if len(c.reasons) >= maxReasons {
		return OtherReasons
	}
	if c.reasons == nil {
		c.reasons = map[string]bool{}
	}
	c.reasons[reason] = true
	return reason
}

// Environment is the place of an environment that hits of the kind ran in. All
// kinds of a cell have the same one for it.
func (k *Kind) Environment(name string) Place {
	if name == "" || !k.ran && k.like.outcome != hit.OK {
		return 0
	}
	return k.cell.clusters.seen(name)
}

// Add counts one hit by its times and its environment.
func (k *Kind) Add(due, sent, done, init int64, env Place) {
	k.n++
	if sent != due && k.like.attempt < 2 { // before another attempt its client waited on purpose
		k.lag.Add(sent - due)
	}
	if k.like.outcome == hit.OK {
		us, clamped := micros(done - due)
		if sent == due {
			k.prompt.add(us, clamped, 1)
		} else {
			k.late.add(us, clamped, 1)
			k.sent.Add(done - sent)
		}
		k.cell.clusters.count(env, due, us, k.cold)
	}
	if k.ran {
		k.ms += wholeMs(done - sent)
	}
	if init > 0 {
		k.init.Add(init)
	}
	if k.line != nil {
		k.line.add(&k.like, k.spill, due, sent, done)
	}
}

// wholeMs is a time in milliseconds, rounded up.
func wholeMs(ns int64) uint64 { return uint64(max(0, (ns+999_999)/1_000_000)) }

// settle hands on what was counted.
func (k *Kind) settle() {
	if k.n == 0 {
		return
	}
	c, l := k.cell, &k.like
	c.Sent += k.n
	c.Outcomes[l.outcome] += k.n
	count(&c.Statuses, l.status, k.n)
	c.Lag.Merge(&k.lag)
	c.Lag.add(0, false, k.n-k.lag.N())
	if l.attempt > 0 {
		count(&c.Tried, l.attempt, k.n)
	}
	if l.injected {
		c.Injected += k.n
	}
	if l.outcome == hit.OK {
		merge(&c.Latency, &k.prompt, &k.late)
		merge(&c.Service, &k.prompt, &k.sent)
	} else {
		k.settleReason()
	}
	if k.ran {
		k.settleRun()
	}
	*k = Kind{cell: c, like: k.like, ran: k.ran, cold: k.cold, line: k.line, spill: k.spill}
}

func (k *Kind) settleReason() {
	c, l := k.cell, &k.like
	c.Sources.Reason[l.reasonFrom] += k.n
	if l.outcome == hit.GatewayError && l.reasonFrom == hit.Unknown {
		c.Unexplained += k.n
	}
	if l.reason != "" {
		c.countReason(l.reason, k.n)
	}
}

func (k *Kind) settleRun() {
	c, l := k.cell, &k.like
	c.Ran += k.n
	c.Sources.Version[l.versionFrom] += k.n
	c.Sources.Start[l.startFrom] += k.n
	c.ServiceMs += k.ms
	if l.version != "" {
		count(&c.Versions, l.version, k.n)
	}
	switch l.initType {
	case hit.OnDemand:
		c.OnDemand += k.n
	case hit.Provisioned:
		c.Provisioned += k.n
		c.SpareMs += k.ms
	}
	switch {
	case coldStart(l.start, l.initType):
		c.Known += k.n
		c.Cold += k.n
		c.Init.Merge(&k.init)
		merge(&c.ColdTimes, &k.prompt, &k.late)
	case l.start != hit.StartUnknown:
		c.Known += k.n
		merge(&c.Warm, &k.prompt, &k.late)
	}
}

func merge(to *Times, from ...*Times) {
	for _, f := range from {
		to.Merge(f)
	}
}
