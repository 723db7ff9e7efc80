package timetable

import (
	"testing"
	"time"
)

// Fields of cron are those of a clock on the wall of their zone; a rate counts
// from its start; what has passed does not come.
func TestWhen(t *testing.T) {
	now := time.Date(2026, 11, 22, 13, 50, 30, 0, time.UTC)
	for _, c := range []struct {
		expression, zone, first, second string
		start                           time.Duration
	}{
		{"at(2026-11-22T15:00:00)", "UTC", "2026-11-22T15:00:00", "", 0},
		{"at(2026-11-22T15:00:00)", "Asia/Kolkata", "", "", 0},
		{"at(2026-11-22T22:00:30)", "Asia/Kolkata", "2026-11-22T16:30:30", "", 0},
		{"rate(5 minutes)", "UTC", "2026-11-22T13:50:30", "2026-11-22T13:55:30", 0},
		{"rate(2 hours)", "UTC", "2026-11-22T14:50:30", "2026-11-22T16:50:30", time.Hour},
		{"cron(0 9 * * ? *)", "Asia/Kolkata", "2026-11-23T03:30:00", "2026-11-24T03:30:00", 0},
		{"cron(30 2 8 3 ? 2027)", "America/New_York", "2027-03-08T07:30:00", "", 0},
		{"cron(0 0 1 1 ? 2020)", "UTC", "", "", 0},
	} {
		x := Schedule{Expression: c.expression, Zone: c.zone}
		if c.start > 0 {
			x.Start = now.Add(c.start)
		}
		var s Store
		made, err := s.Create(now, x)
		if err != nil {
			t.Errorf("%s: %v", c.expression, err)
			continue
		}
		if got := shown(made.nominal); got != c.first {
			t.Errorf("%s in %s: first %q, want %q", c.expression, c.zone, got, c.first)
		}
		if made.due.IsZero() {
			continue
		}
		made.advance(1)
		if got := shown(made.nominal); got != c.second {
			t.Errorf("%s in %s: then %q, want %q", c.expression, c.zone, got, c.second)
		}
	}
}

func shown(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(form)
}

// A call that fails is tried again with growing gaps, until its policy or its
// schedule ends; a schedule that was replaced meanwhile is not deleted by it.
func TestTriesEnd(t *testing.T) {
	now := time.Date(2026, 11, 22, 0, 0, 0, 0, time.UTC)
	var s Store
	once := Schedule{Name: "s", Expression: "at(2026-11-22T00:00:10)", Afterwards: Delete, Target: Target{Attempts: 185, Age: time.Minute}}
	if _, err := s.Create(now, once); err != nil {
		t.Fatal(err)
	}
	var gaps []time.Duration
	last := now
	for why := ""; why == ""; {
		at, ok := s.Next()
		if !ok {
			t.Fatal("nothing is due and nothing was exhausted")
		}
		gaps, last = append(gaps, at.Sub(last)), at
		for _, f := range s.Due(at) {
			why = s.Failed(at, f)
		}
		if why != "" && why != "MaximumEventAgeInSeconds" {
			t.Errorf("exhausted %s", why)
		}
	}
	if len(gaps) != 6 || gaps[0] != 10*time.Second || gaps[1] != time.Second || gaps[5] != 16*time.Second || len(s.List(Place{}, "", "", "")) != 0 {
		t.Errorf("gaps %v, left %d", gaps, len(s.List(Place{}, "", "", "")))
	}
	if _, err := s.Create(now, once); err != nil {
		t.Fatal(err)
	}
	fired := s.Due(now.Add(10 * time.Second))
	once.Expression = "at(2026-11-23T00:00:00)"
	if _, err := s.Update(now.Add(11*time.Second), once); err != nil {
		t.Fatal(err)
	}
	s.Delivered(fired[0])
	if at, ok := s.Next(); !ok || shown(at) != "2026-11-23T00:00:00" {
		t.Errorf("after an update: %v %v", at, ok)
	}
	if err := s.Delete(Place{}, "", "s"); err != nil {
		t.Fatal(err)
	}
	if at, ok := s.Next(); ok {
		t.Errorf("deleted, and due at %v", at)
	}
}
