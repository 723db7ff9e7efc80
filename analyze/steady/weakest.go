package steady

import (
	"math"

	"squall/analyze/judge"
	"squall/analyze/result"
	"squall/profiles"
)

// weakest looks for the condition that went furthest beyond its limit, or if
// none did for one that is unclear, or else for the one that came closest.
type weakest struct {
	arms int
	any  bool
	grade
	said string // of the weakest up to now
}

// grade orders conditions: the lower, the weaker.
type grade struct {
	word  judge.Word
	slack float64 // how far the value is from its limit, against the larger of the two
}

var words = map[result.Verdict]judge.Word{result.Pass: judge.Holds, result.Inconclusive: judge.Unclear, result.Fail: judge.Fails}

func (g grade) less(o grade) bool {
	if g.word != o.word {
		return g.word > o.word
	}
	return g.slack < o.slack
}

// slack is below 0 beyond the limit.
func slack(e *profiles.Expectation, seen float64, broke bool) float64 {
	far := (e.Value - seen) / max(math.Abs(e.Value), math.Abs(seen), 1e-9)
	switch e.Op {
	case ">", ">=":
		return -far
	case "==", "!=":
		if broke {
			return -1
		}
		return 1
	}
	return far
}

// steady considers a condition of the steady state. What held before there was
// any fault says nothing.
func (w *weakest) steady(e *profiles.Expectation, h *result.Held, world *profiles.World) {
	if h.When == "before" && h.Verdict == result.Pass {
		return
	}
	what := "the faults"
	if len(world.Faults) == 1 {
		what = world.Faults[0].Kind
	}
	if w.arms > 1 {
		what += " in arm " + h.Arm
	}
	w.consider(e, h.Verdict, h.Observed, h.When+" "+what)
}

// expected considers what was expected of the run as a whole.
func (w *weakest) expected(e *profiles.Expectation, x *result.Expected) {
	w.consider(e, x.Verdict, x.Observed, "over the whole run")
}

func (w *weakest) consider(e *profiles.Expectation, v result.Verdict, seen *float64, when string) {
	word, ok := words[v]
	if seen == nil || !ok {
		return
	}
	g := grade{word, slack(e, *seen, word == judge.Fails)}
	if w.any && !g.less(w.grade) {
		return
	}
	point, was := e.Expr, " held "
	switch {
	case word == judge.Fails:
		was = " broke "
	case word == judge.Unclear:
		was = " is unclear "
	case g.slack > 0.9: // what used next to nothing of what it may is no weakness
		point = "none came near its limit; the nearest, " + e.Expr + ","
	}
	w.any, w.grade, w.said = true, g, point+was+when+": it was "+shown(e.Expr, seen)
}

// of is the weakest point in one sentence, as the verdict has it: of what ended
// before it was over, or proves nothing, no condition that held is a weak point.
func (w *weakest) of(r *result.Result, x *result.Experiment, void []string) string {
	broke := w.any && w.word == judge.Fails
	switch x.Verdict {
	case Dirty:
		for _, c := range r.Changes {
			if !c.Undone {
				return "what was changed is not all taken back, first " + c.What
			}
		}
		return "what was changed is not all taken back"
	case Aborted:
		if broke {
			return w.said + ", until the run was ended early"
		}
		return "not known, the run was ended early"
	case Inconclusive:
		if sure := r.Verdict != result.Invalid && r.Error == "" && len(void) == 0; sure && w.any && w.word != judge.Holds {
			return w.said
		}
		return "not known, " + doubt(r, x, void)
	}
	if x.Verdict == Refuted && !broke { // not by a condition of the experiment
		if len(r.Why) > 0 {
			return r.Why[0]
		}
		return "not known, the run failed"
	}
	return w.said
}

// doubt is the first reason why an experiment proves nothing.
func doubt(r *result.Result, x *result.Experiment, void []string) string {
	switch {
	case r.Verdict == result.Invalid:
		return "the measurement cannot be trusted"
	case r.Error != "":
		return "the run was cut short: " + r.Error
	case len(void) > 0:
		return "as " + void[0]
	case len(x.Why) > 0:
		return "as " + x.Why[0]
	case len(r.Why) > 0:
		return "as " + r.Why[0]
	}
	return "too little was seen"
}
