package formula

import (
	"fmt"
	"math"
	"time"

	"squall/attack/hit"
)

// Theorems are all figures that are known beforehand.
func Theorems() []Theorem {
	var out []Theorem
	for _, part := range [][]Theorem{loss(), pools(), environments(), provisioned(), aliases(), asynchronous(), arrivals()} {
		out = append(out, part...)
	}
	return out
}

// quiet switches off whatever would add to a request's time, and lets
// environments end after an idle time alone.
func quiet(idle time.Duration, rest string) string {
	return fmt.Sprintf("platform: {sandbox: none, invoke_overhead: none, door_latency: none, max_lifetime: none, scaling_rate: none, "+
		"provisioning: {delay: 1s}, idle_expiry: {constant: %v}}\n%s", idle, rest)
}

// erlangB is the loss formula.
func erlangB(a float64, c int) float64 {
	b := 1.0
	for k := 1; k <= c; k++ {
		b = a * b / (float64(k) + a*b)
	}
	return b
}

const (
	erlang = "Erlang 1917; whatever the distribution of durations (Sevastyanov 1957)"
	little = "Little 1961"
)

// oneSecond are durations of a mean of one second.
var oneSecond = []struct{ name, text string }{
	{"exponential", "{exponential: {mean: 1s}}"},
	{"constant", "{constant: 1s}"},
	{"lognormal, sigma 1", "{lognormal: {mean: 1s, sigma: 1}}"},
	{"Pareto, alpha 2.5", "{pareto: {min: 600ms, alpha: 2.5}}"},
}

// loss is Erlang's formula, and what is in use beside it.
func loss() (out []Theorem) {
	for _, size := range []struct {
		a, c int
		span time.Duration
	}{{2, 3, 1000 * time.Second}, {10, 10, 300 * time.Second}, {100, 100, 60 * time.Second}} {
		for _, d := range oneSecond {
			a := float64(size.a)
			profile := quiet(5*time.Second, fmt.Sprintf("functions: [{name: f, timeout: 900s, reserved: %d, model: {duration: %s}}]\n"+
				"attack: [{path: sdk, function: f, warmup: 20s, phases: [{for: %v, rate: %d/s, arrival: poisson}]}]\n", size.c, d.text, size.span, size.a))
			params := fmt.Sprintf("a %d, c %d, %s", size.a, size.c, d.name)
			out = append(out, Theorem{Formula: "refused B(a,c)", Source: erlang, Params: params, Profile: profile, Idle: 5 * time.Second,
				Measure: func(r *Run) (float64, float64, int) {
					p := r.path(0).ThrottleRate
					m, n := share(p.Count, p.N)
					return m, erlangB(a, size.c), n
				}})
			if size.a == 10 {
				out = append(out, Theorem{Formula: "in use a(1-B)", Source: little, Params: params, Profile: profile, Idle: 5 * time.Second,
					Measure: func(r *Run) (float64, float64, int) {
						return r.busy(all), a * (1 - erlangB(a, size.c)), r.hits(all)
					}})
			}
		}
	}
	return out
}

// pools are functions that share an account's unreserved concurrency.
func pools() (out []Theorem) {
	profile := "account: {concurrency: 30}\n" + quiet(5*time.Second, `functions:
  - {name: f, timeout: 900s, model: {duration: {exponential: {mean: 1s}}}}
  - {name: g, timeout: 900s, model: {duration: {constant: 500ms}}}
  - {name: h, timeout: 900s, model: {duration: {lognormal: {mean: 2s, sigma: 1}}}}
attack:
  - {name: f, path: sdk, function: f, warmup: 20s, phases: [{for: 200s, rate: 5/s, arrival: poisson}]}
  - {name: g, path: sdk, function: g, warmup: 20s, phases: [{for: 200s, rate: 16/s, arrival: poisson}]}
  - {name: h, path: sdk, function: h, warmup: 20s, phases: [{for: 200s, rate: 6/s, arrival: poisson}]}
`)
	for i, a := range []int{5, 8, 12} {
		out = append(out, Theorem{Formula: "refused B(a1+a2+a3,C)", Source: erlang, Params: fmt.Sprintf("a %d of 25, C 30", a), Profile: profile, Idle: 5 * time.Second,
			Measure: func(r *Run) (float64, float64, int) {
				p := r.path(i).ThrottleRate
				m, n := share(p.Count, p.N)
				return m, erlangB(25, 30), n
			}})
	}
	return out
}

// environments are cold starts and what follows from them.
func environments() []Theorem {
	const tau, service, extra, lambda = 300.0, 1.0, 0.5, 0.01
	cold := math.Exp(-lambda * tau)
	longer := service + cold*extra
	single := quiet(300*time.Second, "functions: [{name: f, timeout: 900s, reserved: 1, model: {duration: {constant: 1s}, init: {constant: 500ms}}}]\n"+
		"attack: [{path: sdk, function: f, phases: [{for: 200h, rate: 0.01/s, arrival: poisson}]}]\n")
	many := quiet(2*time.Second, "functions: [{name: f, timeout: 900s, model: {duration: {lognormal: {mean: 400ms, sigma: 1}}, init: {exponential: {mean: 600ms}}}}]\n"+
		"attack: [{path: sdk, function: f, warmup: 10s, phases: [{for: 600s, rate: 12/s, arrival: poisson}]}]\n")
	return []Theorem{
		{Formula: "cold e^(-λτ)", Source: "no arrival within the idle time", Params: "c 1, λ 0.01/s, τ 300 s", Profile: single, Idle: 300 * time.Second,
			Measure: func(r *Run) (float64, float64, int) {
				c := r.path(0).Cold
				m, n := share(c.Count, c.Known)
				return m, cold, n
			}},
		{Formula: "refused λS'/(1+λS'), S' = S+e^(-λτ)C", Source: "renewal reward", Params: "c 1, λ 0.01/s, τ 300 s, S 1 s, C 0.5 s", Profile: single, Idle: 300 * time.Second,
			Measure: func(r *Run) (float64, float64, int) {
				p := r.path(0).ThrottleRate
				m, n := share(p.Count, p.N)
				return m, lambda * longer / (1 + lambda*longer), n
			}},
		{Formula: "in use λ(S+pE[C])", Source: little, Params: "λ 12/s, S 0.4 s, E[C] 0.6 s, p as it was", Profile: many, Idle: 2 * time.Second,
			Measure: func(r *Run) (float64, float64, int) {
				c := r.path(0).Cold
				p, n := share(c.Count, c.Known)
				return r.busy(all), 12 * (0.4 + p*0.6), n
			}},
		{Formula: "first refusal after burst/(R-rate)", Source: "a bucket that empties at R-rate", Params: "R 600/s, scaling rate 1000/10s", Exact: true, Grid: 1.0 / 600, Profile: ramp,
			Measure: func(r *Run) (float64, float64, int) {
				first := math.Inf(1)
				for i := range r.Hits {
					if h := &r.Hits[i]; h.Outcome == hit.Throttled {
						first = min(first, float64(h.Sent)/1e9)
					}
				}
				return first, 1000.0 / (600 - 100), len(r.Hits)
			}},
		{Formula: "then refused R-rate, 1/s", Source: "the bucket gives what it gets", Params: "R 600/s, scaling rate 1000/10s", Exact: true, Grid: 0.25, Profile: ramp,
			Measure: func(r *Run) (float64, float64, int) {
				n := r.hits(func(h *hit.Hit) bool { return h.Outcome == hit.Throttled && h.Sent >= 4e9 })
				return float64(n) / 6, 500, len(r.Hits)
			}},
	}
}

// ramp asks for more new environments than the scaling rate lets start.
const ramp = `account: {concurrency: 100000}
platform: {sandbox: none, invoke_overhead: none, idle_expiry: none, max_lifetime: none, scaling_rate: 1000/10s}
functions: [{name: f, timeout: 900s, model: {duration: {constant: 100s}}}]
attack: [{path: sdk, function: f, phases: [{for: 10s, rate: 600/s}]}]
`

// provisioned are requests that find no free provisioned environment.
func provisioned() (out []Theorem) {
	for _, size := range []struct {
		a, p int
		d    int
		span time.Duration
	}{{20, 20, 0, 200 * time.Second}, {5, 3, 2, 800 * time.Second}} {
		a := float64(size.a)
		profile := quiet(5*time.Second, fmt.Sprintf("functions: [{name: f, timeout: 900s, aliases: {live: v1}, provisioned: {live: %d}, model: {duration: %s}}]\n"+
			"attack: [{path: sdk, function: 'f:live', warmup: 20s, phases: [{for: %v, rate: %d/s, arrival: poisson}]}]\n", size.p, oneSecond[size.d].text, size.span, size.a))
		params := fmt.Sprintf("a %d, P %d, %s", size.a, size.p, oneSecond[size.d].name)
		out = append(out,
			Theorem{Formula: "spilled over B(a,P)", Source: "what is refused goes on demand; " + erlang, Params: params, Profile: profile, Idle: 5 * time.Second,
				Measure: func(r *Run) (float64, float64, int) {
					s := r.path(0).SpilloverRate
					m, n := share(s.Count, s.N)
					return m, erlangB(a, size.p), n
				}},
			Theorem{Formula: "utilization a(1-B)/P", Source: little, Params: params, Profile: profile, Idle: 5 * time.Second,
				Measure: func(r *Run) (float64, float64, int) {
					busy := r.busy(func(h *hit.Hit) bool { return h.InitType == hit.Provisioned })
					return busy / float64(size.p), a * (1 - erlangB(a, size.p)) / float64(size.p), r.hits(all)
				}})
	}
	return out
}

// aliases are weights.
func aliases() (out []Theorem) {
	for _, percent := range []int{1, 30} {
		profile := quiet(5*time.Second, fmt.Sprintf("functions: [{name: f, versions: {v1: {model: {duration: {constant: 50ms}}}, v2: {model: {duration: {constant: 80ms}}}}, "+
			"aliases: {live: {to: v1, weights: {v2: %d%%}}}}]\n"+
			"attack: [{path: sdk, function: 'f:live', phases: [{for: 100s, rate: 100/s, arrival: poisson}]}]\n", percent))
		out = append(out, Theorem{Formula: "to the second version w", Source: "independent draws", Params: fmt.Sprintf("w %d %%", percent), Profile: profile, Idle: 5 * time.Second,
			Measure: func(r *Run) (float64, float64, int) {
				m, n := share(r.path(0).Versions["2"], r.path(0).Sent)
				if r.path(0).Versions["v2"] > 0 {
					m, n = share(r.path(0).Versions["v2"], r.path(0).Sent)
				}
				return m, float64(percent) / 100, n
			}})
	}
	return out
}
