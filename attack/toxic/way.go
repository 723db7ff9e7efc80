package toxic

import (
	"io"
	"net"
	"sync"

	"github.com/Shopify/toxiproxy/v2/stream"
	"github.com/Shopify/toxiproxy/v2/toxics"
)

// waiting is how many pieces of data may wait in a slot: enough for a delay
// not to become a limit of the bandwidth.
const waiting = 1024

// way is one connection of a client to what it talks to: a slot in each
// direction for each fault that may come to lie on it.
type way struct {
	number   uint64
	faults   []int // by slot
	ends     [2]net.Conn
	chains   [stream.NumDirections]chain
	running  sync.WaitGroup
	changing sync.WaitGroup // of toxics
}

type chain struct {
	in    *stream.ChanWriter
	slots []*slot
	out   *stream.ChanReader
}

func newWay(client, server net.Conn, faults []int, number uint64) *way {
	w := &way{number: number, faults: faults, ends: [2]net.Conn{client, server}}
	for d := range w.chains {
		next := make(chan *stream.StreamChunk, waiting)
		c := chain{in: stream.NewChanWriter(next)}
		for range faults {
			input := next
			next = make(chan *stream.StreamChunk, waiting)
			c.slots = append(c.slots, &slot{stub: toxics.NewToxicStub(input, next), input: input, now: nothing})
		}
		c.out = stream.NewChanReader(next)
		w.chains[d] = c
	}
	return w
}

// run lets bytes pass in both directions.
func (w *way) run() {
	for d := range w.chains {
		from, to, c := w.ends[d], w.ends[1-d], &w.chains[d]
		for _, s := range c.slots {
			s.start()
		}
		w.running.Go(func() {
			_, _ = io.Copy(c.in, from) // it ends with the connection, however that ends
			_ = c.in.Close()
		})
		w.running.Go(func() {
			_, _ = io.Copy(to, c.out)
			w.close()
		})
	}
}

func (w *way) close() {
	for _, c := range w.ends {
		_ = c.Close() // it may be closed already
	}
}

// strike lets a toxic lie on some directions of the way.
func (w *way) strike(at int, t *kind) {
	if t.abrupt {
		w.linger(0)
	}
	for _, d := range t.on {
		w.set(d, at, t.make(w.number))
	}
}

// heal takes it away.
func (w *way) heal(at int) {
	w.linger(-1)
	for d := range stream.NumDirections {
		w.set(d, at, nothing)
	}
}

// set changes a toxic, as soon as the one that runs lets go: nobody waits for it.
func (w *way) set(d stream.Direction, at int, t *toxics.ToxicWrapper) {
	if s := w.chains[d].slots[at]; s.set(t) {
		w.changing.Go(s.change)
	}
}

// linger says how long data are kept that were not received when a connection
// is closed; after none it is reset.
func (w *way) linger(seconds int) {
	for _, c := range w.ends {
		if tcp, ok := c.(*net.TCPConn); ok {
			_ = tcp.SetLinger(seconds) // of a closed one nobody cares
		}
	}
}

// nothing lets bytes pass.
var nothing = &toxics.ToxicWrapper{Toxic: new(toxics.NoopToxic), Toxicity: 1}

// slot is the place of one fault.
type slot struct {
	stub  *toxics.ToxicStub
	input <-chan *stream.StreamChunk

	mu       sync.Mutex
	now      *toxics.ToxicWrapper // that runs
	want     *toxics.ToxicWrapper // that shall; nil: the same
	started  bool
	changing bool
}

func (s *slot) start() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.started = true
	s.run()
}

// run lets the present toxic work until it is interrupted or its data end. What
// comes after that is thrown away, so that nobody waits for room.
func (s *slot) run() {
	toxic := s.now
	if stateful, ok := toxic.Toxic.(toxics.StatefulToxic); ok {
		s.stub.State = stateful.NewState()
	}
	go func() {
		s.stub.Run(toxic)
		s.drain()
	}()
}

func (s *slot) drain() {
	if s.stub.Closed() {
		for c := range s.input {
			_ = c
		}
	}
}

// set says which toxic shall run, and whether the slot must be made to change.
func (s *slot) set(t *toxics.ToxicWrapper) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case !s.started:
		s.now = t
	case s.changing:
		s.want = t
	case s.now != t:
		s.want, s.changing = t, true
		return true
	}
	return false
}

// change lets toxics follow each other until the latest works that was wanted.
func (s *slot) change() {
	for {
		if !s.stub.InterruptToxic() {
			return // the connection has ended
		}
		s.mu.Lock()
		old := s.now
		s.now = s.want
		if cleaning, ok := old.Toxic.(toxics.CleanupToxic); ok {
			cleaning.Cleanup(s.stub)
			if s.stub.Closed() {
				s.mu.Unlock()
				s.drain()
				return
			}
		}
		s.run()
		if s.changing = s.want != s.now; !s.changing {
			s.mu.Unlock()
			return
		}
		s.mu.Unlock()
	}
}
