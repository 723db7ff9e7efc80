package standin

import (
	"squall/profiles"
	"squall/profiles/dist"
	"squall/standin/core"
	"squall/standin/invoke"
	"squall/standin/live"
)

// Rules turns the stand-in's parts of a world into the parameters of the rule
// book. Nothing else does.
func Rules(w *profiles.World, seed uint64, compress float64) core.Config {
	p := &w.Platform
	c := core.Config{
		Seed:            seed,
		Compress:        int64(compress*1000 + 0.5),
		IdleExpiry:      p.IdleExpiry,
		MaxLifetime:     int64(p.MaxLifetime),
		Proactive:       p.Proactive,
		Sandbox:         p.Sandbox,
		Overhead:        p.InvokeOverhead,
		Doors:           make([]dist.Dist, len(invoke.Doors)),
		ScalingBurst:    int64(p.ScalingBurst),
		ScalingPer:      int64(p.ScalingPer),
		ProvisionDelay:  int64(p.ProvisionDelay),
		ProvisionPerMin: int64(p.ProvisionPerMin),
	}
	for i, name := range invoke.Doors {
		c.Doors[i] = p.DoorLatency[name]
	}
	return c
}

// Models lists the models of all versions of a world's functions.
func Models(w *profiles.World) []live.Model {
	var models []live.Model
	for _, f := range w.Functions {
		for _, v := range f.Versions {
			models = append(models, live.Model{Function: f.Name, Version: v.Name, Body: v.Model.Body, Model: core.Model{
				Init:       v.Model.Init,
				Download:   int64(v.Model.SizeMB) * int64(w.Platform.Download),
				First:      int64(v.Model.First),
				Duration:   v.Model.Duration,
				Errors:     v.Model.Errors,
				InitErrors: v.Model.InitErrors,
			}})
		}
	}
	return models
}
