package core

// EffectKind names what the shell must do.
type EffectKind uint8

// Kinds of effects.
const (
	NoEffect   EffectKind = iota
	Answer                // a control-plane event was carried out or refused (Reason): Req, N
	Reply                 // answer the client of Req, not before At
	Ran                   // an attempt of an asynchronous event ended: its log lines
	Held                  // an attempt of an asynchronous event was throttled (Reason): it is tried again
	Deliver               // hand the event to a dead-letter queue or destination
	Forget                // nothing will refer to Req any more
	EnvStarted            // an environment began to initialise (INIT_START); N is its place
	EnvEnded              // an environment was shut down
	Hand                  // give Req to the process of an external environment, whose place is N
	Began                 // an environment took a request: N usable provisioned ones, Reserved. Only with Config.TellBegun
)

// Outcome says how an invoke ended.
type Outcome uint8

// Outcomes of an invoke.
const (
	Done     Outcome = iota
	Accepted         // 202: queued
	Errored          // the function's own error
	TimedOut
	InitErrored // init failed; the client sees a function error
	Refused     // Reason says why
	NotFound    // no such function, version or alias
	Intercepted // by a fault at the door: N is the status, 0 when the connection is cut
)

// Delivery says to which target a Deliver goes.
type Delivery uint8

// Targets of a Deliver.
const (
	ToDeadLetter Delivery = iota
	ToOnSuccess
	ToOnFailure
)

// Condition is the condition of a destination record.
type Condition uint8

// Conditions of asynchronous events.
const (
	NoCondition Condition = iota
	Success
	RetriesExhausted
	EventAgeExceeded
	ZeroReservedConcurrency
)

// Effect is one thing to do, as a flat value.
type Effect struct {
	Kind        EffectKind
	Outcome     Outcome
	Reason      Reason
	Delivery    Delivery
	Condition   Condition
	Cold        bool // first request of its environment
	Provisioned bool
	Reserved    bool  // Began: the function has reserved concurrency
	Unseen      bool  // Ran: its log lines are lost. Deliver: the target refuses it. Both by a fault
	Fault       uint8 // the kind of fault that bent the run, or 0
	Fn          int32
	Version     int32  // executed version; 0 is $LATEST
	Env         uint64 // number of the environment, never reused
	Attempt     int32  // of an asynchronous event, from 1
	Req         uint64
	N           int32
	At          int64 // Reply: when the client may see it. Ran: when the attempt ended
	Start       int64 // when the request reached its environment (after a cold start)
	Init        int64 // ns of initialisation, on a cold request
	Duration    int64 // ns in the handler, what REPORT calls Duration
}
