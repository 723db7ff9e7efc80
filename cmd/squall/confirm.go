package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"squall/analyze"
	"squall/cmd/squall/folder"
	"squall/cmd/squall/release"
	"squall/profiles"
	"squall/reports"

	"github.com/spf13/cobra"
)

// mostConfirm is how often a FAIL is made again at most.
const mostConfirm = 5

// judged runs a plan, makes a FAIL again where that was asked for, keeps the
// run, and gives its exit code.
func (p *program) judged(c *cobra.Command, plan *profiles.Plan, o runOptions, once func(context.Context, *profiles.Plan, runOptions) (*analyze.Result, error)) error {
	ctx := c.Context()
	r, err := once(ctx, plan, o)
	for k := range o.confirm {
		if r == nil || err != nil || !doubtful(r) || ctx.Err() != nil {
			break
		}
		where, moved := "out/"+r.Run.ID, error(nil)
		if o.out != "" {
			where, moved = folder.SetAside(o.out, k+1)
		}
		if moved != nil {
			return internal(moved)
		}
		again := o
		again.confirm = o.confirm - k - 1
		again.notes = append(again.notes, fmt.Sprintf("a run before this one, with seed %d, failed and is kept in %s: %s", r.Run.Seed, where, strings.Join(r.Why, "; ")))
		other := *plan
		other.Seed += uint64(k) + 1 // the same luck would show the same
		fmt.Fprintf(p.diag, "squall: FAIL; once more with seed %d, to confirm it (%d of %d)\n", other.Seed, k+1, o.confirm)
		r, err = once(ctx, &other, again)
	}
	if r == nil {
		return err
	}
	if p.tuned != "" {
		_, width := terminal(p.out)
		_ = reports.Table(p.out, width, []string{release.Choice(r, p.tuned, modelled(plan))}, nil) // as the report before it
	}
	return p.verdict(ctx, r, o.inconclusive, p.keepWhere(c, o.history, r, err))
}

// modelled says whether no function of a plan is a program.
func modelled(plan *profiles.Plan) bool {
	return !slices.ContainsFunc(plan.Arms[0].World.Functions, func(f profiles.Function) bool {
		return slices.ContainsFunc(f.Versions, func(v profiles.Version) bool { return v.Process != nil })
	})
}

// doubtful says whether a FAIL may be bad luck: one that counts alone decided
// is none, whatever a second run shows.
func doubtful(r *analyze.Result) bool {
	if r.Verdict != analyze.Fail {
		return false
	}
	for _, x := range r.Expectations {
		if x.Verdict == analyze.Fail && x.RestsOn != "unsure" && x.Kind == "exact" {
			return false
		}
	}
	return true
}

// verdict turns the result into an exit code; err is what else went wrong.
func (p *program) verdict(ctx context.Context, r *analyze.Result, inconclusive string, err error) error {
	code := analyze.ExitCode(r, inconclusive)
	var signal interrupted
	if errors.As(context.Cause(ctx), &signal) && r.Verdict == analyze.Aborted {
		code = signal.code()
	}
	if code == exitOK {
		return err
	}
	return status{code, err}
}
