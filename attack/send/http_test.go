package send

import (
	"context"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"squall/attack/hit"
	"squall/attack/payload"
	"squall/attack/send/conns"
	"squall/profiles"
)

func newHTTP(t *testing.T, opt HTTPOptions) *HTTP {
	t.Helper()
	if opt.URL == "" {
		opt.URL = "http://door.test/checkout/live"
	}
	if opt.Timeout == 0 {
		opt.Timeout = time.Minute
	}
	if tr, ok := opt.Transport.(*Transport); ok {
		pool, err := Connections(opt.URL, tr.dial, conns.Options{Timeout: opt.Timeout, TLS: tr.TLSClientConfig})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(pool.Close)
		opt.Conns = pool
	}
	p, err := NewHTTP(opt)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// carry sends a hit in one of the two ways.
type carry func(ctx context.Context, p *HTTP, s *Shot)

// carriers runs a test with hits that are waited for, and with hits that are
// begun.
func carriers(t *testing.T, test func(t *testing.T, send carry)) {
	t.Run("waited for", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) { test(t, func(ctx context.Context, p *HTTP, s *Shot) { p.Send(ctx, s) }) })
	})
	t.Run("begun", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			test(t, func(ctx context.Context, p *HTTP, s *Shot) {
				done := make(chan *Shot, 1)
				defer context.AfterFunc(ctx, p.Abort)()
				p.Start(s, func(s *Shot) { done <- s })
				<-done
			})
		})
	})
}

func TestWhatTheServerSees(t *testing.T) {
	carriers(t, func(t *testing.T, send carry) {
		var got *http.Request
		var body []byte
		tr, _ := serve(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			got = r
			body, _ = io.ReadAll(r.Body)
		}))
		p := newHTTP(t, HTTPOptions{Kinds: []payload.Kind{{Header: []payload.Field{{Name: "X-Stage", Value: "prod"}, {Name: "Host", Value: "shop.test"}}}}, Transport: tr})
		s := newShot(`{"a":1}`)
		send(t.Context(), p, s)
		want := map[string]string{
			hit.HeaderTrace: "Root=" + s.Hit.TraceID, "X-Stage": "prod", "Content-Type": "application/json",
			"X-Vegeta-Seq": "", "X-Vegeta-Attack": "", "Accept-Encoding": "",
		}
		for name, value := range want {
			if got.Header.Get(name) != value {
				t.Errorf("%s: %q, want %q", name, got.Header.Get(name), value)
			}
		}
		if got.Method != http.MethodPost || got.Host != "shop.test" || got.URL.Path != "/checkout/live" || string(body) != `{"a":1}` {
			t.Errorf("got %s %s%s with %q", got.Method, got.Host, got.URL, body)
		}
		if s.Hit.BytesOut != 7 || s.Hit.Outcome != hit.OK || s.Hit.Status != 200 {
			t.Errorf("hit %+v", s.Hit)
		}
	})
}

func TestTimesAndProbe(t *testing.T) {
	carriers(t, func(t *testing.T, send carry) {
		tr, _ := serve(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			time.Sleep(100 * time.Millisecond)
			w.Header().Set(hit.HeaderRequestID, "id-1")
			w.Header().Set(hit.HeaderVersion, "7")
			w.Header().Set(hit.HeaderEnvironment, "env-3")
			w.Header().Set(hit.HeaderCold, "1")
			w.Header().Set(hit.HeaderInitType, "on-demand")
			w.Header().Set(hit.HeaderInit, "250000")
			w.WriteHeader(http.StatusOK)
			w.(http.Flusher).Flush()
			time.Sleep(50 * time.Millisecond)
			io.WriteString(w, "hello")
		}))
		p := newHTTP(t, HTTPOptions{Transport: tr})
		s := newShot("{}")
		time.Sleep(time.Second)
		send(t.Context(), p, s)
		want := hit.Hit{
			TraceID: s.Hit.TraceID, Sent: 1000e6, FirstByte: 1100e6, Done: 1150e6, Status: 200, BytesIn: 5, BytesOut: 2,
			RequestID: "id-1", Version: "7", Environment: "env-3", Start: hit.Cold, InitType: hit.OnDemand, Init: 250e6,
			VersionFrom: hit.Probe, StartFrom: hit.Probe,
		}
		if *s.Hit != want {
			t.Errorf("got  %+v\nwant %+v", *s.Hit, want)
		}
	})
}

func TestOutcomes(t *testing.T) {
	status := func(n int) []profiles.Check { return []profiles.Check{{Status: n}} }
	has := []profiles.Check{{Contains: "needle"}}
	for _, tc := range []struct {
		name    string
		status  int
		probe   bool
		body    string
		checks  []profiles.Check
		outcome hit.Outcome
		reason  string
		from    hit.Source
	}{
		{name: "ok", status: 200, outcome: hit.OK},
		{name: "redirect is not followed", status: 302, outcome: hit.OK},
		{name: "throttled", status: 429, outcome: hit.Throttled},
		{name: "function's own 429", status: 429, probe: true, outcome: hit.CheckFailed, reason: "status 429", from: hit.Wire},
		{name: "gateway", status: 502, outcome: hit.GatewayError},
		{name: "function's own 5xx", status: 500, probe: true, outcome: hit.FunctionError, reason: "status 500", from: hit.Probe},
		{name: "4xx", status: 404, outcome: hit.CheckFailed, reason: "status 404", from: hit.Wire},
		{name: "wanted 4xx", status: 404, checks: status(404), outcome: hit.OK},
		{name: "unwanted 200", status: 200, checks: status(201), outcome: hit.CheckFailed, reason: "status 200, not 201", from: hit.Wire},
		{name: "wanted 429 is a throttle", status: 429, checks: status(429), outcome: hit.Throttled},
		{name: "contains", status: 200, body: "a needle", checks: has, outcome: hit.OK},
		{name: "lacks", status: 200, body: "hay", checks: has, outcome: hit.CheckFailed, reason: `body without "needle"`, from: hit.Wire},
	} {
		t.Run(tc.name, func(t *testing.T) {
			carriers(t, func(t *testing.T, send carry) {
				tr, _ := serve(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
					if tc.probe {
						w.Header().Set(hit.HeaderCold, "0")
					}
					w.Header().Set("Location", "/elsewhere")
					w.WriteHeader(tc.status)
					io.WriteString(w, tc.body)
				}))
				s := newShot("{}")
				send(t.Context(), newHTTP(t, HTTPOptions{Transport: tr, Kinds: []payload.Kind{{Checks: tc.checks}}}), s)
				h := s.Hit
				if int(h.Status) != tc.status || h.Outcome != tc.outcome || h.Reason != tc.reason || h.ReasonFrom != tc.from {
					t.Errorf("got %d %s %q from %s", h.Status, h.Outcome, h.Reason, h.ReasonFrom)
				}
			})
		})
	}
}

func TestProvisionedIsNeverCold(t *testing.T) {
	h := &hit.Hit{}
	header := http.Header{}
	header.Set(hit.HeaderCold, "1")
	header.Set(hit.HeaderInit, "400000")
	header.Set(hit.HeaderInitType, "provisioned-concurrency")
	readProbe(h, header.Get)
	if h.Start != hit.Warm || h.Init != 0 || h.InitType != hit.Provisioned {
		t.Errorf("got %+v", h)
	}
}

func TestLambdaRequestID(t *testing.T) {
	for _, url := range []bool{true, false} {
		carriers(t, func(t *testing.T, send carry) {
			tr, _ := serve(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				w.Header().Set("x-amzn-RequestId", "gateway-or-lambda")
			}))
			s := newShot("{}")
			send(t.Context(), newHTTP(t, HTTPOptions{Transport: tr, LambdaID: url}), s)
			if got := s.Hit.RequestID != ""; got != url {
				t.Errorf("function URL %v: request id %q", url, s.Hit.RequestID)
			}
		})
	}
}

func TestTimeouts(t *testing.T) {
	for _, tc := range []struct {
		name   string
		stall  func(w http.ResponseWriter)
		status uint16
	}{
		{"before the answer", func(http.ResponseWriter) {}, 0},
		{"within the body", func(w http.ResponseWriter) { io.WriteString(w, "half"); w.(http.Flusher).Flush() }, 200},
	} {
		t.Run(tc.name, func(t *testing.T) {
			carriers(t, func(t *testing.T, send carry) {
				tr, _ := serve(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
					io.Copy(io.Discard, r.Body)
					tc.stall(w)
					<-r.Context().Done()
				}))
				s := newShot("{}")
				send(t.Context(), newHTTP(t, HTTPOptions{Transport: tr, Timeout: 3 * time.Second}), s)
				h := s.Hit
				if h.Outcome != hit.Timeout || h.Done != 3e9 || h.Status != tc.status || s.Aborted {
					t.Errorf("got %+v, aborted %v", h, s.Aborted)
				}
			})
		})
	}
}

func TestAbort(t *testing.T) {
	carriers(t, func(t *testing.T, send carry) {
		tr, _ := serve(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			io.Copy(io.Discard, r.Body)
			<-r.Context().Done()
		}))
		ctx, cancel := context.WithCancel(t.Context())
		time.AfterFunc(time.Second, cancel)
		s := newShot("{}")
		send(ctx, newHTTP(t, HTTPOptions{Transport: tr}), s)
		if !s.Aborted || time.Since(s.Zero) != time.Second {
			t.Errorf("aborted %v after %v", s.Aborted, time.Since(s.Zero))
		}
	})
}

func TestTransportErrors(t *testing.T) {
	addr := func(port int) net.Addr { return &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: port} }
	for _, tc := range []struct {
		err  error
		text string
	}{
		{&net.OpError{Op: "read", Net: "tcp", Source: addr(50001), Addr: addr(80), Err: io.ErrClosedPipe}, "read: io: read/write on closed pipe"},
		{&net.OpError{Op: "dial", Net: "tcp", Addr: addr(80), Err: &net.DNSError{Err: "no such host", Name: "x"}}, "dial: lookup x: no such host"},
		{io.ErrUnexpectedEOF, "unexpected EOF"},
	} {
		carriers(t, func(t *testing.T, send carry) {
			tr := NewTransport(func(context.Context, string, string) (net.Conn, error) { return nil, tc.err })
			s := newShot("{}")
			send(t.Context(), newHTTP(t, HTTPOptions{Transport: tr}), s)
			if s.Hit.Outcome != hit.TransportError || s.Hit.Reason != tc.text || s.Hit.ReasonFrom != hit.Wire {
				t.Errorf("got %s %q, want %q", s.Hit.Outcome, s.Hit.Reason, tc.text)
			}
		})
	}
}

// A keep-alive connection that died is an error of that hit: net/http must not
// send the request again behind our back, whatever the method and body.
func TestNoRetryOnDeadConnection(t *testing.T) {
	for _, tc := range []struct{ method, body string }{{"GET", ""}, {"GET", "{}"}, {"POST", "{}"}, {"DELETE", ""}} {
		t.Run(tc.method+tc.body, func(t *testing.T) {
			carriers(t, func(t *testing.T, send carry) {
				requests := 0
				tr, _ := serve(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
					if requests++; requests == 2 {
						panic(http.ErrAbortHandler) // closes the connection without an answer
					}
				}))
				p := newHTTP(t, HTTPOptions{Transport: tr, Kinds: []payload.Kind{{Method: tc.method}}})
				first, second := newShot(tc.body), newShot(tc.body)
				send(t.Context(), p, first)
				send(t.Context(), p, second)
				if first.Hit.Outcome != hit.OK || second.Hit.Outcome != hit.TransportError || requests != 2 {
					t.Errorf("%s, %s after %d requests", first.Hit.Outcome, second.Hit.Outcome, requests)
				}
			})
		})
	}
}

func TestLargeAnswerIsCountedWhole(t *testing.T) {
	carriers(t, func(t *testing.T, send carry) {
		big := strings.Repeat("x", keepBody+1000)
		tr, _ := serve(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { io.WriteString(w, big) }))
		s := newShot("{}")
		send(t.Context(), newHTTP(t, HTTPOptions{Transport: tr}), s)
		if int(s.Hit.BytesIn) != len(big) || s.Hit.Outcome != hit.OK {
			t.Errorf("got %d bytes, %s", s.Hit.BytesIn, s.Hit.Outcome)
		}
	})
}

func TestAddresses(t *testing.T) {
	for _, bad := range []string{"", "door.test", "ftp://door.test", "http://", "http://a b/"} {
		if _, err := NewHTTP(HTTPOptions{URL: bad}); err == nil {
			t.Errorf("%q was taken", bad)
		}
	}
	for url, want := range map[string]string{"http://a": "http a:80", "https://a/x": "https a:443", "http://[::1]:9400/": "http [::1]:9400"} {
		if scheme, addr, err := hostOf(url); err != nil || scheme+" "+addr != want {
			t.Errorf("%s: %s %s %v", url, scheme, addr, err)
		}
	}
}

// A page where JSON was asked for is counted, unless the function shows that it
// is its own, or the answer is an error anyhow.
func TestPagesAreCounted(t *testing.T) {
	carriers(t, func(t *testing.T, send carry) {
		kind, status, probe := "text/html; charset=utf-8", 200, ""
		tr, _ := serve(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Type", kind)
			if probe != "" {
				w.Header().Set(hit.HeaderVersion, probe)
			}
			w.WriteHeader(status)
			io.WriteString(w, "<p>Please log in</p>")
		}))
		json := newHTTP(t, HTTPOptions{Transport: tr})
		page := newHTTP(t, HTTPOptions{Transport: tr, Kinds: []payload.Kind{{Method: http.MethodGet}}})
		for _, tc := range []struct {
			kind   string
			status int
			probe  string
			want   uint64
		}{
			{"text/html; charset=utf-8", 200, "", 1}, {"application/json", 200, "", 0}, {"text/plain", 200, "", 0},
			{"TEXT/HTML", 302, "", 0}, {"text/html", 502, "", 0}, {"text/html", 200, "7", 0},
		} {
			kind, status, probe = tc.kind, tc.status, tc.probe
			before := json.Pages()
			send(t.Context(), json, newShot("{}"))
			send(t.Context(), page, newShot(""))
			if got := json.Pages() - before; got != tc.want {
				t.Errorf("%+v: counted %d", tc, got)
			}
		}
		if page.Pages() != 1 { // beside the answer in JSON
			t.Errorf("%d pages where a page may have been asked for", page.Pages())
		}
	})
}
