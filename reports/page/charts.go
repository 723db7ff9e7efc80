package page

import (
	"math"
	"slices"
	"strconv"

	"squall/analyze"
)

// What the charts show at most: the rest stays in result.json.
const (
	maxLines = 80   // latency curves
	maxBins  = 1200 // timeline rows, over all arms
	maxArms  = 8    // timelines
)

// figureData is the JSON block that the script draws from.
type figureData struct {
	Arms      []string       `json:"arms"`
	Curves    []curveChart   `json:"curves"`
	Timelines []timelineData `json:"timelines"`
	Omitted   int            `json:"omitted"` // latency charts left out for size
}

// curveChart is the latency of one entry, a line for each arm.
type curveChart struct {
	Entry string      `json:"entry"`
	Lines []curveLine `json:"lines"`
}

type curveLine struct {
	Arm    int       `json:"arm"`
	Shares []float64 `json:"shares"`
	Ms     []float64 `json:"ms"`
}

// timelineData is one arm over time, column by column; rates are per second
// and per repeat.
type timelineData struct {
	Arm         int        `json:"arm"`
	BinS        float64    `json:"bin"`
	T           []float64  `json:"t"`
	Sent        []float64  `json:"sent"`
	OK          []float64  `json:"ok"`
	Throttled   []float64  `json:"throttled"`
	P99         []*float64 `json:"p99"`
	Concurrency []float64  `json:"concurrency"`
	Provisioned []float64  `json:"provisioned"`
	Cold        []float64  `json:"cold"`
	Spillover   []float64  `json:"spillover"`
	Faults      []window   `json:"faults"`
}

// window is the time that a fault was in force.
type window struct {
	From float64 `json:"from"`
	To   float64 `json:"to"`
	Kind string  `json:"kind"`
}

func charts(r *analyze.Result) figureData {
	d := figureData{Arms: []string{}, Curves: []curveChart{}, Timelines: []timelineData{}}
	lines := 0
	for i, arm := range r.Arms {
		d.Arms = append(d.Arms, bounded(arm.Name))
		for _, p := range arm.Paths {
			if len(p.Curve) < 2 || p.Ledger != nil {
				continue
			}
			if lines++; lines > maxLines {
				d.Omitted++
				continue
			}
			d.curve(i, p)
		}
		if i < maxArms && len(arm.Timeline.Rows) > 0 {
			d.Timelines = append(d.Timelines, timeline(r, i))
		}
	}
	return d
}

func (d *figureData) curve(arm int, p analyze.PathResult) {
	entry := bounded(p.Entry)
	at := slices.IndexFunc(d.Curves, func(c curveChart) bool { return c.Entry == entry })
	if at < 0 {
		at = len(d.Curves)
		d.Curves = append(d.Curves, curveChart{Entry: entry})
	}
	line := curveLine{Arm: arm, Shares: []float64{}, Ms: []float64{}}
	step := (len(p.Curve) + maxPoints - 1) / maxPoints
	for i, point := range p.Curve {
		if (i%step == 0 || i == len(p.Curve)-1) && point.Ms > 0 && point.Share >= 0 && point.Share < 1 {
			line.Shares = append(line.Shares, digits(point.Share, 6))
			line.Ms = append(line.Ms, digits(point.Ms, 4))
		}
	}
	d.Curves[at].Lines = append(d.Curves[at].Lines, line)
}

const maxPoints = 64 // of one latency curve

// timeline lays an arm's rows out in columns, joining neighbours until they
// are few enough: counts add up, the mean in flight stays a mean, and of p99
// the worst is kept.
func timeline(r *analyze.Result, arm int) timelineData {
	rows := r.Arms[arm].Timeline.Rows
	most := maxBins / min(len(r.Arms), maxArms)
	join := (len(rows) + most - 1) / most
	bin := r.Arms[arm].Timeline.BinS
	if bin <= 0 {
		bin = 1
	}
	d := timelineData{Arm: arm, BinS: bin * float64(join), Faults: windows(r, r.Arms[arm].Name)}
	for group := range slices.Chunk(rows, join) {
		d.row(group, bin*float64(len(group))*float64(max(r.Run.Repeat, 1)))
	}
	return d
}

// row adds one bin made of several rows, over which span seconds of load ran.
func (d *timelineData) row(rows []analyze.TimelineRow, span float64) {
	var sum analyze.TimelineRow
	for _, row := range rows {
		sum.Sent += row.Sent
		sum.OK += row.OK
		sum.Throttled += row.Throttled
		sum.Cold += row.Cold
		sum.Spillover += row.Spillover
		sum.Concurrency += row.Concurrency / float64(len(rows))
		sum.ProvisionedBusy += row.ProvisionedBusy / float64(len(rows))
		if row.P99 != nil && (sum.P99 == nil || *row.P99 > *sum.P99) {
			sum.P99 = row.P99
		}
	}
	if sum.P99 != nil {
		short := digits(*sum.P99, 4)
		sum.P99 = &short
	}
	d.T = append(d.T, digits(rows[0].T, 6))
	d.Sent = append(d.Sent, digits(float64(sum.Sent)/span, 4))
	d.OK = append(d.OK, digits(float64(sum.OK)/span, 4))
	d.Throttled = append(d.Throttled, digits(float64(sum.Throttled)/span, 4))
	d.P99 = append(d.P99, sum.P99)
	d.Concurrency = append(d.Concurrency, digits(sum.Concurrency, 4))
	d.Provisioned = append(d.Provisioned, digits(sum.ProvisionedBusy, 4))
	d.Cold = append(d.Cold, float64(sum.Cold))
	d.Spillover = append(d.Spillover, float64(sum.Spillover))
}

// windows are the faults of an arm; repeats have the same ones at the same
// times.
func windows(r *analyze.Result, arm string) []window {
	out := []window{}
	for _, f := range r.Faults {
		w := window{From: f.AtS, To: f.AtS + f.ForS, Kind: bounded(f.Kind)}
		if f.Arm == arm && len(out) < maxRows && !slices.Contains(out, w) {
			out = append(out, w)
		}
	}
	return out
}

// digits rounds to n significant digits, which keeps the block small.
func digits(v float64, n int) float64 {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return 0
	}
	short, err := strconv.ParseFloat(strconv.FormatFloat(v, 'g', n, 64), 64)
	if err != nil {
		return v
	}
	return short
}

func bounded(s string) string {
	if runes := []rune(s); len(runes) > 80 {
		return string(runes[:80]) + "..."
	}
	return s
}
