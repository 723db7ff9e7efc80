package awsapi

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

// pen is a page that is what was last put there.
type pen struct {
	text map[string]string
	puts int
}

func (p *pen) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodGet {
		p.puts++
		body, _ := io.ReadAll(r.Body)
		p.text[strings.Replace(r.URL.Path, "2017-10-31", "2019-09-30", 1)] = string(body)
		return
	}
	text, ok := p.text[r.URL.Path]
	if !ok {
		w.WriteHeader(http.StatusNotFound)
	}
	_, _ = io.WriteString(w, text)
}

// bench is a handler with faults that a test sets.
type bench struct {
	pen
	now   time.Time
	live  map[string]time.Duration
	asked map[string]string // function by kind
	h     *broken
}

func newBench() *bench {
	b := &bench{pen: pen{text: map[string]string{}}, now: time.Unix(1767225600, 0), live: map[string]time.Duration{}, asked: map[string]string{}}
	b.h = Broken(&b.pen, func(kind, function string) (time.Duration, bool) {
		wait, ok := b.live[kind]
		if ok {
			b.asked[kind] = function
		}
		return wait, ok
	}).(*broken)
	b.h.now = func() time.Time { return b.now }
	return b
}

func (b *bench) call(method, uri, body string, signed time.Time) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, uri, strings.NewReader(body))
	if !signed.IsZero() {
		at := signed.UTC().Format(signedAt)
		r.Header.Set("X-Amz-Date", at)
		r.Header.Set("Authorization", "AWS4-HMAC-SHA256 Credential=AK/"+at[:8]+"/us-east-1/lambda/aws4_request, SignedHeaders=host;x-amz-date, Signature="+strings.Repeat("0", 64))
	}
	w := httptest.NewRecorder()
	b.h.ServeHTTP(w, r)
	return w
}

const (
	alias  = "/2015-03-31/functions/shop/aliases/live"
	invoke = "/2015-03-31/functions/shop/invocations"
	queue  = "/"
)

// Faults of the control plane strike it and nothing else, and end.
func TestControlPlaneFaults(t *testing.T) {
	for _, c := range []struct {
		kind, method, body string
		status             int
		code               string
	}{
		{"ctl.throttle", "GET", "", 429, "TooManyRequestsException"},
		{"ctl.throttle", "PUT", "{}", 429, "TooManyRequestsException"},
		{"ctl.conflict", "PUT", "{}", 409, "ResourceConflictException"},
		{"ctl.conflict", "PUT", `{"RevisionId":"x"}`, 412, "PreconditionFailedException"},
		{"ctl.conflict", "GET", "", 404, ""},
	} {
		b := newBench()
		b.live[c.kind] = 0
		w := b.call(c.method, alias, c.body, time.Time{})
		if w.Code != c.status || w.Header().Get("X-Amzn-Errortype") != c.code || c.code != "" && (b.puts > 0 || b.asked[c.kind] != "shop") {
			t.Errorf("%s %s: %d %v, %d puts, asked of %q", c.kind, c.method, w.Code, w.Header(), b.puts, b.asked[c.kind])
		}
		for _, other := range []string{invoke, queue} {
			if w := b.call("POST", other, "{}", time.Time{}); w.Code != 200 {
				t.Errorf("%s strikes %s: %d", c.kind, other, w.Code)
			}
		}
		delete(b.live, c.kind)
		if w := b.call("PUT", alias, "{}", time.Time{}); w.Code != 200 {
			t.Errorf("%s does not end: %d", c.kind, w.Code)
		}
	}
}

// What was changed is seen once the fault's time is over, or it has ended; a
// second change does not bring the first to light.
func TestStaleReads(t *testing.T) {
	const put, get = "/2017-10-31/functions/shop/concurrency", "/2019-09-30/functions/shop/concurrency"
	b := newBench()
	see := func(want string) {
		t.Helper()
		if got := b.call("GET", get, "", time.Time{}).Body.String(); got != want {
			t.Errorf("read %q, want %q", got, want)
		}
	}
	b.call("PUT", put, "one", time.Time{})
	see("one")
	b.live["ctl.stale"] = 2 * time.Second
	b.call("PUT", put, "two", time.Time{})
	see("one")
	b.now = b.now.Add(time.Second)
	b.call("PUT", put, "three", time.Time{})
	see("one")
	b.now = b.now.Add(time.Second + 1)
	see("three")
	b.call("PUT", put, "four", time.Time{})
	see("three")
	delete(b.live, "ctl.stale")
	see("four")
	b.live["ctl.stale"] = 2 * time.Second
	if w := b.call("GET", alias, "", time.Time{}); w.Code != 404 {
		t.Errorf("an alias that is not there: %d", w.Code)
	}
	b.call("PUT", alias, "new", time.Time{})
	if w := b.call("GET", alias, "", time.Time{}); w.Code != 404 {
		t.Errorf("an alias that is not seen yet: %d", w.Code)
	}
}

// A clock that is wrong by more than five minutes refuses what is signed, in
// both directions, and says what it takes for the time.
func TestClockSkew(t *testing.T) {
	for _, c := range []struct {
		skew   time.Duration
		signed bool
		status int
	}{
		{4 * time.Minute, true, 200}, {6 * time.Minute, true, 403}, {-6 * time.Minute, true, 403}, {time.Hour, false, 200},
	} {
		b := newBench()
		b.live["clock.skew"] = c.skew
		var at time.Time
		if c.signed {
			at = b.now
		}
		w := b.call("POST", invoke, "{}", at)
		date, err := time.Parse(http.TimeFormat, w.Header().Get("Date"))
		if w.Code != c.status || err != nil || !date.Equal(b.now.Add(c.skew)) || c.status == 403 && w.Header().Get("X-Amzn-Errortype") != "InvalidSignatureException" {
			t.Errorf("%v ahead: %d, %v %v, %v", c.skew, w.Code, date, err, w.Header())
		}
		// Who sets the clock by that date is let in.
		if w := b.call("POST", invoke, "{}", b.now.Add(c.skew)); w.Code != 200 {
			t.Errorf("%v ahead, and signed by it: %d", c.skew, w.Code)
		}
	}
}
