package engine

import (
	"bufio"
	"context"
	"io"
	"net"
	"net/http"
	"sync/atomic"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"squall/attack/send"
	"squall/attack/send/conns"
)

// over sends shots over connections.
type over struct{ *conns.Pool }

func (o over) Start(s *send.Shot, done func(*send.Shot)) {
	o.Go(&conns.Call{Request: []byte("GET / HTTP/1.1\r\nHost: target\r\n\r\n"), Done: func(c *conns.Call) {
		s.Hit.Sent, s.Hit.Done, s.Hit.Status = int64(c.Sent.Sub(s.Zero)), int64(c.End.Sub(s.Zero)), uint16(c.Status)
		done(s)
	}})
}

// host answers after a while; when it dies its connections end, and nobody gets
// one until it is back.
type host struct {
	gone  atomic.Bool
	conns chan net.Conn
}

func (h *host) dial(context.Context, string, string) (net.Conn, error) {
	if h.gone.Load() {
		return nil, syscall.ECONNREFUSED
	}
	client, server := net.Pipe()
	h.conns <- server
	go func() {
		in := bufio.NewReader(server)
		for {
			if _, err := http.ReadRequest(in); err != nil {
				return
			}
			time.Sleep(30 * time.Millisecond)
			if _, err := io.WriteString(server, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"); err != nil {
				return
			}
		}
	}()
	return client, nil
}

// A target that dies costs the schedule nothing: what is due meanwhile is sent,
// and refused, on time, and what is due after it is back finds new connections.
func TestTargetDies(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := &host{conns: make(chan net.Conn, 1000)}
		pool := conns.New(conns.Options{Addr: "target:80", Dial: h.dial, Timeout: time.Minute})
		defer pool.Close()
		zero := time.Now()
		time.AfterFunc(5*time.Second+time.Millisecond, func() {
			h.gone.Store(true)
			for len(h.conns) > 0 {
				_ = (<-h.conns).Close()
			}
		})
		time.AfterFunc(8*time.Second+time.Millisecond, func() { h.gone.Store(false) })
		s := stream("a", every(0, 10*time.Millisecond, 1200), nil)
		s.Starter = over{pool}
		hits, tallies := collect(t.Context(), &Load{Zero: zero, Streams: []Stream{s}})
		if len(hits) != 1200 || tallies[0] != (Tally{Scheduled: 1200}) {
			t.Fatalf("%d hits, %+v", len(hits), tallies[0])
		}
		for _, hit := range hits {
			due := time.Duration(hit.Due)
			inHand := due > 5*time.Second-30*time.Millisecond && due <= 5*time.Second
			away := due > 5*time.Second && due <= 8*time.Second
			if hit.Lag() != 0 || (hit.Status == 200) == (inHand || away) || away && hit.Done != hit.Sent {
				t.Errorf("due at %v: sent %v late, status %d, ended after %v", due, time.Duration(hit.Lag()), hit.Status, time.Duration(hit.Done-hit.Sent))
			}
		}
	})
}
