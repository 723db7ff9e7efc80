package toxic

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"sync/atomic"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"squall/profiles"
	"squall/profiles/dist"
)

func constant(t *testing.T, d time.Duration) dist.Dist {
	t.Helper()
	c, err := dist.Constant(d)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// bed is a server and a client behind a network with one fault.
type bed struct {
	network *Network
	client  *http.Client
	url     string
	asked   atomic.Int64
}

var alb = profiles.Entry{Name: "a", Path: profiles.PathALB, Function: "f"}

func lay(t *testing.T, secure bool, faults ...profiles.Fault) *bed {
	t.Helper()
	b := &bed{network: New(&profiles.World{Faults: faults}, 1)}
	s := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		b.asked.Add(1)
		body, err := io.ReadAll(r.Body)
		if err == nil {
			_, _ = w.Write(body)
		}
	}))
	if s.Start(); secure {
		s.Close()
		s = httptest.NewTLSServer(s.Config.Handler)
	}
	transport := &http.Transport{DialContext: b.network.Through(&alb, nil)}
	if secure {
		transport.TLSClientConfig = s.Client().Transport.(*http.Transport).TLSClientConfig
	}
	b.client, b.url = &http.Client{Transport: transport}, s.URL
	t.Cleanup(func() {
		transport.CloseIdleConnections()
		b.network.Close()
		s.Close()
	})
	return b
}

// ask sends some bytes that come back.
func (b *bed) ask(ctx context.Context, size int) (took time.Duration, err error) {
	began := time.Now()
	body := bytes.Repeat([]byte{'x'}, size)
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, b.url, bytes.NewReader(body))
	if err != nil {
		return 0, err
	}
	res, err := b.client.Do(req)
	if err != nil {
		return time.Since(began), err
	}
	defer res.Body.Close()
	got, err := io.ReadAll(res.Body)
	if err == nil && !bytes.Equal(got, body) {
		err = fmt.Errorf("%d other bytes came back, status %d: %.50q", len(got), res.StatusCode, got)
	}
	return time.Since(began), err
}

func (b *bed) fine(t *testing.T, size int) time.Duration {
	t.Helper()
	took, err := b.ask(t.Context(), size)
	if err != nil {
		t.Fatal(err)
	}
	return took
}

const long = time.Hour

// Each fault does what it says to connections that are open and to new ones, and
// nothing of it is left once it has ended.
func TestEachFaultBitesAndEnds(t *testing.T) {
	const late = 150 * time.Millisecond
	for _, c := range []struct {
		fault profiles.Fault
		bites func(t *testing.T, b *bed)
	}{
		{profiles.Fault{Kind: "net.latency", Delay: constant(t, late)}, func(t *testing.T, b *bed) {
			if took := b.fine(t, 10); took < late {
				t.Errorf("took %v", took)
			}
		}},
		{profiles.Fault{Kind: "net.bandwidth", Count: 1000}, func(t *testing.T, b *bed) {
			if took := b.fine(t, 100_000); took < 100*time.Millisecond { // there at 1 MB/s
				t.Errorf("took %v", took)
			}
		}},
		{profiles.Fault{Kind: "net.blackhole"}, func(t *testing.T, b *bed) {
			before := b.asked.Load()
			ctx, cancel := context.WithTimeout(t.Context(), late)
			defer cancel()
			if _, err := b.ask(ctx, 10); !errors.Is(err, context.DeadlineExceeded) || b.asked.Load() != before {
				t.Errorf("asked %d times, %v", b.asked.Load()-before, err)
			}
		}},
		{profiles.Fault{Kind: "net.loss", Count: 40}, func(t *testing.T, b *bed) {
			if _, err := b.ask(t.Context(), 1000); !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
				t.Error(err)
			}
		}},
		{profiles.Fault{Kind: "net.reset", Delay: constant(t, 0)}, func(t *testing.T, b *bed) {
			if _, err := b.ask(t.Context(), 10); !errors.Is(err, syscall.ECONNRESET) && !errors.Is(err, io.EOF) {
				t.Error(err)
			}
		}},
	} {
		for _, secure := range []bool{false, true} {
			t.Run(c.fault.Kind, func(t *testing.T) {
				c.fault.Share = 1
				b := lay(t, secure, c.fault)
				b.fine(t, 1000)
				b.network.Begin(0, long)
				b.network.settle()
				before := b.asked.Load()
				c.bites(t, b)
				if kind := c.fault.Kind; (kind == "net.reset" || kind == "net.loss") && !secure && b.asked.Load() == before {
					t.Error("the request did not arrive")
				}
				c.bites(t, b)
				if matched, struck := b.network.Struck(0); matched < 1 || struck != matched {
					t.Errorf("struck %d of %d connections", struck, matched)
				}
				b.network.End(0)
				b.network.settle()
				b.client.CloseIdleConnections()
				b.fine(t, 1000)
				matched, _ := b.network.Struck(0)
				b.network.Begin(0, long) // once is enough
				b.client.CloseIdleConnections()
				b.fine(t, 1000)
				if after, _ := b.network.Struck(0); after != matched {
					t.Error("it lies on new connections after its end")
				}
			})
		}
	}
}

// A client learns late that its connection was closed, and has what came before.
func TestSlowClose(t *testing.T) {
	const late = 100 * time.Millisecond
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	go func() {
		for c, err := l.Accept(); err == nil; c, err = l.Accept() {
			_, _ = c.Write([]byte("bye"))
			_ = c.Close()
		}
	}()
	n := New(&profiles.World{Faults: []profiles.Fault{{Kind: "net.slow-close", Delay: constant(t, late), Share: 1}}}, 1)
	defer n.Close()
	n.Begin(0, long)
	began := time.Now()
	c, err := n.Through(&alb, nil)(t.Context(), "tcp", l.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	got, err := io.ReadAll(c)
	if took := time.Since(began); string(got) != "bye" || err != nil || took < late {
		t.Errorf("read %q, %v, after %v", got, err, took)
	}
}

// A connection that lives through a delay is as it was, and not closed.
func TestADelayLeavesConnectionsOpen(t *testing.T) {
	b := lay(t, false, profiles.Fault{Kind: "net.latency", Delay: constant(t, time.Millisecond), Share: 1})
	b.fine(t, 10)
	b.network.Begin(0, long)
	b.network.settle()
	for range 20 {
		b.fine(t, 50_000)
	}
	b.network.End(0)
	b.fine(t, 50_000)
	b.network.Close()
	if n := b.network.opened; n != 1 {
		t.Errorf("%d connections were opened", n)
	}
}

// settle waits until every toxic is in its place.
func (n *Network) settle() {
	n.mu.Lock()
	defer n.mu.Unlock()
	for _, w := range n.ways {
		w.changing.Wait()
	}
}

func state(n *Network) lease {
	n.mu.Lock()
	defer n.mu.Unlock()
	return *n.faults[0]
}

// A lease ends by itself.
func TestALeaseEndsByItself(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := New(&profiles.World{Faults: []profiles.Fault{{Kind: "net.blackhole", Share: 1}}}, 1)
		n.Begin(0, time.Minute)
		time.Sleep(time.Minute - 1)
		synctest.Wait()
		if l := state(n); !l.live || l.over {
			t.Error("it ends early")
		}
		time.Sleep(time.Nanosecond)
		synctest.Wait()
		if l := state(n); l.live || !l.over {
			t.Error("it does not end")
		}
	})
}

// A fault strikes its share of connections, and those that it matches alone.
func TestFaultsStrikeWhatTheyMatch(t *testing.T) {
	b := lay(t, false, profiles.Fault{Kind: "net.latency", Delay: constant(t, time.Microsecond), Share: .4},
		profiles.Fault{Kind: "net.blackhole", Share: 1, Function: "other"}, profiles.Fault{Kind: "net.blackhole", Share: 1, Match: profiles.Match{Path: profiles.PathSDK}})
	b.client.Transport.(*http.Transport).DisableKeepAlives = true
	for i := range 3 {
		b.network.Begin(i, long)
	}
	const n = 200
	for range n {
		b.fine(t, 10)
	}
	if matched, struck := b.network.Struck(0); matched != n || struck < n/4 || struck > n*11/20 {
		t.Errorf("struck %d of %d", struck, matched)
	}
	for i := range 2 {
		if matched, _ := b.network.Struck(i + 1); matched != 0 {
			t.Errorf("fault %d matches %d", i+1, matched)
		}
	}
}

// Where no fault can strike, connections are opened as ever.
func TestOthersGoStraight(t *testing.T) {
	n := New(&profiles.World{Faults: []profiles.Fault{{Kind: "net.reset", Function: "other"}}}, 1)
	if n.Through(&alb, nil) != nil || !n.Has(0) || n.Has(1) {
		t.Error("an entry that no fault can strike goes another way")
	}
	if New(&profiles.World{Faults: []profiles.Fault{{Kind: "invoke.delay"}}}, 1) != nil {
		t.Error("there is a network for a fault that does not lie on it")
	}
	var none *Network
	if none.Has(0) || none.Through(&alb, nil) != nil {
		t.Error("without faults something is different")
	}
	none.Close()
}

// A client learns that nobody listens.
func TestNobodyListens(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	l.Close()
	n := New(&profiles.World{Faults: []profiles.Fault{{Kind: "net.reset"}}}, 1)
	defer n.Close()
	if _, err := n.Through(&alb, nil)(t.Context(), "tcp", l.Addr().String()); !errors.Is(err, syscall.ECONNREFUSED) {
		t.Error(err)
	}
}
