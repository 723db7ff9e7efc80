package experiment

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// Code is what kind of refusal an Error is.
type Code uint8

// The codes.
const (
	Invalid Code = iota
	Missing
	Conflict
	Quota
	NotBuilt
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

// Quotas. https://docs.aws.amazon.com/fis/latest/userguide/fis-quotas.html
const (
	mostActive  = 5
	mostActions = 20
	mostStops   = 5
)

// check says what is wrong with a template.
func (t *Template) check() *Error {
	switch {
	case t.Role == "":
		return refuse(Invalid, "roleArn is required")
	case len(t.Stops) == 0:
		return refuse(Invalid, "stopConditions is required: a source of none means none")
	case len(t.Stops) > mostStops:
		return refuse(Quota, "a template has at most %d stop conditions", mostStops)
	case len(t.Actions) == 0:
		return refuse(Invalid, "a template has at least one action")
	case len(t.Actions) > mostActions:
		return refuse(Quota, "a template has at most %d actions", mostActions)
	}
	for _, s := range t.Stops {
		switch {
		case s.Source == "none" && s.Value == "" && len(t.Stops) == 1:
		case s.Source == "aws:cloudwatch:alarm" && strings.HasPrefix(s.Value, "arn:aws:cloudwatch:"+t.Region+":"+t.Account+":alarm:"):
		default:
			return refuse(Invalid, "a stop condition is the source none, or aws:cloudwatch:alarm with the ARN of an alarm as its value")
		}
	}
	for _, name := range slices.Sorted(maps.Keys(t.Targets)) {
		if err := t.checkTarget(name); err != nil {
			return err
		}
	}
	for _, name := range slices.Sorted(maps.Keys(t.Actions)) {
		if err := t.checkAction(name); err != nil {
			return err
		}
	}
	return nil
}

func (t *Template) checkTarget(name string) *Error {
	g := t.Targets[name]
	switch {
	case g.Type != FunctionType:
		return refuse(NotBuilt, "the target type %s of %s", g.Type, name)
	case (len(g.ARNs) > 0) == (len(g.Tags) > 0):
		return refuse(Invalid, "the target %s names resources by resourceArns or by resourceTags", name)
	case !goodMode(g.Mode):
		return refuse(Invalid, "the selectionMode of target %s is ALL, COUNT(n) or PERCENT(n)", name)
	}
	for p, v := range g.Parameters {
		if p != "functionQualifier" {
			return refuse(Invalid, "the target %s has no parameter %s", name, p)
		}
		if v != "$LATEST" && strings.Trim(v, "0123456789") != "" {
			return refuse(NotBuilt, "the functionQualifier %s of target %s: a version can be struck, an alias cannot", v, name)
		}
	}
	for _, arn := range g.ARNs {
		if !strings.HasPrefix(arn, "arn:aws:lambda:"+t.Region+":"+t.Account+":function:") {
			return refuse(Invalid, "%s is no function of account %s in %s", arn, t.Account, t.Region)
		}
	}
	return nil
}

func (t *Template) checkAction(name string) *Error {
	a := t.Actions[name]
	kind, ok := Known(a.ID)
	if !ok {
		if strings.Count(a.ID, ":") == 2 && strings.HasPrefix(a.ID, "aws:") {
			return refuse(NotBuilt, "the action %s", a.ID)
		}
		return refuse(Invalid, "the action %s of %s does not exist", a.ID, name)
	}
	if why := kind.check(a.Parameters); why != "" {
		return refuse(Invalid, "action %s: %s", name, why)
	}
	target, named := a.Targets[Functions]
	switch {
	case kind.OnFunctions && (!named || len(a.Targets) != 1):
		return refuse(Invalid, "action %s: %s has one target, %s", name, a.ID, Functions)
	case !kind.OnFunctions && len(a.Targets) > 0:
		return refuse(Invalid, "action %s: %s has no target", name, a.ID)
	}
	if _, there := t.Targets[target]; named && !there {
		return refuse(Invalid, "action %s: there is no target %s", name, target)
	}
	return t.ordered(name, name, 0)
}

// ordered follows what an action waits for, which may not be itself.
func (t *Template) ordered(name, first string, deep int) *Error {
	for _, before := range t.Actions[name].After {
		if _, ok := t.Actions[before]; !ok {
			return refuse(Invalid, "action %s: startAfter names %s, which is no action", name, before)
		}
		if before == first || deep > mostActions {
			return refuse(Invalid, "action %s: startAfter leads back to it", first)
		}
		if err := t.ordered(before, first, deep+1); err != nil {
			return err
		}
	}
	return nil
}
