package prove

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"time"

	"squall/attack/cloud"
	"squall/attack/cloud/depot"
	"squall/attack/journal"
)

// putWithin bounds the copying of a line of a journal.
const putWithin = 30 * time.Second

// held is the lock of a run.
type held struct {
	depot *depot.Depot
	lock  depot.Lock
	stop  chan struct{}
	done  sync.WaitGroup
}

// Dirty says which run of this folder's journals has left something changed in
// the account, or is at work in it.
func Dirty(pattern string, place journal.Place) error {
	names, err := filepath.Glob(pattern)
	if err != nil {
		return err
	}
	for _, name := range names {
		dir := filepath.Dir(name)
		if filepath.Base(dir) == "latest" {
			continue
		}
		j, err := journal.Open(name)
		if err != nil {
			if errors.Is(err, journal.ErrInUse) {
				continue // its marks and lock say what it works on
			}
			return err
		}
		p, left := j.Place(), len(j.Pending())
		if err := j.Close(); err != nil {
			return err
		}
		if left > 0 && p.AWS == place.AWS && p.Account == place.Account && p.Region == place.Region && p.Endpoint == place.Endpoint && !p.Own {
			return fmt.Errorf("a run that was killed has left %d changes there: squall recover %s takes them back", left, dir)
		}
	}
	return nil
}

// Hold takes the lock of the profile's state, if it has one, and keeps a copy
// of the journal there.
func (g *Ground) Hold(ctx context.Context, j *journal.Journal) error {
	where := g.opt.Plan.Guard.State
	if where == "" {
		return nil
	}
	d, err := depot.New(g.Session.Config, where, g.Session.Account, g.Session.Region)
	if err != nil {
		return err
	}
	host, _ := os.Hostname()
	h := &held{depot: d, stop: make(chan struct{}), lock: depot.Lock{Run: g.opt.Run, Host: host, PID: os.Getpid(), Began: g.opt.Now, Alive: time.Now()}}
	if err := d.Acquire(ctx, h.lock); err != nil {
		return cloud.Explained(err)
	}
	g.held = h
	if err := j.Mirror(Copier(d, g.opt.Run)); err != nil {
		return errors.Join(cloud.Explained(err), d.Release(context.WithoutCancel(ctx), g.opt.Run))
	}
	h.done.Go(h.live)
	return nil
}

// Copier copies a journal to a depot.
func Copier(d *depot.Depot, run string) func(text []byte) error {
	return func(text []byte) error {
		ctx, cancel := context.WithTimeout(context.Background(), putWithin)
		defer cancel()
		return d.SetJournal(ctx, run, text)
	}
}

// live says that the run is alive, until it is not.
func (h *held) live() {
	tick := time.NewTicker(depot.Beat)
	defer tick.Stop()
	for {
		select {
		case <-h.stop:
			return
		case now := <-tick.C:
			h.lock.Alive = now
			ctx, cancel := context.WithTimeout(context.Background(), putWithin)
			_ = h.depot.Say(ctx, h.lock) // the next one may get through
			cancel()
		}
	}
}

// Close gives the lock back, unless something is left changed.
func (g *Ground) Close(left int) error {
	h := g.held
	if h == nil {
		return nil
	}
	close(h.stop)
	h.done.Wait()
	g.held = nil
	if left > 0 {
		return nil
	}
	ctx, cancel := context.WithTimeout(context.Background(), putWithin)
	defer cancel()
	return h.depot.Release(ctx, h.lock.Run)
}
