package judge

import (
	"fmt"
	"math"

	"squall/analyze/stats"
	"squall/profiles"
	"squall/profiles/dist"
)

// Word is how a figure stands to a limit.
type Word int

// The words, from best to worst.
const (
	Holds   Word = iota
	Unclear      // the interval lies across, or something is missing
	Fails
)

// Ruling is a figure set against a limit.
type Ruling struct {
	Word   Word
	NoData bool    // nothing was seen that could be judged
	Need   *uint64 // sample that would decide, where one would
	// Repeats that would decide, where the ones there are differ too much.
	Repeats *int
	Detail  string
}

// Against sets a figure against a limit. Equality and counts are judged on the
// value; everything else on its interval, which must lie inside as a whole.
func (f *Figure) Against(op string, limit float64) Ruling {
	r := Ruling{Word: Unclear, Detail: f.Detail}
	switch {
	case f.None:
		return Ruling{Word: Unclear, NoData: true, Detail: Joined("no data", f.Detail)}
	case f.Exact || op == "==" || op == "!=":
		f.exactly(&r, op, limit)
	case f.CI == nil:
		if f.Need > 0 {
			need := f.Need
			r.Need = &need
		}
		r.Detail = Joined(fmt.Sprintf("n=%d is too small for an interval", f.N), f.Detail)
	default:
		f.byInterval(&r, op, limit)
	}
	return r
}

// exactly judges the value itself, unless what is unknown could turn it.
func (f *Figure) exactly(r *Ruling, op string, limit float64) {
	pass := holds(f.Value, op, limit)
	switch {
	case f.turns(op, limit, pass):
		r.Detail = Joined("what is unknown could turn it", f.Detail)
	case pass:
		r.Word = Holds
	default:
		r.Word = Fails
	}
}

// turns says whether the ruling on an exact value could be another one, were
// everything known.
func (f *Figure) turns(op string, limit float64, pass bool) bool {
	least, most := f.Value-f.Less, f.Value+f.Doubt
	if op == "==" || op == "!=" {
		return least < most && least <= limit && limit <= most
	}
	return holds(least, op, limit) != pass || holds(most, op, limit) != pass
}

func (f *Figure) byInterval(r *Ruling, op string, limit float64) {
	lo, hi := holds(f.CI.Lo, op, limit), holds(f.CI.Hi, op, limit)
	switch {
	case lo != hi:
		f.across(r, op, limit)
	case f.Doubt > math.Abs(limit-f.Value):
		r.Detail = Joined("more is unknown than its margin", f.Detail)
	case lo:
		r.Word = Holds
	default:
		r.Word = Fails
	}
}

// across says what keeps the interval from telling: too few requests, repeats that
// differ, or both.
func (f *Figure) across(r *Ruling, op string, limit float64) {
	r.Detail = Joined("the interval lies across the limit", f.Detail)
	if f.Alone == nil {
		r.Need = f.needed(f.CI, limit)
		return
	}
	if holds(f.Alone.Lo, op, limit) != holds(f.Alone.Hi, op, limit) {
		r.Need = f.needed(f.Alone, limit)
	}
	if i := f.Repeats.Interval(); holds(i.Lo, op, limit) != holds(i.Hi, op, limit) {
		r.Detail = Joined(Differ(f.Repeats), f.Detail)
		if k := f.Repeats.Enough(limit); k > 0 {
			r.Repeats = &k
		}
	}
}

// Differ says why repeats cannot tell.
func Differ(r stats.Repeated) string {
	return fmt.Sprintf("%d repeats that differ by %.2g %% are too few to tell", r.N, 100*r.Differ())
}

// Breaks says whether the value alone meets the condition of a stop rule.
func (f *Figure) Breaks(op string, limit float64) bool { return holds(f.Value, op, limit) }

func holds(x float64, op string, limit float64) bool {
	switch op {
	case "<":
		return x < limit
	case "<=":
		return x <= limit
	case ">":
		return x > limit
	case ">=":
		return x >= limit
	case "==":
		return stats.Round(x) == stats.Round(limit)
	case "!=":
		return stats.Round(x) != stats.Round(limit)
	}
	return false
}

// needed is the sample in which the interval would no longer reach the limit,
// as it shrinks with the root of n; nil when no sample would do.
func (f *Figure) needed(i *stats.Interval, limit float64) *uint64 {
	reach, margin := i.Hi-f.Value, limit-f.Value
	if margin < 0 {
		reach, margin = f.Value-i.Lo, -margin
	}
	n := math.Ceil(float64(f.N) * (reach / margin) * (reach / margin))
	if margin == 0 || math.IsNaN(n) || n > 1e12 {
		return nil
	}
	need := max(uint64(n), f.N+1)
	return &need
}

// Luck is the chance that an interval which lies beyond a limit does so by luck
// alone: the one-sided p-value of the limit, from how many times as far away it
// is as the end of the interval on its side. ratio says that distances are those
// of logarithms.
func (f *Figure) Luck(limit float64, ratio bool) float64 {
	if f.CI == nil || f.None {
		return 1
	}
	i := f.CI
	if f.Alone != nil {
		i = f.Alone
	}
	return math.Max(f.normal(i, limit, ratio), f.Repeats.Luck(limit))
}

// normal is the p-value of a limit by a 95 % interval, as if what it is of were
// normal.
func (f *Figure) normal(i *stats.Interval, limit float64, ratio bool) float64 {
	end := i.Lo
	if limit > f.Value {
		end = i.Hi
	}
	far, reach := math.Abs(f.Value-limit), math.Abs(f.Value-end)
	if ratio && f.Value > 0 && limit > 0 && end > 0 && !math.IsInf(f.Value+end, 1) {
		far, reach = math.Abs(dist.Ln(f.Value/limit)), math.Abs(dist.Ln(f.Value/end))
	}
	switch {
	case far == 0 || math.IsInf(reach, 1) || math.IsNaN(reach):
		return 0.5
	case reach == 0:
		return 0
	}
	return 1 - stats.NormalCDF(far/reach*stats.Z95)
}

// Least is the smallest sample that could meet a limit: what an interval needs
// at all for a time, and for a share what its interval needs when every request
// is on the right side. It is 0 where one request decides.
func (m *Metric) Least(op string, limit float64, ratio bool) uint64 {
	switch {
	case m.kind == isCount || op == "==" || op == "!=" || m.p == 1:
		return 0
	case m.kind == isTime && m.p == 0:
		return leastMean
	case m.kind == isTime:
		return stats.MinN(m.p, .95)
	case ratio || limit <= 0 || limit >= 1:
		return 0
	case op == ">" || op == ">=":
		return stats.RateBelow(1 - limit)
	}
	return stats.RateBelow(limit)
}

// LeastN is the smallest sample with which an expectation could be met; 0 where
// one request decides.
func LeastN(e profiles.Expectation) uint64 {
	m, ok := Named(e.Metric)
	if !ok {
		return 0
	}
	return m.Least(e.Op, e.Value, e.Base != "")
}

// Given is the value, or nil when there is none that JSON can hold.
func (f *Figure) Given() *float64 {
	if f.None || math.IsInf(f.Value, 0) || math.IsNaN(f.Value) {
		return nil
	}
	v := stats.Round(f.Value)
	return &v
}

// Limits is the interval, or nil when there is none that JSON can hold.
func (f *Figure) Limits() *[2]float64 {
	if f.CI == nil || math.IsInf(f.CI.Hi, 0) || math.IsNaN(f.CI.Lo) || math.IsNaN(f.CI.Hi) {
		return nil
	}
	return &[2]float64{stats.Round(f.CI.Lo), stats.Round(f.CI.Hi)}
}

// Joined puts a detail behind another.
func Joined(a, b string) string {
	if b == "" {
		return a
	}
	return a + ": " + b
}
