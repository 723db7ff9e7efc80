package sweep

import (
	"fmt"

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
	Of            func(*Arm) *Estimate
}

// Figures are what a sweep shows of each point.
var Figures = []Figure{
	{"p99", "p99", func(o *Arm) *Estimate { return &o.P99 }},
	{"cold_rate", "cold rate", func(o *Arm) *Estimate { return &o.ColdRate }},
	{"throttle_rate", "throttle rate", func(o *Arm) *Estimate { return &o.ThrottleRate }},
	{"spillover_rate", "spillover", func(o *Arm) *Estimate { return &o.SpilloverRate }},
	{"monthly_usd", "monthly cost", func(o *Arm) *Estimate { return &o.MonthlyUSD }},
}

// judged are the figures that have a knee: the cost has no interval.
var judged = Figures[:4]

// Arms are the names of the arms that some point has figures of.
func (s *Sweep) Arms() []string {
	for i := range s.Points {
		if len(s.Points[i].Arms) > 0 {
			var names []string
			for _, o := range s.Points[i].Arms {
				names = append(names, o.Name)
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

// Absent is why a figure that no point has has no knee.
const Absent = "no point has it"

// leastSpots is how many points a curve has at least to bend.
const leastSpots = 4

// knee finds the point of a figure's knee, or says why there is none.
func (s *Sweep) knee(arm int, f Figure) (point int, reason string) {
	if s.Scale == "list" {
		return 0, "the values are not rising numbers"
	}
	var curve []spot
	bare := 0 // points without an interval; they are no part of the curve
	for i := range s.Points {
		p := &s.Points[i]
		if p.State != Done {
			continue
		}
		e := f.Of(&p.Arms[arm])
		switch {
		case e.Value != nil && e.CI == nil:
			bare++
		case e.Value != nil:
			curve = append(curve, spot{i, s.Position(i), *e.Value, e.CI[0], e.CI[1]})
		}
	}
	switch {
	case len(curve) == 0 && bare == 0:
		return 0, Absent
	case len(curve) < leastSpots && bare > 0:
		return 0, fmt.Sprintf("too few requests for an interval at %d points", bare)
	case len(curve) < leastSpots:
		return 0, fmt.Sprintf("a curve takes %[2]d points, it has %[1]d", len(curve), leastSpots)
	}
	return bend(curve)
}

// Position is where a point stands on its axis: by its number, or by its place
// in the list.
func (s *Sweep) Position(i int) float64 {
	at := s.Points[i].At
	switch {
	case at == nil:
		return float64(i)
	case s.Scale == "log":
		return dist.Ln(*at) // a factor begins above 0
	}
	return *at
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
