package amend

import (
	"slices"
	"time"

	"squall/attack/restore"
	"squall/attack/target"
	"squall/attack/target/standby"
	"squall/profiles"
	"squall/profiles/guard"
)

// owned is how a thing was before the first change of it, and what puts it back.
type owned struct {
	guard.Part
	version string // that is published
	undo    []profiles.Change
}

// cover notes what puts a thing back that is going to be changed.
func (w *work) cover(c profiles.Change, seen target.Applied) {
	k := owned{Part: guard.Part{Thing: restore.Thing(c), What: seen.What, Before: seen.Before}, version: c.Version}
	if len(seen.Undo) == 0 || slices.ContainsFunc(w.back, func(o owned) bool { return o.Thing == k.Thing && o.version == k.version }) {
		return // the first before-state counts
	}
	for _, undo := range seen.Undo {
		undo.Qualifier = w.numbered(undo.Function, undo.Qualifier)
		k.undo = append(k.undo, undo)
	}
	w.back = append(w.back, k)
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

// schedule makes restores of everything that is going to be changed, and of the
// marks. They come a minute apart: EventBridge Scheduler knows no order, and is
// up to a minute late.
func (w *work) schedule(marks []profiles.Change) {
	role := w.Options.Plan.Guard.Restorer
	if role == "" {
		return
	}
	account := w.Options.Plan.Arms[0].World.Account
	place := standby.Place{Account: account.ID, Region: account.Region, State: w.Options.Plan.Guard.State, Run: w.Run}
	var all []profiles.Change
	for _, k := range slices.Backward(w.back) {
		for _, undo := range k.undo {
			calls, why := standby.Calls(place, undo)
			if why != "" {
				w.note("restorer: %s: %s", k.What, why)
			}
			for _, call := range calls {
				all = w.add(all, undo.Function, k.Part, call)
			}
		}
	}
	for _, m := range marks {
		calls, _ := standby.Calls(place, profiles.Change{Kind: profiles.DeleteMark, Function: m.Function})
		all = w.add(all, m.Function, guard.Part{Thing: restore.Thing(m), What: "mark of a run on " + m.Function, Before: "none"}, calls[0])
	}
	slices.SortStableFunc(all, func(a, b profiles.Change) int { return turn(a.Restore) - turn(b.Restore) })
	at := w.out.Expires
	for i := range all {
		all[i].Lease, all[i].Restore.Role, all[i].Restore.At = standby.Name(w.Run, i+1), role, at.Format("2006-01-02T15:04:05")
		at = at.Add(time.Minute)
	}
	w.out.Restores = all
}

// add adds a call, to one that sets something else of the same function where
// there is one: each would give the function another revision.
func (w *work) add(all []profiles.Change, function string, part guard.Part, call standby.Call) []profiles.Change {
	if slices.Contains(call.Live, "Environment") && w.deployed[function].Key != "" {
		w.note("restorer: $LATEST of %s is put back by squall recover alone: its variables have a key of their own, %s, under which no schedule would keep them", function, w.deployed[function].Key)
		return all
	}
	for _, other := range all {
		r := other.Restore
		if len(call.Live) == 0 || other.Function != function || r.Target != call.Target || r.Input != call.Input {
			continue
		}
		for _, m := range call.Live {
			if !slices.Contains(r.Live, m) {
				r.Live = append(r.Live, m)
			}
		}
		if _, there := r.Puts(part.Thing); !there {
			r.With = append(r.With, part)
		}
		return all
	}
	return append(all, profiles.Change{Kind: profiles.PutRestore, Function: function,
		Restore: &guard.Restore{Part: part, Target: call.Target, Input: call.Input, Live: slices.Clone(call.Live), Learnt: call.Learnt, Of: call.Of}})
}

// turn is when a restore comes, among others: aliases first, as no version can be
// deleted to which one leads; then everything in the order in which a run takes
// it back, the last first; then versions and what else is known only once it is
// made, and the marks when all else is done: tags give $LATEST another revision.
func turn(r *guard.Restore) int {
	switch permission := standby.Permission(r.Target); {
	case permission == "lambda:UpdateAlias":
		return 0
	case permission == "lambda:UntagResource":
		return 3
	case r.Learnt != "":
		return 2
	}
	return 1
}
