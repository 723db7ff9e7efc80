package amend

import (
	"time"

	"squall/attack/restore"
	"squall/attack/target"
	"squall/attack/target/standby"
	"squall/profiles"
	"squall/profiles/guard"
)

// owned is how a thing was before the first change of it.
type owned struct {
	thing, what, before string
	undo                profiles.Change
}

// cover notes what puts a thing back that is going to be changed.
func (w *work) cover(c profiles.Change, seen target.Applied) {
	thing := restore.Thing(c)
	for _, k := range w.back {
		if k.thing == thing {
			return // the first before-state counts
		}
	}
	for _, undo := range seen.Undo {
		undo.Qualifier = w.numbered(undo.Function, undo.Qualifier)
		w.back = append(w.back, owned{thing, seen.What, seen.Before, undo})
	}
}

// numbered is a qualifier as AWS has it: the profile's v7 is its version 7.
func (w *work) numbered(function, qualifier string) string {
	f := w.out.Plan.Arms[0].World.Function(function)
	if number := versionNumber.FindStringSubmatch(qualifier); f != nil && number != nil {
		for _, v := range f.Versions {
			if v.Name == qualifier {
				return number[1]
			}
		}
	}
	return qualifier
}

// schedule makes a restore of everything that is going to be changed, and of
// the marks. They come a minute apart, as the run would take its changes back:
// the last first, and the marks when all else is done. EventBridge Scheduler
// knows no order, and is up to a minute late.
func (w *work) schedule(marks []profiles.Change) {
	role := w.Options.Plan.Guard.Restorer
	if role == "" {
		return
	}
	all := w.back
	for _, m := range marks {
		all = append([]owned{{restore.Thing(m), "mark of a run on " + m.Function, "none", profiles.Change{Kind: profiles.DeleteMark, Function: m.Function}}}, all...)
	}
	account := w.Options.Plan.Arms[0].World.Account
	at := w.out.Expires
	for i := len(all) - 1; i >= 0; i-- {
		k := all[i]
		call, input, why := standby.Call(standby.Place{Account: account.ID, Region: account.Region}, k.undo)
		if why != "" {
			w.note("restorer: %s is put back by no schedule: %s", k.what, why)
			continue
		}
		w.out.Restores = append(w.out.Restores, profiles.Change{Kind: profiles.PutRestore, Function: k.undo.Function, Lease: standby.Name(w.Run, len(w.out.Restores)+1),
			Restore: &guard.Restore{Thing: k.thing, What: k.what, Before: k.before, Role: role, At: at.Format("2006-01-02T15:04:05"), Target: call, Input: input}})
		at = at.Add(time.Minute)
	}
}
