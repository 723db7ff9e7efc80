package attack

import (
	"context"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"

	"squall/attack/breaks"
	"squall/attack/carry"
	"squall/attack/changes"
	"squall/attack/clocks"
	"squall/attack/hit"
	"squall/attack/link"
	"squall/attack/local"
	"squall/attack/lookout"
	"squall/attack/send"
	"squall/attack/waiting"
	"squall/profiles"
)

// Options says what a run talks to and who listens to it.
type Options struct {
	Target      Target
	Endpoint    string // base URL of a stand-in; "" is AWS itself
	Credentials aws.CredentialsProvider
	Dial        send.DialFunc // nil: the network
	Journal     Journal
	Recorder    Recorder
	Events      func(Progress)  // nil: nobody looks
	Exact       bool            // as Load.Exact
	Roads       bool            // watch the ways to the targets, by connections of their own
	AWS         bool            // the target is an AWS account, which has only what AWS has
	Steps       []profiles.Step // instead of the plan's own; nil: those
	// Waiting is told at times which requests have no answer yet; nil: nobody is.
	Waiting func(arm, repeat int, now int64, open []waiting.Open)
	// Patience is how long after a load the lines of logs may come; 0: at once.
	Patience time.Duration
	Mark     string   // User-Agent of every request; "": squall's name alone
	Run      string   // its id, which requests may carry
	Steering Steering // nil: a block is left alone
	// Real is shown every attempt of the function that the plan releases, as its
	// log tells it, whoever asked for it; nil: nobody is.
	Real func(*hit.Hit)
	// Gate says why a fault may not begin in an arm; nil: all may.
	Gate func(arm int) string
	// Clocks reads the clocks of this machine; nil: clocks.Read.
	Clocks func(began time.Time) clocks.Reading
	// Nonce makes the versions of this run new on a target that has seen the
	// plan before.
	Nonce string
}

// Target is what a run changes and watches; package target implements it.
type Target interface {
	Changer
	Watcher
	Names
}

// Changer makes changes.
type Changer = changes.Changer

// Watcher reads what a run leaves behind.
type Watcher = lookout.Watcher

// Names tells where things are and what they are called on the target.
type Names interface {
	DoorURL(path, function, qualifier string) string
	Version(function, profileVersion string) string
	Health(ctx context.Context) (local.Health, error)
}

// Counter is a Target that can tell what its faults did.
type Counter = carry.Counter

// Journal is the write-ahead journal of changes; package journal implements it.
type Journal = changes.Journal

// Recorder takes what a run measured. One goroutine calls it.
type Recorder interface {
	Hit(h *hit.Hit)
	Sighting(s *hit.Sighting)
	Scheduled(arm, entry, repeat int, scheduled, unsent uint64)
}

// Progress tells where a run is.
type Progress struct {
	Step        profiles.StepKind
	Text        string // what the step waits for, if it does
	Arm, Repeat int    // -1 outside of blocks
	Elapsed     time.Duration
	Total       time.Duration // 0 when it is not known
	Sent        uint64        // hits of the block that ended, warm-up excepted
	OK          uint64
	Throttled   uint64
	Errors      uint64
	InFlight    int64
}

// VersionKey names a published version of a function in a block.
type VersionKey struct {
	Arm, Repeat      int
	Function, Number string
}

// ChangeMade is one change as it was carried out.
type ChangeMade = changes.Made

// FaultMade is one fault as it was carried out.
type FaultMade = breaks.Made

// Lag is how late a stand-in was, in milliseconds: the worst of all blocks.
type Lag struct {
	N             uint64 // timers served
	P50, P99, Max float64
}

// Ending is what a run leaves beside its hits.
type Ending struct {
	Changes      []ChangeMade
	Faults       []FaultMade
	VersionNames map[VersionKey]string
	NotUndone    []string // what is still changed, and why
	Interrupted  bool
	Refused      bool     // the target refused what had to be set up: nothing was sent
	StandinLag   *Lag     // nil when nobody told
	CPU          *float64 // share of all cores during the load, 0..1; nil when unknown
	Warnings     []string
	Roads        []RoadSeen
	Slept        string // that the machine slept during the load, which ended then
}

// RoadSeen is the way to an entry's target in one block.
type RoadSeen struct {
	Arm, Repeat int
	Entry       string
	link.Road
}
