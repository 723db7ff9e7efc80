package prove

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"strings"

	"squall/analyze/design"
	"squall/attack/target/standby"
	"squall/cmd/squall/preview"
	"squall/profiles/fault"
	"squall/reports"
)

// Write prints what the run would do: every change, the requests, the bound of
// cost and what it takes of the account.
func (g *Ground) Write(w io.Writer, width int) error {
	var err error
	line := func(format string, args ...any) {
		if err == nil {
			_, err = fmt.Fprintf(w, format+"\n", args...)
		}
	}
	text := func(sentence string) {
		if err == nil {
			err = reports.Table(w, width, []string{sentence}, nil)
		}
	}
	text("On " + g.Session.Where() + " as " + g.Session.ARN + ":")
	if len(g.Rows) == 0 {
		text("It changes nothing: it only invokes.")
	} else {
		where := ""
		for _, r := range g.Rows {
			if r.Where != where {
				where = r.Where
				line("%s", where)
			}
			line("  %s: %s -> %s (--allow %s)%s", r.What, r.Before, r.After, r.Leave, below(r.Back))
		}
		for _, f := range g.Touched {
			line("tags squall:run and squall:expires on %s, first", f)
		}
		kept := ""
		if c := g.Plan.Canary; c != nil && !c.Watch {
			kept = ", but for the alias: it stays where a release that is promoted, or held, has moved it"
		}
		text("All of it is taken back, by squall recover if the run is killed" + kept + ".")
		for i, c := range g.Restores {
			if i == 0 {
				text("Scheduled before the first change, should nobody take it back (role " + c.Restore.Role + "):")
			}
			for _, p := range c.Restore.Parts() {
				line("  %sZ %s: %s (%s)", c.Restore.At, p.What, p.Before, standby.Permission(c.Restore.Target))
			}
		}
	}
	for _, f := range g.wire() {
		text("Beside it " + f + ": in squall's own process, which ends it.")
	}
	for _, door := range g.Doors {
		text("Door " + door + ".")
	}
	text(fmt.Sprintf("Requests: at most %s, up to %.4g a second.", design.Thousands(uint64(g.Bound.Requests)), g.Bound.Rate))
	text("Cost: " + g.Bound.dollars())
	text(fmt.Sprintf("Concurrency: %d taken of the %d that no function has reserved.", g.Bound.Concurrency, g.Bound.Unreserved))
	if said := preview.Release(g.Plan, false); said != "" {
		text("Release: " + said)
	}
	for _, n := range g.Notes {
		text("Note: " + n + ".")
	}
	return err
}

// below puts how a change is taken back on a line of its own.
func below(back string) string {
	if back == "" {
		return ""
	}
	return "\n    " + back
}

// wire are the faults that lie on the way to the account and change nothing there.
func (g *Ground) wire() (out []string) {
	for i := range g.Plan.Arms {
		for _, f := range g.Plan.Arms[i].World.Faults {
			if k, _ := fault.Named(f.Kind); k.Ground == fault.Wire {
				out = append(out, f.String()+" at "+f.At.String()+" for "+f.Length(g.Plan.Arms[i].World.LoadTime()).String())
			}
		}
	}
	return out
}

func (b Bound) dollars() string {
	if b.Unknown != "" {
		return "no bound: " + b.Unknown + "."
	}
	injection := ""
	if b.Injection > 0 {
		injection = fmt.Sprintf(", experiments of AWS FIS $%.4f", b.Injection)
	}
	return fmt.Sprintf("at most $%.4f on Lambda, of which provisioned environments $%.4f"+injection+"; every request is counted with its whole timeout, every event with all its attempts. Doors, queues and logs are not in it.", b.USD, b.Provisioned)
}

// uncovered begins the notes that say what no schedule puts back.
const uncovered = "restorer: "

// warn says, where nobody is shown the plan, what no schedule would put back.
func (g *Ground) warn(diag io.Writer) {
	for _, n := range g.Notes {
		if strings.HasPrefix(n, uncovered) {
			fmt.Fprintln(diag, "squall: "+n)
		}
	}
}

// ErrDeclined says that the user did not want the run.
var ErrDeclined = errors.New("nothing was changed or sent")

// Consent lets the run begin: on a terminal it asks once; elsewhere it needs a
// plan file that still holds, or a budget that the bound stays within.
func (g *Ground) Consent(planned, tty bool, in io.Reader, diag io.Writer, width int) error {
	budget := g.opt.Plan.Guard.Budget
	if budget > 0 && g.Bound.Unknown != "" {
		return errors.New("budget: there is no bound of the cost: " + g.Bound.Unknown)
	}
	if budget > 0 && g.Bound.USD > budget {
		return fmt.Errorf("budget: the run could cost $%.4f and the profile allows $%.4f; make it smaller, or the budget larger", g.Bound.USD, budget)
	}
	if planned {
		g.warn(diag)
		return nil
	}
	if !tty {
		if budget > 0 {
			g.warn(diag)
			return nil
		}
		return errors.New("there is no terminal to ask on: a run on AWS needs a plan file (squall plan --target aws -o p.plan, then squall run p.plan) or budget: in the profile")
	}
	if err := g.Write(diag, width); err != nil {
		return err
	}
	fmt.Fprint(diag, "Run it? [y/N] ")
	answer, err := bufio.NewReader(in).ReadString('\n')
	if err != nil && !errors.Is(err, io.EOF) {
		return err
	}
	switch strings.ToLower(strings.TrimSpace(answer)) {
	case "y", "yes":
		return nil
	}
	return ErrDeclined
}
