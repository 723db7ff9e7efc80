package conns

import (
	"context"
	"crypto/tls"
	"errors"
	"net"
	"sync"
	"time"
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
		p.opt.Opened(c.Connect, c.Handshake)
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

// connect dials and shakes hands; the call learns how long both took.
func (p *Pool) connect(ctx context.Context, c *Call) (*conn, error) {
	began := time.Now()
	n, err := p.opt.Dial(ctx, "tcp", p.opt.Addr)
	connected := time.Now()
	c.Connect = connected.Sub(began)
	if err != nil {
		return nil, err
	}
	if p.opt.TLS != nil {
		if n, err = p.shake(ctx, n); err != nil {
			return nil, err
		}
		c.Handshake = time.Since(connected)
	}
	return newConn(p, n), nil
}

func (p *Pool) shake(ctx context.Context, n net.Conn) (net.Conn, error) {
	secure := tls.Client(n, p.opt.TLS)
	if err := secure.HandshakeContext(ctx); err != nil {
		n.Close()
		return nil, err
	}
	return secure, nil
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
	if !p.put(k, time.Now(), idleFor) {
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
	var wg sync.WaitGroup
	var mu sync.Mutex
	var first error
	opened, turns := 0, make(chan struct{}, warmAtOnce)
	for range n {
		turns <- struct{}{}
		wg.Go(func() {
			defer func() { <-turns }()
			k, err := p.connect(ctx, new(Call))
			mu.Lock()
			defer mu.Unlock()
			if err != nil {
				if first == nil {
					first = err
				}
				return
			}
			if !p.put(k, time.Now(), warmFor) {
				k.net.Close()
				return
			}
			opened++
			go k.read()
		})
	}
	wg.Wait()
	return opened, first
}
