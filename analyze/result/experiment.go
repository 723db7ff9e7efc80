package result

// Experiment is what a run with faults proved: whether the steady state held
// before, during and after them, and whether each was observed.
type Experiment struct {
	Verdict string       `json:"verdict"` // confirmed, refuted, inconclusive, aborted, dirty
	Why     []string     `json:"why"`
	Weakest string       `json:"weakest,omitempty"` // the weakest point in one sentence
	Steady  []Held       `json:"steady"`
	Faults  []FaultProof `json:"faults"`
}

// Held is one condition in one span of time.
type Held struct {
	Arm      string      `json:"arm"`
	When     string      `json:"when"` // before, during, after; of a fault: while
	Expr     string      `json:"expr"`
	Verdict  Verdict     `json:"verdict"`
	Observed *float64    `json:"observed"`
	CI       *[2]float64 `json:"ci95"`
	Detail   string      `json:"detail,omitempty"`
}

// FaultProof sets what was injected against what clients saw meanwhile.
type FaultProof struct {
	Arm    string  `json:"arm"`
	Kind   string  `json:"kind"`
	Target string  `json:"target"`
	AtS    float64 `json:"at_s"`
	ForS   float64 `json:"for_s"`
	// Matched and Injected are over all repeats; null where nobody counts.
	Matched  *uint64 `json:"matched"`
	Injected *uint64 `json:"injected"`
	// Killed says that the stand-in's process was, and has started again: else its
	// restart is modelled.
	Killed bool `json:"killed,omitempty"`
	// Sent, Throttled and Failed are what clients saw of requests that were due
	// while it lasted.
	Sent      uint64 `json:"sent"`
	Throttled uint64 `json:"throttled"`
	Failed    uint64 `json:"failed"`
	// Observed is yes, no or unknown.
	Observed string `json:"observed"`
	Expect   []Held `json:"expect"`
	// DetectS is from its begin until what it is expected to show was seen, or
	// the first failure; RecoverS from its end until the steady state held for
	// good. Null: never.
	DetectS  *float64 `json:"detect_s"`
	RecoverS *float64 `json:"recover_s"`
}
