package awsapi

import (
	"bytes"
	"fmt"
	"io"
	"maps"
	"net/http"
	"strings"
	"sync"
	"time"

	"squall/standin/awsapi/signature"
)

// Strikes says whether a fault of a kind strikes a call for a function, "" where
// it is for none, and the fault's own time.
type Strikes func(kind, function string) (wait time.Duration, ok bool)

// Broken lets faults bend what a handler answers: Lambda's control plane refuses,
// conflicts or is behind, and the clock that signatures are checked by is wrong.
func Broken(next http.Handler, strikes Strikes) http.Handler {
	return &broken{next: next, strikes: strikes, now: time.Now, past: map[string]past{}}
}

type broken struct {
	next    http.Handler
	strikes Strikes
	now     func() time.Time

	mu   sync.Mutex
	past map[string]past // by URI
}

// past is what a page answered before it was changed.
type past struct {
	*kept
	until time.Time
}

// ServeHTTP implements http.Handler.
func (b *broken) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if _, away := b.strikes("standin.restart", ""); away {
		panic(http.ErrAbortHandler)
	}
	if skew, ok := b.strikes("clock.skew", ""); ok && b.skewed(w, r, skew) {
		return
	}
	if scope := ScopeOf(r).Service; !dated(r.URL.Path) || scope != "" && scope != "lambda" || invokes(r.URL.Path) {
		b.next.ServeHTTP(w, r)
		return
	}
	b.control(w, r)
}

// invokes says whether a path is one that runs a function.
func invokes(path string) bool {
	return strings.HasSuffix(path, "/invocations") || strings.HasSuffix(path, "/invoke-async") || strings.HasSuffix(path, "/response-streaming-invocations")
}

// slack is how far the date of a signature may be from the service's.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/signature-v4-troubleshooting.html
const slack = 5 * time.Minute

const signedAt = "20060102T150405Z"

// skewed refuses a request whose signature is too old, or of the future, by a
// clock that is wrong. Every answer has that clock's date.
func (b *broken) skewed(w http.ResponseWriter, r *http.Request, skew time.Duration) bool {
	now := b.now().Add(skew).UTC()
	w.Header().Set("Date", now.Format(http.TimeFormat))
	s, ok := signature.Read(r)
	if !ok || s.Presigned {
		return false
	}
	at, err := time.Parse(signedAt, r.Header.Get("X-Amz-Date"))
	if err != nil || at.Sub(now).Abs() <= slack {
		return false
	}
	w.Header()["X-Amzn-Requestid"] = []string{"-"}
	answer(w, r, ScopeOf(r).Service, http.StatusForbidden, "InvalidSignatureException",
		fmt.Sprintf("Signature expired: %s is now earlier than %s (%s - 5 min.)", at.Format(signedAt), now.Add(-slack).Format(signedAt), now.Format(signedAt)))
	return true
}

// function is the name in a path of the control plane; "" where there is none.
func function(path string) string {
	_, rest, _ := strings.Cut(path, "/functions/")
	name, _, _ := strings.Cut(rest, "/")
	return name
}

// control is a call of Lambda's control plane.
func (b *broken) control(w http.ResponseWriter, r *http.Request) {
	fn := function(r.URL.Path)
	if _, ok := b.strikes("ctl.throttle", fn); ok {
		refused(w, http.StatusTooManyRequests, "TooManyRequestsException", `{"Reason":"CallerRateLimitExceeded","Type":"User","message":"Rate Exceeded."}`)
		return
	}
	if r.Method == http.MethodGet {
		if !b.stale(w, r, fn) {
			b.next.ServeHTTP(w, r)
		}
		return
	}
	if _, ok := b.strikes("ctl.conflict", fn); ok {
		conflict(w, r)
		return
	}
	if wait, ok := b.strikes("ctl.stale", fn); ok {
		b.keep(r, wait)
	}
	b.next.ServeHTTP(w, r)
}

func refused(w http.ResponseWriter, status int, code, body string) {
	w.Header().Set("Content-Type", "application/json")
	w.Header()["X-Amzn-Errortype"] = []string{code}
	w.WriteHeader(status)
	_, _ = io.WriteString(w, body) // a client that hung up needs no answer
}

// mostPeeked is how much of a body may be read ahead.
const mostPeeked = 64 << 10

// conflict is what a caller is told whose change somebody else was before.
func conflict(w http.ResponseWriter, r *http.Request) {
	if r.ContentLength > 0 && r.ContentLength <= mostPeeked {
		if body, err := io.ReadAll(io.LimitReader(r.Body, mostPeeked)); err == nil && bytes.Contains(body, []byte(`"RevisionId"`)) {
			refused(w, http.StatusPreconditionFailed, "PreconditionFailedException", `{"Type":"User","message":"The Revision Id provided does not match the latest Revision Id. `+
				`Call the GetFunction/GetAlias API to retrieve the latest Revision Id"}`)
			return
		}
	}
	refused(w, http.StatusConflict, "ResourceConflictException", `{"Type":"User","message":"The operation cannot be performed at this time. An update is in progress for resource: `+function(r.URL.Path)+`"}`)
}

// stale answers a page as it was before a change that is not to be seen yet.
func (b *broken) stale(w http.ResponseWriter, r *http.Request, fn string) bool {
	b.mu.Lock()
	p, ok := b.past[r.URL.RequestURI()]
	if ok && b.now().After(p.until) {
		delete(b.past, r.URL.RequestURI())
		ok = false
	}
	b.mu.Unlock()
	if !ok {
		return false
	}
	if _, ok = b.strikes("ctl.stale", fn); ok {
		p.show(w)
	}
	return ok
}

// keep keeps what the pages answer that a call is about to change. What is kept
// already is older, and so what readers go on seeing.
func (b *broken) keep(r *http.Request, wait time.Duration) {
	until := b.now().Add(wait)
	for _, uri := range pages(r) {
		b.mu.Lock()
		old, ok := b.past[uri]
		b.mu.Unlock()
		if ok && b.now().Before(old.until) {
			continue
		}
		get, err := http.NewRequestWithContext(r.Context(), http.MethodGet, uri, nil)
		if err != nil {
			continue
		}
		get.RequestURI, get.Host, get.Header = uri, r.Host, r.Header
		p := past{&kept{header: http.Header{}, status: http.StatusOK}, until}
		b.next.ServeHTTP(p.kept, get)
		b.mu.Lock()
		b.past[uri] = p
		b.mu.Unlock()
	}
}

// pages are the URIs at which one sees what a call changes.
func pages(r *http.Request) []string {
	path := r.URL.Path
	uris := []string{r.URL.RequestURI()}
	of := func(end string) string { return strings.TrimSuffix(path, end) }
	switch {
	case strings.HasSuffix(path, "/concurrency"):
		uris = append(uris, strings.Replace(path, "/2017-10-31/", "/2019-09-30/", 1), "/2015-03-31/functions/"+function(path))
	case strings.HasSuffix(path, "/configuration"):
		uris = append(uris, of("/configuration"))
	case strings.HasSuffix(path, "/code"):
		uris = append(uris, of("/code"), of("/code")+"/configuration")
	}
	return uris
}

// kept is an answer that is not sent yet.
type kept struct {
	header http.Header
	status int
	body   bytes.Buffer
}

// Header implements http.ResponseWriter.
func (k *kept) Header() http.Header { return k.header }

// Write implements http.ResponseWriter.
func (k *kept) Write(p []byte) (int, error) { return k.body.Write(p) }

// WriteHeader implements http.ResponseWriter.
func (k *kept) WriteHeader(status int) { k.status = status }

func (k *kept) show(w http.ResponseWriter) {
	maps.Copy(w.Header(), k.header)
	w.WriteHeader(k.status)
	_, _ = w.Write(k.body.Bytes()) // a client that hung up needs no answer
}
