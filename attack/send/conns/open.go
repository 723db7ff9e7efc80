package conns

import (
	"context"
	"errors"
	"net"
	"time"

	"squall/attack/send/opening"
)

// open opens a connection for a call and carries it. It becomes the
// connection's reader.
func (p *Pool) open(c *Call) {
	ctx, cancel := context.WithDeadline(p.ctx, c.deadline)
	defer cancel()
	p.mu.Lock()
	c.cancel = cancel
	p.mu.Unlock()
	k, err := p.connect(ctx, c)
	p.mu.Lock()
	stopped := c.Late || c.Aborted
	switch {
	case err == nil && !stopped:
		c.use(k)
	case err == nil:
		k.net.Close()
		err = context.Canceled
	case errors.Is(ctx.Err(), context.DeadlineExceeded):
		c.Late = true
	}
	p.mu.Unlock()
	if err == nil && p.opt.Opened != nil {
		p.opt.Opened(opening.Took{Connect: c.Connect, Handshake: c.Handshake})
	}
	if err != nil {
		c.End = time.Now()
		p.finish(c, err)
		return
	}
	cancel()
	k.send(c)
	k.read()
}

// connect opens a connection; the call learns how long that took.
func (p *Pool) connect(ctx context.Context, c *Call) (*conn, error) {
	n, took, err := opening.Open(ctx, p.opt.Dial, "tcp", p.opt.Addr, p.opt.TLS)
	c.Connect, c.Handshake = took.Connect, took.Handshake
	if err != nil {
		return nil, err
	}
	return newConn(p, n), nil
}

// renew opens a connection in the place of one that is given up. No call waits
// for it, and when it fails the next call will open its own.
func (p *Pool) renew() {
	ctx, cancel := context.WithTimeout(p.ctx, p.opt.Timeout)
	defer cancel()
	k, err := p.connect(ctx, new(Call))
	if err != nil {
		return
	}
	if !p.put(k, time.Now(), opening.IdleFor) {
		k.net.Close()
		return
	}
	k.read()
}

// Warm opens n connections ahead of the load and says how many it got; the
// first error is told.
func (p *Pool) Warm(ctx context.Context, n int) (int, error) {
	if p.opt.Single {
		return 0, nil
	}
	return opening.Ahead(ctx, n, func(ctx context.Context) (net.Conn, error) {
		c, _, err := opening.Open(ctx, p.opt.Dial, "tcp", p.opt.Addr, p.opt.TLS)
		return c, err
	}, func(c net.Conn) bool {
		k := newConn(p, c)
		if !p.put(k, time.Now(), opening.WarmFor) {
			return false
		}
		go k.read()
		return true
	})
}
