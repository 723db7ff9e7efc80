package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"squall/analyze"
	"squall/cmd/squall/folder"
	"squall/cmd/squall/why"
	"squall/profiles"
	"squall/profiles/read"

	"github.com/spf13/cobra"
)

func (p *program) whyCommand() *cobra.Command {
	var dir, name string
	c := &cobra.Command{
		Use:   "why REQUEST",
		Short: "tell what became of one request of a run, and by which rules",
		Long: `Tells what became of one request, step by step, with the rules that decided it
and their documents. REQUEST is the beginning of its request id or trace id, its
address (entry/number, or arm/repeat/entry/number), or one of the words
throttled, failed, cold (the first such request) and slowest.

A run in virtual time is walked again up to there, so the story is exact. Of a
live run there is what it recorded, and rules are inferred.`,
		Args: cobra.ExactArgs(1),
		RunE: func(c *cobra.Command, args []string) error { return p.why(c.Context(), dir, name, args[0]) },
	}
	c.Flags().StringVar(&dir, "run", filepath.Join("out", "latest"), "the `folder` of the run")
	c.Flags().StringVar(&name, "profile", "", "read the profile from this `file`: needed where it replays traces beside it")
	return c
}

func (p *program) why(ctx context.Context, dir, name, request string) error {
	if _, swept, err := readSweep(dir); swept || err != nil {
		return usage(errors.Join(err, fmt.Errorf("%s holds a sweep, whose points keep no hits: simulate one point with --set, and ask about that run", dir)))
	}
	r, err := readResult(dir)
	if err != nil {
		return usage(err)
	}
	found, err := why.Find(dir, &r.Run, request)
	if err != nil {
		return usage(err)
	}
	plan, err := planOf(dir, name, &r.Run)
	if err != nil {
		return usage(err)
	}
	story, err := why.Tell(ctx, plan, found)
	if err != nil {
		return usage(fmt.Errorf("why %s: %w", request, err))
	}
	_, width := terminal(p.out)
	if err := story.Write(p.out, width); err != nil {
		return internal(err)
	}
	return nil
}

// planOf is the plan of a run, from the profile that it kept, or from a file.
func planOf(dir, name string, r *analyze.Run) (*profiles.Plan, error) {
	file := name
	if name == "" {
		file, name = filepath.Join(dir, folder.ProfileFile), r.Profile+".yaml"
	}
	data, err := os.ReadFile(file)
	if err != nil {
		return nil, fmt.Errorf("read the run's profile: %w; --profile names the file it was run from", err)
	}
	plan, err := read.Profile(name, data, r.Set)
	if err != nil {
		return nil, err
	}
	if plan.Hash != r.ProfileHash {
		return nil, fmt.Errorf("%s is not the profile that the run was made with: it has been changed since", file)
	}
	return plan, nil
}
