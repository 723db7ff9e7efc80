package book

import (
	"squall/standin/core"
	"squall/standin/core/pool"
	"squall/standin/core/tick"
)

const second = 1_000_000_000

// regionAt makes one account in one AWS region known on its first use.
func (b *Book) regionAt(i int32) *pool.Account {
	for int(i) >= len(b.regions) {
		b.regions = append(b.regions, pool.Account{Limit: pool.Default, Requests: b.requests(pool.Default)})
	}
	return &b.regions[i]
}

// account is the pool that a function has its share of.
func (b *Book) account(f *function) *pool.Account { return &b.regions[f.region] }

// occupy counts on-demand environments of a function that are in use.
func (b *Book) occupy(fn, n int32) {
	f := &b.fns[fn]
	b.account(f).Occupy(&f.Share, n)
}

// requests is the limit on requests that so much concurrency brings with it.
func (b *Book) requests(concurrency int32) tick.Bucket {
	return tick.NewBucket(b.cfg.Requests(concurrency), b.cfg.RequestPer, b.now)
}

func (b *Book) setAccount(ev core.Event) (core.Reason, int32) {
	r := b.regionAt(ev.Region)
	if reason, n := r.SetLimit(ev.N); reason != core.NoReason {
		return reason, n
	}
	r.Requests.Resize(b.cfg.Requests(ev.N), b.now)
	return core.NoReason, 0
}

// putReserved sets a function's reserved concurrency, and the limit on requests
// that comes with it.
func (b *Book) putReserved(f *function, n int32) (core.Reason, int32) {
	fresh := f.Reserved < 0
	if reason, n := b.account(f).Reserve(&f.Share, n); reason != core.NoReason {
		return reason, n
	}
	if fresh {
		f.requests = b.requests(n)
	} else {
		f.requests.Resize(b.cfg.Requests(n), b.now)
	}
	return core.NoReason, 0
}
