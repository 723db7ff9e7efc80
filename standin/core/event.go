// Package core is the vocabulary of the rule book: events that happen, effects
// that follow, reasons for refusals, the parameters of the model, and the list
// of rules with their sources. The rules themselves are in core/book.
//
// It decides nothing and keeps no state.
package core

// EventKind names what happened outside the rule book.
type EventKind uint8

// Kinds of events. Traffic first; the others are the control plane's, and are
// answered by an Answer effect.
const (
	NoEvent           EventKind = iota
	Invoke                      // Req, Fn, Qual, Key, Door: a synchronous request
	InvokeEvent                 // Req, Fn, Qual, Key, Door: an asynchronous one
	SetAccount                  // Region, N: the account's concurrency limit
	CreateFunction              // Region, Fn: answered with nothing but OK
	DeleteFunction              // Fn
	ConfigureLatest             // Fn, Model, Memory, Timeout: what $LATEST is from now on, on new environments
	PublishVersion              // Fn: freezes $LATEST; the answer's N is its number
	DeleteVersion               // Fn, Qual
	PutAlias                    // Fn, Qual (an alias), N primary version, M second version or 0, Weight in millionths
	DeleteAlias                 // Fn, Qual
	PutReserved                 // Fn, N
	DeleteReserved              // Fn
	PutProvisioned              // Fn, Qual, N
	DeleteProvisioned           // Fn, Qual
	PutEventInvoke              // Fn, Qual, N retries, MaxAge, Flags: which destinations exist
	DeleteEventInvoke           // Fn, Qual
	PutDeadLetter               // Fn, N: 1 when the function has a dead-letter queue
	EnvReady                    // N, Key: an external environment has initialised
	EnvDone                     // N, Key, M: its request has ended, with an Outcome
	EnvExited                   // N, Key: its process has ended
	BarStart                    // Fn, Qual, N: the Reason for which no new environment of a version can start, or NoReason
	PutFault                    // N: index given by Lay; its lease begins or is renewed
	EndFault                    // Key: id of a fault; it ends at once
)

// Event is one thing that happened, as a flat value.
type Event struct {
	Kind    EventKind
	Door    uint8 // index into Config.Doors: whose latency the client sees
	Flags   uint8
	Region  int32 // account and region, as interned by the caller
	Fn      int32 // function, as interned by the caller
	Qual    Qual
	Req     uint64 // the caller's id for the request; comes back in effects
	Key     uint64 // key of the request's draws; Env of an external environment
	N, M    int32  // N of an external environment: its place
	Weight  int32  // millionths
	Model   int32  // index given by AddModel
	Memory  int32  // MB
	Timeout int64  // ns
	MaxAge  int64  // ns
	Marks   uint64 // of traffic: which texts of faults it has, by bit
	Took    int64  // Invoke, InvokeEvent: ns that a modelled function runs; 0: drawn
}

// QualKind says what a qualifier is.
type QualKind uint8

// The kinds of qualifiers.
const (
	Latest QualKind = iota // none, or $LATEST
	Number                 // a version number
	Alias                  // an alias, as interned by the caller
)

// Qual is the part of a function name after the colon.
type Qual struct {
	Kind QualKind
	N    int32
}

// Flags of PutEventInvoke.
const (
	HasOnSuccess = 1 << iota
	HasOnFailure
)
