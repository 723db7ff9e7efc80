package sweep

import (
	"fmt"

	"squall/analyze"
	"squall/profiles/dist"
)

// Knee is the value at which a figure's curve bends: the point that lies
// farthest below the straight line from the curve's first point to its last,
// both axes scaled to 0..1 (the Kneedle method). Where a figure falls, more
// brings little from there on; where it rises, it gets worse from there on.
// There is none unless the whole interval of that point lies below the line.
type Knee struct {
	Arm    string  `json:"arm"`
	Metric string  `json:"metric"`
	Value  *string `json:"value"`            // null: there is no knee
	Reason string  `json:"reason,omitempty"` // why there is none
}

// Means is what a knee is, in a sentence for people.
const Means = "knee: the point farthest below the straight line from the first point of a curve to its last (Kneedle), " +
	"if its whole interval is: where a figure falls, more brings little beyond it; where one rises, it gets worse beyond it"

// Figure is one figure of a sweep.
type Figure struct {
	Metric, Title string
	Of            func(*analyze.Overall) *analyze.Estimate
}

// Figures are what a sweep shows of each point.
var Figures = []Figure{
	{"p99", "p99", func(o *analyze.Overall) *analyze.Estimate { return &o.P99 }},
	{"cold_rate", "cold rate", func(o *analyze.Overall) *analyze.Estimate { return &o.ColdRate }},
	{"throttle_rate", "throttle rate", func(o *analyze.Overall) *analyze.Estimate { return &o.ThrottleRate }},
	{"spillover_rate", "spillover", func(o *analyze.Overall) *analyze.Estimate { return &o.SpilloverRate }},
	{"monthly_usd", "monthly cost", func(o *analyze.Overall) *analyze.Estimate { return &o.MonthlyUSD }},
}

// judged are the figures that have a knee: the cost has no interval.
var judged = Figures[:4]

// Arms are the names of the arms that some point has figures of.
func (s *Sweep) Arms() []string {
	for i := range s.Points {
		if len(s.Points[i].Arms) > 0 {
			var names []string
			for _, o := range s.Points[i].Arms {
				names = append(names, o.Arm)
			}
			return names
		}
	}
	return nil
}

// Knee finds the value of a figure's knee in an arm; "" when there is none.
func (s *Sweep) Knee(arm, metric string) string {
	for _, k := range s.Knees {
		if k.Arm == arm && k.Metric == metric && k.Value != nil {
			return *k.Value
		}
	}
	return ""
}

func (s *Sweep) knees() {
	for i, arm := range s.Arms() {
		for _, f := range judged {
			k := Knee{Arm: arm, Metric: f.Metric}
			if at, reason := s.knee(i, f); reason == "" {
				k.Value = &s.Points[at].Value
			} else {
				k.Reason = reason
			}
			s.Knees = append(s.Knees, k)
		}
	}
}

// spot is a point of a curve.
type spot struct {
	point     int
	x, y      float64
	low, high float64 // of the interval
}

// leastSpots is how many points a curve has at least to bend.
const leastSpots = 4

// knee finds the point of a figure's knee, or says why there is none.
func (s *Sweep) knee(arm int, f Figure) (point int, reason string) {
	if s.Scale == "list" {
		return 0, "the values are not rising numbers"
	}
	var curve []spot
	for i := range s.Points {
		p := &s.Points[i]
		if p.State != Done {
			continue
		}
		e := f.Of(&p.Arms[arm])
		switch {
		case e.Value != nil && e.CI == nil:
			return 0, fmt.Sprintf("too few requests at %s for an interval", p.Value)
		case e.Value != nil && (s.Scale == "linear" || *p.At > 0):
			curve = append(curve, spot{i, s.x(*p.At), *e.Value, e.CI[0], e.CI[1]})
		}
	}
	if len(curve) < leastSpots {
		return 0, fmt.Sprintf("%d points have it, a curve has %d at least", len(curve), leastSpots)
	}
	return bend(curve)
}

func (s *Sweep) x(at float64) float64 {
	if s.Scale == "log" {
		return dist.Ln(at)
	}
	return at
}

// bend finds the knee of a curve with distinct x.
func bend(curve []spot) (point int, reason string) {
	first, last := curve[0], curve[len(curve)-1]
	least, most := first, first
	for _, c := range curve {
		if c.y < least.y {
			least = c
		}
		if c.y > most.y {
			most = c
		}
	}
	if least.high >= most.low {
		return 0, "it does not change by more than its interval"
	}
	line := func(x float64) float64 {
		return first.y + float64((last.y-first.y)*((x-first.x)/(last.x-first.x)))
	}
	var knee *spot
	deepest := 0.0
	for i := range curve {
		if depth := line(curve[i].x) - curve[i].y; depth > deepest {
			knee, deepest = &curve[i], depth
		}
	}
	if knee == nil || knee.high >= line(knee.x) {
		return 0, "the curve does not bend by more than its interval"
	}
	return knee.point, ""
}
