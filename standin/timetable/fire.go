package timetable

import (
	"slices"
	"time"
)

// Firing is one call that is due.
type Firing struct {
	Schedule
	Number    uint64    // tells calls apart
	Scheduled time.Time // as the expression names it
	Attempt   int       // from 1
	began, at time.Time // of the first attempt, and of the next
}

// Next is when something is due; false when nothing ever will be.
func (s *Store) Next() (at time.Time, ok bool) {
	defer s.lock()()
	sooner := func(t time.Time) {
		if !t.IsZero() && (!ok || t.Before(at)) {
			at, ok = t, true
		}
	}
	for _, x := range s.schedules {
		if x.State == Enabled {
			sooner(x.due)
		}
	}
	for _, f := range s.again {
		sooner(f.at)
	}
	return at, ok
}

// Due takes what is due: in the order of the times, and those of one time in the
// order in which the schedules were made. Whoever takes a call must say what
// became of it, by Delivered or Failed.
func (s *Store) Due(now time.Time) (out []Firing) {
	defer s.lock()()
	for _, x := range s.schedules {
		for x.State == Enabled && !x.due.IsZero() && !x.due.After(now) {
			s.made++
			out = append(out, Firing{Schedule: *x, Number: s.made, Scheduled: x.nominal, Attempt: 1, began: now, at: x.due})
			x.advance(s.by)
		}
	}
	s.again = slices.DeleteFunc(s.again, func(f Firing) bool {
		due := !f.at.After(now)
		if due {
			out = append(out, f)
		}
		return due
	})
	slices.SortStableFunc(out, func(a, b Firing) int { return a.at.Compare(b.at) })
	return out
}

// Delivered ends a call that went well.
func (s *Store) Delivered(f Firing) {
	defer s.lock()()
	s.ended(f)
}

// The gaps between attempts: AWS says that they grow exponentially and not how
// long they are.
const (
	shortestGap = time.Second
	longestGap  = 5 * time.Minute
)

// Failed has a call tried again, or says why it is not: what of its retry policy
// is used up.
// https://docs.aws.amazon.com/scheduler/latest/APIReference/API_RetryPolicy.html
func (s *Store) Failed(now time.Time, f Firing) (exhausted string) {
	defer s.lock()()
	gap := min(longestGap, shortestGap<<min(f.Attempt-1, 20))
	f.at = now.Add(time.Duration(float64(gap) / s.by))
	age := time.Duration(float64(f.at.Sub(f.began)) * s.by)
	switch {
	case f.Attempt > f.Target.Attempts:
		exhausted = "MaximumRetryAttempts"
	case age > f.Target.Age:
		exhausted = "MaximumEventAgeInSeconds"
	case s.find(f.Place, f.Group, f.Name) == nil:
		return "" // it was deleted meanwhile
	default:
		f.Attempt++
		s.again = append(s.again, f)
		return ""
	}
	s.ended(f)
	return exhausted
}

// ended deletes a schedule that is not due again, if it is to be.
func (s *Store) ended(f Firing) {
	x := s.find(f.Place, f.Group, f.Name)
	waits := slices.ContainsFunc(s.again, func(o Firing) bool { return o.ARN() == f.ARN() })
	if x != nil && x.Afterwards == Delete && x.due.IsZero() && !waits && x.Modified.Equal(f.Modified) {
		s.remove(x)
	}
}
