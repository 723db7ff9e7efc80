// Package platform reads the parameters of the platform model, and has their
// defaults.
//
// It does not know what the rule book does with them.
package platform

import (
	"fmt"
	"math"
	"time"

	"squall/profiles"
	"squall/profiles/dist"
	"squall/profiles/keys"
	"squall/profiles/schema"
	"squall/profiles/source"
	"squall/profiles/units"
)

// Default is the model of a profile that says nothing about it:
// measured figures, and AWS's documented rates.
func Default() profiles.Platform {
	return profiles.Platform{
		IdleExpiry:     dist.Must(dist.Uniform(300*time.Second, 420*time.Second)),
		MaxLifetime:    2 * time.Hour,
		LifetimeSpread: 0.03, Proactive: 0.45, ProactiveSparse: 0.1, SparseGap: time.Minute,
		Sandbox:        dist.Must(dist.LognormalSigma(150*time.Millisecond, 0.25)),
		Download:       10 * time.Millisecond,
		InvokeOverhead: overhead(),
		DoorLatency: map[string]dist.Dist{
			profiles.PathALB:  dist.Must(dist.Constant(3 * time.Millisecond)),
			profiles.PathREST: dist.Must(dist.LognormalSigma(13*time.Millisecond, 0.5)),
			profiles.PathHTTP: dist.Must(dist.LognormalSigma(8*time.Millisecond, 0.5)),
			profiles.PathURL:  dist.Must(dist.Constant(2 * time.Millisecond)),
		},
		ScalingBurst:    1000,
		ScalingPer:      10 * time.Second,
		RequestRate:     10,
		RequestPer:      time.Second,
		InitLimit:       10 * time.Second,
		ProvisionDelay:  time.Minute,
		ProvisionPerMin: 6000,
		ProvisionTries:  6,
		Backoff:         profiles.Backoff{Error: time.Minute, Throttle: time.Second, Growth: 2, Longest: 5 * time.Minute},
	}
}

// overhead is seven milliseconds most of the time; one invoke in a hundred
// waits some 60 ms more and one in a thousand some 300 ms.
func overhead() dist.Dist {
	part := func(share float64, median time.Duration, sigma float64) dist.Part {
		return dist.Part{Share: share, Of: dist.Must(dist.LognormalSigma(median, sigma))}
	}
	return dist.Must(dist.Mixture([]dist.Part{
		part(0.989, 7*time.Millisecond, 0.35), part(0.01, 67*time.Millisecond, 0.54), part(0.001, 307*time.Millisecond, 0.39)}))
}

// Read reads the section platform of a profile over the defaults. at is the
// node that does not go together with others, and why says so; "" when all does.
func Read(n *source.Node) (p profiles.Platform, at *source.Node, why string) {
	p = Default()
	given := func(key string, read func(v *source.Node)) {
		if n.Has(key) {
			read(n.Get(key))
		}
	}
	given("idle_expiry", func(v *source.Node) { p.IdleExpiry = schema.ReadDist(v) })
	given("max_lifetime", func(v *source.Node) { p.MaxLifetime = schema.ReadDuration(v) })
	given("lifetime_spread", func(v *source.Node) { p.LifetimeSpread = schema.ReadPercent(v) })
	given("proactive", func(v *source.Node) { proactive(&p, v) })
	given("sandbox", func(v *source.Node) { p.Sandbox = schema.ReadDist(v) })
	given("download", func(v *source.Node) { p.Download = schema.ReadDuration(v) })
	given("invoke_overhead", func(v *source.Node) { p.InvokeOverhead = schema.ReadDist(v) })
	given("door_latency", func(v *source.Node) { doorLatency(&p, v) })
	given("scaling_rate", func(v *source.Node) {
		r := schema.ReadRate(v)
		p.ScalingBurst, p.ScalingPer = burst(r)
	})
	given("request_rate", func(v *source.Node) { p.RequestRate, p.RequestPer = burst(schema.ReadRate(v)) })
	given("init_limit", func(v *source.Node) { p.InitLimit = schema.ReadDuration(v) })
	given("async_backoff", func(v *source.Node) {
		if why = backoff(&p.Backoff, v); why != "" {
			at = v
		}
	})
	given("provisioning", func(v *source.Node) { provisioning(&p, v) })
	return p, at, why
}

func proactive(p *profiles.Platform, v *source.Node) {
	if v.Kind != source.Map {
		p.Proactive, p.SparseGap = schema.ReadPercent(v), 0
		return
	}
	if v.Has("busy") {
		p.Proactive = schema.ReadPercent(v.Get("busy"))
	}
	if v.Has("sparse") {
		p.ProactiveSparse = schema.ReadPercent(v.Get("sparse"))
	}
	if r := schema.ReadRate(v.Get("below")); r.Span > 0 {
		p.SparseGap = max(time.Duration(float64(r.Span)/r.N), 1)
	}
}

func backoff(to *profiles.Backoff, v *source.Node) (why string) {
	for key, wait := range map[string]*time.Duration{"error": &to.Error, "throttle": &to.Throttle, "longest": &to.Longest} {
		if v.Has(key) {
			*wait = schema.ReadDuration(v.Get(key))
		}
	}
	if v.Has("growth") {
		to.Growth = schema.ReadFactor(v.Get("growth"))
	}
	if to.Longest < to.Throttle {
		return fmt.Sprintf("the longest wait %v is below the first one after a throttle, %v; make it at least that", to.Longest, to.Throttle)
	}
	return ""
}

// burst makes the number of a rate whole by stretching its time.
func burst(r units.Per) (int, time.Duration) {
	if r.Span == 0 {
		return 0, 0
	}
	whole := math.Ceil(r.N)
	return int(whole), time.Duration(float64(r.Span) * whole / r.N)
}

func doorLatency(p *profiles.Platform, v *source.Node) {
	if schema.IsNone(v) {
		p.DoorLatency = map[string]dist.Dist{}
		return
	}
	for _, door := range keys.Doors {
		switch d := v.Get(door); {
		case !v.Has(door):
		case schema.ReadDist(d).IsZero():
			delete(p.DoorLatency, door)
		default:
			p.DoorLatency[door] = schema.ReadDist(d)
		}
	}
}

func provisioning(p *profiles.Platform, v *source.Node) {
	if schema.IsNone(v) {
		p.ProvisionDelay, p.ProvisionPerMin = 0, 0
		return
	}
	if v.Has("delay") {
		p.ProvisionDelay = schema.ReadDuration(v.Get("delay"))
	}
	if v.Has("rate") {
		p.ProvisionPerMin = int(math.Ceil(schema.ReadRate(v.Get("rate")).PerMinute()))
	}
	if v.Has("tries") {
		p.ProvisionTries = schema.ReadCount(v.Get("tries"))
	}
}
