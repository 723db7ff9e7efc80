package link

import (
	"context"
	"math"
	"time"

	"squall/attack/send"
	"squall/attack/send/conns"
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
}

// NewLink makes the connections to a URL, "" where the client knows it better;
// plain says that the entry speaks HTTP to it, without an AWS client.
func NewLink(e *profiles.Entry, url string, plain bool, dial send.DialFunc, timeout time.Duration) (l *Link, err error) {
	l = &Link{Transport: send.NewTransport(dial), url: url, warm: Warm(e)}
	if plain {
		l.Conns, err = send.Connections(url, dial, timeout)
	}
	return l, err
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
