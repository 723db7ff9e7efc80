package send

import (
	"context"
	"encoding/base64"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/aws/aws-sdk-go-v2/credentials"

	"squall/attack/hit"
	"squall/attack/payload"
	"squall/profiles"
)

func newSDK(tr http.RoundTripper, change func(*SDKOptions)) *SDK {
	opt := SDKOptions{
		Endpoint: "http://lambda.test", Region: "us-east-1", Credentials: credentials.NewStaticCredentialsProvider("k", "s", ""),
		Function: "checkout", Qualifier: "live", Timeout: 10 * time.Second, Transport: tr,
	}
	if change != nil {
		change(&opt)
	}
	p, err := NewSDK(opt)
	if err != nil {
		panic(err)
	}
	return p
}

func TestInvokeOnTheWire(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var got *http.Request
		var body []byte
		tr, _ := serve(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			got = r
			body, _ = io.ReadAll(r.Body)
			time.Sleep(80 * time.Millisecond)
			w.Header().Set("x-amzn-RequestId", "id-1")
			w.Header().Set("X-Amz-Executed-Version", "4")
			io.WriteString(w, `{"statusCode":200,"headers":{"X-Squall-Cold":"1","x-squall-init-us":250000,"X-Squall-Init-Type":"on-demand","X-Squall-Version":"4","X-Squall-Environment":"env-1"}}`)
		}))
		s := newShot(`{"id":1}`)
		newSDK(tr, nil).Send(t.Context(), s)
		if got.URL.Path != "/2015-03-31/functions/checkout/invocations" || got.URL.RawQuery != "Qualifier=live" || string(body) != `{"id":1}` {
			t.Errorf("got %s with %q", got.URL, body)
		}
		for name, want := range map[string]string{"X-Amz-Log-Type": "Tail", "X-Amz-Invocation-Type": "", hit.HeaderTrace: "Root=" + s.Hit.TraceID} {
			if v := got.Header.Get(name); v != want {
				t.Errorf("%s: %q, want %q", name, v, want)
			}
		}
		want := hit.Hit{
			TraceID: s.Hit.TraceID, FirstByte: 80e6, Done: 80e6, Status: 200, BytesIn: s.Hit.BytesIn, BytesOut: 8,
			RequestID: "id-1", Version: "4", Environment: "env-1", Start: hit.Cold, InitType: hit.OnDemand, Init: 250e6,
			VersionFrom: hit.Wire, StartFrom: hit.Probe,
		}
		if *s.Hit != want || s.Hit.BytesIn < 100 {
			t.Errorf("got  %+v\nwant %+v", *s.Hit, want)
		}
	})
}

// answer is what the Invoke API says in one case.
type answer struct {
	status int
	header map[string]string
	body   string
}

func apiError(status int, kind, body string) answer {
	return answer{status, map[string]string{"X-Amzn-ErrorType": kind, "x-amzn-RequestId": "id-9"}, body}
}

func TestInvokeOutcomes(t *testing.T) {
	for _, tc := range []struct {
		name    string
		answer  answer
		checks  []profiles.Check
		outcome hit.Outcome
		reason  string
	}{
		{"ok", answer{200, nil, `{}`}, nil, hit.OK, ""},
		{"reserved limit", apiError(429, "TooManyRequestsException", `{"Reason":"ReservedFunctionConcurrentInvocationLimitExceeded","Type":"User","message":"Rate Exceeded."}`),
			nil, hit.Throttled, "ReservedFunctionConcurrentInvocationLimitExceeded"},
		{"429 without a reason", apiError(429, "TooManyRequestsException", `{"message":"Rate Exceeded."}`), nil, hit.Throttled, "TooManyRequestsException"},
		{"429 of another kind", apiError(429, "ThrottlingException", `{"message":"Rate exceeded"}`), nil, hit.Throttled, "ThrottlingException"},
		{"function error", answer{200, map[string]string{"X-Amz-Function-Error": "Unhandled"}, `{"errorMessage":"boom"}`}, nil, hit.FunctionError, "Unhandled"},
		{"no such function", apiError(404, "ResourceNotFoundException", `{"Message":"Function not found"}`), nil, hit.GatewayError, "ResourceNotFoundException"},
		{"service error", apiError(500, "ServiceException", `{"Message":"oops"}`), nil, hit.GatewayError, "ServiceException"},
		{"check", answer{200, nil, `{"a":1}`}, []profiles.Check{{Contains: "needle"}}, hit.CheckFailed, `body without "needle"`},
	} {
		t.Run(tc.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				requests := 0
				tr, _ := serve(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
					requests++
					for k, v := range tc.answer.header {
						w.Header().Set(k, v)
					}
					w.WriteHeader(tc.answer.status)
					io.WriteString(w, tc.answer.body)
				}))
				s := newShot("{}")
				newSDK(tr, func(o *SDKOptions) { o.Kinds = []payload.Kind{{Checks: tc.checks}} }).Send(t.Context(), s)
				h := s.Hit
				if h.Outcome != tc.outcome || h.Reason != tc.reason || int(h.Status) != tc.answer.status || requests != 1 {
					t.Errorf("got %d %s %q after %d requests", h.Status, h.Outcome, h.Reason, requests)
				}
				if (h.ReasonFrom == hit.Wire) != (tc.reason != "") || h.Done < h.FirstByte || tc.answer.header["x-amzn-RequestId"] != h.RequestID {
					t.Errorf("got %+v", h)
				}
			})
		})
	}
}

func TestLogTail(t *testing.T) {
	tail := func(report string) string {
		return base64.StdEncoding.EncodeToString([]byte("START RequestId: x Version: 1\nEND RequestId: x\n" + report))
	}
	for _, tc := range []struct {
		name, log string
		start     hit.Start
		init      int64
		from      hit.Source
		ran       int64
	}{
		{"cold", tail("REPORT RequestId: x\tDuration: 3.20 ms\tBilled Duration: 4 ms\tMemory Size: 128 MB\tInit Duration: 201.53 ms\t\n"), hit.Cold, 201_530_000, hit.Tail, 3_200_000},
		{"warm", tail("REPORT RequestId: x\tDuration: 3.20 ms\tBilled Duration: 4 ms\tMemory Size: 128 MB\t\n"), hit.Warm, 0, hit.Tail, 3_200_000},
		{"no times", tail("REPORT RequestId: x\tBilled Duration: 4 ms\tInit Duration: soon\t\n"), hit.Warm, 0, hit.Tail, 0},
		{"cut off", tail(""), hit.StartUnknown, 0, hit.Unknown, 0},
		{"not base64", "%%%", hit.StartUnknown, 0, hit.Unknown, 0},
		{"none", "", hit.StartUnknown, 0, hit.Unknown, 0},
	} {
		h := &hit.Hit{}
		readTail(h, tc.log)
		if h.Start != tc.start || h.Init != tc.init || h.StartFrom != tc.from || h.Ran != tc.ran {
			t.Errorf("%s: got %+v", tc.name, h)
		}
	}
}

func TestEvent(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var got *http.Request
		tr, _ := serve(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			got = r
			w.Header().Set("x-amzn-RequestId", "event-1")
			w.WriteHeader(http.StatusAccepted)
		}))
		s := newShot("{}")
		newSDK(tr, func(o *SDKOptions) { o.Event, o.Qualifier = true, "" }).Send(t.Context(), s)
		if got.Header.Get("X-Amz-Invocation-Type") != "Event" || got.Header.Get("X-Amz-Log-Type") != "" || got.URL.RawQuery != "" {
			t.Errorf("got %s %v", got.URL, got.Header)
		}
		if h := s.Hit; h.Outcome != hit.OK || h.Status != 202 || h.RequestID != "event-1" || h.Start != hit.StartUnknown {
			t.Errorf("got %+v", h)
		}
	})
}

func TestNoTail(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		logType := "unset"
		tr, _ := serve(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { logType = r.Header.Get("X-Amz-Log-Type") }))
		newSDK(tr, func(o *SDKOptions) { o.NoTail = true }).Send(t.Context(), newShot("{}"))
		if logType != "" {
			t.Errorf("asked for %q", logType)
		}
	})
}

func TestInvokeWithoutAnswer(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		stall := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			io.Copy(io.Discard, r.Body)
			<-r.Context().Done()
		})
		tr, _ := serve(t, stall)
		s := newShot("{}")
		newSDK(tr, func(o *SDKOptions) { o.Timeout = 2 * time.Second }).Send(t.Context(), s)
		if s.Hit.Outcome != hit.Timeout || s.Hit.Done != 2e9 || s.Aborted {
			t.Errorf("timeout: got %+v", s.Hit)
		}

		ctx, cancel := context.WithCancel(t.Context())
		time.AfterFunc(time.Second, cancel)
		s = newShot("{}")
		newSDK(tr, nil).Send(ctx, s)
		if !s.Aborted || time.Since(s.Zero) != time.Second {
			t.Errorf("abort: got %+v", s)
		}

		broken := NewTransport(func(context.Context, string, string) (net.Conn, error) {
			return nil, &net.OpError{Op: "dial", Err: errors.New("connection refused")}
		})
		s = newShot("{}")
		newSDK(broken, nil).Send(t.Context(), s)
		if s.Hit.Outcome != hit.TransportError || s.Hit.Reason != "dial: connection refused" || s.Hit.Status != 0 {
			t.Errorf("transport: got %+v", s.Hit)
		}
	})
}

func FuzzPayloadProbe(f *testing.F) {
	f.Add([]byte(`{"headers":{"X-Squall-Cold":"1","X-Squall-Init-Us":"5"}}`))
	f.Add([]byte(`{"headers":{"X-Squall-Cold":["1"]}}`))
	f.Add([]byte(`{"headers":"X-Squall-"}`))
	f.Add([]byte(`null X-Squall-`))
	f.Fuzz(func(t *testing.T, payload []byte) {
		h := &hit.Hit{}
		readPayloadProbe(h, payload)
		if h.Start == hit.Warm && h.Init != 0 || h.Init < 0 {
			t.Errorf("got %+v", h)
		}
	})
}

// Of an answer that never ends a client of the SDK's takes in a part.
func TestHugeAnswerOfTheAPI(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		chunk := make([]byte, 1<<20)
		for {
			if _, err := w.Write(chunk); err != nil {
				return
			}
		}
	}))
	defer server.Close()
	tr := NewTransport(nil)
	defer tr.Close()
	s := newShot("{}")
	newSDK(tr, func(o *SDKOptions) { o.Endpoint = server.URL }).Send(t.Context(), s)
	if h := s.Hit; h.Outcome != hit.GatewayError || h.Reason != "status 200 with an answer of more than 16 MiB" || h.Status != 200 {
		t.Errorf("%s %q, status %d", h.Outcome, h.Reason, h.Status)
	}
}

// Head and body of a request go out together: a quick answer cannot come between
// them, nor before the client knows that all is written.
func TestRequestsOfTheSDKAreOneWrite(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var got string
		p := behind(t, func(c net.Conn) {
			defer c.Close()
			b := make([]byte, 16<<10)
			n, _ := c.Read(b)
			got = string(b[:n])
			_, _ = io.WriteString(c, "HTTP/1.1 403 Forbidden\r\nX-Amzn-ErrorType: AccessDeniedException\r\nContent-Length: 2\r\n\r\n{}")
		})
		tr := NewTransport(p.dial)
		defer tr.Close()
		s := newShot(`{"id":1}`)
		newSDK(tr, nil).Send(t.Context(), s)
		if !strings.HasSuffix(got, "\r\n\r\n"+`{"id":1}`) || s.Hit.Reason != "AccessDeniedException" {
			t.Errorf("%s %q to\n%s", s.Hit.Outcome, s.Hit.Reason, got)
		}
	})
}
