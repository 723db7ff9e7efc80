package view

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"squall/analyze"
	"squall/analyze/figure"
)

// mostContrasts is how many sentences about the arms a headline has.
const mostContrasts = 6

// contrasts says in plain words how the other arms differ from the first, in
// p99 and in refusals. What the data leave open is not told, unless nothing
// else could be.
func contrasts(r *analyze.Result) []string {
	var lines []string
	for i := 1; i < len(r.Arms); i++ {
		for _, line := range [...]string{p99Contrast(r, r.Arms[i]), refusalContrast(r, r.Arms[i])} {
			if line != "" {
				lines = append(lines, line+".")
			}
		}
	}
	if len(lines) == 0 {
		return noContrast(r)
	}
	if more := len(lines) - mostContrasts; more > 0 {
		lines = append(lines[:mostContrasts], figure.Plural(uint64(more), "more difference")+" in the tables.")
	}
	return lines
}

// noContrast is the one sentence when p99 was compared and nothing came of it.
func noContrast(r *analyze.Result) []string {
	for i := 1; i < len(r.Arms); i++ {
		if len(pairs(r, r.Arms[i].Name, "p99")) == 0 {
			continue
		}
		others := "the other arms"
		if len(r.Arms) == 2 {
			others = r.Arms[1].Name
		}
		return []string{fmt.Sprintf("No clear difference in p99 between %s and %s.", r.Arms[0].Name, others)}
	}
	return nil
}

// pairs are an arm's comparisons with the first in one metric, of the entries
// that answer their caller and where both arms have a figure.
func pairs(r *analyze.Result, candidate, metric string) []analyze.Comparison {
	async := asyncEntries(r)
	var out []analyze.Comparison
	for _, c := range r.Comparisons {
		if c.Metric == metric && c.Base == r.Arms[0].Name && c.Candidate == candidate && !async[c.Entry] &&
			c.BaseValue != nil && c.CandidateValue != nil {
			out = append(out, c)
		}
	}
	return out
}

// reading selects comparisons by what they say.
func reading(all []analyze.Comparison, word string) []analyze.Comparison {
	return slices.DeleteFunc(slices.Clone(all), func(c analyze.Comparison) bool { return c.Reading != word })
}

// p99Contrast is such as "60 provisioned environments cut p99 to about 0.25x
// at every door of checkout:live".
func p99Contrast(r *analyze.Result, arm analyze.ArmResult) string {
	all := slices.DeleteFunc(pairs(r, arm.Name, "p99"), func(c analyze.Comparison) bool { return c.Ratio == nil })
	better, worse := reading(all, "better"), reading(all, "worse")
	var text string
	switch {
	case len(better) > 0 && arm.Varies != "":
		text = fmt.Sprintf("%s cut p99 to %s%s", arm.Varies, factor(better), place(r, better, all))
		if len(worse) > 0 {
			text += fmt.Sprintf("; it rose to %s%s", factor(worse), place(r, worse, all))
		}
	case len(better)+len(worse) > 0:
		text = fmt.Sprintf("p99 of %s is ", arm.Name)
		for _, moved := range [...][]analyze.Comparison{better, worse} {
			if len(moved) == 0 {
				continue
			}
			of := fmt.Sprintf(" that of %s", r.Arms[0].Name)
			if strings.Contains(text, of) {
				text, of = text+", ", ""
			}
			text += factor(moved) + of + place(r, moved, all)
		}
	default:
		return ""
	}
	return text + open(r, append(better, worse...), all)
}

// open names the entries of the same functions on which p99 stays unclear, so
// that the sentence does not claim them.
func open(r *analyze.Result, moved, all []analyze.Comparison) string {
	function := functions(r)
	unclear := slices.DeleteFunc(reading(all, "unclear"), func(c analyze.Comparison) bool {
		return !slices.ContainsFunc(moved, func(m analyze.Comparison) bool { return function[m.Entry] == function[c.Entry] })
	})
	if len(unclear) == 0 {
		return ""
	}
	return "; unclear" + place(r, unclear, all)
}

// refusalContrast is such as "capped refuses nothing instead of 51.7% at sdk".
func refusalContrast(r *analyze.Result, arm analyze.ArmResult) string {
	all := pairs(r, arm.Name, "throttle_rate")
	var parts []string
	for _, word := range [...]string{"better", "worse"} {
		moved := reading(all, word)
		if len(moved) == 0 {
			continue
		}
		parts = append(parts, fmt.Sprintf("%s instead of %s%s",
			shares(moved, func(c analyze.Comparison) float64 { return *c.CandidateValue }),
			shares(moved, func(c analyze.Comparison) float64 { return *c.BaseValue }), place(r, moved, all)))
	}
	if len(parts) == 0 {
		return ""
	}
	return arm.Name + " refuses " + strings.Join(parts, ", ")
}

// shares writes the smallest and the largest of some shares.
func shares(of []analyze.Comparison, value func(analyze.Comparison) float64) string {
	low, high := ends(of, value)
	from, to := figure.Percent(&low), figure.Percent(&high)
	switch {
	case high == 0:
		return "nothing"
	case from == to:
		return from
	}
	return from + " to " + to
}

// factor writes the ratios of some comparisons: one number where they nearly
// agree, else the two ends.
func factor(of []analyze.Comparison) string {
	low, high := ends(of, func(c analyze.Comparison) float64 { return *c.Ratio })
	middle := math.Sqrt(low * high)
	switch from, to := figure.Ratio(&low), figure.Ratio(&high); {
	case from == to:
		return from + "x"
	case high <= 1.25*low:
		return "about " + figure.Ratio(&middle) + "x"
	default:
		return "between " + from + "x and " + to + "x"
	}
}

func ends(of []analyze.Comparison, value func(analyze.Comparison) float64) (low, high float64) {
	low, high = value(of[0]), value(of[0])
	for _, c := range of[1:] {
		low, high = min(low, value(c)), max(high, value(c))
	}
	return low, high
}

// place says which of all entries some comparisons are about: all doors of a
// function where that is so, else their names. It is empty where there is but
// one entry.
func place(r *analyze.Result, some, all []analyze.Comparison) string {
	function := functions(r)
	within := slices.DeleteFunc(slices.Clone(all), func(c analyze.Comparison) bool { return function[c.Entry] != function[some[0].Entry] })
	outside := slices.ContainsFunc(some, func(c analyze.Comparison) bool { return function[c.Entry] != function[some[0].Entry] })
	switch {
	case len(all) == 1:
		return ""
	case len(some) == len(all) && outside:
		return " at every entry"
	case len(some) == len(all):
		return " at every door"
	case !outside && len(some) == len(within) && len(some) > 1 && function[some[0].Entry] != "":
		return " at every door of " + function[some[0].Entry]
	case len(some) > 3:
		return fmt.Sprintf(" at %d of %d entries", len(some), len(all))
	}
	var names []string
	for _, c := range some {
		names = append(names, c.Entry)
	}
	last := len(names) - 1
	if last == 0 {
		return " at " + names[0]
	}
	return " at " + strings.Join(names[:last], ", ") + " and " + names[last]
}

// functions gives each entry's function.
func functions(r *analyze.Result) map[string]string {
	out := map[string]string{}
	for _, arm := range r.Arms {
		for _, p := range arm.Paths {
			out[p.Entry] = p.Function
		}
	}
	return out
}
