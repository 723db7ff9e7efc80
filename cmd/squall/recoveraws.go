package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"squall/attack/cloud"
	"squall/attack/cloud/depot"
	"squall/attack/journal"
	"squall/attack/restore"
	"squall/cmd/squall/prove"
	"squall/profiles"
)

// session opens the account in which a run has left changes.
func (p *program) session(ctx context.Context, account profiles.Account, run string) (*cloud.Session, error) {
	s, err := cloud.Open(ctx, cloud.Options{Account: account, Mark: "squall/" + buildVersion() + " run=" + run, Tell: p.saying(false)})
	if err != nil {
		return nil, usage(err)
	}
	return s, nil
}

// recoverAWS takes back what a journal on this disk names, and gives the lock
// of its run back.
func (p *program) recoverAWS(ctx context.Context, dir string, j *journal.Journal, overwrite bool) (left int, err error) {
	place := j.Place()
	s, err := p.session(ctx, profiles.Account{ID: place.Account, Region: place.Region}, place.Run)
	if err != nil {
		return len(j.Pending()), err
	}
	if s.Endpoint != place.Endpoint {
		return len(j.Pending()), usage(fmt.Errorf("%s: the changes were made by way of %s and AWS_ENDPOINT_URL is %s", dir, orAWS(place.Endpoint), orAWS(s.Endpoint)))
	}
	if place.State == "" {
		return p.takeBack(ctx, dir, s, j, overwrite)
	}
	d, err := depot.New(s.Config, place.State, place.Account, place.Region)
	if err != nil {
		return len(j.Pending()), internal(err)
	}
	if err := j.Mirror(prove.Copier(d, place.Run)); err != nil {
		return len(j.Pending()), usage(cloud.Explained(err))
	}
	left, err = p.takeBack(ctx, dir, s, j, overwrite)
	if left == 0 && err == nil {
		err = asInternal(d.Release(ctx, place.Run))
	}
	return left, err
}

func orAWS(endpoint string) string {
	if endpoint == "" {
		return "AWS's own endpoints"
	}
	return endpoint
}

// takeBack takes back what a journal names.
func (p *program) takeBack(ctx context.Context, from string, s *cloud.Session, j *journal.Journal, overwrite bool) (int, error) {
	fmt.Fprintf(p.out, "%s: changes on %s\n", from, s.Where())
	rows, err := restore.Run(ctx, s.Target(), j, overwrite)
	for i := range rows {
		rows[i].Err = cloud.Explained(rows[i].Err)
	}
	return p.tellRows(rows), asInternal(err)
}

// recoverState takes back what the run that holds a lock has left, on a machine
// that need not have seen the run.
func (p *program) recoverState(ctx context.Context, where, region string, dead, overwrite bool) error {
	s, err := cloud.Anybody(ctx, region, "squall/"+buildVersion()+" recover", p.saying(false))
	if err != nil {
		return usage(err)
	}
	d, err := depot.New(s.Config, where, s.Account, s.Region)
	if err != nil {
		return usage(err)
	}
	lock, err := d.Holder(ctx)
	switch {
	case err != nil:
		return usage(cloud.Explained(err))
	case lock == nil:
		fmt.Fprintf(p.out, "nothing is left changed (%s has no lock of account %s in %s)\n", where, s.Account, s.Region)
		return nil
	case lock.Ended: // it had put everything back, and had no time to say so
		if err := d.Release(ctx, lock.Run); err != nil {
			return usage(cloud.Explained(err))
		}
		fmt.Fprintf(p.out, "nothing is left changed (run %s had ended)\n", lock.Run)
		return nil
	case !dead && !lock.Dead(time.Now()):
		return usage(fmt.Errorf("%s: run %s on %s was alive %v ago: wait, or say --dead if you know better", where, lock.Run, lock.Host, time.Since(lock.Alive).Round(time.Second)))
	}
	text, err := d.Journal(ctx, lock.Run)
	if err != nil {
		return usage(cloud.Explained(err))
	}
	j, err := journal.Copied(text, prove.Copier(d, lock.Run))
	if err != nil {
		return usage(fmt.Errorf("%s: the journal of run %s: %w", where, lock.Run, err))
	}
	left, err := p.takeBack(ctx, where, s, j, overwrite)
	if left > 0 {
		return errors.Join(status{exitDirty, fmt.Errorf("%s left; look at each, then run squall recover again (--overwrite takes back what was changed since)", changesCount(left))}, err)
	}
	if err != nil {
		return err
	}
	if err := d.Release(ctx, lock.Run); err != nil {
		return internal(cloud.Explained(err))
	}
	fmt.Fprintf(p.out, "nothing is left changed (run %s read)\n", lock.Run)
	return nil
}
