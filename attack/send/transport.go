package send

import (
	"context"
	"crypto/tls"
	"net"
	"net/http"
	"net/url"
	"sync"
	"time"

	"squall/attack/send/opening"
)

// DialFunc opens a connection, as net.Dialer.DialContext does.
type DialFunc = opening.Dial

const http11 = "http/1.1" // as TLS calls it

// Transport is an HTTP/1.1 transport with connections opened ahead of t=0. It
// never retries: its requests carry bodies that cannot be replayed.
type Transport struct {
	http.Transport
	dial DialFunc
	// Opened is told of each connection opened for a request; nil: nobody.
	Opened func(opening.Took)

	protocol string // that TLS agrees on

	mu    sync.Mutex
	spare map[string][]spare
	ages  []*http.Transport // of HTTP/2, the one in use at the end
	since time.Time         // that one's begin
	young bool              // the next one is being made
}

type spare struct {
	conn net.Conn
	born time.Time
}

// NewTransport makes a transport that dials with dial, or with net.Dialer when
// that is nil.
func NewTransport(dial DialFunc) *Transport {
	t := &Transport{dial: Dialer(dial), spare: map[string][]spare{}, protocol: http11}
	t.Proxy = http.ProxyFromEnvironment
	t.DisableCompression = true
	t.MaxIdleConnsPerHost = 1 << 20
	t.IdleConnTimeout = opening.IdleFor
	t.ForceAttemptHTTP2 = false
	t.Protocols = new(http.Protocols)
	t.Protocols.SetHTTP1(true)
	t.DialContext = t.dialPlain
	t.DialTLSContext = t.dialTLS
	return t
}

// Dialer is dial, or our own when it is nil.
func Dialer(dial DialFunc) DialFunc {
	if dial == nil {
		dial = opening.Dialer()
	}
	return dial
}

// UseHTTP2 makes it speak HTTP/2 and nothing else, without TLS where the URL
// has none.
func (t *Transport) UseHTTP2() {
	t.Protocols.SetHTTP1(false)
	t.Protocols.SetHTTP2(true)
	t.Protocols.SetUnencryptedHTTP2(true)
	t.protocol = "h2"
}

// RoundTrip implements http.RoundTripper.
func (t *Transport) RoundTrip(req *http.Request) (*http.Response, error) {
	if t.protocol == http11 {
		return t.Transport.RoundTrip(req)
	}
	return t.age(req.URL).RoundTrip(req)
}

// ageAfter is below IdleFor: after that net/http may take a connection for too
// old, and let a request wait for a new one.
const ageAfter = opening.IdleFor * 4 / 5

// age is the connections that HTTP/2 requests take now. One that is never idle
// would never end, and its host's name may mean other addresses by now: after a
// while the requests move on to a new one, which is opened beside them.
func (t *Transport) age(u *url.URL) *http.Transport {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.ages == nil {
		t.ages, t.since = []*http.Transport{&t.Transport}, time.Now()
	}
	if !t.young && time.Since(t.since) >= ageAfter && named(u.Hostname()) {
		t.young = true
		go t.renew(u.String())
	}
	return t.ages[len(t.ages)-1]
}

func (t *Transport) renew(rawURL string) {
	_, err := t.Warm(context.Background(), rawURL, 1)
	next := t.Clone()
	t.mu.Lock()
	defer t.mu.Unlock()
	t.young, t.since = false, time.Now()
	if err != nil {
		return // as with HTTP/1.1: the old one is better than none
	}
	for _, old := range t.ages {
		old.CloseIdleConnections()
	}
	t.ages = append(t.ages[max(0, len(t.ages)-2):], next)
}

func (t *Transport) dialPlain(ctx context.Context, network, addr string) (net.Conn, error) {
	return t.dialed(ctx, "http", network, addr)
}

func (t *Transport) dialTLS(ctx context.Context, network, addr string) (net.Conn, error) {
	return t.dialed(ctx, "https", network, addr)
}

// dialed gives a connection that was opened ahead, or opens one.
func (t *Transport) dialed(ctx context.Context, scheme, network, addr string) (net.Conn, error) {
	if c := t.take(scheme, addr); c != nil {
		return c, nil
	}
	c, took, err := t.open(ctx, scheme, network, addr)
	if err == nil && t.Opened != nil {
		t.Opened(took)
	}
	return c, err
}

func (t *Transport) open(ctx context.Context, scheme, network, addr string) (net.Conn, opening.Took, error) {
	if scheme != "https" {
		return opening.Open(ctx, t.dial, network, addr, nil)
	}
	host, _, err := net.SplitHostPort(addr)
	if err != nil {
		host = addr
	}
	return opening.Open(ctx, t.dial, network, addr, t.tlsConfig(host))
}

func (t *Transport) tlsConfig(host string) *tls.Config {
	return tlsConfig(t.TLSClientConfig, host, t.protocol)
}

// tlsConfig is a configuration, or ours when it is nil, for a protocol with a
// host.
func tlsConfig(of *tls.Config, host, protocol string) *tls.Config {
	cfg := &tls.Config{MinVersion: tls.VersionTLS12}
	if of != nil {
		cfg = of.Clone()
	}
	cfg.NextProtos = []string{protocol}
	if cfg.ServerName == "" {
		cfg.ServerName = host
	}
	return cfg
}

func (t *Transport) take(scheme, addr string) net.Conn {
	t.mu.Lock()
	defer t.mu.Unlock()
	list := t.spare[scheme+addr]
	for len(list) > 0 {
		last := list[len(list)-1]
		list = list[:len(list)-1]
		t.spare[scheme+addr] = list
		if time.Since(last.born) < opening.WarmFor {
			return last.conn
		}
		last.conn.Close()
	}
	return nil
}

// Warm opens n connections to a URL's host ahead of the load and says how many
// it got; the first error is told.
func (t *Transport) Warm(ctx context.Context, rawURL string, n int) (int, error) {
	scheme, addr, err := hostOf(rawURL)
	if err != nil {
		return 0, err
	}
	if proxied(rawURL) {
		return 0, nil // the transport must speak to the proxy itself
	}
	return opening.Ahead(ctx, n, func(ctx context.Context) (net.Conn, error) {
		c, _, err := t.open(ctx, scheme, "tcp", addr)
		return c, err
	}, func(c net.Conn) bool {
		t.mu.Lock()
		defer t.mu.Unlock()
		t.spare[scheme+addr] = append(t.spare[scheme+addr], spare{c, time.Now()})
		return true
	})
}

// Close closes every connection that carries no request.
func (t *Transport) Close() {
	t.mu.Lock()
	for _, list := range t.spare {
		for _, s := range list {
			s.conn.Close()
		}
	}
	clear(t.spare)
	ages := t.ages
	t.mu.Unlock()
	t.CloseIdleConnections()
	for _, a := range ages {
		a.CloseIdleConnections()
	}
}
