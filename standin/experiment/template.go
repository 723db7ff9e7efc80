// Package experiment is what AWS Fault Injection Service knows: templates of
// experiments, and experiments as they go through their states. It says when
// which action begins and ends; who carries actions out, and knows functions and
// alarms, is given to it, and so is the time.
//
// Only actions on functions, and waits, are known; it injects nothing itself.
package experiment

import (
	"time"
)

// Place is an account in a region.
type Place struct{ Account, Region string }

// Template says what an experiment does.
type Template struct {
	Place
	ID, Description, Role string
	Targets               map[string]Target
	Actions               map[string]Action
	Stops                 []Stop
	Empty                 string // emptyTargetResolutionMode: fail or skip
	Tags                  map[string]string
	Token                 string // of the client; the same one makes no second
	Created               time.Time
}

// Target names functions, by ARN or by tags.
type Target struct {
	Type, Mode string
	ARNs       []string
	Tags       map[string]string
	Parameters map[string]string
}

// Action is one thing that an experiment does.
type Action struct {
	ID, Description string
	Parameters      map[string]string
	Targets         map[string]string // what the action calls a target, by its name in the template
	After           []string
}

// Stop is an alarm that ends experiments, or none.
type Stop struct{ Source, Value string }

// ARN of a template.
func (t *Template) ARN() string { return t.arn("experiment-template/" + t.ID) }

func (p Place) arn(rest string) string {
	return "arn:aws:fis:" + p.Region + ":" + p.Account + ":" + rest
}
