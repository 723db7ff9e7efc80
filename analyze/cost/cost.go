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

// Sum adds up the charges.
func Sum(all []Usage, l *price.List) (usd float64) {
	for i := range all {
		usd += all[i].USD(l)
	}
	return usd
}

// Note says what a charge is made of, and what is not in it.
func Note(l *price.List) string {
	const made, less = "by the run time that the client saw: requests, run time and provisioned concurrency", "no free tier, doors, queues or logs"
	if l.Own {
		return "on Lambda, " + made + "; " + less
	}
	return "on Lambda in us-east-1, " + made + " at list prices; " + less
}

// Months is what a month uses at the mean rate of a number of blocks that each
// lasted a span: as many requests in proportion, and what is provisioned all
// the time.
func Months(used []Usage, span time.Duration, blocks int) []Usage {
	var out []Usage
	for _, u := range used {
		m := Usage{Memory: u.Memory, Arm: u.Arm}
		if span > 0 && blocks > 0 {
			factor := Month.Hours() / (span.Hours() * float64(blocks))
			times := func(n uint64) uint64 { return uint64(float64(n) * factor) }
			m.Requests, m.RunMs, m.SpareMs = times(u.Requests), times(u.RunMs), times(u.SpareMs)
			// Every block has the settings, a month has them once.
			for _, s := range u.Provisioned[:len(u.Provisioned)/blocks] {
				m.Provisioned = append(m.Provisioned, Stretch{Count: s.Count, For: Month})
			}
		}
		out = append(out, m)
	}
	return out
}
