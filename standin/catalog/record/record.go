// Package record holds what the catalog keeps of functions: their versions,
// aliases and settings, as plain values with the questions that need nothing
// else answered. It checks and changes nothing by itself.
package record

import (
	"squall/standin/catalog/naming"
	"squall/standin/catalog/permit"
	"squall/standin/catalog/setting"
	"squall/standin/core"
)

// Key is an account in a region.
type Key struct{ Account, Region string }

// ARN is the unqualified ARN of a function there.
func (k Key) ARN(function string) string { return naming.FunctionARN(k.Account, k.Region, function) }

// Region is one account in one region.
type Region struct {
	Key
	ID        int32
	Limit     int
	Functions map[string]*Function // also deleted ones, which keep their numbers
}

// Function is all that is known of one function. A deleted one stays, not
// alive, so that its name keeps its number and its versions theirs.
type Function struct {
	Fn          int32
	Region      *Region
	Name, ARN   string
	LatestARN   string
	Alive       bool
	ReadyAt     int64             // when it is Active, ns since 1970
	UpdatedAt   int64             // when its update is Successful
	Running     *setting.Settings // what $LATEST runs until then; nil: what it says
	Tags        map[string]string
	Latest      Version
	Versions    []*Version       // ascending
	Highest     int32            // version number ever published
	Published   setting.Settings // $LATEST at the last publish
	Aliases     map[string]*Alias
	AliasNames  []string // by the number the rule book knows them by
	Reserved    int      // -1: unset
	Provisioned map[core.Qual]Provision
	Async       map[core.Qual]*EventInvoke
	Loops       bool // it may be part of a recursive loop
	Runtimes    map[core.Qual]RuntimeManagement
	URLs        map[string]*URL           // by qualifier; "" is the function's own
	Policies    map[string]*permit.Policy // by qualifier; "" is the function's own
}

// Provision is a provisioned concurrency configuration: what was asked for, and
// when, ns since 1970.
type Provision struct {
	Requested int
	Modified  int64
}

// RuntimeManagement is when the runtime of a version is renewed.
type RuntimeManagement struct{ UpdateOn, VersionARN string }

// Version is $LATEST or a published one.
type Version struct {
	setting.Settings
	Number   int32 // 0 is $LATEST
	ARN      string
	Revision string
	Modified int64
}

// Alias points at one version, or splits requests between two.
type Alias struct {
	ID          int32
	Name, ARN   string
	Primary     int32 // 0 is $LATEST
	Second      int32 // 0: none
	Weight      float64
	Description string
	Revision    string
}

// EventInvoke is how asynchronous events of a version or alias are treated, as
// AWS shows it: what was not given is nil or "".
type EventInvoke struct {
	FunctionARN string // qualified
	Retries     *int
	MaxAge      *int // seconds
	OnSuccess   string
	OnFailure   string
	Modified    int64 // ns since 1970
}

// URL is a function URL.
type URL struct {
	FunctionARN string // qualified by an alias, or not at all
	Address     string
	Auth        string // NONE or AWS_IAM
	Mode        string // BUFFERED or RESPONSE_STREAM
	Created     int64  // ns since 1970
	Modified    int64  // ns since 1970
}
