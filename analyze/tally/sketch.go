package tally

import (
	"math/bits"
	"slices"

	"squall/analyze/stats"
)

// sketch keeps the times of one environment in buckets of at most 0.4 % width,
// six bytes each: small enough to have one for every environment.
type sketch struct {
	bucket  []uint16 // ascending
	count   []uint32
	pending []uint16 // times that are not in count yet
}

// maxPending is how many times wait until they are counted together, in
// order, which is cheaper than to search for the bucket of each.
const maxPending = 64

const mantissa = 8 // bits kept below the leading one

func bucketOf(us int64) uint16 {
	b := bits.Len64(uint64(us))
	if b <= mantissa {
		return uint16(us)
	}
	shift := b - mantissa - 1
	return uint16((shift+1)<<mantissa + int(us>>shift) - 1<<mantissa)
}

// middle is the time that stands for a bucket.
func middle(bucket uint16) int64 {
	if bucket < 1<<mantissa {
		return int64(bucket)
	}
	shift := int(bucket>>mantissa) - 1
	low := (int64(bucket&(1<<mantissa-1)) + 1<<mantissa) << shift
	return low + (int64(1)<<shift)/2
}

func (s *sketch) add(us int64) {
	if s.pending = append(s.pending, bucketOf(min(max(us, 0), highest))); len(s.pending) == maxPending {
		s.settle()
	}
}

// settle counts what is pending.
func (s *sketch) settle() {
	slices.Sort(s.pending)
	at := 0
	for _, b := range s.pending {
		for at < len(s.bucket) && s.bucket[at] < b {
			at++
		}
		if at < len(s.bucket) && s.bucket[at] == b {
			s.count[at]++
			continue
		}
		s.bucket = slices.Insert(s.bucket, at, b)
		s.count = slices.Insert(s.count, at, 1)
	}
	s.pending = s.pending[:0]
}

// empty says whether there is no time in it.
func (s *sketch) empty() bool { return len(s.bucket)+len(s.pending) == 0 }

func (s *sketch) addN(bucket uint16, n uint32) {
	i, found := slices.BinarySearch(s.bucket, bucket)
	if found {
		s.count[i] += n
		return
	}
	s.bucket = slices.Insert(s.bucket, i, bucket)
	s.count = slices.Insert(s.count, i, n)
}

func (s *sketch) merge(o *sketch) {
	o.settle()
	for i, b := range o.bucket {
		s.addN(b, o.count[i])
	}
}

func (s *sketch) cluster() stats.Cluster {
	s.settle()
	c := stats.Cluster{Values: make([]int64, len(s.bucket)), Counts: make([]uint64, len(s.bucket))}
	for i, b := range s.bucket {
		c.Values[i], c.Counts[i] = middle(b), uint64(s.count[i])
	}
	return c
}

const (
	firstWindow = int64(1e9) // ns
	maxWindows  = 1000
)

// clusters keeps one sketch for each environment, and for hits that did not
// say theirs, one for each stretch of time.
type clusters struct {
	env    map[string]*sketch
	window map[int64]*sketch
	width  int64 // of a window, ns; doubles when there are too many
}

// seen makes sure that an environment is known, even without a time.
func (c *clusters) seen(env string) *sketch {
	if c.env == nil {
		c.env = map[string]*sketch{}
	}
	s := c.env[env]
	if s == nil {
		s = &sketch{}
		c.env[env] = s
	}
	return s
}

func (c *clusters) add(env string, due, latency int64) {
	us := (latency + 500) / 1000
	if env != "" {
		c.seen(env).add(us)
		return
	}
	if c.window == nil {
		c.window, c.width = map[int64]*sketch{}, firstWindow
	}
	s := c.window[due/c.width]
	if s == nil {
		s = &sketch{}
		c.window[due/c.width] = s
	}
	s.add(us)
	if len(c.window) > maxWindows {
		c.widen()
	}
}

func (c *clusters) widen() {
	old := c.window
	c.window, c.width = map[int64]*sketch{}, c.width*2
	for _, k := range sorted(old) {
		to := c.window[k/2]
		if to == nil {
			to = &sketch{}
			c.window[k/2] = to
		}
		to.merge(old[k])
	}
}

// list gives all clusters that hold a time, in an order of their own.
func (c *clusters) list() []stats.Cluster {
	out := make([]stats.Cluster, 0, len(c.env)+len(c.window))
	for _, k := range sorted(c.env) {
		if s := c.env[k]; !s.empty() {
			out = append(out, s.cluster())
		}
	}
	for _, k := range sorted(c.window) {
		out = append(out, c.window[k].cluster())
	}
	return out
}
