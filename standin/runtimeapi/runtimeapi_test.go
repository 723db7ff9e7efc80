package runtimeapi_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"squall/standin/invoke"
	"squall/standin/runtimeapi"
)

// told writes down what a process did.
type told struct{ lines []string }

func (l *told) Waits() { l.lines = append(l.lines, "waits") }

func (l *told) Answered(payload []byte, failed bool) {
	what := "answered "
	if failed {
		what = "failed "
	}
	l.lines = append(l.lines, what+string(payload[:min(len(payload), 50)]))
}

func (l *told) InitFailed(payload []byte) { l.lines = append(l.lines, "init failed "+string(payload)) }

// ask sends one request of a process.
func ask(a *runtimeapi.API, method, path, body string, headers ...string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, "/2018-06-01/runtime/"+path, strings.NewReader(body))
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	a.ServeHTTP(w, r)
	return w
}

func hand(a *runtimeapi.API, id string) {
	a.Hand(invoke.Invocation{RequestID: id, FunctionARN: "arn", Trace: "1-2-3", Deadline: time.UnixMilli(1_700_000_000_123), Payload: []byte(`{"id":"` + id + `"}`)})
}

func TestInvocations(t *testing.T) {
	l := &told{}
	a := runtimeapi.New(l)
	hand(a, "one")
	w := ask(a, "GET", "invocation/next", "")
	for name, want := range map[string]string{"Lambda-Runtime-Aws-Request-Id": "one", "Lambda-Runtime-Deadline-Ms": "1700000000123",
		"Lambda-Runtime-Invoked-Function-Arn": "arn", "Lambda-Runtime-Trace-Id": "Root=1-2-3;Sampled=0"} {
		if got := w.Header().Get(name); got != want {
			t.Errorf("%s is %q, want %q", name, got, want)
		}
	}
	if w.Body.String() != `{"id":"one"}` {
		t.Errorf("handed %s", w.Body)
	}
	if w := ask(a, "POST", "invocation/two/response", "{}"); w.Code != 400 || !strings.Contains(w.Body.String(), "InvalidRequestID") {
		t.Errorf("an answer to what was never asked: %d %s", w.Code, w.Body)
	}
	if w := ask(a, "POST", "invocation/one/response", `"fine"`); w.Code != 202 {
		t.Errorf("an answer: %d %s", w.Code, w.Body)
	}
	if w := ask(a, "POST", "invocation/one/response", `"again"`); w.Code != 400 {
		t.Errorf("a second answer: %d %s", w.Code, w.Body)
	}
	hand(a, "three")
	ask(a, "GET", "invocation/next", "")
	if w := ask(a, "POST", "invocation/three/error", `{"errorType":"E"}`); w.Code != 202 {
		t.Errorf("an error: %d %s", w.Code, w.Body)
	}
	hand(a, "large")
	ask(a, "GET", "invocation/next", "")
	if w := ask(a, "POST", "invocation/large/response", strings.Repeat("x", 6291557)); w.Code != 413 {
		t.Errorf("too large an answer: %d %s", w.Code, w.Body)
	}
	hand(a, "stream")
	ask(a, "GET", "invocation/next", "")
	if w := ask(a, "POST", "invocation/stream/response", "x", "Lambda-Runtime-Function-Response-Mode", "streaming"); w.Code != 501 {
		t.Errorf("a streamed answer: %d %s", w.Code, w.Body)
	}
	want := `answered "fine"|failed {"errorType":"E"}|failed {"errorMessage":"Response payload size exceeded ma|failed {"errorMessage":"the stand-in does not take stream`
	if got := strings.Join(l.lines, "|"); got != want {
		t.Errorf("told %s\nwant %s", got, want)
	}
}

func TestOtherRequests(t *testing.T) {
	l := &told{}
	a := runtimeapi.New(l)
	if w := ask(a, "POST", "init/error", `{"errorType":"Init"}`); w.Code != 202 {
		t.Errorf("init error: %d", w.Code)
	}
	for _, bad := range [][2]string{{"POST", "invocation/next"}, {"GET", "init/error"}, {"POST", "invocation/x/else"}, {"GET", "else"}, {"GET", "../else"}} {
		if w := ask(a, bad[0], bad[1], ""); w.Code != http.StatusNotFound {
			t.Errorf("%s %s: %d", bad[0], bad[1], w.Code)
		}
	}
	// A process that goes away while it waits takes no invocation with it.
	ctx, stop := context.WithCancel(t.Context())
	stop()
	r := httptest.NewRequest("GET", "/2018-06-01/runtime/invocation/next", nil).WithContext(ctx)
	a.ServeHTTP(httptest.NewRecorder(), r)
	hand(a, "kept")
	if w := ask(a, "GET", "invocation/next", ""); w.Header().Get("Lambda-Runtime-Aws-Request-Id") != "kept" {
		t.Errorf("the invocation was lost: %v", w.Header())
	}
	if got := strings.Join(l.lines, "|"); got != `init failed {"errorType":"Init"}|waits` {
		t.Errorf("told %s", got)
	}
}
