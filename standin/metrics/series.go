package metrics

import (
	"cmp"
	"slices"
)

// How long measurements are kept, in seconds. AWS keeps those by the minute
// for 15 days and then coarser ones, which are not kept here.
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch_concepts.html
const (
	keptBySecond = 3 * 3600
	keptByMinute = 15 * 24 * 3600
	keptExact    = 3 * 3600 // percentiles to 0.8 %, later to 6 %
	minute       = 60
)

// Series is the measurements of one metric in one unit, in order of time.
type Series struct {
	unit    string
	buckets []bucket
	newest  int64
	fine    bool // some are by the second

	of      *Store
	where   Scope
	id      ID
	key     string
	changed map[int64]bool // buckets, since they were noted
}

type bucket struct {
	at    int64 // s since 1970
	stat  Stat
	rough bool // its values are told apart to 6 % only
}

// Unit is the unit of the measurements.
func (s *Series) Unit() string { return s.unit }

func (s *Series) latest() int64 { return s.newest }

// Stat is the statistics of the minute, or with bySecond the second, of an
// instant, to be added to.
func (s *Series) Stat(at int64, bySecond bool) *Stat {
	if bySecond {
		s.fine = true
	} else {
		at = floor(at, minute)
	}
	s.change(at)
	if n := len(s.buckets); n > 0 && s.buckets[n-1].at == at {
		return &s.buckets[n-1].stat
	}
	i := s.search(at)
	if i < len(s.buckets) && s.buckets[i].at == at {
		return &s.buckets[i].stat
	}
	if at > s.newest {
		s.newest = at
		i -= s.age(at)
	}
	s.buckets = slices.Insert(s.buckets, i, bucket{at: at})
	return &s.buckets[i].stat
}

// search is where the bucket of an instant is, or belongs.
func (s *Series) search(at int64) int {
	i, _ := slices.BinarySearchFunc(s.buckets, at, func(b bucket, at int64) int { return cmp.Compare(b.at, at) })
	return i
}

// Raise makes the greatest value of a minute at least v, as one sample.
func (s *Series) Raise(at int64, v float64) {
	if st := s.Stat(at, false); st.Count == 0 || v > st.Max {
		*st = Stat{}
		st.Add(v, 1)
	}
}

// age lets go of what is too old, and says by how many buckets it shortened
// the series.
func (s *Series) age(now int64) int {
	before := len(s.buckets)
	old := 0
	for old < len(s.buckets) && s.buckets[old].at < now-keptByMinute {
		s.change(s.buckets[old].at)
		old++
	}
	s.buckets = slices.Delete(s.buckets, 0, old)
	if s.fine {
		s.coarsen(floor(now-keptBySecond, minute))
	}
	for i := s.search(now-keptExact) - 1; i >= 0 && !s.buckets[i].rough; i-- {
		s.buckets[i].stat.roughen()
		s.buckets[i].rough = true
	}
	return before - len(s.buckets)
}

// coarsen gathers the seconds before an instant into their minutes.
func (s *Series) coarsen(before int64) {
	kept := s.buckets[:0]
	for _, b := range s.buckets {
		if b.at >= before {
			kept = append(kept, b)
			continue
		}
		at := floor(b.at, minute)
		s.change(b.at)
		s.change(at)
		if n := len(kept); n > 0 && kept[n-1].at == at {
			kept[n-1].stat.Merge(&b.stat)
			continue
		}
		b.at = at
		kept = append(kept, b)
	}
	clear(s.buckets[len(kept):])
	s.buckets = kept
}

func floor(at, period int64) int64 {
	rest := at % period
	if rest < 0 {
		rest += period
	}
	return at - rest
}

// Point is the statistics of one period, which begins at At.
type Point struct {
	At int64 // s since 1970
	Stat
}

// Read is a metric's statistics by periods, the oldest first, counted from
// start on and up to end. Without a unit it reads the first that there are
// measurements in, and says which units there are.
func (s *Store) Read(where Scope, id ID, unit string, start, end, period int64) (points []Point, units []string) {
	m := s.find(where, &id)
	if m == nil {
		return nil, nil
	}
	for _, series := range m.series {
		if unit != "" && series.unit != unit {
			continue
		}
		if got := series.read(start, end, period); len(got) > 0 {
			if len(units) == 0 {
				points = got
			}
			units = append(units, series.unit)
		}
	}
	return points, units
}

func (s *Series) read(start, end, period int64) (points []Point) {
	for _, b := range s.buckets[s.search(start):] {
		if b.at >= end {
			break
		}
		at := start + floor(b.at-start, period)
		if b.stat.Count == 0 {
			continue
		}
		if n := len(points); n == 0 || points[n-1].At != at {
			points = append(points, Point{At: at})
		}
		points[len(points)-1].Merge(&b.stat)
	}
	return points
}
