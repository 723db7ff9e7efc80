package standin

import (
	"context"
	"time"

	"squall/profiles"
	"squall/standin/catalog"
	"squall/standin/invoke"
	"squall/standin/live"
	"squall/standin/queue"
	"squall/standin/relay"
)

// Install makes a world's functions, aliases, settings and queues, and
// registers every function and alias at every door, as a profile given to
// `squall serve` asks for.
func (s *Standin) Install(ctx context.Context, w *profiles.World) error {
	if err := s.makeRole(w.Account.ID); err != nil {
		return err
	}
	a := s.Applier(ctx, w.Account)
	for _, c := range w.Install() {
		if err := a.Apply(c); err != nil {
			return err
		}
	}
	for _, f := range w.Functions {
		qualifiers := []string{""}
		for _, alias := range f.Aliases {
			qualifiers = append(qualifiers, alias.Name)
		}
		for _, q := range qualifiers {
			if err := s.everyDoor(f.Name, q); err != nil {
				return err
			}
			if ownAsync(f.Async) {
				if err := a.Apply(profiles.Change{Kind: profiles.PutEventInvoke, Function: f.Name, Qualifier: q, Async: f.Async}); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// ownAsync says whether asynchronous settings are not those that AWS has
// without any; the dead-letter queue is a setting of the function.
func ownAsync(a profiles.Async) bool {
	return a.Retries != 2 || a.MaxAge != 6*time.Hour || a.OnSuccess != "" || a.OnFailure != ""
}

func (s *Standin) everyDoor(function, qualifier string) error {
	for i, name := range invoke.Doors {
		if i == invoke.DoorSDK {
			continue
		}
		if _, err := s.doors.Registry().Register(name, function, qualifier, false); err != nil {
			return err
		}
		if err := s.permitDoor(name, function, qualifier); err != nil {
			return err
		}
	}
	return nil
}

// Applier applies changes to an account of this stand-in on the owner
// goroutine of the loop, until ctx ends.
func (s *Standin) Applier(ctx context.Context, account profiles.Account) *Applier {
	a := &Applier{Account: account.ID, Region: account.Region, Faults: s.loop}
	queues := func(f func(now int64, q *queue.Queues, id queue.ID) error) func(string) error {
		return func(name string) (err error) {
			id := queue.ID{Account: account.ID, Region: account.Region, Name: name}
			err = live.ErrClosed // unless it is done
			s.loop.Queues(func(now int64, q *queue.Queues) { err = f(now, q, id) })
			return err
		}
	}
	a.CreateQueue = queues(func(now int64, q *queue.Queues, id queue.ID) error { return q.Create(now, id, nil) })
	a.DeleteQueue = queues(func(now int64, q *queue.Queues, id queue.ID) error { return q.Delete(now, id) })
	a.Relay = func(f func(now int64, r *relay.Relay)) error {
		err := live.ErrClosed // unless it is done
		s.loop.Relay(func(now int64, r *relay.Relay) { err = nil; f(now, r) })
		return err
	}
	a.RegisterDoor = func(path, function, qualifier string, multiValue bool) error {
		if _, err := s.doors.Registry().Register(path, function, qualifier, multiValue); err != nil {
			return err
		}
		return s.permitDoor(path, function, qualifier)
	}
	a.DeregisterDoor = func(path, function, qualifier string) {
		s.doors.Registry().Deregister(path, function, qualifier)
	}
	a.Configure = func(w *profiles.World) error {
		now := s.config()
		return s.Configure(ctx, Config{Compress: now.Compress, Seed: now.Seed, World: *w})
	}
	a.Control = func(f func(*catalog.Catalog)) error { return s.loop.Control(ctx, f) }
	return a
}
