package analyze

import "squall/analyze/result"

// What result.json is made of.
type (
	Verdict     = result.Verdict
	Result      = result.Result
	Run         = result.Run
	Quantiles   = result.Quantiles
	ArmResult   = result.ArmResult
	PathResult  = result.PathResult
	Clustered   = result.Clustered
	CurvePoint  = result.CurvePoint
	Rate        = result.Rate
	ColdResult  = result.ColdResult
	Block       = result.Block
	Ledger      = result.Ledger
	GapMode     = result.GapMode
	Delivery    = result.Delivery
	Erlang      = result.Erlang
	Retries     = result.Retries
	Timeline    = result.Timeline
	TimelineRow = result.TimelineRow
	Cost        = result.Cost
	Generator   = result.Generator
	Road        = result.Road
	Standin     = result.Standin
	Comparison  = result.Comparison
	Expected    = result.Expected
	FaultSeen   = result.FaultSeen
	Experiment  = result.Experiment
	FaultProof  = result.FaultProof
	ChangeSeen  = result.ChangeSeen
)

// The verdicts, and the name and version of result.json.
const (
	Pass         = result.Pass
	Fail         = result.Fail
	Inconclusive = result.Inconclusive
	Invalid      = result.Invalid
	Aborted      = result.Aborted
	Dirty        = result.Dirty
	Incomparable = result.Incomparable
	Schema       = result.Schema
)
