// Package screen shows the progress of runs on the diagnostic stream: a status
// line on a terminal, a line every few seconds in a pipe.
//
// It measures nothing but the time that passes, and decides nothing.
package screen

import (
	"fmt"
	"io"
	"strings"
	"sync"
	"time"

	"squall/analyze/figure"
	"squall/attack"
	"squall/cmd/squall/simulate"
	"squall/cmd/squall/trial"
	"squall/profiles"
	"squall/profiles/source"
	"squall/reports/live"
)

// Screen shows the progress of a run. Its methods may be called by several
// goroutines.
type Screen struct {
	w     io.Writer
	width int
	began time.Time
	arms  []string
	every time.Duration // between two lines

	mu sync.Mutex // guards p
	p  *live.Progress
}

// New shows runs of a plan that began at a time on a stream, which is a
// terminal or not, so many columns wide.
func New(w io.Writer, tty bool, width int, began time.Time, plan *profiles.Plan) *Screen {
	var arms []string
	for _, arm := range plan.Arms {
		arms = append(arms, arm.Name)
	}
	every := 5 * time.Second
	if tty {
		every = 200 * time.Millisecond
	}
	return &Screen{w: w, width: width, began: began, arms: arms, every: every, p: live.New(tty, width, every)}
}

// Say writes a line of its own.
func (s *Screen) Say(line string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	fmt.Fprint(s.w, s.p.Say(line))
}

// Began writes the first line of a run: what is done to whom. It fits the
// width, if need be with shorter names.
func (s *Screen) Began(name, what string) { s.Say(began(name, what, s.width)) }

// began is that line in so many columns: the name gives way first, down to a
// few letters, and then the middle of the rest.
func began(name, what string, width int) string {
	const few = 12
	room := max(width, 40) - len("squall : ")
	name = source.Brief(name, max(few, room-len([]rune(what))))
	return "squall " + name + ": " + source.Brief(what, room-len([]rune(name)))
}

// Done takes the status line away.
func (s *Screen) Done() {
	s.mu.Lock()
	defer s.mu.Unlock()
	fmt.Fprint(s.w, s.p.Done())
}

// Live shows where a live run is.
func (s *Screen) Live(p attack.Progress) { s.show(time.Since(s.began), s.update(p)) }

func (s *Screen) update(p attack.Progress) live.Update {
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
	return u
}

func (s *Screen) show(now time.Duration, u live.Update) {
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

// Simulated shows how far a run in virtual time is, once it takes longer than a
// second.
func (s *Screen) Simulated() func(simulate.Progress) {
	show := s.now()
	return func(p simulate.Progress) {
		show(func(now time.Duration) string {
			return "simulated " + figure.Seconds(p.Reached.Seconds()) + ", " + pace(now, p.Sent, p.Expected)
		})
	}
}

// Trials shows how far several runs in virtual time are; what is one of them.
func (s *Screen) Trials(what string) func(trial.Progress) {
	show := s.now()
	return func(p trial.Progress) {
		show(func(now time.Duration) string {
			return fmt.Sprintf("%d of %s, %s", p.Done, figure.Plural(uint64(p.Runs), what), pace(now, p.Sent, p.Expected))
		})
	}
}

// now shows a text from the first second on, every now and then.
func (s *Screen) now() func(text func(now time.Duration) string) {
	next := time.Second
	return func(text func(time.Duration) string) {
		if now := time.Since(s.began); now >= next {
			next = now + s.every
			s.show(now, live.Update{Phase: text(now)})
		}
	}
}

// pace says how fast requests are worked off, and how long the rest takes.
func pace(spent time.Duration, sent uint64, expected float64) string {
	if expected == 0 { // nobody knows
		return fmt.Sprintf("%.2f M requests a second", float64(sent)/spent.Seconds()/1e6)
	}
	speed := fmt.Sprintf("%.2f M requests a second", float64(sent)/spent.Seconds()/1e6)
	if expected <= 0 {
		return speed // of a closed loop nobody knows how many there will be
	}
	share := min(float64(sent)/expected, 1)
	text := fmt.Sprintf("%.0f%%, %s", 100*share, speed)
	if share > 0 {
		text += fmt.Sprintf(", %v left", time.Duration(float64(spent)*(1-share)/share).Round(time.Second))
	}
	return text
}
