package profiles

import (
	"strconv"
	"strings"
	"time"

	"squall/profiles/guard"
	"squall/profiles/rollout"
	"squall/profiles/units"
)

// ChangeKind names one thing that is done to a target before, during or after
// a block. Two appliers exist: attack/target speaks the AWS API, standin's
// apply.go the rule book.
type ChangeKind string

// The kinds of changes, in the order in which a block applies them.
const (
	PutMark           ChangeKind = "PutMark"           // Mark: tags that say which run changes the function
	SetStandin        ChangeKind = "SetStandin"        // account limit, platform and models; stand-in only
	CreateQueue       ChangeKind = "CreateQueue"       // Queue
	CreateSource      ChangeKind = "CreateSource"      // Path, Source: a bucket, topic or bus
	CreateFunction    ChangeKind = "CreateFunction"    // Spec, Version: what $LATEST is
	PutReserved       ChangeKind = "PutReserved"       // Count
	DeleteReserved    ChangeKind = "DeleteReserved"    //
	PutDeadLetter     ChangeKind = "PutDeadLetter"     // Queue; "" removes it
	PublishFresh      ChangeKind = "PublishFresh"      // Version, Nonce: a new version on new environments
	PutAlias          ChangeKind = "PutAlias"          // Alias, To, Other, Weight: created or updated
	PutEventInvoke    ChangeKind = "PutEventInvoke"    // Qualifier, Async
	RegisterDoor      ChangeKind = "RegisterDoor"      // Path, Qualifier, MultiValue
	PutTrigger        ChangeKind = "PutTrigger"        // Path, Source, Filter, Qualifier: the source tells the function
	PutProvisioned    ChangeKind = "PutProvisioned"    // Qualifier, Count
	DeleteProvisioned ChangeKind = "DeleteProvisioned" // Qualifier
	DeleteTrigger     ChangeKind = "DeleteTrigger"     // Path, Source, Filter, Qualifier
	DeregisterDoor    ChangeKind = "DeregisterDoor"    // Path, Qualifier
	DeleteEventInvoke ChangeKind = "DeleteEventInvoke" // Qualifier
	DeleteAlias       ChangeKind = "DeleteAlias"       // Alias
	DeleteVersion     ChangeKind = "DeleteVersion"     // Version
	DeleteFunction    ChangeKind = "DeleteFunction"    //
	DeleteQueue       ChangeKind = "DeleteQueue"       // Queue
	DeleteSource      ChangeKind = "DeleteSource"      // Path, Source
	DeleteMark        ChangeKind = "DeleteMark"        //
	PutFault          ChangeKind = "PutFault"          // Fault, Lease, Lasts, Version: something breaks, until then at most; stand-in only
	EndFault          ChangeKind = "EndFault"          // Lease: it ends now
)

// Change is one change as a value. Names of versions are the profile's (v1);
// an applier remembers which number each was published as. Aliases and
// qualifiers are the target's own names, with the block's suffix.
type Change struct {
	Kind       ChangeKind
	Function   string
	Version    string // profile's version name
	Nonce      string // makes the version new
	Alias      string
	To, Other  string // profile's version names, or $LATEST
	Weight     float64
	Qualifier  string // alias as named on the target, profile's version name, or "" for unqualified
	Count      int
	Path       string
	Source     string // of the path: a bucket, topic or bus
	Filter     string // of a trigger: prefix of keys in a bucket, detail-type on a bus
	MultiValue bool
	Queue      string
	Async      Async
	Spec       *Function // CreateFunction and PublishFresh: memory, timeout, environment variables
	World      *World    // SetStandin
	Mark       Mark
	Revision   string  // of an alias or function: the one that must still be there; "" for any
	Compress   float64 // SetStandin, with Seed: 0 stands for the run's own of both
	Seed       uint64
	Fault      *Fault         // PutFault
	Lease      string         // by which a fault is ended, and a restore found
	Lasts      time.Duration  // how long it lasts at most
	Role       string         // PutExperiment: that AWS FIS takes
	Alarms     []string       // PutExperiment: ARNs of those that end it
	Copy       *rollout.Copy  // DeleteCopy
	Restore    *guard.Restore `json:",omitempty"` // PutRestore
}

// Mark says which run changes a function, and when it will have ended.
type Mark struct{ Run, Expires string }

// String is the change on one line.
func (c Change) String() string {
	words := []string{string(c.Kind)}
	add := func(name, value string) {
		if value != "" {
			words = append(words, name+value)
		}
	}
	add("", c.Path)
	add("", c.Source)
	add("filter ", c.Filter)
	add("", c.Function)
	add("version ", c.Version)
	add("", c.Alias)
	add("qualifier ", c.Qualifier)
	add("-> ", c.To)
	if c.Other != "" {
		words = append(words, "and "+units.FormatPercent(c.Weight)+" "+c.Other)
	}
	add("", c.Queue)
	switch c.Kind {
	case PutReserved, PutProvisioned:
		words = append(words, strconv.Itoa(c.Count))
	case PutEventInvoke:
		words = append(words, strconv.Itoa(c.Async.Retries)+" retries, "+c.Async.MaxAge.String())
		add("on success ", c.Async.OnSuccess)
		add("on failure ", c.Async.OnFailure)
	case PutMark:
		words = append(words, c.Mark.Run+" until "+c.Mark.Expires)
	case PutFault, EndFault, PutExperiment, EndExperiment:
		words = append(words[:1], c.Fault.String())
	case SetStandin:
		words = append(words, "concurrency "+strconv.Itoa(c.World.Account.Concurrency))
	}
	return strings.Join(words, " ")
}
