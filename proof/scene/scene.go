// Package scene invents profiles that nobody would write, with changes of
// settings under load that no profile can ask for, writes them down so that
// they can be played again, and makes them smaller while somebody still finds
// something wrong with them.
//
// It runs nothing and judges nothing. Equal seeds give equal scenes.
package scene

import (
	"slices"
	"time"
)

// Scene is a profile and changes. The zero value of a platform rule switches
// it off.
type Scene struct {
	Seed      uint64 // of the profile's draws
	Limit     int    // of the account
	Waits     int    // how much faster waits pass
	Idle      [2]time.Duration
	Lifetime  time.Duration
	Proactive int // per cent
	Sandbox   string
	Overhead  string
	Burst     int
	Per       time.Duration
	Delay     time.Duration
	Rate      int // provisioned environments a minute
	Requests  int // a second for each unit of concurrency; 0: 10, -1: any
	Spread    int // of lifetimes, in per cent
	Backoff   string
	Functions []Function
	Entries   []Entry
	Arms      []Arm
	Changes   []Change
}

// Function is one function; its versions are called v1, v2 and so on.
type Function struct {
	Name        string
	Timeout     int // s
	Versions    []Version
	Aliases     []Alias
	Provisioned []Provisioned
	Reserved    int // -1: not set
	Async       Async
}

// Version is how a version behaves: times as the profile writes them, shares
// in per cent.
type Version struct {
	Duration, Init     string
	Errors, InitErrors int
}

// Alias leads to a version, and by per cent to another.
type Alias struct {
	Name, To, Other string
	Weight          int
}

// Provisioned is provisioned concurrency of an alias or version.
type Provisioned struct {
	Qualifier string
	Count     int
}

// Async are the settings of asynchronous invokes.
type Async struct {
	Retries                          int
	MaxAge                           int // s
	DeadLetter, OnSuccess, OnFailure bool
}

// Entry is one line of traffic.
type Entry struct {
	Name, Path, Function, Qualifier string
	Warmup                          time.Duration
	Workers                         int
	Phases                          []Phase
}

// Phase is a stretch of it; with To it is a ramp.
type Phase struct {
	For      time.Duration
	Rate, To string
	Arrival  string
	On, Off  time.Duration
}

// Arm is a variant.
type Arm struct {
	Name string
	Keep bool
	Set  []string // key: value
}

// Change is a change of settings at a time of the load, under the names that
// package profiles has for its kinds and their parts.
type Change struct {
	At        string  `json:"at"`
	Kind      string  `json:"kind"`
	Function  string  `json:"function,omitempty"`
	Version   string  `json:"version,omitempty"`
	Alias     string  `json:"alias,omitempty"`
	To        string  `json:"to,omitempty"`
	Other     string  `json:"other,omitempty"`
	Weight    float64 `json:"weight,omitempty"`
	Qualifier string  `json:"qualifier,omitempty"`
	Count     int     `json:"count,omitempty"`
	Queue     string  `json:"queue,omitempty"`
	Retries   int     `json:"retries,omitempty"`
	MaxAge    int     `json:"max_age,omitempty"`
	OnSuccess string  `json:"on_success,omitempty"`
	OnFailure string  `json:"on_failure,omitempty"`
}

// clone copies all that a shrunk scene may change.
func (s *Scene) clone() Scene {
	c := *s
	c.Functions = slices.Clone(s.Functions)
	for i := range c.Functions {
		f := &c.Functions[i]
		f.Versions, f.Aliases, f.Provisioned = slices.Clone(f.Versions), slices.Clone(f.Aliases), slices.Clone(f.Provisioned)
	}
	c.Entries = slices.Clone(s.Entries)
	for i := range c.Entries {
		c.Entries[i].Phases = slices.Clone(s.Entries[i].Phases)
	}
	c.Arms = slices.Clone(s.Arms)
	for i := range c.Arms {
		c.Arms[i].Set = slices.Clone(s.Arms[i].Set)
	}
	c.Changes = slices.Clone(s.Changes)
	return c
}
