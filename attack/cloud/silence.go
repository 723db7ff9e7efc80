package cloud

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"sync"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/retry"
	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
)

// How long an account that answers nothing at all is asked again: a network that
// is gone for a moment comes back, and for one that is gone for good nobody waits
// once for each change. After that a call fails at once, but for one now and then
// that finds out whether the network is back.
const (
	silentFor     = 90 * time.Second
	silentForHere = 3 * time.Second // at an endpoint of one's own, which is near
	tryEvery      = 10 * time.Second
	// A connection takes seconds at most, and an answer to a call of the control
	// plane too: one that comes later comes by a network that has lost it.
	connectWithin = 10 * time.Second
	answerWithin  = 30 * time.Second
)

// silence knows since when nothing has answered.
type silence struct {
	most time.Duration
	now  func() time.Time

	mu     sync.Mutex
	since  time.Time // zero: the last call was answered
	tried  time.Time // the last call that was not
	reason error
	tell   func(text string)
	told   bool
}

// SilentError says that nothing answers, so that a call was not even made.
type SilentError struct {
	Since  time.Time
	Reason error
}

func (e *SilentError) Error() string {
	return fmt.Sprintf("nothing has answered since %s, and it is not asked again for now: %v", e.Since.Format("15:04:05"), e.Reason)
}

// Unwrap is how the last call failed that was made.
func (e *SilentError) Unwrap() error { return e.Reason }

// OnSilence has somebody told when nothing answers, and for how long it is asked
// again.
func (s *Session) OnSilence(tell func(text string)) {
	s.silence.mu.Lock()
	defer s.silence.mu.Unlock()
	s.silence.tell = tell
}

// may says why a call need not be made.
func (q *silence) may() error {
	q.mu.Lock()
	defer q.mu.Unlock()
	if now := q.now(); q.lasting(now) && now.Sub(q.tried) < tryEvery {
		return &SilentError{q.since, q.reason}
	}
	return nil
}

// lasting says whether nothing has answered for too long.
func (q *silence) lasting(now time.Time) bool { return !q.since.IsZero() && now.Sub(q.since) >= q.most }

// heard is that something answered, whatever it said.
func (q *silence) heard() {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.told && q.tell != nil {
		q.tell("the network is back")
	}
	q.since, q.told = time.Time{}, false
}

// failed is that a call that began then was not answered.
func (q *silence) failed(began time.Time, err error) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.since.IsZero() {
		q.since = began
	}
	q.tried, q.reason = q.now(), brief(err)
	if !q.told && q.tell != nil {
		q.told = true
		q.tell(fmt.Sprintf("nothing answers: %v; asked again until %s; what a run has changed by then is left to squall recover", q.reason, q.since.Add(q.most).Format("15:04:05")))
	}
}

// brief is what the network said, without which call it said it to.
func brief(err error) error {
	if op, ok := errors.AsType[*net.OpError](err); ok {
		return op
	}
	return err
}

// over says whether calls that fail so are to be made again.
func (q *silence) over(error) aws.Ternary {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.lasting(q.now()) {
		return aws.FalseTernary
	}
	return aws.UnknownTernary
}

// heeding is a retryer's list of what is retried, which heeds silence first.
func (s *Session) heeding(list []retry.IsErrorRetryable) []retry.IsErrorRetryable {
	return append([]retry.IsErrorRetryable{retry.IsErrorRetryableFunc(s.silence.over)}, list...)
}

// asked makes a request, and notes whether anything answers.
func (q *silence) asked(next aws.HTTPClient, r *http.Request) (*http.Response, error) {
	if err := q.may(); err != nil {
		return nil, err
	}
	began := q.now()
	res, err := next.Do(r)
	switch {
	case err == nil:
		q.heard()
	case r.Context().Err() == nil, errors.Is(context.Cause(r.Context()), context.DeadlineExceeded):
		q.failed(began, err)
	}
	return res, err
}

// patient is a client of the SDK's that waits for nothing forever.
func patient(c aws.HTTPClient) aws.HTTPClient {
	b, ok := c.(*awshttp.BuildableClient)
	if !ok {
		return c
	}
	return b.WithDialerOptions(func(d *net.Dialer) { d.Timeout = connectWithin }).
		WithTransportOptions(func(t *http.Transport) { t.ResponseHeaderTimeout = answerWithin })
}
