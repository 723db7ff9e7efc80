package pollers

import (
	"squall/standin/pattern"
	"squall/standin/queue"
)

// Settings are what a client says about a mapping.
type Settings struct {
	FunctionARN    string
	Enabled        bool
	BatchSize      int
	Window         int // seconds
	MaxConcurrency int // 0: none
	ReportFailures bool
	Filters        []string // one of them must let a message through; none: all do
}

// Mapping is a mapping as clients see it.
type Mapping struct {
	UUID  string
	Queue queue.ID
	Settings
	State    State
	Modified int64 // ns since 1970
}

// State is how far a mapping is.
type State uint8

// States, in AWS's words.
const (
	Creating State = iota
	Enabling
	Updating
	Disabling
	Deleting
	Enabled
	Disabled
)

var stateNames = [...]string{"Creating", "Enabling", "Updating", "Disabling", "Deleting", "Enabled", "Disabled"}

func (s State) String() string { return stateNames[s] }

// passing says whether a state passes by itself.
func (s State) passing() bool { return s < Enabled }

// The number of batches at a time: five to begin with, 300 more a minute while
// messages wait. The most was 1,000 in 2023; 1,250 is what provisioned pollers
// are said to have sixteen times of (unconfirmed).
// https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-scaling.html
const (
	firstPollers = 5
	mostPollers  = 1250
	leastPollers = 2 // after failures (a guess: AWS says that it backs off, not how far)
	growEvery    = 60 * second / 300
)

const second = int64(1e9)

// mapping is a mapping at work.
type mapping struct {
	Mapping
	active  Settings // by which it works
	filters []pattern.Pattern
	settled int64 // when its state passes
	gone    bool

	forming []*batch `keep:"-"` // in order; only the last may take messages
	waiting []*batch `keep:"-"` // throttled, to be tried again; they run as well
	running int      `keep:"-"`
	limit   int      // batches at a time
	grown   int64    // when limit was last raised, or had no reason to be
}

// settle ends a change whose time has come.
func (m *mapping) settle(now int64) {
	if !m.State.passing() || now < m.settled {
		return
	}
	if m.gone = m.State == Deleting; m.gone {
		return
	}
	m.State = Disabled
	if m.Enabled {
		m.State = Enabled
	}
	m.active = m.Settings
	m.filters, _ = compile(m.Filters) // they were checked when they were given
}

// receives says whether it takes messages from its queue.
func (m *mapping) receives() bool {
	return m.State == Enabled || m.State == Updating && m.active.Enabled
}

// most is how many batches there may be at a time.
func (m *mapping) most() int {
	if m.active.MaxConcurrency > 0 {
		return min(m.limit, m.active.MaxConcurrency)
	}
	return m.limit
}

func (m *mapping) batches() int { return m.running + len(m.forming) }

// hungry says whether messages wait for want of pollers.
func (p *Pollers) hungry(m *mapping) bool {
	full := m.batches() >= m.limit && m.limit < mostPollers && m.most() == m.limit
	return full && m.receives() && p.options.Queues.Visible(m.Queue) > 0
}

// grow raises the number of batches at a time while messages wait.
func (p *Pollers) grow(now int64, m *mapping) {
	switch {
	case p.hungry(m):
		steps := (now - m.grown) / growEvery
		m.limit = min(m.limit+int(steps), mostPollers)
		m.grown += steps * growEvery
	case m.batches() == 0 && p.options.Queues.Visible(m.Queue) == 0:
		m.limit, m.grown = firstPollers, now
	default:
		m.grown = now
	}
}

// due is when a mapping does something by itself.
func (p *Pollers) due(m *mapping) (at int64, ok bool) {
	first := func(due int64) {
		if !ok || due < at {
			at, ok = due, true
		}
	}
	if m.State.passing() {
		first(m.settled)
	}
	for _, b := range m.waiting {
		first(min(b.retry, b.until))
	}
	if len(m.forming) > 0 && m.running < m.most() {
		first(m.forming[0].due)
	}
	if p.hungry(m) {
		first(m.grown + growEvery)
	}
	return at, ok
}
