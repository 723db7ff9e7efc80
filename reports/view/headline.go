package view

import (
	"fmt"
	"slices"
	"strings"

	"squall/analyze"
	"squall/analyze/figure"
)

// title names the run and its shape.
func title(r *analyze.Result) string {
	shape := figure.Plural(uint64(len(r.Arms)), "arm")
	if r.Run.Repeat > 1 {
		shape += " x " + figure.Plural(uint64(r.Run.Repeat), "repeat")
	}
	if r.Run.Compress > 1 {
		shape += ", waits " + figure.Number(&r.Run.Compress) + "x"
	}
	name := r.Run.Profile
	if name == "" {
		name = r.Run.ID
	}
	return strings.TrimSpace("squall "+name) + ": " + shape
}

// Ground says where the run took place and what stood for the user's code.
func Ground(run analyze.Run) string {
	where := "local stand-in"
	switch {
	case run.Target == "local" && run.Model == "none": // no function is named
		return fmt.Sprintf("the profile's own URLs; seed %d", run.Seed)
	case run.Target == "aws":
		where = "AWS Lambda"
	case run.Clock == "virtual":
		where = "simulated in virtual time"
	case run.Target != "" && run.Target != "local":
		where = "stand-in at " + run.Target
	}
	return fmt.Sprintf("%s, %s; seed %d", where, model(run), run.Seed)
}

func model(run analyze.Run) string {
	switch m := run.Model; {
	case m == "default":
		return "DEFAULT model, not your code"
	case strings.HasPrefix(m, "calibrated"):
		return "model " + m
	case m == "processes":
		return "your processes on this machine, DEFAULT platform"
	case m == "none" || m == "":
		return "no model"
	default:
		return "model " + m
	}
}

func verdict(r *analyze.Result) string {
	if r.Verdict == "" {
		return "NO VERDICT"
	}
	return string(r.Verdict)
}

// headline is the verdict in plain words, then what the run showed.
func headline(r *analyze.Result) []string {
	lines := meaning(r)
	if r.Canary != nil {
		lines = append(lines, r.Canary.Headline()+".") // also in doubt: it is what became of the alias
	}
	if r.Verdict == analyze.Invalid || r.Verdict == analyze.Incomparable {
		return lines
	}
	if sent(r) == 0 {
		return append(lines, "Nothing was sent, so there is nothing to judge.")
	}
	lines = append(lines, contrasts(r)...)
	return append(lines, accounted(r)...)
}

func meaning(r *analyze.Result) []string {
	total := uint64(len(r.Expectations))
	failed, open := uint64(0), uint64(0)
	for _, e := range r.Expectations {
		switch {
		case e.Verdict == analyze.Fail && !unsure(e):
			failed++
		case e.Verdict == analyze.Fail, e.Verdict == analyze.Inconclusive:
			open++
		}
	}
	switch r.Verdict {
	case analyze.Pass:
		if x := r.Experiment; x != nil {
			return []string{"The experiment is " + x.Verdict + ": " + strings.Join(x.Why, "; ") + "."}
		}
		if total == 0 && r.Canary == nil {
			return []string{"The run is valid; the profile expects nothing."}
		}
		return nil
	case analyze.Fail:
		if failed == 0 && r.Canary != nil {
			return nil // its end says it
		}
		if failed == 0 && r.Experiment != nil {
			return []string{"The experiment is " + r.Experiment.Verdict + "."}
		}
		return []string{share(failed, total) + " failed."}
	case analyze.Inconclusive:
		if open == 0 && r.Canary != nil {
			return nil
		}
		if open == 0 && r.Experiment != nil {
			return []string{"The experiment cannot be decided on this data."}
		}
		return []string{share(open, total) + " cannot be decided on this data."}
	case analyze.Invalid:
		return []string{"The measurement cannot be trusted: the figures below are not evidence."}
	case analyze.Aborted:
		return []string{"The run was stopped before its end."}
	case analyze.Dirty:
		if n := uint64(len(notUndone(r))); n > 0 {
			return []string{figure.Plural(n, "change") + " could not be undone on the target."}
		}
		return []string{"The target could not be set back to what it was."}
	case analyze.Incomparable:
		return []string{"The runs cannot be compared."}
	}
	return nil
}

func share(part, whole uint64) string {
	if part == 0 {
		return "The run"
	}
	return figure.Count(part) + " of " + figure.Plural(whole, "expectation")
}

// why leaves out what the headline and the expectations already say.
func why(r *analyze.Result) []string {
	if r.Verdict == analyze.Pass {
		return nil
	}
	return slices.DeleteFunc(slices.Clone(r.Why), func(sentence string) bool {
		if r.Canary != nil && sentence == r.Canary.Sentence() {
			return true // it is the headline, and a section of its own
		}
		return slices.ContainsFunc(r.Expectations, func(e analyze.Expected) bool {
			return strings.HasPrefix(sentence, string(e.Verdict)+": "+e.Expr)
		})
	})
}

// accounted says whether every refusal has a reason and every event an end.
func accounted(r *analyze.Result) []string {
	var refused, failed, unknown, accepted, lost, open uint64
	for _, arm := range r.Arms {
		for _, p := range arm.Paths {
			refused += p.Outcomes["throttled"]
			failed += p.Sent - min(p.Outcomes["ok"], p.Sent)
			unknown += p.Sources["reason"]["unknown"]
			if p.Ledger != nil {
				accepted += p.Ledger.Accepted
				lost += p.Ledger.Lost
				open += p.Ledger.InFlight + p.Ledger.Unaccounted
			}
		}
	}
	var parts []string
	switch {
	case unknown > 0:
		parts = append(parts, fmt.Sprintf("the reason of %s failed requests is unknown", figure.Of(unknown, max(failed, unknown))))
	case refused > 0:
		parts = append(parts, all(refused, "refusal", "explained"))
	}
	switch {
	case lost > 0:
		parts = append(parts, figure.Of(lost, accepted)+" async events were lost")
	case open > 0:
		parts = append(parts, figure.Of(open, accepted)+" async events had no end yet")
	case accepted > 0:
		parts = append(parts, all(accepted, "async event", "accounted for"))
	}
	if len(parts) == 0 {
		return nil
	}
	return []string{capital(strings.Join(parts, "; ")) + "."}
}

func all(n uint64, noun, what string) string {
	if n == 1 {
		return "the one " + noun + " is " + what
	}
	return "all " + figure.Plural(n, noun) + " are " + what
}

func capital(s string) string { return strings.ToUpper(s[:1]) + s[1:] }

func sent(r *analyze.Result) uint64 {
	n := uint64(0)
	for _, arm := range r.Arms {
		for _, p := range arm.Paths {
			n += p.Sent
		}
	}
	return n
}

func asyncEntries(r *analyze.Result) map[string]bool {
	async := map[string]bool{}
	for _, arm := range r.Arms {
		for _, p := range arm.Paths {
			if p.Ledger != nil {
				async[p.Entry] = true
			}
		}
	}
	return async
}
