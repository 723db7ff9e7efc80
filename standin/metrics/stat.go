package metrics

import (
	"cmp"
	"math"
	"slices"
	"strconv"
	"strings"
)

// Stat is what is known of a number of values.
type Stat struct {
	Count, Sum, Min, Max float64
	// bins are the values themselves, those that lie within 0.8 % of each
	// other together; values of a statistic set are in none.
	bins []bin
}

// bin is a number of values with the same sign, exponent and first seven bits.
type bin struct {
	key    int64
	n, sum float64
}

// keyOf orders bins as their values are ordered.
func keyOf(v float64) int64 {
	k := int64(math.Float64bits(math.Abs(v)) >> 45)
	if v < 0 {
		return -k
	}
	return k
}

// Add counts a value n times.
func (s *Stat) Add(v, n float64) {
	s.extend(v, v, float64(v*n), n)
	key := keyOf(v)
	i, found := slices.BinarySearchFunc(s.bins, key, func(b bin, key int64) int { return cmp.Compare(b.key, key) })
	if !found {
		s.bins = slices.Insert(s.bins, i, bin{key: key})
	}
	s.bins[i].n += n
	s.bins[i].sum += float64(v * n)
}

func (s *Stat) extend(least, most, sum, n float64) {
	if s.Count == 0 {
		s.Min, s.Max = least, most
	}
	s.Min, s.Max = min(s.Min, least), max(s.Max, most)
	s.Sum += sum
	s.Count += n
}

// Merge counts what another one counted.
func (s *Stat) Merge(o *Stat) {
	if o.Count == 0 {
		return
	}
	s.extend(o.Min, o.Max, o.Sum, o.Count)
	if len(s.bins) == 0 {
		s.bins = slices.Clone(o.bins)
		return
	}
	for _, b := range o.bins {
		i, found := slices.BinarySearchFunc(s.bins, b.key, func(b bin, key int64) int { return cmp.Compare(b.key, key) })
		if !found {
			s.bins = slices.Insert(s.bins, i, bin{key: b.key})
		}
		s.bins[i].n += b.n
		s.bins[i].sum += b.sum
	}
}

// roughen puts eight bins into one, to keep less of what is long past.
func (s *Stat) roughen() {
	kept := make([]bin, 0, len(s.bins)/4)
	for _, b := range s.bins {
		key := b.key &^ 7
		if n := len(kept); n > 0 && kept[n-1].key == key {
			kept[n-1].n += b.n
			kept[n-1].sum += b.sum
			continue
		}
		kept = append(kept, bin{key, b.n, b.sum})
	}
	s.bins = slices.Clip(kept)
}

// Statistic is a kind of figure that is read of values.
type Statistic struct {
	name     string
	quantile float64 // of pNN
}

// ParseStatistic reads a name as CloudWatch writes it. Known says whether AWS
// has a statistic of that name that is not built here.
func ParseStatistic(name string) (st Statistic, ok, known bool) {
	switch name {
	case "Average", "Sum", "Minimum", "Maximum", "SampleCount":
		return Statistic{name: name}, true, true
	case "IQM":
		return st, false, true
	}
	lower := strings.ToLower(name)
	if digits, isP := strings.CutPrefix(lower, "p"); isP && name[0] == 'p' {
		q, err := strconv.ParseFloat(digits, 64)
		if err == nil && q >= 0 && q <= 100 && !strings.ContainsAny(digits, "+-ex_") {
			return Statistic{name: name, quantile: q / 100}, true, true
		}
	}
	for _, prefix := range []string{"tm", "wm", "tc", "ts", "pr"} { // trimmed means and their like
		if rest, has := strings.CutPrefix(lower, prefix); has && rest != "" && strings.Trim(rest, "0123456789.:%()") == "" {
			return st, false, true
		}
	}
	return st, false, false
}

func (st Statistic) String() string { return st.name }

// Value reads a figure. A percentile cannot be told of statistic sets, unless
// all values are one.
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch_concepts.html
func (s *Stat) Value(st Statistic) (v float64, ok bool) {
	if s.Count == 0 {
		return 0, false
	}
	switch st.name {
	case "Average":
		return s.Sum / s.Count, true
	case "Sum":
		return s.Sum, true
	case "Minimum":
		return s.Min, true
	case "Maximum":
		return s.Max, true
	case "SampleCount":
		return s.Count, true
	}
	if s.Min == s.Max {
		return s.Min, true
	}
	return s.percentile(st.quantile)
}

func (s *Stat) percentile(q float64) (float64, bool) {
	total := 0.0
	for _, b := range s.bins {
		total += b.n
	}
	if total < s.Count {
		return 0, false // a part is known as a statistic set only
	}
	rank, seen := math.Ceil(float64(q*total)), 0.0
	for _, b := range s.bins {
		if seen += b.n; seen >= rank {
			return min(max(b.sum/b.n, s.Min), s.Max), true
		}
	}
	return s.Max, true
}
