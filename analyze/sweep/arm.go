package sweep

import (
	"squall/analyze"
	"squall/analyze/judge"
)

// Arm is what one arm showed at one point, over the sweep's entries together.
type Arm struct {
	Name          string   `json:"name"`
	Requests      uint64   `json:"requests"`
	P99           Estimate `json:"p99_ms"` // of ok hits, from the due time
	ColdRate      Estimate `json:"cold_rate"`
	ThrottleRate  Estimate `json:"throttle_rate"`
	SpilloverRate Estimate `json:"spillover_rate"` // null where nothing is provisioned
	// MonthlyUSD is of all functions, 730 hours at the mean rate of the load,
	// with provisioned concurrency all the time. It has no interval.
	MonthlyUSD Estimate `json:"monthly_usd"`
}

// Estimate is a figure with its 95 % interval; null where it cannot be given.
type Estimate struct {
	Value *float64    `json:"value"`
	CI    *[2]float64 `json:"ci95"`
}

// ArmOf takes the figures of an arm.
func ArmOf(o *analyze.Overall) Arm {
	take := func(name string) Estimate {
		m, _ := judge.Named(name)
		f := m.Of(&o.Scope)
		return Estimate{Value: f.Given(), CI: f.Limits()}
	}
	a := Arm{
		Name: o.Scope.Name, Requests: o.Scope.Cell.Sent, P99: take("p99"), ColdRate: take("cold_rate"),
		ThrottleRate: take("throttle_rate"), MonthlyUSD: Estimate{Value: o.MonthlyUSD},
	}
	if o.Spare {
		a.SpilloverRate = take("spillover_rate")
	}
	return a
}
