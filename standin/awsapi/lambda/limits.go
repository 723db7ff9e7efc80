package lambda

import (
	"net/http"
	"sync"
	"time"

	"squall/standin/awsapi"
	"squall/standin/core"
)

// Rate is AWS's limit on calls of the control plane, for each account in each
// Region: 15 a second of all operations together, but for GetPolicy, which has
// 15 of its own, and GetFunction, which has 100. Invokes are not counted.
// https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
const Rate = 15

const getFunctionRate = 100

// limits holds the control plane to a rate, in proportion to AWS's. That a
// second's worth may come at once is a guess.
type limits struct {
	rate float64 // of what has no rate of its own
	now  func() time.Time

	mu      sync.Mutex
	buckets map[limited]bucket
}

// limited is what has a rate of its own.
type limited struct{ account, region, operation string }

type bucket struct {
	left float64
	at   time.Time
}

// allow takes one call of an operation from its bucket.
func (l *limits) allow(scope awsapi.Scope, operation string) bool {
	rate := l.rate
	switch operation {
	case "Invoke", "InvokeAsync", "InvokeWithResponseStream":
		return true
	case "GetFunction":
		rate *= getFunctionRate / float64(Rate)
	case "GetPolicy":
	default:
		operation = "" // all others share one
	}
	key := limited{scope.Account, scope.Region, operation}
	l.mu.Lock()
	defer l.mu.Unlock()
	b, ok := l.buckets[key]
	now := l.now()
	if !ok {
		b = bucket{left: rate, at: now}
	}
	b.left = min(rate, b.left+rate*now.Sub(b.at).Seconds())
	b.at = now
	allowed := b.left >= 1
	if allowed {
		b.left--
	}
	l.buckets[key] = b
	return allowed
}

// NewLimited makes the handler of the Lambda API with a limit on calls a second
// of the control plane; Rate is AWS's.
func NewLimited(b Backend, rate float64, now func() time.Time) http.Handler {
	h := newHandler(b)
	h.limits = &limits{rate: rate, now: now, buckets: map[limited]bucket{}}
	return h
}

// tooFast refuses a call over the limit. The reason is known by its name only.
func tooFast(w http.ResponseWriter) {
	w.Header()[headerErrorType] = []string{"TooManyRequestsException"}
	writeBody(w, http.StatusTooManyRequests, throttles[core.CallerRateLimitExceeded])
}
