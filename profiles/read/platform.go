package read

import (
	"math"
	"time"

	"squall/profiles"
	"squall/profiles/dist"
	"squall/profiles/keys"
	"squall/profiles/schema"
	"squall/profiles/source"
	"squall/profiles/units"
)

// DefaultPlatform is the model of a profile that says nothing about it:
// measured figures, and AWS's documented rates.
func DefaultPlatform() profiles.Platform {
	return profiles.Platform{
		IdleExpiry:     dist.Must(dist.Uniform(300*time.Second, 420*time.Second)),
		MaxLifetime:    2 * time.Hour,
		Proactive:      0.45,
		Sandbox:        dist.Must(dist.LognormalSigma(150*time.Millisecond, 0.25)),
		Download:       10 * time.Millisecond,
		InvokeOverhead: dist.Must(dist.LognormalSigma(7*time.Millisecond, 0.35)),
		DoorLatency: map[string]dist.Dist{
			profiles.PathALB:  dist.Must(dist.Constant(3 * time.Millisecond)),
			profiles.PathREST: dist.Must(dist.LognormalSigma(13*time.Millisecond, 0.5)),
			profiles.PathHTTP: dist.Must(dist.LognormalSigma(8*time.Millisecond, 0.5)),
			profiles.PathURL:  dist.Must(dist.Constant(2 * time.Millisecond)),
		},
		ScalingBurst:    1000,
		ScalingPer:      10 * time.Second,
		ProvisionDelay:  time.Minute,
		ProvisionPerMin: 6000,
	}
}

func platform(n *source.Node) profiles.Platform {
	p := DefaultPlatform()
	given := func(key string, read func(v *source.Node)) {
		if n.Has(key) {
			read(n.Get(key))
		}
	}
	given("idle_expiry", func(v *source.Node) { p.IdleExpiry = schema.ReadDist(v) })
	given("max_lifetime", func(v *source.Node) { p.MaxLifetime = schema.ReadDuration(v) })
	given("proactive", func(v *source.Node) { p.Proactive = schema.ReadPercent(v) })
	given("sandbox", func(v *source.Node) { p.Sandbox = schema.ReadDist(v) })
	given("download", func(v *source.Node) { p.Download = schema.ReadDuration(v) })
	given("invoke_overhead", func(v *source.Node) { p.InvokeOverhead = schema.ReadDist(v) })
	given("door_latency", func(v *source.Node) { doorLatency(&p, v) })
	given("scaling_rate", func(v *source.Node) {
		r := schema.ReadRate(v)
		p.ScalingBurst, p.ScalingPer = burst(r)
	})
	given("provisioning", func(v *source.Node) { provisioning(&p, v) })
	return p
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
}
