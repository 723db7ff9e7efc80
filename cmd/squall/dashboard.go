package main

import (
	"os"
	"syscall"

	"squall/attack"
	"squall/cmd/squall/export"
	"squall/cmd/squall/screen"
	"squall/cmd/squall/watch"
	"squall/profiles"
	"squall/reports/metrics"

	"golang.org/x/term"
)

// view is what shows a live run: a dashboard on a terminal that can answer, else
// lines.
type view struct {
	lines  *screen.Screen
	dash   *screen.Dash
	watch  *watch.Watch
	export *export.Export // nil: nobody collects
}

// view shows a run that begins, to whom the options say.
func (p *program) view(lines *screen.Screen, plan *profiles.Plan, o runOptions, id string) (*view, error) {
	v := &view{lines: lines, watch: watch.New(plan)}
	if o.metrics != "" || o.otlp != "" {
		var err error
		v.export, err = export.Start(o.metrics, o.otlp, func() *metrics.State {
			now, at := v.watch.Now()
			return &metrics.State{Profile: plan.Name, Run: id, Version: buildVersion(), Now: now, InFlight: at.InFlight}
		})
		if err != nil {
			return nil, err
		}
		if v.export.Addr != "" {
			lines.Say("metrics at http://" + v.export.Addr + "/metrics")
		}
	}
	if o.tui && p.interactive() {
		v.dash = lines.Dash(p.in, "squall "+plan.Name, o.color, v.watch.Now, interrupt)
	}
	return v, nil
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

// say shows a line that is about nothing under load.
func (v *view) say(text string) {
	if v.dash == nil {
		v.lines.Say(text)
		return
	}
	_, at := v.watch.Now()
	at.Step, at.Text = profiles.StepWait, text
	v.watch.Reached(at)
}

// done gives the terminal back, and ends what follows the run.
func (v *view) done() {
	if v.dash != nil {
		v.dash.Done()
	}
	v.lines.Done()
	if v.export == nil {
		return
	}
	if err := v.export.Done(); err != nil {
		v.lines.Say("squall: " + err.Error())
	}
}
