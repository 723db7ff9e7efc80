// Package hit holds the record of one request (Hit) and of an event seen
// elsewhere (Sighting), the names of the probe headers, and the codec of the
// files both are kept in. It is the boundary between sending and analysing:
// a leaf that imports nothing of squall.
//
// It does not decide what a figure is, and it never opens a file.
package hit

// Outcome says how one request ended for its caller.
type Outcome uint8

// The outcomes of a hit, in the order of result.json.
const (
	OK Outcome = iota
	Throttled
	FunctionError
	GatewayError
	Timeout
	CheckFailed
	TransportError
	Outcomes // number of outcomes
)

var outcomeNames = [...]string{"ok", "throttled", "function_error", "gateway_error", "timeout", "check_failed", "transport_error"}

func (o Outcome) String() string {
	if int(o) < len(outcomeNames) {
		return outcomeNames[o]
	}
	return "outcome?"
}

// Source says where a joined fact was learnt.
type Source uint8

// The sources of a fact, weakest first: Unknown means that nobody told.
const (
	Unknown Source = iota
	Wire           // SDK errors, X-Amz-Executed-Version
	Tail           // the log tail on the SDK path
	Probe          // response headers that the function sets
	DoorLog        // ALB or API Gateway access log
	Logs           // REPORT lines by request id
	Sources        // number of sources
)

var sourceNames = [...]string{"unknown", "wire", "tail", "probe", "door-log", "logs"}

func (s Source) String() string {
	if int(s) < len(sourceNames) {
		return sourceNames[s]
	}
	return "source?"
}

// Start says what is known of the environment's start.
type Start uint8

// A request is cold when it was the first of its environment.
const (
	StartUnknown Start = iota
	Warm
	Cold
)

// InitType is AWS_LAMBDA_INITIALIZATION_TYPE as the probe reports it.
type InitType uint8

// The initialization types squall tells apart.
const (
	InitUnknown InitType = iota
	OnDemand
	Provisioned
)

// Hit is the record of one request. Times are nanoseconds from the start of
// its block (t=0 is the end of the warm-up, so warm-up hits are due before 0).
type Hit struct {
	N      uint64 // number of the arrival within its entry
	Entry  uint16 // index into the names of the file
	Arm    uint16
	Repeat uint16 // from 0
	Phase  uint16
	Warmup bool
	// Attempt numbers the attempts of a request that its client may try again,
	// from 1; 0 where it never does. Each has the due time of the first.
	Attempt uint8
	Again   bool // another attempt followed: this one is not the request's end

	Due, Sent, FirstByte, Done int64

	Status  uint16 // HTTP status the client saw; 0 when there was none
	Outcome Outcome
	// Reason is AWS's word for a refusal or failure
	// (ReservedFunctionConcurrentInvocationLimitExceeded, LambdaThrottling,
	// Unhandled, ...), or the transport's error.
	Reason      string
	RequestID   string
	TraceID     string // the value sent as Root= in X-Amzn-Trace-Id
	Version     string // executed version, as AWS numbers it
	Environment string
	Start       Start
	InitType    InitType
	Init        int64 // ns; 0 when unknown or warm
	Ran         int64 // ns that the function ran, by its REPORT line; 0 when nobody told
	BytesIn     uint32
	BytesOut    uint32
	Injected    string // the fault that was injected, if any

	ReasonFrom  Source
	VersionFrom Source
	StartFrom   Source

	// Bits stand for the ids of a hit that is made for a file alone, where
	// their text is empty: it need not be made to be taken apart again.
	Bits Bits
}

// Bits are a UUID as request id and what TraceID is made of.
type Bits struct {
	Set         bool
	HasRequest  bool
	Request     [16]byte
	TraceSecond uint32
	TraceKey    uint64
}

// Latency is the time from the due time to the last byte: what a user of the
// schedule would have waited.
func (h *Hit) Latency() int64 { return h.Done - h.Due }

// Service is the time from the send to the last byte.
func (h *Hit) Service() int64 { return h.Done - h.Sent }

// Lag is how late the request was sent: what came between a first attempt and
// another was no lateness.
func (h *Hit) Lag() int64 {
	if h.Attempt > 1 {
		return 0
	}
	return h.Sent - h.Due
}

// SightingKind says what was seen.
type SightingKind uint8

// The kinds of sightings of an asynchronous event.
const (
	Attempt    SightingKind = iota // the function ran (START/REPORT lines)
	DeadLetter                     // received from the dead-letter queue
	OnSuccess                      // destination record
	OnFailure                      // destination record
	Refused                        // a delivery that its target refused; Target says which
	SightingKinds
)

var sightingNames = [...]string{"attempt", "dead_letter", "on_success", "on_failure", "refused"}

func (k SightingKind) String() string {
	if int(k) < len(sightingNames) {
		return sightingNames[k]
	}
	return "sighting?"
}

// Sighting is the record of an event seen elsewhere than at its sender.
type Sighting struct {
	Kind      SightingKind
	Target    SightingKind // of a Refused one: which delivery
	Arm       uint16
	Repeat    uint16
	Entry     uint16
	At        int64 // ns from the start of the block: start of the attempt, arrival of the record
	Duration  int64 // ns the attempt ran (from its REPORT line)
	RequestID string
	Event     string // what the source of the event calls it, where it is known; in no file
	Version   string
	// Environment is the log stream of an attempt.
	Environment string
	Failed      bool   // the attempt ended in an error or timeout
	Condition   string // of a destination record: Success, RetriesExhausted, ...
	ErrorCode   string // of a dead letter: its ErrorCode attribute
	Count       int    // approximateInvokeCount of a destination record
}

// Names maps the small integers of hits and sightings to what the profile
// calls them.
type Names struct {
	Entries []string
	Arms    []string
}
