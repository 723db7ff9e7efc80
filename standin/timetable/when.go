package timetable

import (
	"strings"
	"time"

	"squall/standin/cron"
)

// expression is when a schedule is due: once, every so often, or when the clock
// of a zone shows certain fields.
type expression struct {
	at    time.Time
	every time.Duration
	cron  *cron.Cron
	zone  *time.Location
}

// form is how at(...) writes a time.
const form = "2006-01-02T15:04:05"

// parse reads at(...), rate(...) and cron(...).
// https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html
func parse(text, zone string) (e expression, refused *Error) {
	var err error
	if e.zone, err = time.LoadLocation(zone); err != nil || zone == "Local" {
		return e, refuse(Invalid, "Invalid ScheduleExpressionTimezone %s.", zone)
	}
	name, rest, _ := strings.Cut(text, "(")
	args, closed := strings.CutSuffix(rest, ")")
	ok := false
	switch name {
	case "at":
		e.at, err = time.ParseInLocation(form, args, e.zone)
		ok = err == nil
	case "rate":
		e.every, ok = cron.Rate(args)
	case "cron":
		e.cron, ok = cron.Parse(args)
	}
	if !ok || !closed {
		return e, refuse(Invalid, "Invalid Schedule Expression %s.", text)
	}
	return e, nil
}

// first is when a schedule made now is due first. A time that has passed never
// comes; AWS is not documented to say so of it.
func (e *expression) first(now, start time.Time) (time.Time, bool) {
	if start.After(now) {
		now = start
		if e.cron != nil {
			now = now.Add(-time.Nanosecond) // the start itself counts
		}
	}
	switch {
	case !e.at.IsZero():
		return e.at, e.at.After(now)
	case e.every > 0: // without a start date it begins at once
		return now, true
	}
	return e.next(now)
}

// next is when it is due after a time that it was due at.
func (e *expression) next(last time.Time) (time.Time, bool) {
	switch {
	case !e.at.IsZero():
		return time.Time{}, false
	case e.every > 0:
		return last.Add(e.every), true
	}
	// The fields are those of a clock on the wall; it skips and repeats hours.
	t := last.In(e.zone)
	wall, ok := e.cron.After(time.Date(t.Year(), t.Month(), t.Day(), t.Hour(), t.Minute(), t.Second(), t.Nanosecond(), time.UTC))
	return time.Date(wall.Year(), wall.Month(), wall.Day(), wall.Hour(), wall.Minute(), 0, 0, e.zone), ok
}

// plan sets when a schedule is due first.
func (s *Schedule) plan(now time.Time, by float64) {
	s.due, s.nominal = time.Time{}, time.Time{}
	nominal, ok := s.when.first(now, s.Start)
	s.set(now, now, nominal, ok, by)
}

// set makes a nominal time the next one; the wait for it is divided as those of
// a run are.
func (s *Schedule) set(now, from, nominal time.Time, ok bool, by float64) {
	if !ok || !s.End.IsZero() && nominal.After(s.End) {
		s.due, s.nominal = time.Time{}, time.Time{}
		return
	}
	s.nominal, s.due = nominal, now.Add(time.Duration(float64(nominal.Sub(from))/by))
}

// advance goes on to the next time after one that has come.
func (s *Schedule) advance(by float64) {
	nominal, ok := s.when.next(s.nominal)
	s.set(s.due, s.nominal, nominal, ok, by)
}
