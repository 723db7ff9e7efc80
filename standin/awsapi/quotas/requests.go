package quotas

import (
	"slices"
	"sync"
	"time"
)

// The states of a request.
const (
	pending  = "PENDING"
	approved = "APPROVED"
	denied   = "NOT_APPROVED"
)

// Requests are those for more than a quota, until a reset. Safe for concurrent
// use.
type Requests struct {
	mu    sync.Mutex
	made  []request
	grant func(r request) // later
}

// Still runs f while nobody else has the requests.
func (q *Requests) Still(f func()) {
	q.mu.Lock()
	defer q.mu.Unlock()
	f()
}

// Resume has requests that were read as they had been kept, and are pending,
// decided after the time that one takes.
func (q *Requests) Resume() {
	q.mu.Lock()
	defer q.mu.Unlock()
	for _, r := range q.made {
		if r.status == pending {
			q.grant(r)
		}
	}
}

// request is one of them.
type request struct {
	account, region, id string
	desired             float64
	status              string
	created, updated    time.Time
}

// Reset forgets every request; those that are pending are never decided.
func (q *Requests) Reset() {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.made = nil
}

// open adds a request, unless the account has one that is pending.
func (q *Requests) open(r request) bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	if slices.ContainsFunc(q.made, func(o request) bool {
		return o.account == r.account && o.region == r.region && o.status == pending
	}) {
		return false
	}
	q.made = append(q.made, r)
	return true
}

// decide ends a request; there may be none any more.
func (q *Requests) decide(id, status string, now time.Time) {
	q.mu.Lock()
	defer q.mu.Unlock()
	for i := range q.made {
		if q.made[i].id == id {
			q.made[i].status, q.made[i].updated = status, now
		}
	}
}

// of are the requests of an account in a region, the latest first.
func (q *Requests) of(account, region string) []request {
	q.mu.Lock()
	defer q.mu.Unlock()
	var out []request
	for _, r := range slices.Backward(q.made) {
		if r.account == account && r.region == region {
			out = append(out, r)
		}
	}
	return out
}
