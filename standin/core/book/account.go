package book

import (
	"squall/standin/core"
	"squall/standin/core/tick"
)

// minUnreserved is the concurrency that always stays unreserved.
// https://docs.aws.amazon.com/lambda/latest/dg/configuration-concurrency.html
const minUnreserved = 100

const second = 1_000_000_000

// defaultLimit is the concurrency of an account that nothing was said about.
const defaultLimit = 1000

// region is one account in one AWS region: the pool its functions share.
type region struct {
	limit       int32
	reserved    int32 // sum over its functions
	provisioned int32 // requested, of functions without reserved concurrency
	ready       int32 // usable, of functions without reserved concurrency
	busy        int32 // on-demand environments in use by functions without reserved concurrency
	requests    tick.Bucket
}

// regionAt makes the region known on its first use.
func (b *Book) regionAt(i int32) *region {
	for int(i) >= len(b.regions) {
		b.regions = append(b.regions, region{
			limit: defaultLimit, requests: b.requests(defaultLimit)})
	}
	return &b.regions[i]
}

// requests is the limit on requests that so much concurrency brings with it.
func (b *Book) requests(concurrency int32) tick.Bucket {
	return tick.NewBucket(b.cfg.Requests(concurrency), b.cfg.RequestPer, b.now)
}

func (b *Book) setAccount(ev core.Event) (core.Reason, int32) {
	r := b.regionAt(ev.Region)
	if ev.N < r.reserved+r.provisioned+minUnreserved && r.reserved+r.provisioned > 0 {
		return core.UnreservedBelowMinimum, minUnreserved
	}
	r.limit = ev.N
	r.requests.Resize(b.cfg.Requests(ev.N), b.now)
	return core.NoReason, 0
}

// unreservedFree is how many more on-demand environments may run in the
// unreserved pool.
func (r *region) unreservedFree() int32 {
	return r.limit - r.reserved - r.ready - r.busy
}

// putReserved sets a function's reserved concurrency.
func (b *Book) putReserved(f *function, n int32) (core.Reason, int32) {
	r := &b.regions[f.region]
	before := max(f.reserved, 0)
	others := r.provisioned
	if f.reserved < 0 {
		others -= f.provisioned
	}
	// 100 stay unreserved: https://docs.aws.amazon.com/lambda/latest/dg/configuration-concurrency.html
	if n > before && r.limit-(r.reserved-before)-others-n < minUnreserved {
		return core.UnreservedBelowMinimum, minUnreserved
	}
	// Reserved may not fall below the function's provisioned concurrency (recorded 2025).
	if n < f.provisioned {
		return core.ReservedBelowProvisioned, f.provisioned
	}
	if f.reserved < 0 {
		b.leaveUnreserved(f)
		f.requests = b.requests(n)
	} else {
		f.requests.Resize(b.cfg.Requests(n), b.now)
	}
	r.reserved += n - before
	f.reserved = n
	return core.NoReason, 0
}

func (b *Book) deleteReserved(f *function) (core.Reason, int32) {
	if f.reserved < 0 {
		return core.NoReason, 0
	}
	r := &b.regions[f.region]
	r.reserved -= f.reserved
	f.reserved = unset
	r.provisioned += f.provisioned
	r.ready += f.ready
	r.busy += f.busy
	return core.NoReason, 0
}

// leaveUnreserved takes what the function holds out of the shared pool.
func (b *Book) leaveUnreserved(f *function) {
	r := &b.regions[f.region]
	r.provisioned -= f.provisioned
	r.ready -= f.ready
	r.busy -= f.busy
}
