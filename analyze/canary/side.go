package canary

import (
	"maps"
	"math"
	"slices"

	"squall/analyze/sequential"
	"squall/attack/hit"
)

// counts are what became of requests.
type counts struct{ n, errors, throttled, cold, settled uint64 }

func (c *counts) add(o counts) {
	c.n += o.n
	c.errors += o.errors
	c.throttled += o.throttled
	c.cold += o.cold
	c.settled += o.settled
}

func (c *counts) hit(h *hit.Hit, settled bool) {
	c.n++
	switch h.Outcome {
	case hit.OK:
	case hit.Throttled:
		c.throttled++
	default:
		c.errors++
	}
	if settled {
		c.settled++
		if h.Start == hit.Cold {
			c.cold++
		}
	}
}

// failing and colds are what the evidence weighs.
func (c *counts) failing() sequential.Counts { return sequential.Counts{N: c.n, Events: c.errors} }
func (c *counts) colds() sequential.Counts {
	return sequential.Counts{N: c.settled, Events: c.cold}
}

// side is one version: its counts, and its times by look and by environment.
type side struct {
	all, look counts // since t=0, and since the latest look
	looks     []spread
	envs      map[string]spread
}

func newSide() *side { return &side{envs: map[string]spread{}} }

func (s *side) time(ns int64, look int, env string) {
	for len(s.looks) <= look {
		s.looks = append(s.looks, spread{})
	}
	s.looks[look].add(ns)
	of := s.envs[env]
	if of == nil {
		of = spread{}
		s.envs[env] = of
	}
	of.add(ns)
}

// at is the spread of one look, empty where nothing was measured.
func (s *side) at(look int) spread {
	if look < len(s.looks) {
		return s.looks[look]
	}
	return nil
}

func (s spread) n() uint64 {
	_, n := s.above(0)
	return n
}

// minClusters is how many environments, or looks, it takes to see how far they
// lie apart.
const minClusters = 5

// design is by how much the variance of the share above a border is larger than
// that of as many independent requests, since requests of one environment are
// alike: the variance of a ratio of sums over environments, and never below 1.
func (s *side) design(border int32) float64 {
	type pair struct{ x, n float64 }
	var pairs []pair
	var x, n float64
	for _, name := range slices.Sorted(maps.Keys(s.envs)) {
		if name == "" { // nobody told the environments of these
			continue
		}
		above, size := s.envs[name].above(border)
		pairs = append(pairs, pair{float64(above), float64(size)})
		x += float64(above)
		n += float64(size)
	}
	p := x / n
	if len(pairs) < minClusters || p <= 0 || p >= 1 {
		return 1
	}
	sum := 0.0
	for _, c := range pairs {
		d := c.x - p*c.n
		sum += d * d
	}
	k := float64(len(pairs))
	return math.Max(1, sum*k/(k-1)/(n*p*(1-p)))
}
