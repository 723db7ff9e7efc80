package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"squall/attack/journal"
	"squall/attack/restore"
	"squall/attack/target"

	"github.com/spf13/cobra"
)

func (p *program) recoverCommand() *cobra.Command {
	var overwrite, dead bool
	var state, region string
	c := &cobra.Command{
		Use:   "recover [DIR]",
		Short: "take back what a killed run left changed",
		Long: `Takes back, last first, every change that the journal of a run's folder names
and that the run did not take back itself, because it was killed or lost its
target. Without DIR it looks into every folder of out/.

What somebody has set to something else since is left alone, and told; so are
changes that cannot be taken back now. Run it again until it says that nothing
is left (exit code 0; 13 while something is).

--state s3://BUCKET/PREFIX or ssm:/PATH takes back what a run on AWS left from
any machine: its lock and journal are there, where its profile says state:.`,
		Args: cobra.MaximumNArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			switch {
			case state == "" && (dead || region != ""):
				return usage(errors.New("--dead and --region belong to --state"))
			case state != "" && len(args) > 0:
				return usage(errors.New("give a folder or --state, not both"))
			case state != "":
				return p.recoverState(c.Context(), state, region, dead, overwrite)
			}
			return p.recover(c.Context(), args, overwrite)
		},
	}
	c.Flags().BoolVar(&overwrite, "overwrite", false, "take back also what was changed since")
	c.Flags().StringVar(&state, "state", "", "take back what the lock at this `place` names, as in s3://runs/squall or ssm:/squall")
	c.Flags().StringVar(&region, "region", "", "with --state: the `region` of the run; by default that of your credentials")
	c.Flags().BoolVar(&dead, "dead", false, "with --state: the run is dead, though it was heard of a moment ago")
	return c
}

// journals is where runs keep them unless they are told to elsewhere.
var journals = filepath.Join("out", "*", "journal.jsonl")

// exitDirty is the exit code of a verdict that a recovery gives too.
const exitDirty = 13

func (p *program) recover(ctx context.Context, args []string, overwrite bool) error {
	dirs := args
	if len(args) == 0 {
		found, err := filepath.Glob(journals)
		if err != nil {
			return internal(err)
		}
		for _, name := range found {
			if dir := filepath.Dir(name); filepath.Base(dir) != "latest" {
				dirs = append(dirs, dir)
			}
		}
	}
	left, looked := 0, 0
	for _, dir := range dirs {
		n, err := p.recoverFolder(ctx, dir, overwrite)
		switch {
		case err == nil:
			looked++
		case len(args) == 0 && errors.Is(err, journal.ErrInUse):
			fmt.Fprintf(p.out, "%s: a run is at work there\n", dir)
		default:
			return err
		}
		left += n
	}
	if left > 0 {
		return status{exitDirty, fmt.Errorf("%s left; look at each, then run squall recover again (--overwrite takes back what was changed since)", changesCount(left))}
	}
	fmt.Fprintf(p.out, "nothing is left changed (%s read)\n", counted(looked, "journal", "journals"))
	return nil
}

func counted(n int, one, more string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, more)
}

func changesCount(n int) string { return counted(n, "change is", "changes are") }

// recoverFolder takes back what one journal names, and says how much is left.
func (p *program) recoverFolder(ctx context.Context, dir string, overwrite bool) (left int, err error) {
	name := filepath.Join(dir, "journal.jsonl")
	if _, err := os.Stat(name); err != nil {
		return 0, usage(fmt.Errorf("%s is not the folder of a live run: %w", dir, err))
	}
	j, err := journal.Open(name)
	if err != nil {
		return 0, usage(err)
	}
	defer func() { err = errors.Join(err, j.Close()) }()
	place := j.Place()
	switch n := len(j.Pending()); {
	case n == 0:
		return 0, nil
	case place.Own:
		fmt.Fprintf(p.out, "%s: its stand-in ended with the run\n", dir)
		rows, err := restore.Forget(j)
		return p.tellRows(rows), asInternal(err)
	case place.Endpoint == "" && !place.AWS:
		return n, usage(fmt.Errorf("%s does not say what its changes were made on", name))
	}
	if place.AWS {
		return p.recoverAWS(ctx, dir, j, overwrite)
	}
	fmt.Fprintf(p.out, "%s: changes on %s\n", dir, place.Endpoint)
	t := target.New(target.Options{Endpoint: place.Endpoint, Account: place.Account, Region: place.Region})
	health, stop := context.WithTimeout(ctx, 5*time.Second)
	defer stop()
	if _, err := t.Health(health); err != nil {
		return len(j.Pending()), status{exitDirty, fmt.Errorf("%s: no stand-in answers at %s, so %s left: %w",
			dir, place.Endpoint, changesCount(len(j.Pending())), err)}
	}
	rows, err := restore.Run(ctx, t, j, overwrite)
	return p.tellRows(rows), asInternal(err)
}

func asInternal(err error) error {
	if err == nil {
		return nil
	}
	return internal(err)
}

// tellRows prints what became of each change and counts those that are left.
func (p *program) tellRows(rows []restore.Row) (left int) {
	for _, r := range rows {
		text := r.Before
		if r.Now != "" && r.Now != r.Before {
			text = r.Now + ", before the run " + r.Before
		}
		fmt.Fprintf(p.out, "  %-14s %s: %s\n", r.Outcome, r.What, text)
		if r.Err != nil {
			fmt.Fprintf(p.out, "  %-14s %v\n", "", r.Err)
		}
		if r.Left() {
			left++
		}
	}
	return left
}
