// Package cost estimates what Lambda would charge, from list prices of a
// known date. It counts requests, run time and provisioned concurrency; load
// balancers, API Gateway, queues, logs and the free tier are not in it.
package cost

import "time"

// Dated is the date of the price list (Lambda, us-east-1).
const Dated = "2026-10-05"

// USD prices: per request, and per GB and second.
const (
	perRequest = 0.20 / 1e6

	runX86, runArm = 0.0000166667, 0.0000133334 // first tier
	// Provisioned concurrency, configured and running on it. The list at hand
	// has x86 only; arm64 is billed here as x86, which is not too little.
	provisioned    = 0.0000041667
	runProvisioned = 0.0000097222
)

// period is the step in which configured provisioned concurrency is billed.
const period = 5 * time.Minute

// Usage is what one function used under one memory size.
type Usage struct {
	Memory   int // MB
	Arm      bool
	Requests uint64
	RunMs    uint64 // on demand, each request rounded up to 1 ms, initialisation included
	SpareMs  uint64 // on provisioned environments
	// Provisioned is how many environments were configured in each stretch.
	Provisioned []Stretch
}

// Stretch is a time during which provisioned concurrency was configured.
type Stretch struct {
	Count int
	For   time.Duration
}

// USD is the estimated charge.
func (u Usage) USD() float64 {
	gb := float64(u.Memory) / 1024
	run := runX86
	if u.Arm {
		run = runArm
	}
	usd := float64(u.Requests) * perRequest
	usd += float64(u.RunMs) / 1000 * gb * run
	usd += float64(u.SpareMs) / 1000 * gb * runProvisioned
	for _, s := range u.Provisioned {
		usd += float64(s.Count) * gb * billed(s.For).Seconds() * provisioned
	}
	return usd
}

// billed rounds a stretch up to whole periods.
func billed(d time.Duration) time.Duration {
	return (d + period - 1) / period * period
}
