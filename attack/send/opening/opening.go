// Package opening opens connections, by TLS where that is wanted, and tells what
// each took.
package opening

import (
	"context"
	"crypto/tls"
	"net"
	"sync"
	"time"
)

const (
	// IdleFor stays below the 60 s after which an Application Load Balancer
	// closes an idle connection, so a request rarely meets a dead one.
	IdleFor = 50 * time.Second
	// WarmFor is how long a connection opened ahead may wait for its first
	// request; servers close silent ones.
	WarmFor = 20 * time.Second
	// AheadWithin bounds the opening of connections ahead: what has not answered
	// by then is left to the requests, and says so on each of them.
	AheadWithin = 10 * time.Second
	// atOnce bounds how many are being opened ahead at a time.
	atOnce = 16
)

// Dial opens a connection, as net.Dialer.DialContext does.
type Dial func(ctx context.Context, network, addr string) (net.Conn, error)

// Dialer dials as package net does, for many connections to one address.
func Dialer() Dial {
	return spread(&net.Dialer{Timeout: 10 * time.Second, KeepAlive: 30 * time.Second})
}

// Took is how long opening a connection took: until it stood, and the handshake
// of TLS, 0 without.
type Took struct{ Connect, Handshake time.Duration }

// HandshakeError is a connection that stood, and on which TLS failed.
type HandshakeError struct{ Err error }

func (e *HandshakeError) Error() string { return "TLS handshake: " + e.Err.Error() }

// Unwrap is how it failed.
func (e *HandshakeError) Unwrap() error { return e.Err }

// Open dials, and shakes hands where there is a configuration to do it by.
func Open(ctx context.Context, dial Dial, network, addr string, secure *tls.Config) (c net.Conn, took Took, err error) {
	began := time.Now()
	c, err = dial(ctx, network, addr)
	connected := time.Now()
	took.Connect = connected.Sub(began)
	if err != nil || secure == nil {
		return c, took, err
	}
	over := tls.Client(c, secure)
	if err = over.HandshakeContext(ctx); err != nil {
		c.Close()
		return nil, took, &HandshakeError{err}
	}
	took.Handshake = time.Since(connected)
	return over, took, nil
}

// Ahead opens n connections, some at a time, and says how many it got and what
// went wrong first: after that it begins no more. keep is asked, one at a time,
// whether an opened one is kept.
func Ahead(ctx context.Context, n int, open func(context.Context) (net.Conn, error), keep func(net.Conn) bool) (opened int, first error) {
	ctx, cancel := context.WithTimeout(ctx, AheadWithin)
	defer cancel()
	var wg sync.WaitGroup
	var mu sync.Mutex
	turns := make(chan struct{}, atOnce)
	failed := func() bool {
		mu.Lock()
		defer mu.Unlock()
		return first != nil
	}
	for range n {
		turns <- struct{}{}
		if failed() {
			break
		}
		wg.Go(func() {
			defer func() { <-turns }()
			c, err := open(ctx)
			mu.Lock()
			defer mu.Unlock()
			switch {
			case err != nil && first == nil:
				first = err
			case err != nil:
			case keep(c):
				opened++
			default:
				c.Close()
			}
		})
	}
	wg.Wait()
	return opened, first
}
