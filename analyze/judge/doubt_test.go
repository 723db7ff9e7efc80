package judge

import (
	"math"
	"testing"

	"squall/analyze/tally"
	"squall/attack/hit"
)

// A gateway error that nobody explained is among what was sent, so it weighs
// with all its share.
func TestDoubtOfCountedUnknowns(t *testing.T) {
	cell := with(with(&tally.Cell{}, 700, hit.Hit{Status: 200}), 300, hit.Hit{Status: 502, Outcome: hit.GatewayError})
	for _, name := range []string{"throttle_rate", "error_rate"} {
		m, _ := Named(name)
		f := m.Of(&Scope{Name: "a", Cell: cell})
		if math.Abs(f.Doubt-.3) > 1e-12 {
			t.Errorf("%s: doubt %g, want 0.3", name, f.Doubt)
		}
	}
	m, _ := Named("throttle_rate")
	f := m.Of(&Scope{Name: "a", Cell: cell})
	if r := f.Against("<", .28); r.Word != Unclear {
		t.Errorf("0 %% that could be 30 %% against 28 %%: %+v", r)
	}
	m, _ = Named("error_rate")
	few := with(with(&tally.Cell{}, 700, hit.Hit{Status: 200}), 300, hit.Hit{Status: 500, Outcome: hit.FunctionError, ReasonFrom: hit.Probe})
	f = m.Ratio(1, &Scope{Name: "b", Cell: cell}, &Scope{Name: "a", Cell: few})
	if math.Abs(f.Value-1) > 1e-12 || math.Abs(f.Doubt-1) > 1e-12 {
		t.Errorf("errors that may all be refusals: %+v", f)
	}
}

// What the base did not tell could be what it is said not to have.
func TestRatioToNoneWithUnknowns(t *testing.T) {
	m, _ := Named("cold_rate")
	some := &Scope{Name: "a", Cell: served(1, 100, 50, 40, .1)}
	base := with(with(&tally.Cell{}, 50, hit.Hit{Start: hit.Warm}), 950, hit.Hit{})
	f := m.Ratio(1, some, &Scope{Name: "b", Cell: base})
	if r := f.Against(">", 1); r.Word != Unclear {
		t.Errorf("%+v %+v: %+v", f, f.CI, r)
	}
}

func TestRatioOfDoubtfulCounts(t *testing.T) {
	m, _ := Named("reason.X")
	cell := func(x, untold int) *tally.Cell {
		c := with(&tally.Cell{}, x, hit.Hit{Outcome: hit.Throttled, Reason: "X", ReasonFrom: hit.Wire})
		return with(c, untold, hit.Hit{Outcome: hit.Throttled})
	}
	f := m.Ratio(1, &Scope{Name: "b", Cell: cell(10, 0)}, &Scope{Name: "a", Cell: cell(4, 10)})
	if r := f.Against(">", 2); f.Value != 2.5 || f.Doubt != 0 || r.Word != Unclear {
		t.Errorf("10 over 4 to 14: %+v %+v", f, r)
	}
	f = m.Ratio(1, &Scope{Name: "b", Cell: cell(10, 10)}, &Scope{Name: "a", Cell: cell(4, 0)})
	if r := f.Against("<", 3); f.Less != 0 || r.Word != Unclear {
		t.Errorf("10 to 20 over 4: %+v %+v", f, r)
	}
}
