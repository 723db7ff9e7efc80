// Package canary judges a release while it goes: whether the candidate's weight
// may rise, and whether it ends in a promotion, in a roll-back, or with too
// little known for either.
//
// Its caller has the clock and moves the weight; it is told of hits and asked
// for a decision at each look.
package canary

import (
	"fmt"
	"time"

	"squall/analyze/sequential"
	"squall/analyze/stats"
	"squall/attack/hit"
	"squall/profiles/rollout"
)

// The chance to roll back a candidate that is no worse is the sum of the
// guards' and the gate's; the chance to promote one whose latency is at its
// margin is the gate's.
const (
	guardAlpha = 0.01 // shared by three
	gateAlpha  = 0.04
)

// evidenceLimit is the evidence at which a guard ends a release.
const evidenceLimit = 3 / guardAlpha

// Judge judges one release. It is used by one goroutine.
type Judge struct {
	plan     rollout.Plan
	versions map[string]*side // by the number that hits carry
	concerns func(entry uint16) bool
	gate     *gate // nil: latency does not decide

	candidate, baseline, unknown *side
	errors, cold                 *sequential.Evidence
	throttles                    *sequential.Excess

	blamed  []string // what rolls it back besides, since its look
	step    int
	began   time.Duration // of the step
	stepped counts        // of the candidate when the step began
	known   uint64        // of both then
	looks   int
	out     Outcome
}

// New makes the judge of a release. Hits of other entries than it concerns are
// none of its business.
func New(plan rollout.Plan, concerns func(entry uint16) bool) (*Judge, error) {
	j := &Judge{
		plan: plan, concerns: concerns,
		candidate: newSide(), baseline: newSide(), unknown: newSide(),
		errors: sequential.Worse(1), cold: sequential.Worse(plan.Cold), throttles: sequential.Above(plan.Throttles),
	}
	if plan.Latency != nil {
		var err error
		if j.gate, err = newGate(plan.Latency, gateAlpha); err != nil {
			return nil, err
		}
	}
	j.out = Outcome{
		Function: plan.Function, Alias: plan.Alias, Baseline: plan.Baseline, Candidate: plan.Candidate, Config: plan.Config,
		Limit: evidenceLimit, Steps: []Step{{Weight: plan.Steps[0].Weight}},
		Margin: Margin{Errors: plan.Errors, Throttles: plan.Throttles, Cold: plan.Cold},
	}
	if l := plan.Latency; l != nil {
		j.out.Margin.Metric, j.out.Margin.Latency = l.Metric, l.Margin
	}
	return j, nil
}

// Named says under which numbers the two versions run.
func (j *Judge) Named(baseline, candidate string) {
	j.versions = map[string]*side{baseline: j.baseline, candidate: j.candidate}
}

// Hit counts one hit. Those of the warm-up, and of other entries, are not
// looked at.
func (j *Judge) Hit(h *hit.Hit) {
	if !h.Warmup && j.concerns(h.Entry) {
		j.Attempt(h)
	}
}

// Attempt counts a request that came, or was logged, since the release began.
func (j *Judge) Attempt(h *hit.Hit) {
	if h.Sent < 0 || j.out.Decision.Over() {
		return
	}
	s := j.versions[h.Version]
	if s == nil {
		s = j.unknown
	}
	s.look.hit(h, time.Duration(h.Sent)-j.began >= j.plan.Settle)
	if l := j.plan.Latency; l != nil && h.Outcome == hit.OK && (!l.Warm || h.Start == hit.Warm) {
		s.time(h.Done-h.Due, j.looks, h.Environment)
	}
}

// Count counts requests of which only that is known: n of a version, and how many
// of them failed; the refused come on top. Nobody knows which started cold.
func (j *Judge) Count(version string, n, failed, refused uint64) {
	if j.out.Decision.Over() {
		return
	}
	s := j.versions[version]
	if s == nil {
		s = j.unknown
	}
	s.look.add(counts{n: n + refused, errors: failed, throttled: refused})
}

// Blame rolls the release back at its next look, for a reason that is not among
// the hits.
func (j *Judge) Blame(why string) { j.blamed = append(j.blamed, why) }

// Weight is the candidate's weight now.
func (j *Judge) Weight() float64 { return j.plan.Steps[j.step].Weight }

// Look looks at what has come so far, at a time from t=0, and decides.
func (j *Judge) Look(at time.Duration) Decision { return j.look(at, false) }

// End is the last look when the load is over, or must end.
func (j *Judge) End(at time.Duration) Decision {
	if j.out.Decision.Over() {
		return j.out.Decision
	}
	return j.look(at, true)
}

func (j *Judge) look(at time.Duration, over bool) Decision {
	row := Look{AtS: stats.Round(at.Seconds()), Weight: j.Weight(),
		Candidate: j.candidate.row(), Baseline: j.baseline.row(), Unknown: j.unknown.look.n}
	if n := row.Candidate.N + row.Baseline.N; j.plan.Watch && n > 0 {
		row.Weight = stats.Round(float64(row.Candidate.N) / float64(n))
	}
	j.weigh()
	j.looks++
	row.Errors, row.Throttles, row.Cold = stats.Round(j.errors.Value()), stats.Round(j.throttles.Value()), stats.Round(j.cold.Value())
	through := j.through(at)
	last := through && j.step == len(j.plan.Steps)-1
	if j.gate != nil && (last || over || j.gate.due(j.plan.Information(j.elapsed(at)))) {
		row.Latency = j.gate.look(compare(j.plan.Latency, j.candidate, j.baseline), last || over)
	}
	row.Decision = j.decide(&row, through, last, over)
	j.out.Looks = append(j.out.Looks, row)
	j.out.Decision = row.Decision
	if row.Decision != Stay {
		j.endStep(at)
	}
	if row.Decision == Next {
		j.beginStep(at)
	}
	if row.Decision.Over() {
		j.out.AtS = row.AtS
	}
	return row.Decision
}

// weigh hands what came since the latest look to the guards. Requests that no
// version is known of speak against nobody before the end, but a refused one
// never has a version, and is counted.
func (j *Judge) weigh() {
	j.errors.Add(j.candidate.look.failing(), j.baseline.look.failing())
	j.cold.Add(j.candidate.look.colds(), j.baseline.look.colds())
	var all counts
	for _, s := range []*side{j.candidate, j.baseline, j.unknown} {
		all.add(s.look)
		s.all.add(s.look)
		s.look = counts{}
	}
	j.throttles.Add(sequential.Counts{N: all.n, Events: all.throttled})
}

// through says whether the present step may end.
func (j *Judge) through(at time.Duration) bool {
	s := j.plan.Steps[j.step]
	return at-j.began >= s.For && j.candidate.all.n-j.stepped.n >= s.Samples
}

// elapsed is how far the plan has come: a step that waits for samples stands
// still.
func (j *Judge) elapsed(at time.Duration) time.Duration {
	sum := min(at-j.began, j.plan.Steps[j.step].For)
	for _, s := range j.plan.Steps[:j.step] {
		sum += s.For
	}
	return sum
}

func (j *Judge) decide(row *Look, through, last, over bool) Decision {
	if why := j.harm(row); len(why) > 0 {
		j.out.Why = why
		return RollBack
	}
	switch {
	case last:
		j.out.Why = j.doubts(row)
		if len(j.out.Why) > 0 {
			return Inconclusive
		}
		j.out.Why = j.clear(row)
		return Promote
	case over:
		s := j.plan.Steps[j.step]
		j.out.Why = []string{fmt.Sprintf("the load ended in step %d of %d, after %s and %d requests of %s: the step takes %s and %d",
			j.step+1, len(j.plan.Steps), (time.Duration(row.AtS*1e9) - j.began).Round(time.Second), j.candidate.all.n-j.stepped.n, j.plan.Candidate, s.For, s.Samples)}
		j.out.Why = append(j.out.Why, j.doubts(row)...)
		return Inconclusive
	case through:
		return Next
	}
	return Stay
}

func (j *Judge) endStep(at time.Duration) {
	s := &j.out.Steps[len(j.out.Steps)-1]
	s.AtS, s.ForS = stats.Round(j.began.Seconds()), stats.Round((at - j.began).Seconds())
	s.Seen = j.candidate.all.n - j.stepped.n
	if s.Of = j.candidate.all.n + j.baseline.all.n - j.known; s.Of > 0 {
		share, ci := stats.Round(float64(s.Seen)/float64(s.Of)), stats.Wilson(s.Seen, s.Of)
		s.Share, s.Interval = &share, &[2]float64{stats.Round(ci.Lo), stats.Round(ci.Hi)}
	}
}

func (j *Judge) beginStep(at time.Duration) {
	j.step++
	j.began, j.stepped, j.known = at, j.candidate.all, j.candidate.all.n+j.baseline.all.n
	j.out.Steps = append(j.out.Steps, Step{Weight: j.Weight()})
}

func (s *side) row() Counts { return s.look.row() }

func (c *counts) row() Counts {
	return Counts{N: c.n, Errors: c.errors, Throttled: c.throttled, Cold: c.cold, Settled: c.settled}
}
