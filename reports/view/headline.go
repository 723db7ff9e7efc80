package view

import (
	"fmt"
	"slices"
	"strings"

	"squall/analyze"
	"squall/reports/figure"
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

// ground says where the run took place and what stood for the user's code.
func ground(r *analyze.Result) string {
	where := "local stand-in"
	switch {
	case r.Run.Target == "aws":
		where = "AWS Lambda"
	case r.Run.Clock == "virtual":
		where = "simulated in virtual time"
	case r.Run.Target != "" && r.Run.Target != "local":
		where = "stand-in at " + r.Run.Target
	}
	return fmt.Sprintf("%s, %s; seed %d", where, model(r), r.Run.Seed)
}

func model(r *analyze.Result) string {
	switch m := r.Run.Model; {
	case m == "default":
		return "DEFAULT model, not your code"
	case strings.HasPrefix(m, "calibrated"):
		return "model " + m
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
	if r.Verdict == analyze.Invalid || r.Verdict == analyze.Incomparable {
		return lines
	}
	if sent(r) == 0 {
		return append(lines, "Nothing was sent, so there is nothing to judge.")
	}
	lines = append(lines, p99Sentences(r)...)
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
		if total == 0 {
			return []string{"The run is valid; the profile expects nothing."}
		}
		return nil
	case analyze.Fail:
		return []string{share(failed, total) + " failed."}
	case analyze.Inconclusive:
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
		return slices.ContainsFunc(r.Expectations, func(e analyze.Expected) bool {
			return strings.HasPrefix(sentence, string(e.Verdict)+": "+e.Expr)
		})
	})
}

// p99Sentences says for each pair of arms how p99 moved, over the entries
// that answer their caller.
func p99Sentences(r *analyze.Result) []string {
	async := asyncEntries(r)
	var lines []string
	for i := 1; i < len(r.Arms); i++ {
		base, candidate := r.Arms[0].Name, r.Arms[i].Name
		seen := map[string][]float64{}
		total := 0
		for _, c := range r.Comparisons {
			if c.Metric != "p99" || c.Base != base || c.Candidate != candidate || async[c.Entry] {
				continue
			}
			ratio := 0.0
			if c.Ratio != nil {
				ratio = *c.Ratio
			}
			seen[c.Reading] = append(seen[c.Reading], ratio)
			total++
		}
		if total > 0 {
			lines = append(lines, fmt.Sprintf("%s against %s: p99 %s.", candidate, base, moved(seen, total)))
		}
	}
	return lines
}

// moved lists the readings of one comparison: "lower on 3 of 6 entries
// (0.23x to 0.27x), the same on 3".
func moved(seen map[string][]float64, total int) string {
	var parts []string
	for _, reading := range [...]struct{ name, words string }{
		{"better", "lower"}, {"worse", "higher"}, {"same", "the same"}, {"unclear", "unclear"},
	} {
		ratios := seen[reading.name]
		if len(ratios) == 0 {
			continue
		}
		part := fmt.Sprintf("%s on %d", reading.words, len(ratios))
		switch {
		case len(ratios) == total && total > 1:
			part = fmt.Sprintf("%s on all %d entries", reading.words, total)
		case len(ratios) == total:
			part = reading.words
		case len(parts) == 0:
			part = fmt.Sprintf("%s on %d of %d entries", reading.words, len(ratios), total)
		}
		if reading.name == "better" || reading.name == "worse" {
			part += " (" + span(ratios) + ")"
		}
		parts = append(parts, part)
	}
	return strings.Join(parts, ", ")
}

func span(ratios []float64) string {
	low, high := ratios[0], ratios[0]
	for _, v := range ratios {
		low, high = min(low, v), max(high, v)
	}
	from, to := figure.Ratio(&low)+"x", figure.Ratio(&high)+"x"
	if from == to {
		return from
	}
	return from + " to " + to
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
