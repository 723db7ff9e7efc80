package tally

import (
	"cmp"
	"math/bits"
	"slices"

	"squall/analyze/stats"
	"squall/profiles/dist"
)

// Sketch keeps the times of one environment in buckets of at most 0.4 % width,
// six bytes each: small enough to have one for every environment. Many buckets
// are kept side by side, which takes no more room then and is faster.
type Sketch struct {
	waits   uint16             // how many are
	waiting [maxWaiting]uint16 // times that are not in count yet
	bucket  []uint16           // ascending
	count   []uint32
	many    pages[uint32] // by bucket, in place of the above; nil: not yet
}

// maxWaiting is how many times wait until they are counted together, which is
// cheaper than to search for the bucket of each, and to fetch the counts of
// another environment for each.
const maxWaiting = 43

// maxListed is how many buckets are listed.
const maxListed = 256

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

// add counts one time of at most highest.
func (s *Sketch) add(us int64) {
	s.waiting[s.waits] = bucketOf(us)
	if s.waits++; s.waits == maxWaiting {
		s.settle()
	}
}

// settle counts what waits: from the end, so that every bucket moves once to
// where it belongs.
func (s *Sketch) settle() {
	waiting := s.waiting[:s.waits]
	s.waits = 0
	if s.many != nil {
		for _, b := range waiting {
			*s.many.at(int(b))++
		}
		return
	}
	slices.Sort(waiting)
	from := len(s.bucket) - 1
	s.grow(waiting)
	to := len(s.bucket) - 1
	for i := len(waiting) - 1; i >= 0; {
		b, n := waiting[i], uint32(0)
		for ; i >= 0 && waiting[i] == b; i-- {
			n++
		}
		for ; from >= 0 && s.bucket[from] > b; from, to = from-1, to-1 {
			s.bucket[to], s.count[to] = s.bucket[from], s.count[from]
		}
		if from >= 0 && s.bucket[from] == b {
			n += s.count[from]
			from--
		}
		s.bucket[to], s.count[to] = b, n
		to--
	}
	if len(s.bucket) > maxListed {
		s.spread()
	}
}

// spread stops listing buckets.
func (s *Sketch) spread() {
	for i, b := range s.bucket {
		*s.many.at(int(b)) = s.count[i]
	}
	s.bucket, s.count = nil, nil
}

// grow makes room for the buckets among those that wait, in ascending order,
// that there are none of yet.
func (s *Sketch) grow(waiting []uint16) {
	fresh, at := 0, 0
	for i, b := range waiting {
		if i > 0 && waiting[i-1] == b {
			continue
		}
		for at < len(s.bucket) && s.bucket[at] < b {
			at++
		}
		if at == len(s.bucket) || s.bucket[at] != b {
			fresh++
		}
	}
	n := len(s.bucket) + fresh
	s.bucket = slices.Grow(s.bucket, fresh)[:n]
	s.count = slices.Grow(s.count, fresh)[:n]
}

// empty says whether there is no time in it.
func (s *Sketch) empty() bool { return len(s.bucket) == 0 && s.waits == 0 && s.many == nil }

func (s *Sketch) addN(bucket uint16, n uint32) {
	if s.many != nil {
		*s.many.at(int(bucket)) += n
		return
	}
	i, found := slices.BinarySearch(s.bucket, bucket)
	if found {
		s.count[i] += n
		return
	}
	s.bucket = slices.Insert(s.bucket, i, bucket)
	s.count = slices.Insert(s.count, i, n)
}

// each gives the buckets that hold a time, in ascending order, until yield says
// no.
func (s *Sketch) each(yield func(bucket uint16, n uint32) bool) {
	s.settle()
	for i, b := range s.bucket {
		if !yield(b, s.count[i]) {
			return
		}
	}
	for i, n := range s.many.each {
		if !yield(uint16(i), n) {
			return
		}
	}
}

func (s *Sketch) merge(o *Sketch) {
	for b, n := range o.each {
		s.addN(b, n)
	}
}

func (s *Sketch) cluster() stats.Cluster {
	n := 0
	for range s.each {
		n++
	}
	c := stats.Cluster{Values: make([]int64, 0, n), Counts: make([]uint64, 0, n)}
	for b, n := range s.each {
		c.Values, c.Counts = append(c.Values, middle(b)), append(c.Counts, uint64(n))
	}
	return c
}

const (
	firstWindow = int64(1e9) // ns
	maxWindows  = 1000
)

// Place says which environment a hit ran in, within its cell; the zero Place is
// one that the hit did not tell.
type Place uint16

// DefaultGroups is how many environments of a cell have a sketch of their own.
const DefaultGroups = 1000

// clusters keeps one sketch for each environment, and for hits that did not
// say theirs, one for each stretch of time. Environments beyond a number share
// the sketches of the first ones, each that of a group it is drawn into: a
// group is a cluster as good as an environment, since all of an environment is
// in it and chance put the others there.
type clusters struct {
	most   int              // sketches of environments; 0: DefaultGroups, negative: no sketch at all
	known  map[uint64]Place // by hash of the environment's name
	groups []group
	window map[int64]*Sketch
	width  int64 // of a window, ns; doubles when there are too many
}

// group is named after its first environment.
type group struct {
	name  string
	times *Sketch
	cold  []uint16 // buckets of those that started an environment
}

// seen makes sure that an environment is known, even without a time.
func (c *clusters) seen(env string) Place {
	id := dist.Key(env)
	if at, ok := c.known[id]; ok {
		return at
	}
	if c.known == nil {
		c.known = map[uint64]Place{}
	}
	at := Place(1)
	switch most := cmp.Or(c.most, DefaultGroups); {
	case most < 0: // who asks only wants to know that it is known
	case len(c.groups) < most:
		c.groups = append(c.groups, group{name: env, times: &Sketch{}})
		at = Place(len(c.groups))
	default:
		at += Place(id >> 32 % uint64(len(c.groups)))
	}
	c.known[id] = at
	return at
}

// count keeps a time of an ok hit.
func (c *clusters) count(at Place, due, us int64, cold bool) {
	switch {
	case c.most < 0:
	case at == 0:
		c.add(due, us)
	default:
		g := &c.groups[at-1]
		g.times.add(us)
		if cold {
			g.cold = append(g.cold, bucketOf(us))
		}
	}
}

// add keeps a time of an environment that is not known.
func (c *clusters) add(due, us int64) {
	if c.window == nil {
		c.window, c.width = map[int64]*Sketch{}, firstWindow
	}
	s := c.window[due/c.width]
	if s == nil {
		s = &Sketch{}
		c.window[due/c.width] = s
	}
	s.add(us)
	if len(c.window) > maxWindows {
		c.widen()
	}
}

func (c *clusters) widen() {
	old := c.window
	c.window, c.width = map[int64]*Sketch{}, c.width*2
	for _, k := range sorted(old) {
		to := c.window[k/2]
		if to == nil {
			to = &Sketch{}
			c.window[k/2] = to
		}
		to.merge(old[k])
	}
}

// apart counts the times of some buckets beside the values of a cluster.
func apart(values []int64, buckets []uint16) []uint64 {
	if len(buckets) == 0 {
		return nil
	}
	counts := make([]uint64, len(values))
	for _, b := range buckets {
		if i, ok := slices.BinarySearch(values, middle(b)); ok {
			counts[i]++
		}
	}
	return counts
}

// list gives all clusters that hold a time, in an order of their own.
func (c *clusters) list() []stats.Cluster {
	out := make([]stats.Cluster, 0, len(c.groups)+len(c.window))
	byName := func(a, b group) int { return cmp.Compare(a.name, b.name) }
	for _, g := range slices.SortedFunc(slices.Values(c.groups), byName) {
		if !g.times.empty() {
			one := g.times.cluster()
			one.Apart = apart(one.Values, g.cold)
			out = append(out, one)
		}
	}
	for _, k := range sorted(c.window) {
		out = append(out, c.window[k].cluster())
	}
	return out
}
