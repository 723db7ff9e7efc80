package send

import (
	"context"
	"errors"
	"net"
	"net/http"
	"sync"
	"testing"
	"time"

	"squall/attack/hit"
	"squall/attack/payload"
)

// pipes is a listener and its dialer, joined by net.Pipe: a server and its
// clients live in one synctest bubble.
type pipes struct {
	conns  chan net.Conn
	closed chan struct{}
	once   sync.Once
	mu     sync.Mutex
	dials  int
}

func newPipes() *pipes { return &pipes{conns: make(chan net.Conn), closed: make(chan struct{})} }

func (p *pipes) Accept() (net.Conn, error) {
	select {
	case c := <-p.conns:
		return c, nil
	case <-p.closed:
		return nil, net.ErrClosed
	}
}

func (p *pipes) Close() error {
	p.once.Do(func() { close(p.closed) })
	return nil
}

func (p *pipes) Addr() net.Addr { return &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 80} }

func (p *pipes) dial(ctx context.Context, _, _ string) (net.Conn, error) {
	p.mu.Lock()
	p.dials++
	p.mu.Unlock()
	client, server := net.Pipe()
	select {
	case p.conns <- server:
		return client, nil
	case <-p.closed:
		return nil, errors.New("connection refused")
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// serve runs a handler until the test ends, and gives a transport to it.
func serve(t *testing.T, h http.Handler) (*Transport, *pipes) {
	t.Helper()
	p := newPipes()
	server := &http.Server{Handler: h}
	go server.Serve(p)
	tr := NewTransport(p.dial)
	t.Cleanup(func() { tr.Close(); server.Close() })
	return tr, p
}

func newShot(body string) *Shot {
	return &Shot{Hit: &hit.Hit{TraceID: "1-00000000-000000000000000000000000"}, Request: payload.Request{Body: []byte(body)}, Zero: time.Now()}
}
