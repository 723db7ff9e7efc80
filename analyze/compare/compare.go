// Package compare sets a candidate beside a base, two runs or two arms of one,
// and says whether the candidate is no worse than a margin allows: PASS, FAIL,
// or that nobody can tell yet and what sample would. Runs of different worlds
// are INCOMPARABLE. Of a run in virtual time, or of a rehearsal, and a measured
// one it says how far the prediction was off.
//
// It reads no file and prints nothing.
package compare

import (
	"fmt"
	"slices"
	"strings"

	"squall/analyze/result"
	"squall/analyze/stats"
	"squall/analyze/tally"
)

// Schema is the name and version of compare.json.
const Schema = "squall.compare/v1"

// Side is one side of a comparison.
type Side struct {
	Result *result.Result
	Label  string // what the user called it
	// Cells are the hits of the run, counted by arm and entry, where all of them
	// were kept; nil: the result alone is there.
	Cells map[[2]string]Hits
	// Pool are the runs that the base stands for, Result among them, where it is
	// more than one run.
	Pool []*result.Result
}

// Hits are those of one entry in one arm.
type Hits struct {
	All     *tally.Cell
	Repeats []*tally.Cell // nil where nothing was sent
}

// Options say what is asked.
type Options struct {
	Margin    float64  // how much worse is still good, 0.1 for 10 %
	Floor     float64  // ms; a time that is worse by less is as good
	RateFloor float64  // a share that is worse by less is as good
	Primary   []string // the metrics that decide, all the others warn
	Vary      []string // keys of the fingerprint that may differ; "all"
	Base      string   // arm of the base; "" pairs arms by their names
	Candidate string   // arm of the candidate
}

// Usual is what is asked unless the user says otherwise.
func Usual() Options {
	return Options{Margin: 0.10, Floor: 1, RateFloor: 0.005, Primary: []string{"p99", "error_rate", "throttle_rate"}}
}

// Kinds of comparisons.
const (
	OfRuns       = "runs"
	OfArms       = "arms"       // of one run
	OfPrediction = "prediction" // a run in virtual time, on a stand-in or with a calibrated model, and a measured one
)

// Comparison is compare.json.
type Comparison struct {
	Schema    string         `json:"schema"`
	Verdict   result.Verdict `json:"verdict"`
	Why       []string       `json:"why"`
	Kind      string         `json:"kind"`           // runs, arms, prediction
	Arms      string         `json:"arms,omitempty"` // of one run, as base:candidate
	Base      Run            `json:"base"`
	Candidate Run            `json:"candidate"`
	Margin    float64        `json:"margin"`
	FloorMs   float64        `json:"floor_ms"`
	RateFloor float64        `json:"rate_floor"`
	Different []Difference   `json:"different"` // what the runs do not have in common
	Rows      []Row          `json:"rows"`
	Shifts    []Shift        `json:"shifts"`
	Curves    []Curve        `json:"curves"`
	Warnings  []string       `json:"warnings"`
}

// Run is one side in words.
type Run struct {
	Label    string         `json:"label"`
	ID       string         `json:"id"`
	Profile  string         `json:"profile"`
	Verdict  result.Verdict `json:"verdict"`
	Clock    string         `json:"clock"`
	Target   string         `json:"target"`
	Model    string         `json:"model"`
	Seed     uint64         `json:"seed"`
	Started  string         `json:"started"`
	Versions []string       `json:"versions"`       // executed, over all entries
	Hits     bool           `json:"hits"`           // judged from every hit, not from result.json alone
	Pool     []string       `json:"pool,omitempty"` // the runs that it stands for, by id
}

// Difference is a key of the fingerprint in which the two sides differ.
type Difference struct {
	Key       string `json:"key"`
	Base      string `json:"base"`
	Candidate string `json:"candidate"`
	Allowed   bool   `json:"allowed"`
}

// Roles of a metric.
const (
	Primary   = "primary"   // decides
	Secondary = "secondary" // warns
)

// Row is one metric of one entry on both sides.
type Row struct {
	Arm            string         `json:"arm"` // base's, and candidate's where that has another name
	Entry          string         `json:"entry"`
	Path           string         `json:"path"`
	Metric         string         `json:"metric"`
	Role           string         `json:"role"`
	Kind           string         `json:"kind"`     // exact, statistical
	RestsOn        string         `json:"rests_on"` // documented, measured, unsure
	BaseValue      *float64       `json:"base_value"`
	CandidateValue *float64       `json:"candidate_value"`
	BaseN          uint64         `json:"base_n"`
	CandidateN     uint64         `json:"candidate_n"`
	Ratio          *float64       `json:"ratio"`
	CI             *[2]float64    `json:"ci95"`
	Diff           *float64       `json:"diff"` // of shares and counts
	DiffCI         *[2]float64    `json:"diff_ci95"`
	Limit          float64        `json:"limit"` // of the ratio
	Verdict        result.Verdict `json:"verdict"`
	Reading        string         `json:"reading"` // better, worse, same, unclear
	NeedN          *uint64        `json:"need_n"`
	NeedRepeats    *int           `json:"need_repeats,omitempty"` // where those of the runs differ too much to tell
	P              *float64       `json:"p"`                      // that it is beyond its limit by luck alone
	Boundary       bool           `json:"cold_boundary,omitempty"`
	// Error is how far off a prediction was: of a time as a share of what was
	// measured, of a share in shares.
	Error   *float64    `json:"error,omitempty"`
	ErrorCI *[2]float64 `json:"error_ci95,omitempty"`
	Detail  string      `json:"detail"`
}

// Of compares two sides. What cannot be compared is a verdict, not an error.
func Of(base, cand Side, o Options) *Comparison {
	told := foretold(&base.Result.Run, &cand.Result.Run)
	if told == &cand.Result.Run {
		base, cand = cand, base // what was foretold comes first
		o.Base, o.Candidate = o.Candidate, o.Base
	}
	if base.Result.Is(cand.Result) && o.Base != o.Candidate {
		cand.Result = base.Result // read twice: two arms of one run
	}
	c := &Comparison{
		Schema: Schema, Kind: OfRuns, Why: []string{}, Rows: []Row{}, Shifts: []Shift{}, Curves: []Curve{}, Warnings: []string{}, Different: []Difference{},
		Base: base.told(), Candidate: cand.told(), Margin: o.Margin, FloorMs: o.Floor, RateFloor: o.RateFloor,
	}
	switch {
	case base.Result == cand.Result:
		c.Kind, c.Arms = OfArms, arms(o.Base, o.Candidate)
	case told != nil:
		c.Kind = OfPrediction
	}
	why := c.unusable(base, cand)
	if c.Kind != OfArms {
		why = append(why, c.order(base, cand)...)
		why = append(why, c.worlds(base.Result, cand.Result, o.Vary)...)
	}
	j := &judging{c: c, o: o, base: base, cand: cand}
	pairs, missing := j.pairs()
	why = append(why, missing...)
	if len(why) > 0 {
		c.Verdict, c.Why = result.Incomparable, why
		return c
	}
	for _, p := range pairs {
		j.entries(p)
	}
	if o.Base == "" && len(pairs) > 0 && c.Kind != OfArms {
		j.alone(pairs)
	}
	j.decide()
	return c
}

// foretold is the run of two that foretells the other: that in virtual time, or
// of two that are not the one on a stand-in where the other was on AWS, or the one
// with a calibrated model; nil: neither does.
func foretold(a, b *result.Run) *result.Run {
	virtual := func(r *result.Run) bool { return r.Clock == "virtual" }
	rehearsed := func(r *result.Run) bool { return r.Target != "aws" }
	calibrated := func(r *result.Run) bool { return strings.HasPrefix(r.Model, "calibrated") }
	for _, is := range []func(*result.Run) bool{virtual, rehearsed, calibrated} {
		switch {
		case is(a) && !is(b):
			return a
		case is(b) && !is(a):
			return b
		case virtual(a):
			return nil // two of virtual time foretell nothing of each other
		}
	}
	return nil
}

// unusable says which side is no evidence.
func (c *Comparison) unusable(sides ...Side) (why []string) {
	for i, s := range sides {
		name := [...]string{"the base", "the candidate"}[i]
		switch r := s.Result; {
		case r.Error != "":
			why = append(why, fmt.Sprintf("%s (%s) was cut short by an internal error: %s", name, s.Label, r.Error))
		case r.Verdict == result.Invalid || r.Verdict == result.Aborted || r.Verdict == result.Dirty || r.Verdict == result.Incomparable:
			why = append(why, fmt.Sprintf("%s (%s) is %s: its figures are no evidence", name, s.Label, r.Verdict))
		case r.Verdict == result.Fail:
			c.Warnings = append(c.Warnings, fmt.Sprintf("%s (%s) did not meet its own expectations", name, s.Label))
		}
	}
	return why
}

// order says that a run is set beside itself, of which nothing can be learnt, and
// warns where the candidate is the older one.
func (c *Comparison) order(base, cand Side) (why []string) {
	a, b := &base.Result.Run, &cand.Result.Run
	if base.Result.Is(cand.Result) {
		return []string{fmt.Sprintf("both sides are run %s: a run beside itself shows nothing; name another one, or two of its arms with --arms BASE:CANDIDATE", a.ID)}
	}
	if len(base.Pool) == 0 && c.Kind == OfRuns && a.Clock != "virtual" && b.Started < a.Started {
		c.Warnings = append(c.Warnings, fmt.Sprintf("the candidate began %s, before the base, %s: the base comes first", b.Started, a.Started))
	}
	return nil
}

// told puts a side into words.
func (s Side) told() Run {
	r := &s.Result.Run
	out := Run{
		Label: s.Label, ID: r.ID, Profile: r.Profile, Verdict: s.Result.Verdict, Clock: r.Clock, Target: r.Target,
		Model: r.Model, Seed: r.Seed, Started: r.Started, Versions: []string{}, Hits: s.Cells != nil,
	}
	for i := range s.Result.Arms {
		for k := range s.Result.Arms[i].Paths {
			for v := range s.Result.Arms[i].Paths[k].Versions {
				out.Versions = append(out.Versions, v)
			}
		}
	}
	slices.Sort(out.Versions)
	out.Versions = slices.Compact(out.Versions)
	for _, one := range s.Pool {
		out.Pool = append(out.Pool, one.Run.ID)
	}
	return out
}

// pair are two arms that are compared.
type pair struct {
	name       string
	base, cand *result.ArmResult
}

// pairs finds the arms that belong together.
func (j *judging) pairs() (out []pair, missing []string) {
	b, c := j.base.Result, j.cand.Result
	if j.o.Base != "" || j.o.Candidate != "" {
		p := pair{base: b.Arm(j.o.Base), cand: c.Arm(j.o.Candidate), name: arms(j.o.Base, j.o.Candidate)}
		if p.base == nil {
			missing = append(missing, fmt.Sprintf("the base has no arm %q, it has %s", j.o.Base, names(b)))
		}
		if p.cand == nil {
			missing = append(missing, fmt.Sprintf("the candidate has no arm %q, it has %s", j.o.Candidate, names(c)))
		}
		return []pair{p}, missing
	}
	if len(b.Arms) == 1 && len(c.Arms) == 1 {
		return []pair{{base: &b.Arms[0], cand: &c.Arms[0], name: arms(b.Arms[0].Name, c.Arms[0].Name)}}, nil
	}
	for i := range b.Arms {
		if a := c.Arm(b.Arms[i].Name); a != nil {
			out = append(out, pair{base: &b.Arms[i], cand: a, name: a.Name})
		}
	}
	if len(out) == 0 {
		missing = []string{fmt.Sprintf("no arm has the same name on both sides: %s and %s; name a pair with --arms BASE:CANDIDATE", names(b), names(c))}
	}
	return out, missing
}

// alone warns of arms that the other side has not.
func (j *judging) alone(pairs []pair) {
	for i, r := range []*result.Result{j.base.Result, j.cand.Result} {
		for k := range r.Arms {
			a := &r.Arms[k]
			if !slices.ContainsFunc(pairs, func(p pair) bool { return p.base == a || p.cand == a }) {
				j.warn("arm %s is in %s alone: it is not compared", a.Name, [...]string{"the base", "the candidate"}[i])
			}
		}
	}
}

func arms(base, cand string) string {
	if base == cand {
		return base
	}
	return base + ":" + cand
}

func names(r *result.Result) string {
	var out []string
	for i := range r.Arms {
		out = append(out, r.Arms[i].Name)
	}
	return strings.Join(out, ", ")
}

func number(x float64) *float64 {
	r := stats.Round(x)
	return &r
}
