package canary

import (
	"fmt"
	"slices"
	"strings"

	"squall/analyze/stats"
)

// harm lists what rolls a release back at any look.
func (j *Judge) harm(row *Look) []string {
	why := slices.Clone(j.blamed)
	c, b := j.candidate.all, j.baseline.all
	if row.Errors >= evidenceLimit {
		why = append(why, fmt.Sprintf("%s fails more often than %s: %s against %s; evidence %.3g, %.3g suffice",
			j.plan.Candidate, j.plan.Baseline, share(c.errors, c.n), share(b.errors, b.n), row.Errors, evidenceLimit))
	}
	if row.Throttles >= evidenceLimit {
		all := c
		all.add(b)
		all.add(j.unknown.all)
		why = append(why, fmt.Sprintf("more than %.3g%% of the requests are refused: %s; evidence %.3g, %.3g suffice",
			100*j.plan.Throttles, share(all.throttled, all.n), row.Throttles, evidenceLimit))
	}
	if row.Cold >= evidenceLimit {
		why = append(why, fmt.Sprintf("%s starts cold more than %.3g times as often as %s: %s against %s; evidence %.3g, %.3g suffice",
			j.plan.Candidate, j.plan.Cold, j.plan.Baseline, share(c.cold, c.settled), share(b.cold, b.settled), row.Cold, evidenceLimit))
	}
	if l := row.Latency; l != nil && l.Worse {
		why = append(why, fmt.Sprintf("%s of %s is %.2f times that of %s [%.2f, %.2f], above the margin of %.3g",
			j.plan.Latency.Metric, j.plan.Candidate, l.Ratio, j.plan.Baseline, l.Interval[0], l.Interval[1], 1+j.plan.Latency.Margin))
	}
	return why
}

// maxUnknown is the share of answers without a version above which nobody can
// say how the versions compare.
const maxUnknown = 0.05

// doubts lists what keeps a release that harmed nobody from being promoted.
func (j *Judge) doubts(row *Look) []string {
	var why []string
	c, b := j.candidate.all, j.baseline.all
	if c.n == 0 || b.n == 0 {
		return append(why, fmt.Sprintf("no comparison: %d requests of %s and %d of %s", c.n, j.plan.Candidate, b.n, j.plan.Baseline))
	}
	// Who answered is not known of these: each may have been the candidate.
	x, n := c.errors+j.unknown.all.errors, c.n+j.unknown.all.errors
	if d := stats.Newcombe(x, n, b.errors, b.n); d.Hi > j.plan.Errors {
		text := fmt.Sprintf("the error rate of %s may be up to %.2g points above that of %s, and %.3g are allowed: %s against %s",
			j.plan.Candidate, 100*d.Hi, j.plan.Baseline, 100*j.plan.Errors, share(x, n), share(b.errors, b.n))
		if u := j.unknown.all.errors; u > 0 {
			text += fmt.Sprintf(" (%d errors came without a version and count against %s)", u, j.plan.Candidate)
		}
		why = append(why, text)
	}
	u := j.unknown.all
	if dark, all := u.n-u.throttled-u.errors, c.n+b.n+u.n-u.throttled; float64(dark) > maxUnknown*float64(all) {
		why = append(why, fmt.Sprintf("%s answers say no version: give the function the probe's headers, or send by path sdk", share(dark, all)))
	}
	if l := row.Latency; l != nil && !l.NotWorse {
		if !l.Known {
			why = append(why, fmt.Sprintf("%s needs %d requests of each version: there are %d of %s and %d of %s",
				j.plan.Latency.Metric, l.Need, l.Candidate, j.plan.Candidate, l.Baseline, j.plan.Baseline))
		} else {
			why = append(why, fmt.Sprintf("%s of %s is %.2f times that of %s [%.2f, %.2f]: it may lie above the margin of %.3g; about %d requests of %s would tell",
				j.plan.Latency.Metric, j.plan.Candidate, l.Ratio, j.plan.Baseline, l.Interval[0], l.Interval[1], 1+j.plan.Latency.Margin, l.Need, j.plan.Candidate))
		}
	}
	return why
}

// clear says why a release may pass.
func (j *Judge) clear(row *Look) []string {
	c, b := j.candidate.all, j.baseline.all
	d := stats.Newcombe(c.errors+j.unknown.all.errors, c.n+j.unknown.all.errors, b.errors, b.n)
	why := []string{fmt.Sprintf("the error rate of %s is at most %.2g points above that of %s, and %.3g are allowed", j.plan.Candidate, 100*d.Hi, j.plan.Baseline, 100*j.plan.Errors)}
	if l := row.Latency; l != nil {
		why = append(why, fmt.Sprintf("%s of %s is %.2f times that of %s [%.2f, %.2f], inside the margin of %.3g",
			j.plan.Latency.Metric, j.plan.Candidate, l.Ratio, j.plan.Baseline, l.Interval[0], l.Interval[1], 1+j.plan.Latency.Margin))
	}
	return why
}

func share(x, n uint64) string {
	if n == 0 {
		return "0 of 0"
	}
	return fmt.Sprintf("%d of %d (%.3g%%)", x, n, 100*float64(x)/float64(n))
}

// quantiles are the points of a side's distribution that a report draws.
var quantiles = []float64{0.01, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99, 0.999}

// Outcome is the release as it went so far; then is what became of the alias.
func (j *Judge) Outcome(then string) *Outcome {
	out := j.out
	out.Then = then
	if !out.Decision.Over() {
		out.Decision, out.Why, out.Then = Inconclusive, []string{"the run was stopped before it was decided"}, "restored"
		if n := len(out.Looks); n > 0 {
			out.AtS = out.Looks[n-1].AtS
		}
	}
	out.Unknown, out.UnknownFails = j.unknown.all.n, j.unknown.all.errors
	for i, s := range [2]*side{j.candidate, j.baseline} {
		out.Sides[i] = Side{Version: [2]string{out.Candidate, out.Baseline}[i], Counts: s.all.row(), Ms: []Quantile{}}
		all := new(curve)
		for _, look := range s.looks {
			all.add(look, 1)
		}
		if out.Sides[i].Times = uint64(all.total); all.total > 0 {
			for _, p := range quantiles {
				out.Sides[i].Ms = append(out.Sides[i].Ms, Quantile{P: p, Ms: stats.Round(all.ms(p))})
			}
		}
	}
	return &out
}

// Over says whether it is decided.
func (j *Judge) Over() bool { return j.out.Decision.Over() }

// Doubt takes a decision back that rests on a measurement which cannot be
// trusted.
func (j *Judge) Doubt(why []string) {
	j.out.Decision = Inconclusive
	if n := len(j.out.Looks); n > 0 {
		j.out.Looks[n-1].Decision = Inconclusive
	}
	j.out.Why = []string{"the measurement cannot be trusted, so nothing is promoted: " + strings.Join(why, "; ")}
}

// Broken is the outcome of a release that something else ended.
func (j *Judge) Broken(why, then string) *Outcome {
	j.out.Decision, j.out.Why = Inconclusive, []string{why}
	return j.Outcome(then)
}
