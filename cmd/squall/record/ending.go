package record

import (
	"cmp"
	"errors"
	"math"
	"slices"
	"time"

	"squall/analyze"
	"squall/attack"
	"squall/attack/link"
	"squall/profiles"
)

// Ending is what the analysis needs of how a run ended.
func Ending(plan *profiles.Plan, e *attack.Ending, runErr, cause error, took time.Duration) analyze.Ending {
	out := analyze.Ending{Duration: took, CPU: e.CPU, Slept: e.Slept, Warnings: e.Warnings, Dirty: e.NotUndone}
	for _, r := range e.Roads {
		out.Roads = append(out.Roads, road(plan, r))
	}
	var stop Stopped
	switch {
	case errors.As(cause, &stop):
		out.Aborted = cmp.Or(stop.Rule, stop.Why)
	case e.Interrupted:
		out.Aborted = "interrupted"
	}
	out.Undrained = e.Interrupted
	if runErr != nil {
		out.Failed, out.Refused = runErr.Error(), e.Refused
	}
	if l := e.StandinLag; l != nil {
		ms := func(f float64) time.Duration { return time.Duration(f * float64(time.Millisecond)) }
		out.Lag = &analyze.Lag{N: l.N, P50: ms(l.P50), P99: ms(l.P99), Max: ms(l.Max)}
	}
	for _, c := range e.Changes {
		out.Changes = append(out.Changes, analyze.ChangeSeen(c))
	}
	for _, f := range e.Faults {
		out.Faults = append(out.Faults, analyze.FaultSeen{Arm: plan.Arms[f.Arm].Name, Repeat: f.Repeat, Kind: f.Kind, Target: f.Target,
			AtS: f.At.Seconds(), ForS: f.For.Seconds(), Undone: f.Undone, Error: f.Error})
	}
	for key, name := range e.VersionNames {
		out.Versions = append(out.Versions, analyze.VersionName{Arm: key.Arm, Repeat: key.Repeat,
			Function: key.Function, Number: key.Number, Name: name})
	}
	slices.SortFunc(out.Versions, func(a, b analyze.VersionName) int {
		return cmp.Or(cmp.Compare(a.Arm, b.Arm), cmp.Compare(a.Repeat, b.Repeat),
			cmp.Compare(a.Function, b.Function), cmp.Compare(a.Number, b.Number))
	})
	return out
}

// Doubts says why the run would be INVALID if it ended so.
func (r *Recorder) Doubts(so *attack.Ending) []string {
	return r.figures.Doubts(Ending(r.plan, so, nil, nil, 0))
}

func road(plan *profiles.Plan, r attack.RoadSeen) analyze.Road {
	return analyze.Road{Arm: plan.Arms[r.Arm].Name, Repeat: r.Repeat, Entry: r.Entry, Connect: connecting(r.Connect), Handshake: connecting(r.Handshake),
		Before: rounded(r.Before), During: rounded(r.During), After: rounded(r.After)}
}

func connecting(t link.Times) analyze.Quantiles {
	if t.N == 0 {
		return analyze.Quantiles{}
	}
	return analyze.Quantiles{N: t.N, P50: rounded(&t.P50), P99: rounded(&t.P99), Max: rounded(&t.Max), Mean: rounded(&t.Mean)}
}

// rounded is a time in milliseconds to the microsecond.
func rounded(ms *float64) *float64 {
	if ms == nil {
		return nil
	}
	r := math.Round(*ms*1e3) / 1e3
	return &r
}
