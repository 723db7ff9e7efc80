package compare

import (
	"fmt"

	"squall/analyze/figure"
)

// off says how far what was foretold is from what was measured.
func (r *Row) off() {
	switch {
	case r.Ratio != nil && *r.Ratio > 0:
		r.Error = number(1 / *r.Ratio - 1)
		if r.CI != nil && r.CI[0] > 0 {
			r.ErrorCI = &[2]float64{*number(1/r.CI[1] - 1), *number(1/r.CI[0] - 1)}
		}
	case r.BaseValue != nil && r.CandidateValue != nil:
		r.Error = number(*r.BaseValue - *r.CandidateValue)
		if r.DiffCI != nil {
			r.ErrorCI = &[2]float64{-r.DiffCI[1], -r.DiffCI[0]}
		}
	}
}

// Off is Error in words; "" where there is none.
func (r *Row) Off() string {
	switch {
	case r.Error == nil:
		return ""
	case r.Ratio == nil && r.DiffCI == nil: // a count
		return fmt.Sprintf("%+g", *r.Error)
	case r.Ratio == nil:
		return figure.Points(r.ErrorCI)
	case r.ErrorCI == nil:
		return fmt.Sprintf("%+.1f %%", 100**r.Error)
	}
	return fmt.Sprintf("%+.1f %% [%+.0f,%+.0f]", 100**r.Error, 100*r.ErrorCI[0], 100*r.ErrorCI[1])
}
