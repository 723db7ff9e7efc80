package main

import (
	"fmt"
	"io"
	"strings"
	"sync"
	"time"

	"squall/attack"
	"squall/profiles"
	"squall/reports/live"
)

// screen shows the progress of a run on the diagnostic stream: a status line
// on a terminal, a line every few seconds in a pipe.
type screen struct {
	w     io.Writer
	width int
	began time.Time
	arms  []string
	every time.Duration // between two lines

	mu sync.Mutex // guards p
	p  *live.Progress
}

func newScreen(w io.Writer, began time.Time, plan *profiles.Plan) *screen {
	var arms []string
	for _, arm := range plan.Arms {
		arms = append(arms, arm.Name)
	}
	tty, width := terminal(w)
	every := 5 * time.Second
	if tty {
		every = 200 * time.Millisecond
	}
	return &screen{w: w, width: width, began: began, arms: arms, every: every, p: live.New(tty, width, every)}
}

func (s *screen) say(line string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	fmt.Fprint(s.w, s.p.Say(line))
}

func (s *screen) done() {
	s.mu.Lock()
	defer s.mu.Unlock()
	fmt.Fprint(s.w, s.p.Done())
}

// progress shows where the run is.
func (s *screen) progress(p attack.Progress) {
	u := live.Update{Phase: string(p.Step), Repeat: max(p.Repeat, 0), Elapsed: p.Elapsed, Total: p.Total,
		Sent: p.Sent, OK: p.OK, Throttled: p.Throttled, Errors: p.Errors, InFlight: uint64(max(p.InFlight, 0))}
	if p.Arm >= 0 && len(s.arms) > 1 {
		u.Arm = s.arms[p.Arm]
	}
	if p.Step == profiles.StepDrain {
		u.Detail = p.Text
	} else if phase := waiting(p); phase != "" {
		u.Phase = phase
	}
	s.show(time.Since(s.began), u)
}

func (s *screen) show(now time.Duration, u live.Update) {
	s.mu.Lock()
	defer s.mu.Unlock()
	fmt.Fprint(s.w, s.p.Update(now, u))
}

// waiting says what a step that sends nothing does; "" when its name says it.
// The arm and the repeat stand before it already.
func waiting(p attack.Progress) string {
	switch {
	case p.Text == "":
		return ""
	case p.Step == profiles.StepApply, p.Step == profiles.StepRestore:
		_, what, _ := strings.Cut(p.Text, ": ")
		return string(p.Step) + " " + what
	case p.Step == profiles.StepSetup, p.Step == profiles.StepWait:
		return string(p.Step) + ": " + p.Text
	}
	return ""
}
