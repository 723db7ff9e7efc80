package calibration

import "strings"

// Origin says which measured run a plan's model is from.
type Origin struct {
	Path      string // of the file that squall calibrate wrote
	Date, Run string
	Error     string   // at p99, as in 4.1%; "" where nobody knows
	Functions []string // whose models are from it
	Without   []string // modelled ones that it does not know
}

// String is what reports say of the model.
func (c *Origin) String() string {
	s := "calibrated on " + c.Date
	if len(c.Without) > 0 {
		s += " but for " + strings.Join(c.Without, ", ")
	}
	if c.Error == "" {
		return s + ", error not known"
	}
	return s + ", p99 error " + strings.Replace(c.Error, "%", " %", 1)
}
