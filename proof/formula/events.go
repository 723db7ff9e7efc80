package formula

import (
	"fmt"
	"math"
	"time"

	"squall/attack/hit"
)

// asynchronous are retries and what ends them.
func asynchronous() (out []Theorem) {
	const q = 0.3
	const source = "each try fails with probability q by itself"
	for r := range 3 {
		profile := fmt.Sprintf("functions: [{name: f, async: {retries: %d, dead_letter: sqs:dead}, model: {duration: {constant: 10ms}, errors: 30%%}}]\n"+
			"attack: [{path: async, function: f, phases: [{for: 100s, rate: 50/s, arrival: poisson}]}]\n", r)
		params := fmt.Sprintf("q 0.3, r %d", r)
		mean := 0.0
		for i := range r + 1 {
			mean += math.Pow(q, float64(i))
		}
		out = append(out,
			Theorem{Formula: "dead letters q^(r+1)", Source: source, Params: params, Profile: profile,
				Measure: func(run *Run) (float64, float64, int) {
					l := run.path(0).Ledger
					m, n := share(l.Deliveries["dead_letter"].Received, l.Accepted)
					return m, math.Pow(q, float64(r+1)), n
				}},
			Theorem{Formula: "attempts Σ q^i, i = 0..r", Source: source, Params: params, Profile: profile, Exact: r == 0,
				Measure: func(run *Run) (float64, float64, int) {
					l := run.path(0).Ledger
					m, n := share(uint64(run.seen(hit.Attempt)), l.Accepted)
					return m, mean, n
				}})
	}
	return append(out, schedules()...)
}

// schedules are times of retries, and the account of all events.
func schedules() []Theorem {
	failing := quiet(time.Minute, "functions: [{name: f, async: {dead_letter: sqs:dead}, model: {duration: {constant: 2s}, errors: 100%}}]\n"+
		"attack: [{path: async, function: f, phases: [{for: 60s, rate: 1/s}]}]\n")
	return []Theorem{
		{Formula: "first dead letter after 60 s + 120 s + 3S", Source: "two retries, one and two minutes apart", Params: "S 2 s, q 1", Exact: true, Grid: 0.001, Profile: failing,
			Measure: func(r *Run) (float64, float64, int) {
				due := map[string]int64{}
				for i := range r.Hits {
					due[r.Hits[i].RequestID] = r.Hits[i].Due
				}
				least := math.Inf(1)
				for _, s := range r.Sightings {
					if s.Kind == hit.DeadLetter {
						least = min(least, float64(s.At-due[s.RequestID])/1e9)
					}
				}
				return least, 60 + 120 + 3*2, r.seen(hit.DeadLetter)
			}},
		{Formula: "attempts in 6 h of throttling: 80", Source: "1+2+...+256 s are 511 s; 70 times 300 s more fit, and one attempt begins it", Params: "4 events", Exact: true, Profile: throttled,
			Measure: func(r *Run) (float64, float64, int) { return float64(r.Held) / 4, 80, r.Held }},
		{Formula: "events: accepted = sum of ends", Source: "conservation", Params: "30 % errors, reserved 3, then 0", Exact: true, Profile: mixed,
			Measure: func(r *Run) (float64, float64, int) {
				l := r.path(0).Ledger
				return float64(l.Succeeded + l.RetriesExhausted + l.Expired + l.ZeroReserved), float64(l.Accepted), int(l.Accepted)
			}},
		{Formula: "dead letters = failed events", Source: "conservation", Params: "30 % errors, reserved 3, then 0", Exact: true, Profile: mixed,
			Measure: func(r *Run) (float64, float64, int) {
				l := r.path(0).Ledger
				return float64(l.Deliveries["dead_letter"].Received), float64(l.RetriesExhausted + l.Expired + l.ZeroReserved), int(l.Accepted)
			}},
	}
}

// throttled holds one event for a minute in the only environment, while four
// others wait; then nothing may run any more.
const throttled = `functions:
  - {name: f, timeout: 900s, reserved: 1, async: {dead_letter: sqs:dead}, model: {duration: {constant: 60s}}}
  - {name: g, model: {duration: {constant: 1s}}}
attack:
  - {name: events, path: async, function: f, phases: [{for: 1s, rate: 5/s}]}
  - {name: clock, path: sdk, function: g, phases: [{for: 7h, rate: 10/h}]}
faults: [{at: 2s, kind: throttle.reserved, function: f, value: 0}]
`

// mixed lets events succeed, fail, wait, and find nothing that may run.
const mixed = `functions: [{name: f, timeout: 60s, reserved: 3, async: {retries: 1, max_age: 90s, dead_letter: sqs:dead, on_failure: sqs:failed},
  model: {duration: {exponential: {mean: 500ms}}, errors: 30%}}]
attack: [{path: async, function: f, phases: [{for: 400s, rate: 8/s, arrival: poisson}]}]
faults: [{at: 300s, kind: throttle.reserved, function: f, value: 0}]
`

func (r *Run) seen(kind hit.SightingKind) (n int) {
	for i := range r.Sightings {
		if r.Sightings[i].Kind == kind {
			n++
		}
	}
	return n
}

// arrivals are numbers of requests.
func arrivals() (out []Theorem) {
	for _, a := range []struct {
		formula, params, phase string
		want                   float64
	}{
		{"arrivals λT", "Poisson, λ 100/s, T 50 s", "{for: 50s, rate: 100/s, arrival: poisson}", 5000},
		{"arrivals T(λ1+λ2)/2", "Poisson, λ 0 to 200/s, T 50 s", "{for: 50s, from: 0/s, to: 200/s, arrival: poisson}", 5000},
		{"arrivals λT·on/(on+off)", "on/off 2 s and 8 s, λ 500/s, T 50 s", "{for: 50s, rate: 500/s, arrival: onoff, on: 2s, off: 8s}", 5000},
		{"arrivals ∫λ(1+A sin)", "two waves of 25 s, mean 100/s, amplitude 80/s", "{for: 50s, rate: 100/s, arrival: sine, amplitude: 80/s, period: 25s}", 5000},
	} {
		profile := quiet(time.Second, "functions: [{name: f, model: {duration: {constant: 1ms}}}]\n"+
			"attack: [{path: sdk, function: f, phases: ["+a.phase+"]}]\n")
		out = append(out, Theorem{Formula: a.formula, Source: "the integral of the rate", Params: a.params, Profile: profile, Idle: time.Second,
			Measure: func(r *Run) (float64, float64, int) { return float64(r.hits(all)), a.want, r.hits(all) }})
	}
	return append(out, Theorem{Formula: "refused (n-c)/n", Source: "n at once on every minute", Params: "n 50, c 30, S 1 s", Exact: true, Idle: 90 * time.Second,
		Profile: quiet(90*time.Second, "functions: [{name: f, reserved: 30, model: {duration: {constant: 1s}}}]\n"+
			"attack: [{path: sdk, function: f, phases: [{for: 20m, rate: 50/min, arrival: minute}]}]\n"),
		Measure: func(r *Run) (float64, float64, int) {
			p := r.path(0).ThrottleRate
			m, n := share(p.Count, p.N)
			return m, 20.0 / 50, n
		}})
}
