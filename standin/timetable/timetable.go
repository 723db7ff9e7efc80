// Package timetable is what Amazon EventBridge Scheduler knows: schedules in
// their groups, when each is due next, what is to be tried again, and when a
// schedule has served its purpose.
//
// It calls no target and has no clock: the time is an argument, and whoever
// calls targets says how that went.
package timetable

import (
	"fmt"
	"maps"
	"time"
)

// Default is the group that every account has.
const Default = "default"

// The states of schedules and groups.
const (
	Enabled  = "ENABLED"
	Disabled = "DISABLED"
	Active   = "ACTIVE"
)

// What becomes of a schedule that is not due again.
const (
	Keep   = "NONE"
	Delete = "DELETE"
)

// Place is an account in a region.
type Place struct{ Account, Region string }

// Schedule says when a target is called, and with what.
type Schedule struct {
	Place
	Group, Name       string
	Description       string
	Expression, Zone  string
	State, Afterwards string
	Token, Key        string
	Start, End        time.Time // zero: none
	Window            int       // minutes that a call may be late; 0: none
	Target            Target
	Created, Modified time.Time
	when              expression `keep:"-"`
	due, nominal      time.Time  // on the clock of the caller, and as its expression names it; zero: never
}

// Target is what is called.
type Target struct {
	ARN, Role, Input, DeadLetter string
	Attempts                     int           // after the first
	Age                          time.Duration // of a call that is still tried
	MessageGroup                 string        // of a FIFO queue
	DetailType, Source           string        // of a bus
}

// Group holds schedules.
type Group struct {
	Place
	Name, Token       string
	Created, Modified time.Time
	Tags              map[string]string
}

// ARN of a schedule.
func (s *Schedule) ARN() string { return s.arn("schedule/" + s.Group + "/" + s.Name) }

// ARN of a group.
func (g *Group) ARN() string { return g.arn("schedule-group/" + g.Name) }

func (p Place) arn(rest string) string {
	return "arn:aws:scheduler:" + p.Region + ":" + p.Account + ":" + rest
}

// Code is why something is refused.
type Code uint8

// The reasons.
const (
	Invalid Code = iota
	Missing
	Conflict
)

// Error is a refusal.
type Error struct {
	Code    Code
	Message string
}

func (e *Error) Error() string { return e.Message }

func refuse(c Code, format string, args ...any) *Error {
	return &Error{c, fmt.Sprintf(format, args...)}
}

func (g *Group) copied() Group {
	out := *g
	out.Tags = maps.Clone(g.Tags)
	return out
}
