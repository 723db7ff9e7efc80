// Package conns carries requests over HTTP/1.1 connections to one host and
// tells the times of each: when it was sent, when the first byte of its answer
// came and when the last, and what opening a connection took.
//
// A call is written on the goroutine that makes it; each connection has one
// goroutine that reads. So a request costs one write, one read and one wake-up.
// Nothing is ever sent twice, and nothing waits for a free connection: where
// there is none, one is opened. It judges no answer and follows no redirect.
package conns

import (
	"context"
	"crypto/tls"
	"sync"
	"time"

	"squall/attack/send/opening"
)

// past is a deadline that ends what is under way.
var past = time.Unix(1, 0)

// Options says where connections lead and what they are like.
type Options struct {
	Addr    string // host:port
	TLS     *tls.Config
	Dial    opening.Dial
	Timeout time.Duration      // of a call, its connection included
	Single  bool               // a connection for each call: no keep-alive
	Keep    int                // how much of an answer's body calls can see
	Renew   time.Duration      // replaces connections of this age, beside calls: their host's name may mean other addresses by then; 0: never
	Opened  func(opening.Took) // told of each connection opened for a call; nil: nobody
}

// Pool is the connections to one host. Its methods may be called from many
// goroutines.
type Pool struct {
	opt    Options
	ctx    context.Context // of opening connections
	cancel context.CancelFunc

	mu      sync.Mutex
	idle    []*conn // the one used last at the end; dead ones linger
	calls   calls   // under way, the earliest deadline first
	timer   *time.Timer
	armed   bool
	aborted bool
	closed  bool
}

// New makes an empty pool.
func New(opt Options) *Pool {
	p := &Pool{opt: opt}
	p.ctx, p.cancel = context.WithCancel(context.Background())
	p.timer = time.AfterFunc(time.Hour, p.expire)
	p.timer.Stop()
	return p
}

// Go begins a call. Its Done is called once, on some goroutine, also when it
// fails at once.
func (p *Pool) Go(c *Call) {
	c.Sent = time.Now()
	c.deadline = c.Sent.Add(p.opt.Timeout)
	p.mu.Lock()
	if p.aborted || p.closed {
		p.mu.Unlock()
		c.Aborted, c.Err, c.End = true, context.Canceled, c.Sent
		c.Done(c)
		return
	}
	p.calls.push(c)
	if !p.armed {
		p.armed = true
		p.timer.Reset(p.opt.Timeout)
	}
	k := p.take(c.Sent)
	if k != nil {
		c.use(k)
	}
	p.mu.Unlock()
	if k == nil {
		go p.open(c)
	} else {
		k.send(c)
	}
}

// take gives an idle connection that is still good, or none.
func (p *Pool) take(now time.Time) *conn {
	for len(p.idle) > 0 {
		k := p.idle[len(p.idle)-1]
		p.idle[len(p.idle)-1] = nil
		p.idle = p.idle[:len(p.idle)-1]
		switch {
		case k.dead:
		case now.Sub(k.since) >= k.lasts:
			k.dead = true
			k.net.Close()
		default:
			return k
		}
	}
	return nil
}

// put makes a connection idle; false means that it is not wanted any more.
func (p *Pool) put(k *conn, now time.Time, lasts time.Duration) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.aborted || p.closed {
		k.dead = true
		return false
	}
	if p.opt.Renew > 0 && now.Sub(k.born) >= p.opt.Renew {
		k.dead = true
		go p.renew()
		return false
	}
	k.since, k.lasts = now, lasts
	p.idle = append(p.idle, k)
	for old := p.idle[0]; old.dead || now.Sub(old.since) >= old.lasts; old = p.idle[0] {
		if !old.dead {
			old.dead = true
			old.net.Close()
		}
		p.idle = p.idle[1:]
	}
	return true
}

// drop takes a connection that broke while it was idle out of use; it gives
// the call that was put on it in that moment, if one was.
func (p *Pool) drop(k *conn) *Call {
	p.mu.Lock()
	defer p.mu.Unlock()
	k.dead = true
	return k.call.Load()
}

// expire ends the calls whose time is over.
func (p *Pool) expire() {
	p.mu.Lock()
	defer p.mu.Unlock()
	now := time.Now()
	for c := p.calls.first; c != nil; c = c.next {
		if left := c.deadline.Sub(now); left > 0 {
			p.timer.Reset(left)
			return
		}
		if !c.Late {
			c.Late = true
			c.stop()
		}
	}
	p.armed = false
}

// finish takes a call that has ended off the list and tells it so; false means
// that it was to be stopped. What was read whole counts all the same.
func (p *Pool) finish(c *Call, err error) bool {
	p.mu.Lock()
	p.calls.remove(c)
	k := c.conn
	if k != nil {
		k.call.Store(nil)
	}
	p.mu.Unlock()
	stopped := c.Late || c.Aborted
	if c.Err = err; err == nil {
		c.Late, c.Aborted = false, false
	}
	c.Done(c)
	return !stopped
}

// Abort ends every call that is under way, and every later one at once.
func (p *Pool) Abort() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.aborted = true
	for c := p.calls.first; c != nil; c = c.next {
		if !c.Late {
			c.Aborted = true
			c.stop()
		}
	}
	p.cancel()
}

// Close closes every connection that carries no call; the others when they are
// through.
func (p *Pool) Close() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.closed = true
	for _, k := range p.idle {
		if !k.dead {
			k.dead = true
			k.net.Close()
		}
	}
	p.idle = nil
	if p.calls.first == nil {
		p.timer.Stop()
		p.cancel()
	}
}
