// Package pollers is Lambda's event source mappings for SQS: what receives the
// messages of a queue, makes batches of them, has a function invoked with each
// and deletes what it has dealt with. A pure state machine like the queues it
// reads: time is an argument, and what leaves it is an invoke, whose end is
// told to Done.
//
// It keeps no messages of its own: what it does not delete comes back when its
// visibility timeout is over, and goes the way of the queue's redrive policy.
// Streams, FIFO queues and provisioned pollers are not here.
// https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html
package pollers

import (
	"errors"
	"fmt"
	"slices"

	"squall/standin/catalog"
	"squall/standin/pattern"
	"squall/standin/queue"
)

// Options are the surroundings of mappings.
type Options struct {
	Queues *queue.Queues
	Epoch  int64 // ns since 1970 when now is zero
	Settle int64 // ns that a change of a mapping takes
	// Invoke has a function invoked. It returns at once; the end is told to
	// Done, and never from within Invoke.
	Invoke func(now int64, c Call)
	// Allows says whether the execution role of a function lets Lambda do this
	// with the queue; nil: every role does.
	Allows func(function, action string, of queue.ID) bool
}

// Call is a synchronous invoke that a mapping asks for.
type Call struct {
	Number  uint64
	ARN     string // of the function, qualified or not
	Payload []byte
}

// Pollers are the mappings of all accounts. One goroutine owns them.
type Pollers struct {
	options  Options           `keep:"-"`
	mappings []*mapping        // in the order in which they were made
	calls    map[uint64]*batch `keep:"-"`
	made     uint64
	called   uint64
}

// New makes a set without mappings.
func New(o Options) *Pollers { return &Pollers{options: o, calls: map[uint64]*batch{}} }

// ErrGone says that there is no such mapping, ErrBusy that an earlier change of
// it is not through, ErrFilter that a filter is no pattern, and ErrNotBuilt that
// it is one that squall does not have.
var (
	ErrGone     = errors.New("there is no such event source mapping")
	ErrBusy     = errors.New("the event source mapping is being changed")
	ErrFilter   = errors.New("the filter is no pattern")
	ErrNotBuilt = pattern.ErrNotBuilt
)

// TwiceError says that a queue is mapped to a function already.
type TwiceError struct{ UUID string }

func (e *TwiceError) Error() string {
	return fmt.Sprintf("the mapping %s has this queue and function already", e.UUID)
}

// Create makes a mapping. It receives once it is Enabled.
func (p *Pollers) Create(now int64, from queue.ID, s Settings) (Mapping, error) {
	if err := p.check("", from, s); err != nil {
		return Mapping{}, err
	}
	p.made++
	m := &mapping{limit: firstPollers, settled: now + p.options.Settle,
		Mapping: Mapping{UUID: catalog.UUID("event source mapping", p.made), Queue: from, Settings: s, State: Creating, Modified: p.options.Epoch + now}}
	p.mappings = append(p.mappings, m)
	return m.Mapping, nil
}

// check refuses settings that no mapping could have.
func (p *Pollers) check(own string, from queue.ID, s Settings) error {
	for _, m := range p.mappings {
		if m.UUID != own && m.Queue == from && m.FunctionARN == s.FunctionARN {
			return &TwiceError{m.UUID}
		}
	}
	_, err := compile(s.Filters)
	return err
}

// Change gives a mapping other settings. Until it has settled, it works by
// those it had; one that is switched off receives nothing from now on.
func (p *Pollers) Change(now int64, uuid string, s Settings) (Mapping, error) {
	m, err := p.free(uuid)
	if err == nil {
		err = p.check(uuid, m.Queue, s)
	}
	if err != nil {
		return Mapping{}, err
	}
	switch {
	case s.Enabled == m.Enabled:
		m.State = Updating
	case s.Enabled:
		m.State = Enabling
	default:
		m.State = Disabling
	}
	m.Settings, m.Modified, m.settled = s, p.options.Epoch+now, now+p.options.Settle
	return m.Mapping, nil
}

// Delete removes a mapping, after it has settled. What runs, runs on.
func (p *Pollers) Delete(now int64, uuid string) (Mapping, error) {
	m, err := p.free(uuid)
	if err != nil {
		return Mapping{}, err
	}
	m.State, m.settled = Deleting, now+p.options.Settle
	return m.Mapping, nil
}

// free finds a mapping that is not being changed.
func (p *Pollers) free(uuid string) (*mapping, error) {
	m := p.find(uuid)
	switch {
	case m == nil:
		return nil, ErrGone
	case m.State.passing():
		return nil, ErrBusy
	}
	return m, nil
}

// find finds a mapping, or gives nil.
func (p *Pollers) find(uuid string) *mapping {
	for _, m := range p.mappings {
		if m.UUID == uuid {
			return m
		}
	}
	return nil
}

// Get shows a mapping.
func (p *Pollers) Get(uuid string) (Mapping, error) {
	if m := p.find(uuid); m != nil {
		return m.Mapping, nil
	}
	return Mapping{}, ErrGone
}

// List shows every mapping, in the order in which they were made.
func (p *Pollers) List() []Mapping {
	out := make([]Mapping, len(p.mappings))
	for i, m := range p.mappings {
		out[i] = m.Mapping
	}
	return out
}

// Visibility is the visibility timeout of a queue in seconds; ok is false when
// there is no such queue.
func (p *Pollers) Visibility(of queue.ID) (seconds int, ok bool) {
	return p.options.Queues.Visibility(of), p.options.Queues.Exists(of)
}

// Next is when something happens by itself; false when nothing ever will.
func (p *Pollers) Next() (at int64, ok bool) {
	for _, m := range p.mappings {
		if due, waits := p.due(m); waits && (!ok || due < at) {
			at, ok = due, true
		}
	}
	return at, ok
}

// allowed asks for the right of a mapping's function to do something with its
// queue, each time it is to be done.
func (p *Pollers) allowed(m *mapping, action string) bool {
	return p.options.Allows == nil || p.options.Allows(m.active.FunctionARN, action, m.Queue)
}

// Expire lets everything happen that is due, and receives what has arrived.
func (p *Pollers) Expire(now int64) {
	for _, m := range p.mappings {
		m.settle(now)
	}
	p.mappings = slices.DeleteFunc(p.mappings, func(m *mapping) bool { return m.gone })
	for _, m := range p.mappings {
		p.poll(now, m)
	}
}

// compile reads the patterns of filter criteria.
func compile(filters []string) ([]pattern.Pattern, error) {
	var out []pattern.Pattern
	for _, text := range filters {
		f, err := pattern.Compile(text)
		if err != nil {
			return nil, fmt.Errorf("%w: %s: %w", ErrFilter, text, err)
		}
		out = append(out, f)
	}
	return out, nil
}
