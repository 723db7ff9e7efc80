package timetable

import (
	"cmp"
	"maps"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// Store holds schedules, groups and what is to be tried again. It is safe for
// concurrent use.
type Store struct {
	mu        sync.Mutex
	stale     atomic.Bool
	by        float64 // what waits are divided by
	made      uint64
	schedules []*Schedule
	groups    []*Group
	again     []Firing

	wake atomic.Pointer[func()]
}

// Reset has everything forgotten, when the store is asked next.
func (s *Store) Reset() {
	s.stale.Store(true)
	s.woken()
}

// OnChange is called whenever something may be due sooner than it was.
func (s *Store) OnChange(f func()) { s.wake.Store(&f) }

func (s *Store) woken() {
	if f := s.wake.Load(); f != nil {
		(*f)()
	}
}

// lock takes the store, and unlocks it by what it gives.
func (s *Store) lock() (unlock func()) {
	s.mu.Lock()
	if s.stale.Swap(false) {
		s.schedules, s.groups, s.again = nil, nil, nil
	}
	s.by = max(s.by, 1)
	return s.mu.Unlock
}

// SetCompress divides every wait by a number from now on.
func (s *Store) SetCompress(now time.Time, by float64) {
	defer s.woken()
	defer s.lock()()
	by = max(by, 1)
	for _, x := range s.schedules {
		if !x.due.IsZero() && x.due.After(now) {
			x.due = now.Add(time.Duration(float64(x.due.Sub(now)) * s.by / by))
		}
	}
	for i := range s.again {
		if f := &s.again[i]; f.at.After(now) {
			f.at = now.Add(time.Duration(float64(f.at.Sub(now)) * s.by / by))
		}
	}
	s.by = by
}

func (s *Store) find(p Place, group, name string) *Schedule {
	i := slices.IndexFunc(s.schedules, func(x *Schedule) bool { return x.Place == p && x.Group == group && x.Name == name })
	if i < 0 {
		return nil
	}
	return s.schedules[i]
}

// prepare checks a schedule and reads when it is due.
func (s *Store) prepare(x *Schedule) (refused *Error) {
	x.Group, x.Zone = cmp.Or(x.Group, Default), cmp.Or(x.Zone, "UTC")
	x.State, x.Afterwards = cmp.Or(x.State, Enabled), cmp.Or(x.Afterwards, Keep)
	if x.Group != Default && s.group(x.Place, x.Group) == nil {
		return refuse(Missing, "Schedule group %s does not exist.", x.Group)
	}
	if !x.End.IsZero() && !x.Start.IsZero() && !x.End.After(x.Start) {
		return refuse(Invalid, "The EndDate you specify must come after the StartDate.")
	}
	x.when, refused = parse(x.Expression, x.Zone)
	return refused
}

// Create makes a schedule; the token of one that is there gives that one.
func (s *Store) Create(now time.Time, x Schedule) (Schedule, *Error) {
	defer s.woken()
	defer s.lock()()
	if refused := s.prepare(&x); refused != nil {
		return x, refused
	}
	if old := s.find(x.Place, x.Group, x.Name); old != nil {
		if x.Token != "" && old.Token == x.Token && old.Expression == x.Expression && old.Target == x.Target {
			return *old, nil
		}
		return x, refuse(Conflict, "Schedule %s already exists.", x.Name)
	}
	x.Created, x.Modified = now, now
	x.plan(now, s.by)
	s.schedules = append(s.schedules, &x)
	return x, nil
}

// Update replaces a schedule: what a request leaves out is as AWS has it without.
func (s *Store) Update(now time.Time, x Schedule) (Schedule, *Error) {
	defer s.woken()
	defer s.lock()()
	if refused := s.prepare(&x); refused != nil {
		return x, refused
	}
	old := s.find(x.Place, x.Group, x.Name)
	if old == nil {
		return x, missing(x.Name)
	}
	x.Created, x.Modified = old.Created, now
	x.plan(now, s.by)
	*old = x
	return x, nil
}

func missing(name string) *Error { return refuse(Missing, "Schedule %s does not exist.", name) }

// Find is a schedule by its group and name.
func (s *Store) Find(p Place, group, name string) (Schedule, *Error) {
	defer s.lock()()
	if x := s.find(p, cmp.Or(group, Default), name); x != nil {
		return *x, nil
	}
	return Schedule{}, missing(name)
}

// Delete takes a schedule away, and with it what is still to be tried again.
func (s *Store) Delete(p Place, group, name string) *Error {
	defer s.lock()()
	x := s.find(p, cmp.Or(group, Default), name)
	if x == nil {
		return missing(name)
	}
	s.remove(x)
	return nil
}

func (s *Store) remove(gone ...*Schedule) {
	s.schedules = slices.DeleteFunc(s.schedules, func(x *Schedule) bool { return slices.Contains(gone, x) })
	s.again = slices.DeleteFunc(s.again, func(f Firing) bool {
		return slices.ContainsFunc(gone, func(x *Schedule) bool { return x.ARN() == f.ARN() })
	})
}

// List are the schedules of an account by group and name; "" leaves a filter
// out.
func (s *Store) List(p Place, group, prefix, state string) (out []Schedule) {
	defer s.lock()()
	for _, x := range s.schedules {
		if x.Place == p && (group == "" || x.Group == group) && strings.HasPrefix(x.Name, prefix) && (state == "" || x.State == state) {
			out = append(out, *x)
		}
	}
	slices.SortFunc(out, func(a, b Schedule) int { return cmp.Or(cmp.Compare(a.Group, b.Group), cmp.Compare(a.Name, b.Name)) })
	return out
}

// Tag changes the tags of the group that an ARN names: some are set, some taken
// away. The tags that there are then come back.
func (s *Store) Tag(p Place, arn string, set map[string]string, gone []string) (map[string]string, *Error) {
	defer s.lock()()
	for _, g := range s.groups {
		if g.Place != p || g.ARN() != arn {
			continue
		}
		next := maps.Clone(g.Tags)
		if next == nil {
			next = map[string]string{}
		}
		maps.Copy(next, set)
		for _, key := range gone {
			delete(next, key)
		}
		g.Tags = next
		return maps.Clone(next), nil
	}
	if d := (&Group{Place: p, Name: Default}); d.ARN() == arn && len(set) == 0 && len(gone) == 0 {
		return map[string]string{}, nil
	}
	return nil, refuse(Missing, "%s does not exist.", arn)
}

// Still runs f while nobody else has the store.
func (s *Store) Still(f func()) {
	defer s.lock()()
	f()
}

// Resume goes on with schedules that were read as they had been kept. Ticks that
// were missed meanwhile stay missed; a call that had no other is made now.
func (s *Store) Resume(now time.Time) {
	defer s.woken()
	defer s.lock()()
	for _, x := range s.schedules {
		x.when, _ = parse(x.Expression, x.Zone) // it was once
		for !x.due.IsZero() && x.due.Before(now) {
			was := *x
			if x.advance(s.by); x.due.IsZero() {
				*x = was
				break
			}
		}
	}
}
