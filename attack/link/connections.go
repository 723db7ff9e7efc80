package link

import (
	"context"
	"math"
	"sync"
	"time"

	"github.com/HdrHistogram/hdrhistogram-go"

	"squall/attack/send"
	"squall/attack/send/conns"
	"squall/attack/send/opening"
	"squall/profiles"
)

const (
	// warmSpan times the peak rate is how many connections are opened before
	// t=0: what a burst of cold starts of half a second keeps busy.
	warmSpan = 0.5
	warmMost = 256
)

// Link is the connections of one entry.
type Link struct {
	Transport *send.Transport // for clients that need an http.RoundTripper
	Conns     *conns.Pool     // for hits that are only begun; nil: they are sent over the transport
	url       string
	warm      int
	pulse     *pulse // nil: there is no address to connect to

	mu                 sync.Mutex
	connect, handshake *hdrhistogram.Histogram // in microseconds
}

// NewLink makes the connections to a URL, "" where the client knows it better;
// plain says that the entry speaks HTTP to it, without an AWS client.
func NewLink(e *profiles.Entry, url string, plain bool, dial send.DialFunc, timeout time.Duration) (l *Link, err error) {
	l = &Link{Transport: send.NewTransport(dial), url: url, warm: Warm(e), connect: newTimes(), handshake: newTimes()}
	l.Transport.Opened = l.opened
	switch {
	case e.HTTP2:
		l.Transport.UseHTTP2()
		l.warm = 1
	case plain:
		l.Conns, err = send.Connections(url, dial, conns.Options{Timeout: timeout, Single: e.Single, Opened: l.opened})
	}
	if e.Single {
		l.Transport.DisableKeepAlives, l.warm = true, 0
	}
	if addr, ok := send.Address(url, dial); ok {
		l.pulse = &pulse{dial: send.Dialer(dial), addr: addr}
	}
	return l, err
}

func newTimes() *hdrhistogram.Histogram {
	return hdrhistogram.New(1, int64(time.Minute/time.Microsecond), 2)
}

func (l *Link) opened(took opening.Took) {
	l.mu.Lock()
	defer l.mu.Unlock()
	_ = l.connect.RecordValue(min(took.Connect.Microseconds(), l.connect.HighestTrackableValue()))
	if took.Handshake > 0 {
		_ = l.handshake.RecordValue(min(took.Handshake.Microseconds(), l.handshake.HighestTrackableValue()))
	}
}

// Open opens connections ahead of the load. A target that accepts none will
// say so on every hit, so what goes wrong here is left to them.
func (l *Link) Open(ctx context.Context) {
	switch {
	case l.Conns != nil:
		_, _ = l.Conns.Warm(ctx, l.warm)
	case l.url != "":
		_, _ = l.Transport.Warm(ctx, l.url, l.warm)
	}
}

// Watch measures the way to the target before the load, and during it until it
// is stopped, and after it.
func (l *Link) Watch(ctx context.Context) (stop func()) {
	if l.pulse == nil {
		return func() {}
	}
	l.pulse.some(ctx, &l.pulse.before)
	return l.pulse.through(ctx)
}

// Road is what was measured of the way to a target, in milliseconds; nil where
// nothing was.
type Road struct {
	Connect, Handshake    Times
	Before, During, After *float64
}

// Times says how long something took, in milliseconds.
type Times struct {
	N                   uint64
	P50, P99, Max, Mean float64
}

// Road is what was measured until now.
func (l *Link) Road() Road {
	l.mu.Lock()
	defer l.mu.Unlock()
	r := Road{Connect: times(l.connect), Handshake: times(l.handshake)}
	if p := l.pulse; p != nil {
		r.Before, r.During, r.After = median(p.before), median(p.during), median(p.after)
	}
	return r
}

func times(h *hdrhistogram.Histogram) Times {
	ms := func(us int64) float64 { return float64(us) / 1e3 }
	if h.TotalCount() == 0 {
		return Times{}
	}
	return Times{N: uint64(h.TotalCount()), P50: ms(h.ValueAtQuantile(50)), P99: ms(h.ValueAtQuantile(99)), Max: ms(h.Max()), Mean: h.Mean() / 1e3}
}

// Close closes every connection that carries no request.
func (l *Link) Close() {
	l.Transport.Close()
	if l.Conns != nil {
		l.Conns.Close()
	}
}

// Warm is how many connections an entry opens ahead.
func Warm(e *profiles.Entry) int {
	peak := 0.0
	for _, p := range e.Phases {
		peak = max(peak, p.Peak())
	}
	n := int(min(warmMost, math.Ceil(peak*warmSpan)+1))
	if e.Workers > 0 {
		n = min(n, e.Workers)
	}
	return n
}
