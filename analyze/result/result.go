// Package result is result.json: what a run showed, as plain values that every
// report prints and that other programs read, and the check of a file of them
// that comes from elsewhere.
//
// It computes no figure; package analyze does.
package result

import (
	"squall/analyze/canary"
	"squall/analyze/ledger"
	"squall/analyze/picture"
)

// What charts are drawn from.
type (
	// CurvePoint is one point of a latency curve.
	CurvePoint = picture.Point
	// Timeline is an arm over time.
	Timeline = picture.Timeline
	// TimelineRow is one bin of a timeline.
	TimelineRow = picture.Row
)

// Verdict is the word a run ends with.
type Verdict string

// The verdicts.
const (
	Pass         Verdict = "PASS"
	Fail         Verdict = "FAIL"
	Inconclusive Verdict = "INCONCLUSIVE"
	Invalid      Verdict = "INVALID"
	Aborted      Verdict = "ABORTED"
	Dirty        Verdict = "DIRTY"
	Incomparable Verdict = "INCOMPARABLE"
)

// Schema is the name and version of result.json.
const Schema = "squall.result/v1"

// Result is result.json: everything the reports print. A figure that cannot
// be given is null.
type Result struct {
	Schema       string          `json:"schema"`
	Verdict      Verdict         `json:"verdict"`
	Why          []string        `json:"why"` // one sentence for each thing that decided the verdict
	Run          Run             `json:"run"`
	Arms         []ArmResult     `json:"arms"`
	Generator    Generator       `json:"generator"`
	Standin      Standin         `json:"standin"`
	Comparisons  []Comparison    `json:"comparisons"`
	Shifts       []picture.Shift `json:"shifts"` // of every arm against the first, entry by entry
	Expectations []Expected      `json:"expectations"`
	Canary       *canary.Outcome `json:"canary,omitempty"` // the release that the run made
	Faults       []FaultSeen     `json:"faults"`
	Experiment   *Experiment     `json:"experiment,omitempty"`
	Changes      []ChangeSeen    `json:"changes"`
	Warnings     []string        `json:"warnings"`
	// Error is the internal error that cut the run short, if one did.
	Error string `json:"error,omitempty"`
}

// Run identifies a run.
type Run struct {
	ID          string            `json:"id"`
	Profile     string            `json:"profile"`
	Description string            `json:"description"`
	ProfileHash string            `json:"profile_hash"`
	Set         []string          `json:"set,omitempty"` // overrides, as given with --set
	Seed        uint64            `json:"seed"`
	Clock       string            `json:"clock"`  // live, virtual
	Target      string            `json:"target"` // local, aws, http://...
	Model       string            `json:"model"`  // default, calibrated, none
	Compress    float64           `json:"compress"`
	Repeat      int               `json:"repeat"`
	Started     string            `json:"started"` // RFC 3339
	DurationS   float64           `json:"duration_s"`
	Squall      string            `json:"squall"`
	Fingerprint map[string]string `json:"fingerprint"`
}

// Quantiles describes a sample of times in milliseconds.
type Quantiles struct {
	N    uint64   `json:"n"`
	P50  *float64 `json:"p50"`
	P90  *float64 `json:"p90"`
	P95  *float64 `json:"p95"`
	P99  *float64 `json:"p99"`
	P999 *float64 `json:"p999"`
	Max  *float64 `json:"max"`
	Mean *float64 `json:"mean"`
	// P50CI and P99CI are exact order-statistic intervals; null when the
	// sample is too small to have a finite one.
	P50CI *[2]float64 `json:"p50_ci95"`
	P99CI *[2]float64 `json:"p99_ci95"`
	// NeedP99 is the sample a p99 interval needs, when N is below it.
	NeedP99 uint64 `json:"need_p99,omitempty"`
}

// ArmResult is what one arm showed.
type ArmResult struct {
	Name string `json:"name"`
	// Varies is what the arm has that the first has not, where a few words
	// can say it, such as "60 provisioned environments".
	Varies   string       `json:"varies,omitempty"`
	Paths    []PathResult `json:"paths"`
	Timeline Timeline     `json:"timeline"`
	// Heat is the latencies of ok hits over time; null when there was none.
	Heat *picture.Heat `json:"heat"`
	Cost *Cost         `json:"cost"`
}

// Path is what an entry showed in the arm; nil when the arm has no such entry.
func (a *ArmResult) Path(entry string) *PathResult {
	for i := range a.Paths {
		if a.Paths[i].Entry == entry {
			return &a.Paths[i]
		}
	}
	return nil
}

// Arm finds an arm by its name; nil when there is none.
func (r *Result) Arm(name string) *ArmResult {
	for i := range r.Arms {
		if r.Arms[i].Name == name {
			return &r.Arms[i]
		}
	}
	return nil
}

// Is says whether two results are of one run, as far as a run has a name.
func (r *Result) Is(o *Result) bool {
	return r.Run.ID != "" && r.Run.ID == o.Run.ID && r.Run.Started == o.Run.Started && r.Run.Clock == o.Run.Clock
}

// PathResult is what one entry showed in one arm, over all repeats.
type PathResult struct {
	Entry     string `json:"entry"`
	Path      string `json:"path"`
	Function  string `json:"function"`
	Scheduled uint64 `json:"scheduled"`
	Sent      uint64 `json:"sent"`
	Unsent    uint64 `json:"unsent"`

	Outcomes    map[string]uint64            `json:"outcomes"` // every outcome, zero ones too
	StatusCodes map[string]uint64            `json:"status_codes"`
	Reasons     map[string]uint64            `json:"reasons"`
	Sources     map[string]map[string]uint64 `json:"sources"` // reason, version, start -> source -> count

	Latency   Quantiles  `json:"latency_ms"` // ok hits, from the due time
	Service   Quantiles  `json:"service_ms"` // ok hits, from the send
	Warm      Quantiles  `json:"warm_ms"`    // ok hits known to be warm, from the due time
	ColdTimes Quantiles  `json:"cold_ms"`    // ok hits known to be cold, from the due time
	Cold      ColdResult `json:"cold"`

	ThrottleRate  Rate  `json:"throttle_rate"`  // of sent
	ErrorRate     Rate  `json:"error_rate"`     // of sent: function, gateway, timeout, transport, check
	SpilloverRate *Rate `json:"spillover_rate"` // of known init types; null unless provisioned was seen or configured

	Versions              map[string]uint64 `json:"versions"`
	Environments          int               `json:"environments"`
	EnvironmentsAliveMean *float64          `json:"environments_alive_mean"`
	Lag                   Quantiles         `json:"lag_ms"`
	Retries               *Retries          `json:"retries,omitempty"` // where clients try again
	Blocks                []Block           `json:"blocks"`
	Ledger                *Ledger           `json:"ledger,omitempty"`
	// Erlang is the loss formula's figure, where the entry's function has
	// reserved concurrency and the schedule is Poisson; null otherwise.
	Erlang *Erlang `json:"erlang,omitempty"`
	// Clustered are the intervals that take requests of one environment as
	// alike, not as independent; null where environments are too few or unknown.
	Clustered *Clustered `json:"clustered,omitempty"`
	// Boundary names the percentiles that sit on the cold-start boundary: a
	// request more or less that is cold moves them from warm times to cold ones,
	// so that warm and cold times are to be read apart.
	Boundary []string `json:"cold_boundary,omitempty"`
	// Curve is the latency distribution for pictures: ms at rising shares.
	Curve []CurvePoint `json:"curve"`
}

// Retries says how often clients tried requests again. All other figures count a
// request once, by its last attempt.
type Retries struct {
	Attempts uint64            `json:"attempts"` // of all requests together
	Requests map[string]uint64 `json:"requests"` // attempts -> requests that took so many
	Again    map[string]uint64 `json:"again"`    // how attempts ended that another one followed
}

// Clustered holds intervals over environments.
type Clustered struct {
	Environments int         `json:"environments"` // or groups of them, or stretches of time where they are unknown
	P50CI        *[2]float64 `json:"p50_ci95"`
	P99CI        *[2]float64 `json:"p99_ci95"`
	WarmP50CI    *[2]float64 `json:"warm_p50_ci95"`
	WarmP99CI    *[2]float64 `json:"warm_p99_ci95"`
}

// Rate is a share with its Wilson interval.
type Rate struct {
	Count uint64      `json:"count"`
	N     uint64      `json:"n"`
	Rate  *float64    `json:"rate"` // null when n is 0
	CI    *[2]float64 `json:"ci95"`
}

// ColdResult is what is known of cold starts.
type ColdResult struct {
	Known  uint64      `json:"known"` // hits that said whether they were cold
	Count  uint64      `json:"count"`
	Rate   *float64    `json:"rate"`
	RateCI *[2]float64 `json:"rate_ci95"`
	Init   Quantiles   `json:"init_ms"`
}

// Block is one arm in one repeat.
type Block struct {
	Repeat    int      `json:"repeat"`
	N         uint64   `json:"n"`
	OK        uint64   `json:"ok"`
	Throttled uint64   `json:"throttled"`
	Cold      uint64   `json:"cold"`
	P50       *float64 `json:"p50"`
	P99       *float64 `json:"p99"`
	WarmP50   *float64 `json:"warm_p50,omitempty"` // of hits known to be warm
	WarmP99   *float64 `json:"warm_p99,omitempty"`
	HDR       string   `json:"hdr"` // V2 compressed histogram of ok latencies in microseconds, base64
}

// Ledger accounts for the asynchronous events of an entry:
// accepted = succeeded + retries_exhausted + expired + zero_reserved + in_flight + unaccounted.
type Ledger struct {
	Accepted         uint64              `json:"accepted"`
	Succeeded        uint64              `json:"succeeded"`
	RetriesExhausted uint64              `json:"retries_exhausted"`
	Expired          uint64              `json:"expired"`
	ZeroReserved     uint64              `json:"zero_reserved"`
	InFlight         uint64              `json:"in_flight"`
	Unaccounted      uint64              `json:"unaccounted"`
	Lost             uint64              `json:"lost"`
	Duplicates       uint64              `json:"duplicates"`
	Attempts         map[string]uint64   `json:"attempts"`   // attempts -> events
	Gaps             Quantiles           `json:"gaps_s"`     // nominal seconds between attempts
	GapModes         []GapMode           `json:"gap_modes"`  // the gaps by attempt number: nominal and measured medians
	Deliveries       map[string]Delivery `json:"deliveries"` // dead_letter, on_success, on_failure
	Examples         []ledger.Trace      `json:"examples"`   // a few events of each end and number of attempts
}

// GapMode is the median gap before attempt N.
type GapMode struct {
	Attempt   int     `json:"attempt"`
	N         uint64  `json:"n"`
	NominalS  float64 `json:"nominal_s"`
	MeasuredS float64 `json:"measured_s"`
}

// Delivery counts the records of one kind.
type Delivery struct {
	Expected uint64 `json:"expected"`
	Received uint64 `json:"received"`
	Refused  uint64 `json:"refused"`
}

// Erlang compares the measured share of refusals with the loss formula.
type Erlang struct {
	Offered  float64 `json:"offered"` // Erlangs, over all entries of the function
	Servers  int     `json:"servers"`
	Expected float64 `json:"expected"` // share refused
}

// Cost is an estimate from dated prices.
type Cost struct {
	USD   float64 `json:"usd"`
	Dated string  `json:"dated"`
	Note  string  `json:"note"`
	Own   bool    `json:"own,omitempty"` // by prices of the profile, not by the list
}

// Generator says whether the generator was the limit.
type Generator struct {
	Lag       Quantiles `json:"lag_ms"`
	Unsent    uint64    `json:"unsent"`
	CPU       *float64  `json:"cpu"` // share of all cores, 0..1
	Saturated bool      `json:"saturated"`
	Why       string    `json:"why,omitempty"`
	Roads     []Road    `json:"connections,omitempty"` // where connections were watched
}

// Road is the way to one entry's target in one block: what opening connections
// took, apart from requests, and how long connecting took around the load.
type Road struct {
	Arm       string    `json:"arm"`
	Repeat    int       `json:"repeat"`
	Entry     string    `json:"entry"`
	Connect   Quantiles `json:"connect_ms"` // of connections opened during the load
	Handshake Quantiles `json:"tls_ms"`     // of the same, over TLS
	Before    *float64  `json:"before_ms"`  // median of connecting before the load
	During    *float64  `json:"during_ms"`
	After     *float64  `json:"after_ms"`
}

// Standin says whether the stand-in was late.
type Standin struct {
	Lag  Quantiles `json:"lag_ms"`
	Late bool      `json:"late"`
}

// Comparison sets one metric of two arms side by side.
type Comparison struct {
	Base           string      `json:"base"`
	Candidate      string      `json:"candidate"`
	Entry          string      `json:"entry"`
	Metric         string      `json:"metric"`
	BaseValue      *float64    `json:"base_value"`
	CandidateValue *float64    `json:"candidate_value"`
	Ratio          *float64    `json:"ratio"`
	CI             *[2]float64 `json:"ci95"`
	Reading        string      `json:"reading"` // better, worse, same, unclear
	N              uint64      `json:"n"`
	Boundary       bool        `json:"cold_boundary,omitempty"` // on one of the sides; warm_p99 and cold_rate say more then
}

// Expected is one judged expectation.
type Expected struct {
	Expr     string      `json:"expr"`
	Verdict  Verdict     `json:"verdict"`
	Observed *float64    `json:"observed"`
	CI       *[2]float64 `json:"ci95"`
	NeedN    *uint64     `json:"need_n"`
	// NeedRepeats is how many repeats would tell, where those of the run differ too
	// much.
	NeedRepeats *int   `json:"need_repeats,omitempty"`
	RestsOn     string `json:"rests_on"`          // documented, recorded, measured, unsure
	NoData      bool   `json:"no_data,omitempty"` // nothing was seen that could be judged
	Detail      string `json:"detail"`
	// Kind says how it is judged: exact, a count by its value; statistical, by
	// its interval.
	Kind string `json:"kind"`
	N    uint64 `json:"n"` // what was judged, the smaller side of a ratio
}

// FaultSeen is one fault as it was carried out.
type FaultSeen struct {
	Arm    string  `json:"arm"`
	Repeat int     `json:"repeat"`
	Kind   string  `json:"kind"`
	Target string  `json:"target"`
	AtS    float64 `json:"at_s"`
	ForS   float64 `json:"for_s"`
	Undone bool    `json:"undone"`
	Error  string  `json:"error,omitempty"`
}

// ChangeSeen is one change as it was carried out.
type ChangeSeen struct {
	What   string `json:"what"`
	Before string `json:"before"`
	After  string `json:"after"`
	Undone bool   `json:"undone"`
}
