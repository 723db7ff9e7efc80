package standin

import (
	"slices"

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
		ProactiveSparse: p.ProactiveSparse,
		SparseGap:       int64(p.SparseGap),
		Sandbox:         p.Sandbox,
		Overhead:        p.InvokeOverhead,
		Doors:           make([]dist.Dist, len(invoke.Doors)),
		ScalingBurst:    int64(p.ScalingBurst),
		ScalingPer:      int64(p.ScalingPer),
		ProvisionDelay:  int64(p.ProvisionDelay),
		ProvisionPerMin: int64(p.ProvisionPerMin),
		Fixed: core.Fixed{
			RequestRate:    orOff(int64(p.RequestRate)),
			RequestPer:     int64(p.RequestPer),
			LifetimeSpread: orOff(int64(float64(p.LifetimeSpread*1000) + 0.5)),
			InitLimit:      orOff(int64(p.InitLimit)),
			ProvisionTries: int64(p.ProvisionTries),
			ErrorGap:       int64(p.Backoff.Error),
			ThrottleGap:    int64(p.Backoff.Throttle),
			ThrottleGrowth: int64(float64(p.Backoff.Growth*1000) + 0.5),
			ThrottleMost:   int64(p.Backoff.Longest),
		},
	}
	for i, name := range invoke.Doors {
		c.Doors[i] = p.DoorLatency[name]
	}
	return c
}

// program is what a process of a profile runs.
func program(p *profiles.Process) invoke.Program {
	if p == nil {
		return invoke.Program{}
	}
	command := slices.Clone(p.Command)
	if path, err := p.Program(); err == nil {
		command[0] = path // otherwise starting it says what is wrong
	}
	return invoke.Program{Command: command, Dir: p.Dir}
}

// orOff writes a rule that is switched off as the rule book wants it.
func orOff(n int64) int64 {
	if n == 0 {
		return -1
	}
	return n
}

// Models lists the models of all versions of a world's functions.
func Models(w *profiles.World) []live.Model {
	var models []live.Model
	for _, f := range w.Functions {
		for _, v := range f.Versions {
			models = append(models, live.Model{Function: f.Name, Version: v.Name, Body: v.Model.Body, Program: program(v.Process), Model: core.Model{
				External:   v.Process != nil,
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
