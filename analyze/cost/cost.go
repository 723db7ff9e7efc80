// Package cost estimates what Lambda would charge by a list of prices. It
// counts requests, run time and provisioned concurrency; load balancers, API
// Gateway, queues, logs and the free tier are not in it.
package cost

import (
	"time"

	"squall/profiles/price"
)

// Month is what a month of charges is counted as.
const Month = 730 * time.Hour

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

// USD is the estimated charge by a list of prices.
func (u *Usage) USD(l *price.List) float64 {
	gb := float64(u.Memory) / 1024
	run, kept, spare := l.Run.X86, l.Provisioned.X86, l.ProvisionedRun.X86
	if u.Arm {
		run, kept, spare = l.Run.ARM, l.Provisioned.ARM, l.ProvisionedRun.ARM
	}
	usd := float64(float64(u.Requests) / 1e6 * l.Requests)
	usd += float64(float64(u.RunMs) / 1000 * gb * run)
	usd += float64(float64(u.SpareMs) / 1000 * gb * spare)
	for _, s := range u.Provisioned {
		usd += float64(float64(s.Count) * gb * billed(s.For).Seconds() * kept)
	}
	return usd
}

// billed rounds a stretch up to whole periods.
func billed(d time.Duration) time.Duration {
	return (d + period - 1) / period * period
}

// Monthly is what a month costs at the mean rate of a span: as many requests
// in proportion, and provisioned concurrency all the time.
func (u *Usage) Monthly(span time.Duration) Usage {
	if span <= 0 {
		return Usage{Memory: u.Memory, Arm: u.Arm}
	}
	times := func(n uint64) uint64 { return uint64(float64(n) / span.Hours() * Month.Hours()) }
	m := Usage{Memory: u.Memory, Arm: u.Arm, Requests: times(u.Requests), RunMs: times(u.RunMs), SpareMs: times(u.SpareMs)}
	for _, s := range u.Provisioned {
		m.Provisioned = append(m.Provisioned, Stretch{Count: s.Count, For: Month})
	}
	return m
}
