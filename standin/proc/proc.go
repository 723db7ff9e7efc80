// Package proc runs the execution environments of external functions as child
// processes: it unzips their packages, starts their bootstrap with Lambda's
// variables and a Runtime API of its own, freezes a process between its
// invocations, and kills it when the environment ends.
//
// It decides nothing: which environments there are, who gets which request and
// when one has taken too long is the rule book's. Processes run as the user who
// runs squall, with no limit on memory and no sandbox around them.
package proc

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"os"
	"slices"
	"sync"

	"squall/standin/invoke"
	"squall/standin/runtimeapi"
)

// Options are what a host is made of.
type Options struct {
	Dir      string        // in which a folder for packages is made, until Close; "" is the system's
	Endpoint func() string // of the AWS APIs that functions reach
	Tell     func(invoke.Told)
	Unzipped int64 // most bytes of a package, unzipped; 0 is Lambda's limit
}

// Host runs processes.
type Host struct {
	options Options
	store   store

	mu      sync.Mutex
	running map[uint64]*environment
	closed  bool
	wait    sync.WaitGroup
}

// New makes a host in a folder of its own.
func New(o Options) (*Host, error) {
	dir, err := os.MkdirTemp(o.Dir, "squall-")
	if err != nil {
		return nil, fmt.Errorf("make a folder for functions: %w", err)
	}
	o.Dir = dir
	return &Host{options: o, store: store{dir: dir, most: cmp.Or(o.Unzipped, maxUnzipped)}, running: map[uint64]*environment{}}, nil
}

// Keep unzips a package, by whose hash processes are started.
func (h *Host) Keep(code string, data []byte) error { return h.store.put(code, data) }

// Has says whether a package is kept.
func (h *Host) Has(code string) bool { return h.store.has(code) }

// Start starts the process of an environment. What becomes of it is told.
func (h *Host) Start(p invoke.Process) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.closed {
		return
	}
	e := &environment{process: p, host: h}
	e.api = runtimeapi.New(e)
	h.running[p.Env] = e
	h.wait.Go(e.run)
}

// Hand gives the process of an environment an invocation.
func (h *Host) Hand(env uint64, i invoke.Invocation) {
	if e := h.environment(env); e != nil {
		e.hand(i)
	}
}

// End kills the process of an environment.
func (h *Host) End(env uint64) {
	if e := h.environment(env); e != nil {
		e.end()
	}
}

// Output takes what the process of an environment has written since it was
// asked last.
func (h *Host) Output(env uint64) []byte {
	if e := h.environment(env); e != nil {
		return e.output.take()
	}
	return nil
}

func (h *Host) environment(env uint64) *environment {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.running[env]
}

func (h *Host) forget(env uint64) {
	h.mu.Lock()
	defer h.mu.Unlock()
	delete(h.running, env)
}

// Close kills every process and removes what they left.
func (h *Host) Close() error {
	h.mu.Lock()
	h.closed = true
	running := slices.Collect(maps.Values(h.running))
	h.mu.Unlock()
	for _, e := range running {
		e.end()
	}
	h.wait.Wait()
	if err := os.RemoveAll(h.options.Dir); err != nil {
		return errors.Join(errors.New("functions left files behind"), err)
	}
	return nil
}
