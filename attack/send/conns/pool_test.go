package conns

import (
	"bufio"
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"squall/attack/send/opening"
)

func TestTimes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &server{script: func(c net.Conn, in *bufio.Reader) {
			for {
				if _, err := http.ReadRequest(in); err != nil {
					return
				}
				time.Sleep(100 * time.Millisecond)
				io.WriteString(c, "HTTP/1.1 200 OK\r\nX-Squall-Cold: 1\r\nContent-Length: 5\r\n\r\n")
				time.Sleep(50 * time.Millisecond)
				io.WriteString(c, "hello")
			}
		}}
		p := s.pool(t, Options{})
		dial := p.opt.Dial
		p.opt.Dial = func(ctx context.Context, network, addr string) (net.Conn, error) {
			time.Sleep(7 * time.Millisecond)
			return dial(ctx, network, addr)
		}
		for i, connect := range []time.Duration{7 * time.Millisecond, 0} {
			r := begin(p, Call{})()
			synctest.Wait()
			first, end := r.First.Sub(r.Sent), r.End.Sub(r.Sent)
			if r.Connect != connect || first != connect+100*time.Millisecond || end != connect+150*time.Millisecond || r.probe != "1" {
				t.Errorf("call %d: connect %v, first byte %v, end %v, probe %q", i, r.Connect, first, end, r.probe)
			}
		}
	})
}

// Each call has its own time, the opening of a connection included.
func TestTimeouts(t *testing.T) {
	for _, tc := range []struct {
		name   string
		server *server
		status int
	}{
		{"no answer", &server{script: func(c net.Conn, in *bufio.Reader) { io.Copy(io.Discard, in) }}, 0},
		{"in the body", &server{script: func(c net.Conn, in *bufio.Reader) {
			http.ReadRequest(in)
			io.WriteString(c, "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf")
			io.Copy(io.Discard, in)
		}}, 200},
		{"nothing is read", &server{}, 0},
	} {
		t.Run(tc.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				if tc.name == "nothing is read" {
					end := make(chan int)
					t.Cleanup(func() { close(end) })
					tc.server.script = func(net.Conn, *bufio.Reader) { <-end }
				}
				p := tc.server.pool(t, Options{Timeout: 3 * time.Second})
				var waits []func() result
				for range 3 {
					waits = append(waits, begin(p, Call{}))
					time.Sleep(time.Second)
				}
				for i, wait := range waits {
					if r := wait(); !r.Late || r.Aborted || r.End.Sub(r.Sent) != 3*time.Second || r.Status != tc.status {
						t.Errorf("call %d: late %v after %v, status %d, %v", i, r.Late, r.End.Sub(r.Sent), r.Status, r.Err)
					}
				}
			})
		})
	}
	t.Run("while connecting", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			p := (&server{}).pool(t, Options{Timeout: 3 * time.Second})
			p.opt.Dial = func(ctx context.Context, _, _ string) (net.Conn, error) { <-ctx.Done(); return nil, ctx.Err() }
			if r := begin(p, Call{})(); !r.Late || r.End.Sub(r.Sent) != 3*time.Second || r.Err == nil {
				t.Errorf("late %v after %v: %v", r.Late, r.End.Sub(r.Sent), r.Err)
			}
		})
	})
}

func TestAbort(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &server{script: func(c net.Conn, in *bufio.Reader) { io.Copy(io.Discard, in) }}
		p := s.pool(t, Options{})
		answering := begin(p, Call{})
		synctest.Wait()
		p.opt.Dial = func(ctx context.Context, _, _ string) (net.Conn, error) { <-ctx.Done(); return nil, ctx.Err() }
		connecting := begin(p, Call{})
		time.Sleep(time.Second)
		p.Abort()
		for i, wait := range []func() result{answering, connecting, begin(p, Call{})} {
			if r := wait(); !r.Aborted || r.Late || r.Err == nil || time.Since(r.Sent) > time.Second {
				t.Errorf("call %d: aborted %v, late %v, %v", i, r.Aborted, r.Late, r.Err)
			}
		}
	})
}

// A server that closes idle connections is noticed before the next call; one
// that closes in that moment is an error, and nothing is sent again.
func TestDeadConnections(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		requests := 0
		s := &server{script: func(c net.Conn, in *bufio.Reader) {
			for range 2 {
				if _, err := http.ReadRequest(in); err != nil {
					return
				}
				if requests++; requests == 2 {
					return
				}
				io.WriteString(c, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
			}
			time.Sleep(time.Second) // and hangs up
		}}
		p := s.pool(t, Options{})
		want := []string{"", errClosed.Error(), "", "", ""}
		for i, err := range want {
			r := begin(p, Call{})()
			if text(r.Err) != err {
				t.Errorf("call %d: %v, want %s", i, r.Err, err)
			}
			synctest.Wait()
			time.Sleep(2 * time.Second * time.Duration(i/2))
		}
		if requests != len(want) {
			t.Errorf("%d requests for %d calls", requests, len(want))
		}
	})
}

func TestIdleConnectionsAreNotKeptForLong(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := always("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
		p := s.pool(t, Options{})
		for _, tc := range []struct {
			pause time.Duration
			dials int
		}{{opening.IdleFor - 1, 1}, {opening.IdleFor, 1}, {0, 2}} {
			begin(p, Call{})()
			time.Sleep(tc.pause)
			if s.dials != tc.dials {
				t.Errorf("before a pause of %v: %d connections", tc.pause, s.dials)
			}
		}
	})
}

func TestWarm(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &server{script: func(c net.Conn, in *bufio.Reader) {
			for {
				if _, err := http.ReadRequest(in); err != nil {
					return
				}
				time.Sleep(time.Second)
				io.WriteString(c, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
			}
		}}
		p := s.pool(t, Options{})
		if n, err := p.Warm(t.Context(), 40); n != 40 || err != nil || s.dials != 40 {
			t.Fatalf("%d connections with %d dials: %v", n, s.dials, err)
		}
		var waits []func() result
		for range 41 {
			waits = append(waits, begin(p, Call{}))
		}
		opened := 0
		for _, wait := range waits {
			if r := wait(); r.Err != nil {
				t.Error(r.Err)
			}
		}
		if opened = s.dials - 40; opened != 1 {
			t.Errorf("%d more dials for 41 calls at once", opened)
		}
		time.Sleep(opening.IdleFor)
		s.refuse = errors.New("connection refused")
		if n, err := p.Warm(t.Context(), 3); n != 0 || err == nil {
			t.Errorf("%d connections: %v", n, err)
		}
		if r := begin(p, Call{})(); text(r.Err) != "connection refused" || r.Status != 0 {
			t.Errorf("got %v", r.Err)
		}
	})
}

func TestStaleWarmConnections(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := always("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
		p := s.pool(t, Options{})
		p.Warm(t.Context(), 3)
		time.Sleep(opening.WarmFor)
		if r := begin(p, Call{})(); r.Err != nil || s.dials != 4 {
			t.Errorf("%d dials: %v", s.dials, r.Err)
		}
	})
}

// Old connections are replaced beside the calls: names are looked up again, and
// no call waits for it.
func TestRenew(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := always("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
		p := s.pool(t, Options{Renew: time.Minute})
		for i := range 200 {
			if r := begin(p, Call{})(); r.Err != nil || (r.Connect > 0) != (i == 0) && i > 0 {
				t.Errorf("call %d: connected in %v, %v", i, r.Connect, r.Err)
			}
			time.Sleep(time.Second)
		}
		if s.dials != 4 {
			t.Errorf("%d connections in 200 s", s.dials)
		}
	})
}

func TestSingle(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := always("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
		p := s.pool(t, Options{Single: true})
		if n, _ := p.Warm(t.Context(), 5); n != 0 {
			t.Errorf("opened %d ahead", n)
		}
		for range 3 {
			begin(p, Call{})()
		}
		if s.dials != 3 {
			t.Errorf("%d connections for three calls", s.dials)
		}
	})
}
