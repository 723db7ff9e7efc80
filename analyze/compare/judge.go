package compare

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"squall/analyze/judge"
	"squall/analyze/result"
	"squall/analyze/stats"
	"squall/profiles/traffic"
)

// judging is a comparison under way.
type judging struct {
	c          *Comparison
	o          Options
	base, cand Side
}

// metrics are what is set side by side, in the order of the report.
var metrics = []string{"p50", "p99", "warm_p50", "warm_p99", "cold_rate", "error_rate", "throttle_rate"}

// entries compares what two arms have in common.
func (j *judging) entries(p pair) {
	for i := range p.base.Paths {
		b := &p.base.Paths[i]
		c := p.cand.Path(b.Entry)
		if c == nil {
			j.warn("entry %s is in arm %s of the base alone: it is not compared", b.Entry, p.base.Name)
			continue
		}
		j.entry(p, b, c)
	}
	for i := range p.cand.Paths {
		if e := p.cand.Paths[i].Entry; p.base.Path(e) == nil {
			j.warn("entry %s is in arm %s of the candidate alone: it is not compared", e, p.cand.Name)
		}
	}
}

func (j *judging) warn(format string, args ...any) {
	j.c.Warnings = append(j.c.Warnings, fmt.Sprintf(format, args...))
}

func (j *judging) entry(p pair, b, c *result.PathResult) {
	flagged := slices.Contains(b.Boundary, "p99") || slices.Contains(c.Boundary, "p99")
	primary := j.primary(p, b.Entry, flagged)
	if flagged && slices.Contains(j.o.Primary, "p99") {
		j.warn("%s: p99 sits on the cold-start boundary, so warm_p99 and cold_rate decide in its place", b.Entry)
	}
	list := slices.Clone(metrics)
	for _, m := range primary {
		if !slices.Contains(list, m) {
			list = append(list, m)
		}
	}
	for _, name := range list {
		m, ok := judge.Named(name)
		if !ok || b.Ledger != nil && (m.Kind() == judge.Statistical || name == "max") && !strings.HasSuffix(name, "_rate") {
			continue // an accepted event's latency is that of accepting it
		}
		r := Row{
			Arm: p.name, Entry: b.Entry, Path: b.Path, Metric: name, Role: Secondary, Kind: m.Kind(), Limit: 1 + j.o.Margin,
			RestsOn: restsOn(j.cand.Result, c, name), Verdict: result.Inconclusive, Reading: "unclear", Boundary: flagged && name == "p99",
		}
		if slices.Contains(primary, name) {
			r.Role = Primary
		}
		j.measure(&r, p, b, c, &m)
		if r.BaseN+r.CandidateN == 0 && r.Role == Secondary {
			continue // nobody asked, and nobody saw any
		}
		j.c.Rows = append(j.c.Rows, r)
	}
	if b.Ledger != nil && c.Ledger != nil {
		j.c.Rows = append(j.c.Rows, j.lost(p, b, c))
	}
	j.pictures(p, b, c)
}

// primary are the metrics that decide about an entry; on the cold-start
// boundary the stratified ones take the place of p99.
func (j *judging) primary(p pair, entry string, flagged bool) (out []string) {
	for _, name := range j.o.Primary {
		if rest, ok := strings.CutPrefix(name, p.cand.Name+"."); ok {
			name = rest
		}
		if scope, rest, ok := cutEntry(name); ok {
			if scope != entry {
				continue
			}
			name = rest
		}
		if name == "p99" && flagged {
			out = append(out, "warm_p99", "cold_rate")
			continue
		}
		out = append(out, name)
	}
	return out
}

// cutEntry parts entry.metric; status.502 is a metric.
func cutEntry(name string) (entry, metric string, ok bool) {
	if _, is := judge.Named(name); is {
		return "", name, false
	}
	return strings.Cut(name, ".")
}

// lost compares a count, in which luck has no part.
func (j *judging) lost(p pair, b, c *result.PathResult) Row {
	r := Row{Arm: p.name, Entry: b.Entry, Path: b.Path, Metric: "lost", Role: Primary, Kind: judge.Exact, RestsOn: "documented", Limit: 1,
		BaseValue: number(float64(b.Ledger.Lost)), CandidateValue: number(float64(c.Ledger.Lost)), BaseN: b.Ledger.Accepted, CandidateN: c.Ledger.Accepted}
	d := float64(c.Ledger.Lost) - float64(b.Ledger.Lost)
	r.Diff = number(d)
	switch {
	case r.BaseN == 0 || r.CandidateN == 0:
		r.Verdict, r.Reading, r.Detail = result.Inconclusive, "unclear", "no data: no asynchronous event was accepted"
	case d > 0:
		r.Verdict, r.Reading = result.Fail, "worse"
	case d < 0:
		r.Verdict, r.Reading = result.Pass, "better"
	default:
		r.Verdict, r.Reading = result.Pass, "same"
	}
	return r
}

// restsOn says what kind of rule a figure leans on.
func restsOn(r *result.Result, p *result.PathResult, metric string) string {
	refusals := metric == "throttle_rate" || metric == "error_rate"
	switch {
	case r.Run.Model == "none" || r.Run.Target == "aws":
		return "measured"
	case refusals && p.Path == traffic.PathHTTP:
		return "unsure" // no document says what an HTTP API makes of a throttled function
	case refusals:
		return "documented"
	}
	return "measured"
}

// measured is a figure on both sides, with what its ratio and its difference
// can be.
type measured struct {
	ratio *stats.Interval // 95 %; nil: none
	diff  *stats.Interval
	n     uint64
	// repeats are the ratio by the repeats of the runs, and alone the interval
	// without what they add; nil where they add nothing.
	repeats stats.Repeated
	alone   *stats.Interval
}

func (j *judging) measure(r *Row, p pair, b, c *result.PathResult, m *judge.Metric) {
	var f measured
	runs := j.among(p, b.Entry)
	switch {
	case len(runs) > 0 && strings.HasSuffix(r.Metric, "_rate"):
		f = j.pooledShare(r, runs, c)
	case len(runs) > 0 && slices.Contains(metrics, r.Metric):
		f = j.pooledTime(r, runs, c)
	case j.base.Cells != nil && j.cand.Cells != nil && j.byHits(r, p, b, c, m, &f):
	case strings.HasSuffix(r.Metric, "_rate"):
		f = j.share(r, b, c)
		j.byRepeats(r, &f, b, c)
	default:
		f = j.time(r, b, c)
		j.byRepeats(r, &f, b, c)
	}
	if r.BaseN == 0 || r.CandidateN == 0 {
		if r.Detail != "" {
			return
		}
		r.Detail = "no data: " + side(r.BaseN == 0, r.CandidateN == 0)
		return
	}
	f.n = min(r.BaseN, r.CandidateN)
	if j.c.Kind == OfPrediction {
		j.predicted(r, f)
		return
	}
	j.rule(r, f)
}

func side(base, cand bool) string {
	switch {
	case base && cand:
		return "neither side saw a request to measure"
	case base:
		return "the base saw no request to measure"
	}
	return "the candidate saw no request to measure"
}

// share takes a rate from the counts of both results.
func (j *judging) share(r *Row, b, c *result.PathResult) (f measured) {
	x1, n1 := counted(b, r.Metric)
	x2, n2 := counted(c, r.Metric)
	return r.share(x1, n1, x2, n2)
}

// counted is what a rate is made of.
func counted(p *result.PathResult, metric string) (x, n uint64) {
	switch metric {
	case "cold_rate":
		return p.Cold.Count, p.Cold.Known
	case "throttle_rate":
		return p.ThrottleRate.Count, p.ThrottleRate.N
	case "error_rate":
		return p.ErrorRate.Count, p.ErrorRate.N
	}
	return 0, 0
}

func (r *Row) share(x1, n1, x2, n2 uint64) (f measured) {
	r.BaseN, r.CandidateN = n1, n2
	if n1 == 0 || n2 == 0 {
		return f
	}
	p1, p2 := float64(x1)/float64(n1), float64(x2)/float64(n2)
	r.BaseValue, r.CandidateValue, r.Diff = number(p1), number(p2), number(p2-p1)
	if x1 > 0 {
		r.Ratio = number(p2 / p1)
	}
	d := stats.Newcombe(x2, n2, x1, n1)
	f.diff, r.DiffCI = &d, &[2]float64{stats.Round(d.Lo), stats.Round(d.Hi)}
	if i, ok := stats.RateRatio(x2, n2, x1, n1); ok {
		f.ratio = &i
		r.keep(i)
	}
	return f
}

// keep gives a row its interval, as far as JSON can hold it.
func (r *Row) keep(i stats.Interval) {
	if !math.IsInf(i.Hi, 0) && !math.IsNaN(i.Lo) && !math.IsNaN(i.Hi) {
		r.CI = &[2]float64{stats.Round(i.Lo), stats.Round(i.Hi)}
	}
}

// time takes a quantile from the intervals of both results: those over
// environments, since requests of one environment are alike.
func (j *judging) time(r *Row, b, c *result.PathResult) (f measured) {
	if !slices.Contains(metrics, r.Metric) {
		r.Detail = "no data: result.json alone has no interval of it, all hits of both runs have"
		return f
	}
	v1, i1, n1 := quantile(b, r.Metric)
	v2, i2, n2 := quantile(c, r.Metric)
	r.BaseN, r.CandidateN, r.BaseValue, r.CandidateValue = n1, n2, v1, v2
	if v1 == nil || v2 == nil || *v1 <= 0 {
		return f
	}
	r.Ratio, r.Diff = number(*v2 / *v1), number(*v2-*v1)
	if i1 == nil || i2 == nil {
		r.Detail = "too few requests, or too few environments, for an interval"
		if need := stats.MinN(share(r.Metric), .95); min(n1, n2) < need {
			r.NeedN = &need
		}
		return f
	}
	i := stats.LogRatio(*v2, stats.Interval{Lo: i2[0], Hi: i2[1]}, *v1, stats.Interval{Lo: i1[0], Hi: i1[1]})
	f.ratio = &i
	r.keep(i)
	return f
}

func share(metric string) float64 {
	if strings.HasSuffix(metric, "p99") {
		return .99
	}
	return .5
}

// quantile is one of the figures that a result has with an interval.
func quantile(p *result.PathResult, metric string) (v *float64, ci *[2]float64, n uint64) {
	k := p.Clustered
	if k == nil {
		k = &result.Clustered{}
	}
	switch metric {
	case "p50":
		return p.Latency.P50, k.P50CI, p.Latency.N
	case "p99":
		return p.Latency.P99, k.P99CI, p.Latency.N
	case "warm_p50":
		return p.Warm.P50, k.WarmP50CI, p.Warm.N
	case "warm_p99":
		return p.Warm.P99, k.WarmP99CI, p.Warm.N
	}
	return nil, nil, 0
}

// byHits takes any metric from the hits of both sides; false where they have
// nothing of it.
func (j *judging) byHits(r *Row, p pair, b, c *result.PathResult, m *judge.Metric, f *measured) bool {
	x, y := j.base.Cells[[2]string{p.base.Name, b.Entry}], j.cand.Cells[[2]string{p.cand.Name, c.Entry}]
	if x.All == nil || y.All == nil {
		return false
	}
	// The same name on both sides, so that runs draw as arms of one run do.
	apart := j.c.Kind != OfArms
	base := &judge.Scope{Name: "base." + b.Entry, Cell: x.All, Blocks: x.Repeats, Apart: apart}
	cand := &judge.Scope{Name: "candidate." + b.Entry, Cell: y.All, Blocks: y.Repeats, Apart: apart}
	if x1, n1, ok := m.Share(base); ok {
		x2, n2, _ := m.Share(cand)
		*f = r.share(x1, n1, x2, n2)
		if q := m.Ratio(j.cand.Result.Run.Seed, cand, base); q.Alone != nil {
			r.repeated(f, q.Repeats)
		}
		return true
	}
	v1, v2, q := m.Of(base), m.Of(cand), m.Ratio(j.cand.Result.Run.Seed, cand, base)
	r.BaseN, r.CandidateN, r.BaseValue, r.CandidateValue, r.Ratio, r.CI = v1.N, v2.N, v1.Given(), v2.Given(), q.Given(), q.Limits()
	if v1.None || v2.None {
		return true
	}
	r.Diff = number(v2.Value - v1.Value)
	f.repeats, f.alone = q.Repeats, q.Alone
	switch f.ratio = q.CI; {
	case r.Kind == judge.Exact:
		f.ratio = &stats.Interval{Lo: q.Value, Hi: q.Value}
	case q.CI == nil:
		r.Detail = judge.Joined("too few requests for an interval", q.Detail)
		if q.Need > min(v1.N, v2.N) {
			r.NeedN = &q.Need
		}
	}
	return true
}
