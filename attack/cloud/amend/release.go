package amend

import (
	"context"
	"errors"
	"fmt"

	"squall/profiles"
	"squall/profiles/rollout"
)

// release notes what a canary does to its alias, and to $LATEST: no step of the
// plan has it.
func (w *work) release(ctx context.Context) error {
	c := w.out.Plan.Canary
	if c == nil {
		return nil
	}
	if err := w.republishes(c); err != nil || c.Watch {
		return err
	}
	move := profiles.Change{Kind: profiles.PutAlias, Function: c.Function, Alias: c.Alias, To: c.Baseline, Other: c.Candidate, Weight: c.Steps[0].Weight}
	seen, err := w.look.Look(ctx, move)
	if err != nil {
		return err
	}
	if want := "to " + versionNumber.FindStringSubmatch(c.Baseline)[1]; seen.Before != want {
		return w.Located("canary.alias", fmt.Sprintf("%s leads %s there, and in the profile to %s: a release begins with one version, the one that the alias has; write what is there, as in aliases: {%s: v7}",
			seen.What, seen.Before, c.Baseline, c.Alias))
	}
	w.cover(move, seen)
	w.row(Row{Where: "release", What: seen.What, Before: seen.Before, After: "step by step from " + c.Baseline + " to " + c.Candidate, Leave: "alias", Function: c.Function, Kind: profiles.PutAlias})
	if !c.Republish {
		return nil
	}
	return w.copied(ctx, c)
}

// republishes says what does not go together with a baseline that is published
// again.
func (w *work) republishes(c *rollout.Plan) error {
	switch {
	case !c.Republish:
	case c.Watch:
		return w.Located("canary.baseline", "squall publishes nothing where others move the weight: leave it out, or weights")
	case c.Policy == rollout.Hold:
		return w.Located("canary.baseline", "the copy of "+c.Baseline+" is deleted after the run, so the alias cannot be held on it: write inconclusive: rollback or promote")
	}
	return nil
}

// copied adds the change that publishes the baseline again, at the start of the
// block.
func (w *work) copied(ctx context.Context, c *rollout.Plan) error {
	put := profiles.Change{Kind: profiles.PutCopy, Function: c.Function, Alias: c.Alias, Version: c.Baseline, Nonce: w.Run}
	seen, err := w.look.Look(ctx, put)
	if err != nil {
		return err
	}
	for i := range w.out.Steps {
		if s := &w.out.Steps[i]; s.Kind == profiles.StepApply {
			s.Changes = append(s.Changes, put)
			w.cover(put, seen)
			w.row(Row{Where: "release", What: seen.What, Before: seen.Before, After: seen.After, Leave: leaves[put.Kind], Function: c.Function, Kind: put.Kind, For: w.lasts(*s)})
			w.note("$LATEST of %s is %s for some seconds and is then put back: who invokes, publishes or deploys $LATEST meanwhile meets %s. The copy is deleted after the run", c.Function, c.Baseline, c.Baseline)
			w.note("from the first step on, nobody is answered by the environments of %s that are warm now: all users of %s:%s meet cold starts", c.Baseline, c.Function, c.Alias)
			return nil
		}
	}
	return errors.New("the plan has no step that the baseline could be published in") // it has a block
}
