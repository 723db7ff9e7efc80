package lambda_test

import (
	"bytes"
	"context"
	"encoding/base64"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"squall/standin/core"
	"squall/standin/invoke"
)

const (
	invokePath = "/2015-03-31/functions/report/invocations"
	requestID  = "8ad3a3ce-0000-4000-8000-000000000001"
	reportARN  = "arn:aws:lambda:us-east-1:111122223333:function:report"
)

// send invokes over a backend that answers with resp.
func send(t testing.TB, b *backend, path, body string, headers ...string) *httptest.ResponseRecorder {
	t.Helper()
	r := httptest.NewRequest("POST", path, strings.NewReader(body))
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	b.handler().ServeHTTP(w, r)
	return w
}

// TestHowInvokesEnd: from the end of an invoke to the bytes of the answer.
func TestHowInvokesEnd(t *testing.T) {
	const typed = "X-Amzn-Errortype"
	for name, tt := range map[string]struct {
		headers []string
		resp    invoke.Response
		status  int
		body    string
		want    map[string]string // headers; "" for one that must be missing
	}{
		"done": {nil, invoke.Response{ExecutedVersion: "3", Payload: []byte(`null`)}, 200, `null`,
			map[string]string{"X-Amz-Executed-Version": "3", "X-Amz-Function-Error": "", "X-Amz-Log-Result": "", "Content-Type": "application/json",
				"X-Amzn-Remapped-Content-Length": "0", "X-Amzn-Trace-Id": "root=1-8ad3a3ce-000040008000000000000001;sampled=0"}},
		"trace": {[]string{"X-Amzn-Trace-Id", "Root=1-5759e988-bd862e3fe1be46a994272793;Sampled=1"}, invoke.Response{Payload: []byte(`1`)}, 200, `1`,
			map[string]string{"X-Amzn-Trace-Id": "root=1-5759e988-bd862e3fe1be46a994272793;sampled=0"}},
		"function error": {nil, invoke.Response{Outcome: core.Errored, ErrorType: "Unhandled", ExecutedVersion: "$LATEST", Payload: []byte(`{"errorType":"X"}`)}, 200, `{"errorType":"X"}`,
			map[string]string{"X-Amz-Function-Error": "Unhandled", "X-Amz-Executed-Version": "$LATEST"}},
		"timeout": {nil, invoke.Response{Outcome: core.TimedOut, ErrorType: "Unhandled", Payload: []byte(`{"errorType":"Sandbox.Timedout"}`)}, 200, `{"errorType":"Sandbox.Timedout"}`,
			map[string]string{"X-Amz-Function-Error": "Unhandled"}},
		"init error": {nil, invoke.Response{Outcome: core.InitErrored, ErrorType: "Unhandled", Payload: []byte(`{}`)}, 200, `{}`,
			map[string]string{"X-Amz-Function-Error": "Unhandled"}},
		"tail": {[]string{"X-Amz-Log-Type", "Tail"}, invoke.Response{Payload: []byte(`1`), LogTail: []byte("START\n")}, 200, `1`,
			map[string]string{"X-Amz-Log-Result": base64.StdEncoding.EncodeToString([]byte("START\n"))}},
		"event": {[]string{"X-Amz-Invocation-Type", "Event"}, invoke.Response{Outcome: core.Accepted}, 202, ``,
			map[string]string{"X-Amz-Executed-Version": "", "Content-Length": "0"}},
		"dry run": {[]string{"X-Amz-Invocation-Type", "DryRun"}, invoke.Response{}, 204, ``, map[string]string{"X-Amz-Executed-Version": ""}},
		"reserved exhausted": {nil, invoke.Response{Outcome: core.Refused, Reason: core.ReservedFunctionConcurrentInvocationLimitExceeded}, 429,
			`{"Reason":"ReservedFunctionConcurrentInvocationLimitExceeded","Type":"User","message":"Rate Exceeded."}`,
			map[string]string{typed: "TooManyRequestsException", "Retry-After": ""}},
		"no function": {nil, invoke.Response{Outcome: core.NotFound, Reason: core.NoSuchFunction, FunctionARN: reportARN}, 404,
			`{"Type":"User","Message":"Function not found: ` + reportARN + `:$LATEST"}`, map[string]string{typed: "ResourceNotFoundException"}},
		"no ARN given": {nil, invoke.Response{Outcome: core.NotFound}, 404,
			`{"Type":"User","Message":"Function not found: arn:aws:lambda:::function:report:$LATEST"}`, nil},
		"no model": {nil, invoke.Response{Outcome: core.Refused, Reason: core.NoCode, FunctionARN: reportARN}, 501,
			`{"Type":"User","message":"NotImplementedException: running ` + reportARN + `:$LATEST, which has no model (environment variable SQUALL_MODEL), is not built in squall"}`,
			map[string]string{typed: "NotImplementedException"}},
		"stopped": {nil, invoke.Response{Outcome: core.Refused}, 500,
			`{"Type":"Service","Message":"the stand-in stopped before the invoke ended"}`, map[string]string{typed: "ServiceException"}},
		"our fault": {nil, invoke.Response{Outcome: core.Refused, Reason: core.VersionInUse}, 500,
			`{"Type":"Service","Message":"the rule book ended an invoke with a reason of the control plane: VersionInUse"}`, nil},
		"too large": {nil, invoke.Response{Payload: make([]byte, 6291557)}, 200,
			`{"errorMessage":"Response payload size exceeded maximum allowed payload size (6291556 bytes).","errorType":"Function.ResponseSizeTooLarge"}`,
			map[string]string{"X-Amz-Function-Error": "Unhandled"}},
	} {
		t.Run(name, func(t *testing.T) {
			b := newBackend()
			tt.resp.RequestID = requestID
			b.answer = func(invoke.Request) invoke.Response { return tt.resp }
			w := send(t, b, invokePath, `{}`, tt.headers...)
			if w.Code != tt.status || w.Body.String() != tt.body {
				t.Errorf("got %d %s\nwant %d %s", w.Code, w.Body, tt.status, tt.body)
			}
			if got := w.Header().Get("X-Amzn-Requestid"); got != requestID {
				t.Errorf("request id %q", got)
			}
			for k, v := range tt.want {
				if got := w.Header().Get(k); got != v {
					t.Errorf("%s: %q, want %q", k, got, v)
				}
			}
		})
	}
}

// TestWhatTheBackendIsAsked: from the bytes of a request to its values.
func TestWhatTheBackendIsAsked(t *testing.T) {
	const auth = "AWS4-HMAC-SHA256 Credential=222233334444/20261122/eu-west-1/lambda/aws4_request, SignedHeaders=host, Signature=0"
	for name, tt := range map[string]struct {
		path, body string
		headers    []string
		want       invoke.Request
	}{
		"plain":     {invokePath, `{"a":1}`, nil, invoke.Request{Function: "report", Payload: []byte(`{"a":1}`)}},
		"empty":     {invokePath, ``, nil, invoke.Request{Function: "report", Payload: []byte(`{}`)}},
		"qualifier": {invokePath + "?Qualifier=live", `1`, nil, invoke.Request{Function: "report", Qualifier: "live", Payload: []byte(`1`)}},
		"in the name": {"/2015-03-31/functions/report%3Alive/invocations", `1`, nil,
			invoke.Request{Function: "report", Qualifier: "live", Payload: []byte(`1`)}},
		"scope": {invokePath, `1`, []string{"Authorization", auth},
			invoke.Request{Account: "222233334444", Region: "eu-west-1", Function: "report", Payload: []byte(`1`)}},
		"event": {invokePath, `1`, []string{"X-Amz-Invocation-Type", "Event", "X-Amz-Log-Type", "Tail", "X-Amzn-Trace-Id", "Root=1-a-b"},
			invoke.Request{Function: "report", Payload: []byte(`1`), Async: true, LogTail: true, Trace: "1-a-b"}},
		"dry run": {invokePath, `1`, []string{"X-Amz-Invocation-Type", "DryRun"}, invoke.Request{Function: "report", Payload: []byte(`1`), DryRun: true}},
	} {
		t.Run(name, func(t *testing.T) {
			b := newBackend()
			send(t, b, tt.path, tt.body, tt.headers...)
			got := b.asked
			if !bytes.Equal(got.Payload, tt.want.Payload) {
				t.Errorf("payload %q, want %q", got.Payload, tt.want.Payload)
			}
			got.Payload, tt.want.Payload = nil, nil
			if !equalRequests(got, tt.want) {
				t.Errorf("asked %+v\nwant  %+v", got, tt.want)
			}
		})
	}
}

func equalRequests(a, b invoke.Request) bool {
	return a.Account == b.Account && a.Region == b.Region && a.Function == b.Function && a.Qualifier == b.Qualifier &&
		a.Async == b.Async && a.DryRun == b.DryRun && a.LogTail == b.LogTail && a.Door == b.Door && a.Trace == b.Trace
}

// TestRefusedBeforeTheBackend: what never reaches it.
func TestRefusedBeforeTheBackend(t *testing.T) {
	big := func(n int) string { return `"` + strings.Repeat("x", n-2) + `"` }
	const event = "X-Amz-Invocation-Type"
	for name, tt := range map[string]struct {
		body    string
		headers []string
		line    string // status, error type and body, or its beginning
	}{
		"not JSON":      {`{"a"`, nil, `400 InvalidRequestContentException {"Type":"User","message":"Could not parse request body into json: Could not parse payload into json: `},
		"sync limit":    {big(6291456), nil, `200 `},
		"over it":       {big(6291457), nil, `413 RequestEntityTooLargeException {"Message":"Request must be smaller than 6291456 bytes for the InvokeFunction operation"}`},
		"async limit":   {big(1048576), []string{event, "Event"}, `202 `},
		"over async":    {big(1048577), []string{event, "Event"}, `413 RequestEntityTooLargeException {"Message":"Request must be smaller than 1048576 bytes for the InvokeFunction operation"}`},
		"type":          {`1`, []string{event, "Later"}, `400 ValidationException {"message":"1 validation error detected: Value 'Later' at 'invocationType' failed to satisfy constraint: Member must satisfy enum value set: [Event, RequestResponse, DryRun]"}`},
		"context":       {`1`, []string{"X-Amz-Client-Context", "e30="}, `501 NotImplementedException {"Type":"User","message":"NotImplementedException: the header X-Amz-Client-Context is not built in squall"}`},
		"tenant":        {`1`, []string{"X-Amz-Tenant-Id", "a"}, `501 NotImplementedException `},
		"durable":       {`1`, []string{"X-Amz-Durable-Execution-Name", "a"}, `501 NotImplementedException `},
		"chunked":       {big(100), []string{"chunked", "yes"}, `200 `},
		"chunked, over": {big(6291457), []string{"chunked", "yes"}, `413 RequestEntityTooLargeException `},
	} {
		t.Run(name, func(t *testing.T) {
			b := newBackend()
			r := httptest.NewRequest("POST", invokePath, strings.NewReader(tt.body))
			if len(tt.headers) == 2 && tt.headers[0] == "chunked" {
				r.ContentLength = -1
			} else if len(tt.headers) == 2 {
				r.Header.Set(tt.headers[0], tt.headers[1])
			}
			w := httptest.NewRecorder()
			b.handler().ServeHTTP(w, r)
			got := strings.TrimSpace(strings.Join([]string{itoa(w.Code), w.Header().Get("X-Amzn-Errortype"), w.Body.String()}, " "))
			if want := strings.TrimSpace(tt.line); !strings.HasPrefix(got, want) {
				t.Errorf("got  %.300s\nwant %s", got, want)
			}
			if reached := b.asked.Function != ""; reached != (w.Code < 300) {
				t.Errorf("reached the backend: %v", reached)
			}
			if w.Header().Get("X-Amzn-Requestid") == "" {
				t.Error("no request id")
			}
		})
	}
}

func itoa(n int) string {
	return string([]byte{byte('0' + n/100), byte('0' + n/10%10), byte('0' + n%10)})
}

func TestTailIsTheLast4KB(t *testing.T) {
	b := newBackend()
	b.answer = func(invoke.Request) invoke.Response {
		return invoke.Response{Payload: []byte(`1`), LogTail: append(bytes.Repeat([]byte("a"), 10), bytes.Repeat([]byte("b"), 4096)...)}
	}
	w := send(t, b, invokePath, `1`, "X-Amz-Log-Type", "Tail")
	log, err := base64.StdEncoding.DecodeString(w.Header().Get("X-Amz-Log-Result"))
	if err != nil || len(log) != 4096 || bytes.Contains(log, []byte("a")) {
		t.Errorf("%d bytes, %v", len(log), err)
	}
}

// TestAnswersAtTheInstant: the client sees the answer at Response.At, and
// nothing is written for a client that has gone.
func TestAnswersAtTheInstant(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBackend()
		start := time.Now()
		b.answer = func(invoke.Request) invoke.Response {
			return invoke.Response{Payload: []byte(`1`), At: start.Add(15 * time.Minute)}
		}
		if w := send(t, b, invokePath, `1`); w.Code != 200 || time.Since(start) != 15*time.Minute {
			t.Errorf("%d after %v", w.Code, time.Since(start))
		}
		start = time.Now()
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		w := httptest.NewRecorder()
		b.handler().ServeHTTP(w, httptest.NewRequest("POST", invokePath, strings.NewReader(`1`)).WithContext(ctx))
		if w.Body.Len() > 0 || time.Since(start) != time.Second {
			t.Errorf("wrote %q after %v", w.Body, time.Since(start))
		}
	})
}

// BenchmarkInvoke is the handler alone, without a socket.
func BenchmarkInvoke(b *testing.B) {
	be := newBackend()
	h := be.handler()
	body := []byte(`{"order":"8f14e45f-ceea-467f-a8d9-0f8a2d1c9b11","items":[1,2,3],"note":"` + strings.Repeat("x", 900) + `"}`)
	r := httptest.NewRequest("POST", invokePath+"?Qualifier=live", nil)
	r.Header.Set("Authorization", "AWS4-HMAC-SHA256 Credential=AKID/20261122/us-east-1/lambda/aws4_request, SignedHeaders=host, Signature=0")
	r.Header.Set("X-Amzn-Trace-Id", "Root=1-5759e988-bd862e3fe1be46a994272793")
	r.ContentLength = int64(len(body))
	w := discard{http.Header{}}
	b.ReportAllocs()
	for b.Loop() {
		r.Body = io.NopCloser(bytes.NewReader(body))
		h.ServeHTTP(w, r)
	}
}

// BenchmarkThrottle is the same for a refused invoke.
func BenchmarkThrottle(b *testing.B) {
	be := newBackend()
	be.answer = func(invoke.Request) invoke.Response {
		return invoke.Response{RequestID: requestID, Outcome: core.Refused, Reason: core.ConcurrentInvocationLimitExceeded}
	}
	h := be.handler()
	r := httptest.NewRequest("POST", invokePath, nil)
	w := discard{http.Header{}}
	b.ReportAllocs()
	for b.Loop() {
		h.ServeHTTP(w, r)
	}
}

// discard is a writer that keeps nothing.
type discard struct{ h http.Header }

func (d discard) Header() http.Header         { return d.h }
func (d discard) Write(b []byte) (int, error) { return len(b), nil }
func (d discard) WriteHeader(int)             {}
