package sequential

import (
	"math"

	"squall/profiles/dist"
)

// gridPoints is how many alternatives an evidence weighs.
const gridPoints = 24

// mixture is the evidence of alternatives against one hypothesis, with equal
// weights.
type mixture struct {
	logs [gridPoints]float64 // log likelihood ratio of each against the hypothesis
}

// tell adds what one look says for each alternative.
func (m *mixture) tell(says func(k int) float64) {
	for k := range m.logs {
		m.logs[k] += says(k)
	}
}

// log is the logarithm of the mixture, without overflow.
func (m *mixture) log() float64 {
	top := math.Inf(-1)
	for _, l := range m.logs {
		top = math.Max(top, l)
	}
	sum := 0.0
	for _, l := range m.logs {
		sum += dist.Exp(math.Max(l-top, -700))
	}
	return top + dist.Ln(sum/gridPoints)
}

// Value is the evidence now: 20 is as much as a test at 5 % asks for.
func (m *mixture) Value() float64 { return dist.Exp(math.Min(m.log(), 700)) }

// weigh is the log likelihood ratio of a share against another, for events
// among n.
func weigh(share, against, events, n float64) float64 {
	return float64(events*(dist.Ln(share)-dist.Ln(against))) +
		float64((n-events)*(dist.Ln(1-share)-dist.Ln(1-against)))
}
