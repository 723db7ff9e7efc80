package send

import (
	"crypto/tls"
	"crypto/x509"
	"io"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"

	"squall/attack/hit"
	"squall/attack/send/opening"
)

// HTTP/2 is spoken when it is asked for, with TLS and without, and all requests
// share a connection.
func TestHTTP2(t *testing.T) {
	for _, secure := range []bool{true, false} {
		var mu sync.Mutex
		peers := map[string]bool{}
		server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			io.Copy(io.Discard, r.Body)
			mu.Lock()
			peers[r.RemoteAddr] = true
			mu.Unlock()
			if r.ProtoMajor != 2 {
				w.WriteHeader(http.StatusHTTPVersionNotSupported)
			}
		}))
		tr := NewTransport(nil)
		tr.UseHTTP2()
		if secure {
			server.EnableHTTP2 = true
			server.StartTLS()
			roots := x509.NewCertPool()
			roots.AddCert(server.Certificate())
			tr.TLSClientConfig = &tls.Config{RootCAs: roots}
		} else {
			server.Config.Protocols = new(http.Protocols)
			server.Config.Protocols.SetUnencryptedHTTP2(true)
			server.Start()
		}
		opened := 0
		tr.Opened = func(took opening.Took) {
			if opened++; took.Connect <= 0 || (took.Handshake > 0) != secure {
				t.Errorf("opening took %+v", took)
			}
		}
		for range 3 {
			s := newShot("{}")
			newHTTP(t, HTTPOptions{URL: server.URL, Transport: tr}).Send(t.Context(), s)
			if s.Hit.Outcome != hit.OK || s.Hit.Status != 200 {
				t.Errorf("TLS %v: %s %q, status %d", secure, s.Hit.Outcome, s.Hit.Reason, s.Hit.Status)
			}
		}
		if len(peers) != 1 || opened != 1 {
			t.Errorf("TLS %v: %d connections, %d told of", secure, len(peers), opened)
		}
		tr.Close()
		server.Close()
	}
}

// Without keep-alive each hit has a connection, and says so to the server.
func TestConnectionForEachHit(t *testing.T) {
	carriers(t, func(t *testing.T, send carry) {
		closes := 0
		tr, p := serve(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.Close {
				closes++
			}
		}))
		tr.DisableKeepAlives = true
		door := newHTTP(t, HTTPOptions{Transport: tr, Single: true})
		for range 3 {
			s := newShot("{}")
			send(t.Context(), door, s)
			if s.Hit.Outcome != hit.OK {
				t.Errorf("%s: %s", s.Hit.Outcome, s.Hit.Reason)
			}
		}
		if p.dials != 3 || closes != 3 {
			t.Errorf("%d connections, %d announced", p.dials, closes)
		}
	})
}

// A page where an answer of the API should be is an outcome.
func TestTheInvokeAPIAnswersHTML(t *testing.T) {
	for status, want := range map[int]hit.Outcome{200: hit.GatewayError, 403: hit.GatewayError, 503: hit.GatewayError} {
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Type", "text/html")
			w.WriteHeader(status)
			io.WriteString(w, "<!doctype html><title>Sign in</title>")
		}))
		tr := NewTransport(nil)
		p := newSDK(tr, func(o *SDKOptions) { o.Endpoint = server.URL })
		s := newShot("{}")
		p.Send(t.Context(), s)
		if s.Hit.Outcome != want || int(s.Hit.Status) != status || s.Hit.Reason == "" {
			t.Errorf("status %d: %s %q", status, s.Hit.Outcome, s.Hit.Reason)
		}
		tr.Close()
		server.Close()
	}
}
