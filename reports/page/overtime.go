package page

import (
	"math"
	"slices"
	"strings"

	"squall/analyze"
	"squall/analyze/figure"
	"squall/analyze/picture"
	"squall/reports/page/chart"
	"squall/reports/page/latency"
	"squall/reports/page/sheet"
	"squall/reports/view/faults"
)

// What timelines show at most.
const (
	maxBins  = 1200 // rows, over all arms
	maxArms  = 8
	maxLines = 7 // of one chart
)

var missing = math.NaN()

// moments is one arm over time, column by column; rates are per second and per
// repeat.
type moments struct {
	bin, end                         float64 // s
	t                                []float64
	sent, ok, throttled, p99         []float64
	inFlight, provisioned, spillover []float64
	cold                             []float64
	refused                          []series // by reason
}

// series is what was said, and how often, a second and repeat.
type series struct {
	name string
	n    []float64
}

// overTime lays an arm's rows out in columns, joining neighbours until they are
// few enough: counts add up, the mean in flight stays a mean, and of p99 the
// worst is kept.
func overTime(r *analyze.Result, arm int) *moments {
	line := r.Arms[arm].Timeline
	most := maxBins / min(max(len(r.Arms), 1), maxArms)
	join := (len(line.Rows) + most - 1) / most
	bin := line.BinS
	if !(bin > 0) {
		bin = 1
	}
	m := &moments{bin: bin * float64(max(join, 1))}
	for group := range slices.Chunk(line.Rows, max(join, 1)) {
		m.add(group, float64(bin*float64(len(group)))*float64(max(r.Run.Repeat, 1)))
	}
	for _, why := range line.Refusals[:min(len(line.Refusals), maxLines)] {
		m.refused = append(m.refused, series{why.Reason, m.joined(why.N, max(join, 1), bin*float64(max(r.Run.Repeat, 1)))})
	}
	// Bins after the load would draw its end as a fall of the rates.
	last := len(m.sent) - 1
	for last > 0 && m.sent[last] == 0 {
		last--
	}
	for _, column := range [...][]float64{m.sent, m.ok, m.throttled} {
		for i := last + 1; i < len(column); i++ {
			column[i] = missing
		}
	}
	for _, why := range m.refused {
		for i := last + 1; i < len(why.n); i++ {
			why.n[i] = missing
		}
	}
	if n := len(m.t); n > 0 {
		m.end = m.t[n-1] + m.bin
	}
	return m
}

// joined are counts of rows as rates of columns, each of so many rows; a result
// that was edited may have more or fewer of them than rows.
func (m *moments) joined(n []uint64, rows int, span float64) []float64 {
	out := make([]float64, len(m.t))
	i := 0
	for group := range slices.Chunk(n, rows) {
		if i == len(out) {
			break
		}
		sum := uint64(0)
		for _, k := range group {
			sum += k
		}
		out[i] = float64(sum) / float64(span*float64(len(group)))
		i++
	}
	return out
}

// add adds one column made of several rows, over which span seconds of load ran.
func (m *moments) add(rows []picture.Row, span float64) {
	var sum picture.Row
	p99 := missing
	for _, row := range rows {
		sum.Sent += row.Sent
		sum.OK += row.OK
		sum.Throttled += row.Throttled
		sum.Cold += row.Cold
		sum.Spillover += row.Spillover
		sum.Concurrency += row.Concurrency / float64(len(rows))
		sum.ProvisionedBusy += row.ProvisionedBusy / float64(len(rows))
		if row.P99 != nil && !(*row.P99 < p99) {
			p99 = *row.P99
		}
	}
	m.t = append(m.t, rows[0].T)
	m.sent = append(m.sent, float64(sum.Sent)/span)
	m.ok = append(m.ok, float64(sum.OK)/span)
	m.throttled = append(m.throttled, float64(sum.Throttled)/span)
	m.p99 = append(m.p99, p99)
	m.inFlight = append(m.inFlight, sum.Concurrency)
	m.provisioned = append(m.provisioned, sum.ProvisionedBusy)
	m.cold = append(m.cold, float64(sum.Cold))
	m.spillover = append(m.spillover, float64(sum.Spillover))
}

// story is what the charts of all arms share: their axes, so that arms can be
// compared.
type story struct {
	r                     *analyze.Result
	arms                  []*moments
	time                  chart.Axis
	rates, latency, depth chart.Axis
	refused               chart.Axis
	spilled               bool
	provisioned           bool
}

// timelines are the charts of each arm over time.
func timelines(r *analyze.Result) (arms [][]string, omitted int) {
	s := &story{r: r}
	var rates, ms, depth, refused []float64
	end := 0.0
	for i := range r.Arms[:min(len(r.Arms), maxArms)] {
		m := overTime(r, i)
		s.arms = append(s.arms, m)
		end = max(end, m.end)
		rates, depth = append(append(rates, m.sent...), m.ok...), append(append(append(depth, m.inFlight...), m.provisioned...), m.spillover...)
		ms = append(ms, m.p99...)
		for _, why := range m.refused {
			refused = append(refused, why.n...)
		}
		if h := r.Arms[i].Heat; h != nil && len(h.EdgesMs) > 1 {
			ms = append(ms, h.EdgesMs[0], h.EdgesMs[len(h.EdgesMs)-1])
		}
		s.spilled = s.spilled || slices.ContainsFunc(m.spillover, above)
		s.provisioned = s.provisioned || slices.ContainsFunc(m.provisioned, above)
	}
	s.time, s.rates, s.latency, s.depth = chart.Time(end), chart.Counts("requests a second", rates...), chart.LogMillis("latency", ms...), chart.Counts("requests", depth...)
	s.refused = chart.Counts("refusals a second", refused...)
	for i := range s.arms {
		if len(s.arms[i].t) == 0 {
			arms = append(arms, nil)
			continue
		}
		charts := []string{s.rate(i), s.heat(i), s.flight(i)}
		if c := s.refusals(i); c != "" {
			charts = slices.Insert(charts, 1, c)
		}
		arms = append(arms, charts)
	}
	return arms, len(r.Arms) - len(s.arms)
}

func above(v float64) bool { return v > 0 }

func (s *story) chart(arm int, title, alt string, height int, y chart.Axis, named bool) *chart.Chart {
	c := chart.New(title, alt+", arm "+sheet.Bounded(s.r.Arms[arm].Name), height, s.time, y)
	bands := faults.Bands(s.r, s.r.Arms[arm].Name)
	for i, b := range bands {
		name := ""
		if named {
			name = letters(bands, i, s.arms[arm].end*room)
		}
		c.Span("fault", b.From, b.To, name)
	}
	c.Places("time", s.arms[arm].t)
	return c
}

// room is the share of a chart's width that a letter takes.
const room = .03

// letters are those of all faults that begin where one does, at the first of
// them: one over the other, nobody could read them.
func letters(bands []faults.Band, one int, near float64) string {
	out := ""
	for i, b := range bands {
		if math.Abs(b.From-bands[one].From) > near {
			continue
		}
		if i < one {
			return ""
		}
		out += b.Mark
	}
	return out
}

func (s *story) rate(arm int) string {
	m := s.arms[arm]
	title := "requests a second"
	if s.r.Run.Repeat > 1 {
		title += ", mean of the repeats"
	}
	c := s.chart(arm, title, "Requests a second", 130, s.rates, true)
	c.Stairs("k5 dash", m.t, m.sent, m.bin)
	c.Stairs("k2", m.t, m.ok, m.bin)
	c.Read(c.Key("k5", "line dash", "sent"), "count", m.sent)
	c.Read(c.Key("k2", "line", "ok"), "count", m.ok)
	if slices.ContainsFunc(m.throttled, above) {
		c.Stairs("bad", m.t, m.throttled, m.bin)
		c.Read(c.Key("bad", "line", "refused"), "count", m.throttled)
	}
	return c.HTML()
}

// refusals is what callers were refused for; "" where nobody was.
func (s *story) refusals(arm int) string {
	m := s.arms[arm]
	if len(m.refused) == 0 {
		return ""
	}
	var names []string
	for _, why := range m.refused {
		names = append(names, sheet.Bounded(why.name))
	}
	c := s.chart(arm, "refused a second, by reason", "Refusals a second: "+strings.Join(names, ", "), 130, s.refused, false)
	for i, why := range m.refused {
		class := latency.Colour(i + 3)
		c.Stairs(class, m.t, why.n, m.bin)
		c.Read(c.Key(class, "line", names[i]), "count", why.n)
	}
	return c.HTML()
}

func (s *story) heat(arm int) string {
	m := s.arms[arm]
	cold := 0.0
	var when []float64
	for i, n := range m.cold {
		cold += n
		if n > 0 {
			when = append(when, m.t[i]+m.bin/2)
		}
	}
	total := uint64(cold)
	c := s.chart(arm, "latency of ok requests: the stronger the more", "Latency over time as a heat map with the p99 of each stretch; "+figure.Plural(total, "cold start"), 190, s.latency, false)
	if h := s.r.Arms[arm].Heat; h != nil && len(h.EdgesMs) > 1 {
		if png, end := heatmap(h); png != "" {
			c.Image(png, 0, end, h.EdgesMs[0], h.EdgesMs[len(h.EdgesMs)-1])
			c.Key("heat", "bar", "requests")
		}
	}
	c.Stairs("k1", m.t, m.p99, m.bin)
	c.Read(c.Key("k1", "line", "p99"), "ms", m.p99)
	if total > 0 {
		c.Rug("k3", when)
		c.Read(c.Key("k3", "mark", "cold starts, "+figure.Count(total)+" in all"), "count", m.cold)
	}
	return c.HTML()
}

func (s *story) flight(arm int) string {
	m := s.arms[arm]
	c := s.chart(arm, "in flight, mean", "Requests in flight", 130, s.depth, false)
	if s.spilled {
		c.Bars("k1", m.t, m.spillover, m.bin)
		c.Read(c.Key("k1", "bar", "spilled over, count"), "count", m.spillover)
	}
	c.Stairs("k3", m.t, m.inFlight, m.bin)
	c.Read(c.Key("k3", "line", "in flight"), "count", m.inFlight)
	if s.provisioned {
		c.Stairs("k0", m.t, m.provisioned, m.bin)
		c.Read(c.Key("k0", "line", "on provisioned environments"), "count", m.provisioned)
	}
	return c.HTML()
}
