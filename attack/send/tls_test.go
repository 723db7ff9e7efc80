package send

import (
	"bufio"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"io"
	"math/big"
	"net"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"squall/attack/hit"
	"squall/attack/send/opening"
)

// certificate is one for a host, signed by nobody but itself.
func certificate(t *testing.T, host string, from, to time.Time) tls.Certificate {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	is := &x509.Certificate{SerialNumber: big.NewInt(1), DNSNames: []string{host}, NotBefore: from, NotAfter: to, IsCA: true, BasicConstraintsValid: true}
	der, err := x509.CreateCertificate(rand.Reader, is, is, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	leaf, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key, Leaf: leaf}
}

// behind is a listener whose connections do something else than to answer.
func behind(t *testing.T, do func(c net.Conn)) *pipes {
	p := newPipes()
	t.Cleanup(func() { _ = p.Close() })
	go func() {
		for {
			c, err := p.Accept()
			if err != nil {
				return
			}
			go do(c)
		}
	}()
	return p
}

// secured is a door with a certificate of one day, which begins so long from now.
func secured(t *testing.T, host string, begins time.Duration, change func(*tls.Config)) (*pipes, *x509.CertPool) {
	own := certificate(t, host, time.Now().Add(begins), time.Now().Add(begins+24*time.Hour))
	cfg := &tls.Config{Certificates: []tls.Certificate{own}}
	if change != nil {
		change(cfg)
	}
	roots := x509.NewCertPool()
	roots.AddCert(own.Leaf)
	return behind(t, func(c net.Conn) {
		defer c.Close()
		over := tls.Server(c, cfg)
		for in := bufio.NewReader(over); ; {
			if _, err := http.ReadRequest(in); err != nil {
				return
			}
			_, _ = io.WriteString(over, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
		}
	}), roots
}

// Whatever is wrong with TLS is an outcome of the request, in words that say
// what it is.
func TestTLSErrors(t *testing.T) {
	listens := func(do func(c net.Conn)) func(*testing.T) (*pipes, *x509.CertPool) {
		return func(t *testing.T) (*pipes, *x509.CertPool) { return behind(t, do), nil }
	}
	never := make(chan int)
	for _, tc := range []struct {
		name   string
		door   func(t *testing.T) (*pipes, *x509.CertPool)
		reason string // what it begins with; "" for none: all is well
	}{
		{"all is well", func(t *testing.T) (*pipes, *x509.CertPool) { return secured(t, "door.test", 0, nil) }, ""},
		{"another name", func(t *testing.T) (*pipes, *x509.CertPool) { return secured(t, "other.test", 0, nil) },
			"x509: certificate is valid for other.test, not door.test"},
		{"expired", func(t *testing.T) (*pipes, *x509.CertPool) { return secured(t, "door.test", -25*time.Hour, nil) },
			"x509: certificate has expired or is not yet valid: current time "},
		{"unknown authority", func(t *testing.T) (*pipes, *x509.CertPool) {
			p, _ := secured(t, "door.test", 0, nil)
			return p, x509.NewCertPool()
		}, "x509: certificate signed by unknown authority"},
		{"too old", func(t *testing.T) (*pipes, *x509.CertPool) {
			return secured(t, "door.test", 0, func(cfg *tls.Config) { cfg.MinVersion, cfg.MaxVersion = tls.VersionTLS10, tls.VersionTLS11 })
		}, "remote error: tls: protocol version not supported"},
		{"no TLS at all", listens(func(c net.Conn) {
			_, _ = c.Read(make([]byte, 16<<10))
			_, _ = io.WriteString(c, "HTTP/1.0 400 Bad Request\r\n\r\nthis is no HTTPS")
			_ = c.Close()
		}), "tls: first record does not look like a TLS handshake"},
		{"hangs up", listens(func(c net.Conn) { _, _ = c.Read(make([]byte, 16<<10)); _ = c.Close() }), "TLS handshake: EOF"},
		{"says nothing", listens(func(c net.Conn) { _, _ = c.Read(make([]byte, 16<<10)); <-never }), "client timeout"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			carriers(t, func(t *testing.T, send carry) {
				never = make(chan int)
				t.Cleanup(func() { close(never) })
				p, roots := tc.door(t)
				tr := NewTransport(p.dial)
				defer tr.Close()
				tr.TLSClientConfig = &tls.Config{RootCAs: roots, MinVersion: tls.VersionTLS12}
				s := newShot("{}")
				send(t.Context(), newHTTP(t, HTTPOptions{URL: "https://door.test/", Transport: tr, Timeout: 3 * time.Second}), s)
				want := hit.TransportError
				switch {
				case tc.reason == "":
					want = hit.OK
				case strings.HasPrefix(tc.reason, "client timeout"):
					want = hit.Timeout
				}
				if h := s.Hit; h.Outcome != want || !strings.HasPrefix(h.Reason, tc.reason) || (h.Status == 200) != (want == hit.OK) {
					t.Errorf("got %s %q, want %s %q", h.Outcome, h.Reason, want, tc.reason)
				}
			})
		})
	}
}

// A request that never went out says what it waited for.
func TestTimeoutsBeforeARequest(t *testing.T) {
	for _, tc := range []struct {
		url, reason string
		dial        DialFunc
	}{
		{"https://door.test/", "client timeout in the TLS handshake", func(context.Context, string, string) (net.Conn, error) {
			c, _ := net.Pipe()
			return c, nil
		}},
		{"http://door.test/", "client timeout while connecting", func(ctx context.Context, network, _ string) (net.Conn, error) {
			<-ctx.Done()
			return nil, &net.OpError{Op: "dial", Net: network, Err: context.Cause(ctx)}
		}},
	} {
		synctest.Test(t, func(t *testing.T) {
			tr := NewTransport(tc.dial)
			defer tr.Close()
			p := newHTTP(t, HTTPOptions{URL: tc.url, Transport: tr, Timeout: 3 * time.Second})
			s, done := newShot("{}"), make(chan *Shot)
			p.Start(s, func(s *Shot) { done <- s })
			<-done
			if h := s.Hit; h.Outcome != hit.Timeout || h.Reason != tc.reason || h.Done != 3e9 {
				t.Errorf("%s: %s %q after %d ns, want %q", tc.url, h.Outcome, h.Reason, h.Done, tc.reason)
			}
			began := time.Now()
			if n, err := tr.Warm(t.Context(), tc.url, 100); n != 0 || err == nil || time.Since(began) != opening.AheadWithin {
				t.Errorf("%s: %d opened ahead in %v: %v", tc.url, n, time.Since(began), err)
			}
			began = time.Now()
			if n, err := p.opt.Conns.Warm(t.Context(), 100); n != 0 || err == nil || time.Since(began) != opening.AheadWithin {
				t.Errorf("%s: %d opened ahead in %v: %v", tc.url, n, time.Since(began), err)
			}
		})
	}
}
