package canary

import (
	"fmt"
	"strings"
	"time"
)

// Decision is what a look at a release ends with.
type Decision string

// The decisions. The first two let it go on.
const (
	Stay         Decision = "stay"
	Next         Decision = "next" // the next step's weight
	Promote      Decision = "promote"
	RollBack     Decision = "rollback"
	Inconclusive Decision = "inconclusive"
)

// Over says whether the release has ended.
func (d Decision) Over() bool { return d == Promote || d == RollBack || d == Inconclusive }

// Outcome is a release as it went.
type Outcome struct {
	Function  string   `json:"function"`
	Alias     string   `json:"alias"`
	Baseline  string   `json:"baseline"`
	Candidate string   `json:"candidate"`
	Config    string   `json:"config,omitempty"`
	Decision  Decision `json:"decision"`
	// Then is what became of the alias: promote, rollback or hold.
	Then   string   `json:"then"`
	Why    []string `json:"why"`
	AtS    float64  `json:"at_s"`
	Limit  float64  `json:"evidence_limit"` // of the guards: at it the release is rolled back
	Steps  []Step   `json:"steps"`
	Looks  []Look   `json:"looks"`
	Sides  [2]Side  `json:"sides"` // candidate, baseline
	Margin Margin   `json:"margins"`
	// Unknown are requests that no version is known of. Their errors count as
	// the candidate's.
	Unknown      uint64 `json:"unknown"`
	UnknownFails uint64 `json:"unknown_errors"`
}

// Watched is what becomes of an alias whose weight others move: nothing.
const Watched = "watched"

// Headline says how the release ended.
func (o *Outcome) Headline() string {
	who := fmt.Sprintf("%s of %s:%s", o.Candidate, o.Function, o.Alias)
	after := " after " + time.Duration(o.AtS*float64(time.Second)).Round(time.Second).String()
	if o.Then == Watched {
		return who + map[Decision]string{Promote: " may be promoted", RollBack: " is to be rolled back", Inconclusive: " is not decided on"}[o.Decision] + after + ", and squall only watched"
	}
	switch o.Decision {
	case Promote:
		return who + " is promoted" + after
	case RollBack:
		return who + " is rolled back" + after
	}
	then := map[string]string{"hold": ", and its weight stays", "promote": ", and it is promoted by the policy", "rollback": ", and it is rolled back by the policy",
		"restored": ", and its alias is what it was before"}
	return who + " is not decided on" + after + then[o.Then]
}

// Sentence says how the release ended, and why.
func (o *Outcome) Sentence() string { return o.Headline() + ": " + strings.Join(o.Why, "; ") }

// Margin is what the plan lets pass.
type Margin struct {
	Errors    float64 `json:"errors"`
	Throttles float64 `json:"throttles"`
	Cold      float64 `json:"cold"`
	Metric    string  `json:"metric,omitempty"`
	Latency   float64 `json:"latency,omitempty"`
}

// Step is one weight while it held.
type Step struct {
	Weight   float64     `json:"weight"`
	AtS      float64     `json:"at_s"`
	ForS     float64     `json:"for_s"`
	Seen     uint64      `json:"candidate"` // requests
	Of       uint64      `json:"requests"`  // of a known version
	Share    *float64    `json:"share"`
	Interval *[2]float64 `json:"share_ci95"`
}

// Look is what one look saw since the one before it, and the evidence so far.
type Look struct {
	AtS       float64      `json:"at_s"`
	Weight    float64      `json:"weight"`
	Candidate Counts       `json:"candidate"`
	Baseline  Counts       `json:"baseline"`
	Unknown   uint64       `json:"unknown"`
	Errors    float64      `json:"errors_evidence"`
	Throttles float64      `json:"throttles_evidence"`
	Cold      float64      `json:"cold_evidence"`
	Latency   *LatencyLook `json:"latency,omitempty"`
	Decision  Decision     `json:"decision"`
}

// Counts are requests of one version in one look.
type Counts struct {
	N         uint64 `json:"n"`
	Errors    uint64 `json:"errors"`
	Throttled uint64 `json:"throttled"`
	// Cold are those among the settled ones, sent some time after a step began.
	Cold    uint64 `json:"cold"`
	Settled uint64 `json:"settled"`
}

// LatencyLook is one planned look at the latency.
type LatencyLook struct {
	Look        int        `json:"look"`
	Of          int        `json:"of"`
	Known       bool       `json:"known"` // false: too few requests to say anything
	Candidate   uint64     `json:"candidate"`
	Baseline    uint64     `json:"baseline"`
	CandidateMs float64    `json:"candidate_ms"`
	BaselineMs  float64    `json:"baseline_ms"`
	Ratio       float64    `json:"ratio"`
	Interval    [2]float64 `json:"interval"` // holds over all looks together
	Z           float64    `json:"z"`        // against the margin
	Bound       float64    `json:"bound"`
	Design      float64    `json:"design_effect"`
	Worse       bool       `json:"worse"`
	NotWorse    bool       `json:"not_worse"`
	Need        uint64     `json:"need,omitempty"` // requests of the candidate
}

// Side is one version over the whole release.
type Side struct {
	Version string     `json:"version"`
	Counts  Counts     `json:"counts"`
	Times   uint64     `json:"times"`
	Ms      []Quantile `json:"ms"`
}

// Quantile is one point of a distribution.
type Quantile struct {
	P  float64 `json:"p"`
	Ms float64 `json:"ms"`
}
