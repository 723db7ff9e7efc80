package send

import (
	"crypto/tls"
	"crypto/x509"
	"net/http"
	"net/http/httptest"
	"testing"
	"testing/synctest"
	"time"

	"squall/attack/hit"
	"squall/attack/send/opening"
)

func TestWarmConnectionsAreUsed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		tr, p := serve(t, http.HandlerFunc(func(http.ResponseWriter, *http.Request) { time.Sleep(time.Second) }))
		n, err := tr.Warm(t.Context(), "http://door.test/x", 40)
		if n != 40 || err != nil || p.dials != 40 {
			t.Fatalf("opened %d with %d dials: %v", n, p.dials, err)
		}
		for range 41 {
			go newHTTP(t, HTTPOptions{Transport: tr}).Send(t.Context(), newShot("{}"))
		}
		synctest.Wait()
		if p.dials != 41 {
			t.Errorf("%d dials for 41 requests at once and 40 warm connections", p.dials)
		}
		time.Sleep(2 * time.Second)
	})
}

func TestStaleWarmConnectionsAreNot(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		tr, p := serve(t, http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}))
		if _, err := tr.Warm(t.Context(), "http://door.test/x", 3); err != nil {
			t.Fatal(err)
		}
		time.Sleep(opening.WarmFor)
		s := newShot("{}")
		newHTTP(t, HTTPOptions{Transport: tr}).Send(t.Context(), s)
		if p.dials != 4 || s.Hit.Outcome != hit.OK {
			t.Errorf("%d dials, %s", p.dials, s.Hit.Outcome)
		}
	})
}

func TestWarmTellsTheFirstError(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		tr, p := serve(t, http.NotFoundHandler())
		p.Close()
		if n, err := tr.Warm(t.Context(), "http://door.test", 3); n != 0 || err == nil {
			t.Errorf("opened %d: %v", n, err)
		}
		if _, err := tr.Warm(t.Context(), "door", 3); err == nil {
			t.Error("an address without a scheme was taken")
		}
	})
}

// Over TLS the handshake is done ahead too, and HTTP/2 is not spoken.
func TestWarmTLS(t *testing.T) {
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.ProtoMajor != 1 {
			w.WriteHeader(http.StatusHTTPVersionNotSupported)
		}
	}))
	server.EnableHTTP2 = true
	server.StartTLS()
	defer server.Close()
	tr := NewTransport(nil)
	defer tr.Close()
	roots := x509.NewCertPool()
	roots.AddCert(server.Certificate())
	tr.TLSClientConfig = &tls.Config{RootCAs: roots}
	if n, err := tr.Warm(t.Context(), server.URL, 2); n != 2 || err != nil {
		t.Fatalf("opened %d: %v", n, err)
	}
	for range 3 {
		s := newShot("{}")
		newHTTP(t, HTTPOptions{URL: server.URL, Transport: tr}).Send(t.Context(), s)
		if s.Hit.Outcome != hit.OK {
			t.Errorf("got %s %q", s.Hit.Outcome, s.Hit.Reason)
		}
	}
}

// HTTP/2 moves on to a new connection after a while: names are looked up again,
// and no request waits for it. An
// address is what it is.
func TestRenewHTTP2(t *testing.T) {
	for url, want := range map[string]int{"http://door.test/": 5, "http://127.0.0.1/": 0} {
		synctest.Test(t, func(t *testing.T) {
			p := newPipes()
			server := &http.Server{Protocols: new(http.Protocols), Handler: http.HandlerFunc(func(http.ResponseWriter, *http.Request) {})}
			server.Protocols.SetUnencryptedHTTP2(true)
			go server.Serve(p)
			tr := NewTransport(p.dial)
			tr.UseHTTP2()
			told := 0
			tr.Opened = func(opening.Took) { told++ }
			door := newHTTP(t, HTTPOptions{URL: url, Transport: tr})
			for range 200 {
				s := newShot("{}")
				door.Send(t.Context(), s)
				if s.Hit.Outcome != hit.OK {
					t.Fatalf("%s %q", s.Hit.Outcome, s.Hit.Reason)
				}
				time.Sleep(time.Second)
			}
			if want > 0 && (p.dials != want || told != 1) || want == 0 && p.dials != told {
				t.Errorf("%s: %d connections in 200 s, of which requests waited for %d", url, p.dials, told)
			}
			tr.Close()
			server.Close()
		})
	}
}
