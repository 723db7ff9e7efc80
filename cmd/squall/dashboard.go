package main

import (
	"os"
	"syscall"

	"squall/attack"
	"squall/cmd/squall/screen"
	"squall/cmd/squall/watch"
	"squall/profiles"

	"golang.org/x/term"
)

// view is what shows a live run: a dashboard on a terminal that can answer, else
// lines.
type view struct {
	lines *screen.Screen
	dash  *screen.Dash
	watch *watch.Watch
}

// view shows a run that begins.
func (p *program) view(lines *screen.Screen, plan *profiles.Plan, o runOptions) *view {
	v := &view{lines: lines, watch: watch.New(plan)}
	if !o.tui || !p.interactive() {
		return v
	}
	v.dash = lines.Dash(p.in, "squall "+plan.Name, o.color, v.watch.Now, interrupt)
	return v
}

// interrupt does what Ctrl-C does where a terminal sends it as a signal.
func interrupt() {
	if self, err := os.FindProcess(os.Getpid()); err == nil {
		_ = self.Signal(syscall.SIGINT)
	}
}

// interactive says whether somebody watches who can press a key.
func (p *program) interactive() bool {
	in, ok := p.in.(*os.File)
	tty, _ := terminal(p.diag)
	return ok && tty && term.IsTerminal(int(in.Fd())) && os.Getenv("CI") == "" && os.Getenv("TERM") != "dumb"
}

// live takes where the run is.
func (v *view) live(at attack.Progress) {
	v.watch.Reached(at)
	if v.dash == nil {
		v.lines.Live(at)
	}
}

// done gives the terminal back.
func (v *view) done() {
	if v.dash != nil {
		v.dash.Done()
	}
	v.lines.Done()
}
