// Package toxic breaks the network between a client and what it talks to: every
// connection of an entry that a fault of the network may strike goes through
// this process once more, where toxiproxy's toxics lie on it while a fault lasts.
// They work on bytes, so TLS passes as it is.
//
// It knows no request, decides on no fault, and leaves nothing behind: what it
// breaks ends with its lease, or with the process.
package toxic

import (
	"context"
	"fmt"
	"net"
	"slices"
	"sync"
	"time"

	"github.com/rs/zerolog"

	"squall/profiles"
	"squall/profiles/dist"
	"squall/profiles/fault"
)

// Dial opens a connection.
type Dial = func(ctx context.Context, network, addr string) (net.Conn, error)

// Network has the faults of a block that lie on the network.
type Network struct {
	seed   uint64
	faults map[int]*lease // by index in the world
	order  []int          // their indices, ascending: where their toxics stand on a way

	mu     sync.Mutex
	opened uint64
	ways   []*way // that are open
	closed bool
}

// lease is one fault.
type lease struct {
	fault   *profiles.Fault
	kind    *kind
	timer   *time.Timer
	live    bool
	over    bool
	matched uint64
	struck  uint64
}

// New finds the faults of a world that lie on the network; nil when there is
// none.
func New(w *profiles.World, seed uint64) *Network {
	n := &Network{seed: seed, faults: map[int]*lease{}}
	for i := range w.Faults {
		f := &w.Faults[i]
		if k, ok := fault.Named(f.Kind); ok && k.Ground == fault.Wire {
			n.faults[i] = &lease{fault: f, kind: kindOf(f, seed)}
			n.order = append(n.order, i)
		}
	}
	if len(n.order) == 0 {
		return nil
	}
	zerolog.SetGlobalLevel(zerolog.Disabled) // the toxics log, and nobody else does here
	return n
}

// Has says whether a fault of the world lies on the network.
func (n *Network) Has(index int) bool { return n != nil && n.faults[index] != nil }

// Through is how an entry's connections are opened: as before where no fault
// can strike them.
func (n *Network) Through(e *profiles.Entry, dial Dial) Dial {
	if n == nil {
		return dial
	}
	var mine []int
	for _, i := range n.order {
		f := n.faults[i].fault
		if (f.Function == "" || f.Function == e.Function) && (f.Match.Path == "" || f.Match.Path == e.Path) {
			mine = append(mine, i)
		}
	}
	if len(mine) == 0 {
		return dial
	}
	if dial == nil {
		dial = (&net.Dialer{Timeout: connectWithin}).DialContext
	}
	return func(ctx context.Context, network, addr string) (net.Conn, error) {
		server, err := dial(ctx, network, addr) // first, so that a client learns that nobody listens
		if err != nil {
			return nil, err
		}
		client, inner, err := pair(ctx)
		if err == nil {
			err = n.join(inner, server, mine)
		}
		if err != nil {
			server.Close()
			return nil, fmt.Errorf("faults of the network: %w", err)
		}
		return client, nil
	}
}

const connectWithin = 10 * time.Second

// pair is a connection of this process with itself.
func pair(ctx context.Context) (client, inner net.Conn, err error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, nil, err
	}
	defer l.Close()
	if client, err = (&net.Dialer{Timeout: connectWithin}).DialContext(ctx, "tcp", l.Addr().String()); err != nil {
		return nil, nil, err
	}
	for {
		if inner, err = l.Accept(); err != nil {
			client.Close()
			return nil, nil, err
		}
		if inner.RemoteAddr().String() == client.LocalAddr().String() {
			return client, inner, nil
		}
		inner.Close() // somebody else's
	}
}

// Begin begins a fault, which ends by itself after a time.
func (n *Network) Begin(index int, lasts time.Duration) {
	n.mu.Lock()
	defer n.mu.Unlock()
	l := n.faults[index]
	if l.live || l.over || n.closed {
		return
	}
	l.live = true
	l.timer = time.AfterFunc(lasts, func() { n.End(index) })
	for _, w := range n.ways {
		n.strike(w, index)
	}
}

// strike lets a live fault lie on a way, if it is among those that it strikes.
func (n *Network) strike(w *way, index int) {
	l := n.faults[index]
	slot := slices.Index(w.faults, index)
	if slot < 0 {
		return
	}
	l.matched++
	if dist.U(n.seed, dist.StreamFault, w.number, uint64(index)) >= l.fault.Share {
		return
	}
	l.struck++
	w.strike(slot, l.kind)
}

// End ends a fault; one that has ended stays so.
func (n *Network) End(index int) {
	n.mu.Lock()
	defer n.mu.Unlock()
	l := n.faults[index]
	if l.live {
		l.timer.Stop()
		for _, w := range n.ways {
			if slot := slices.Index(w.faults, index); slot >= 0 {
				w.heal(slot)
			}
		}
	}
	l.live, l.over = false, true
}

// Struck is how many connections were open while a fault lasted, and how many of
// them it lay on.
func (n *Network) Struck(index int) (matched, struck uint64) {
	n.mu.Lock()
	defer n.mu.Unlock()
	l := n.faults[index]
	return l.matched, l.struck
}

// Close ends every fault and closes what is open.
func (n *Network) Close() {
	if n == nil {
		return
	}
	for _, i := range n.order {
		n.End(i)
	}
	n.mu.Lock()
	n.closed = true
	open := slices.Clone(n.ways)
	n.mu.Unlock()
	for _, w := range open {
		w.close()
	}
	for _, w := range open {
		w.running.Wait()
	}
}

// join lets bytes pass between two connections, through the toxics of faults.
func (n *Network) join(client, server net.Conn, faults []int) error {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.closed {
		client.Close()
		return net.ErrClosed
	}
	n.opened++
	w := newWay(client, server, faults, n.opened)
	n.ways = append(n.ways, w)
	for _, i := range faults {
		if n.faults[i].live {
			n.strike(w, i)
		}
	}
	w.run()
	go func() {
		w.running.Wait()
		n.mu.Lock()
		defer n.mu.Unlock()
		n.ways = slices.DeleteFunc(n.ways, func(o *way) bool { return o == w })
	}()
	return nil
}
