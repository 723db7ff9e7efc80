package check

import (
	"slices"

	"squall/proof/story"
	"squall/standin/core"
)

// region is an account in a region.
type region struct {
	limit    int32
	requests bucket
}

// function is a function with all that holds for its versions together. It
// stays when it is deleted, for what still runs.
type function struct {
	id, region int32
	exists     bool
	reserved   int32 // -1: not set
	dead       bool  // it has a dead-letter queue
	published  int32
	latest     *version
	versions   map[int32]*version
	aliases    map[int32]*alias
	invokes    map[core.Qual]core.Event
	configs    map[core.Qual]*config
	requests   bucket
	scaling    bucket

	busy        int32 // environments in use that are not provisioned
	provisioned int32 // provisioned environments that are alive
}

// version is one code and configuration: every change of $LATEST makes one.
type version struct {
	fn      *function
	number  int32
	model   int32
	timeout int64
	barred  core.Reason // for which none of its environments can start
	gone    bool
	idle    []*env // the most recently used last
	spare   []*env // provisioned and idle
	early   int    // started ahead of need, and used by no request so far
	usable  int32
	rate    bucket
	config  *config
}

// config is a provisioned concurrency configuration.
type config struct {
	qual      core.Qual
	ver, next *version // next: what is being built on, or nil
	requested int32
	earliest  int64
}

// alias is where a name leads.
type alias struct {
	primary, second, weight int32
	moving                  int32 // where it leads until primary is provisioned
	draws                   *draws
}

// draws counts how a weighted alias chose.
type draws struct{ weight, n, second int32 }

// env is an environment that is alive.
type env struct {
	id          uint64
	v           *version
	provisioned bool
	early       bool // started ahead of need and not used
	started     int64
	served      int
	run         *story.Run
	since       int64 // idle since
	least, long int64 // bounds of its idle time; long 0: none
	oldest      int64 // 0: none
	ends        bool  // it must end in this batch
}

type checker struct {
	story.Wrong
	batches []story.Batch
	fragile bool
	cfg     core.Config
	regions map[int32]*region
	fns     map[int32]*function
	envs    map[uint64]*env
	ending  []*env
	draws   []*draws
	counts  Counts
	at      int // batch
	exact   bool
	shrunk  bool // provisioned environments may end in this batch
	records map[uint64]records
	events  map[*story.Request]*event
	begun   map[*story.Run]bool
}

func newChecker(batches []story.Batch, fragile bool) *checker {
	return &checker{batches: batches, fragile: fragile, regions: map[int32]*region{}, fns: map[int32]*function{}, envs: map[uint64]*env{},
		records: map[uint64]records{}, events: map[*story.Request]*event{}, begun: map[*story.Run]bool{}}
}

func (c *checker) region(i int32) *region {
	if c.regions[i] == nil {
		const limit = 1000
		c.regions[i] = &region{limit: limit, requests: c.rate(limit)}
	}
	return c.regions[i]
}

// rate is the limit on requests per second that comes with so much concurrency.
func (c *checker) rate(concurrency int32) bucket {
	return newBucket(c.units(concurrency), c.cfg.RequestPer, c.Now)
}

func (c *checker) units(concurrency int32) int64 {
	return int64(concurrency) * max(c.cfg.RequestRate, 0)
}

// function is one that exists, or nil.
func (c *checker) function(i int32) *function {
	if f := c.fns[i]; f != nil && f.exists {
		return f
	}
	return nil
}

// claimed is what functions have of an account for themselves: reserved, and
// provisioned where nothing is reserved.
func (c *checker) claimed(region int32) (reserved, provisioned int32) {
	for _, f := range c.fns {
		switch {
		case f.region != region || !f.exists:
		case f.reserved >= 0:
			reserved += f.reserved
		default:
			provisioned += f.requested()
		}
	}
	return reserved, provisioned
}

func (f *function) requested() (n int32) {
	for _, p := range f.configs {
		n += p.requested
	}
	return n
}

// free is how many more environments the unreserved pool lets run.
func (c *checker) free(region int32) int32 {
	left := c.region(region).limit
	for _, f := range c.fns {
		switch {
		case f.region != region:
		case f.exists && f.reserved >= 0:
			left -= f.reserved
		default:
			left -= f.busy + f.provisioned
		}
	}
	return left
}

// squeeze is what is left of a wait.
func (c *checker) squeeze(ns int64) int64 {
	if c.cfg.Compress <= 1000 {
		return ns
	}
	return ns/c.cfg.Compress*1000 + ns%c.cfg.Compress*1000/c.cfg.Compress
}

// versionsFor are those a request may go to now, and how many there are in
// all: a weighted alias has two.
func (f *function) versionsFor(q core.Qual) (vers []*version, a *alias) {
	named := func(number int32) *version {
		if number == 0 {
			return f.latest
		}
		return f.versions[number]
	}
	switch q.Kind {
	case core.Latest:
		return []*version{f.latest}, nil
	case core.Number:
		if v := f.versions[q.N]; v != nil {
			return []*version{v}, nil
		}
		return nil, nil
	}
	a = f.aliases[q.N]
	if a == nil {
		return nil, nil
	}
	primary := a.primary
	if a.moving != 0 {
		primary = a.moving
	}
	if a.second == 0 || a.weight < 1_000_000 {
		vers = append(vers, named(primary))
	}
	if a.second != 0 && a.weight > 0 {
		vers = append(vers, named(a.second))
	}
	return vers, a
}

func drop(list []*env, e *env) []*env {
	if i := slices.Index(list, e); i >= 0 {
		return slices.Delete(list, i, i+1)
	}
	return list
}
