package queue

import (
	"slices"
	"strings"
	"time"

	"squall/standin/identity/policy"
)

const accessPolicy = "Policy"

// access is the policy of a queue as it was given. What it refuses is refused;
// who is allowed in is allowed in here anyway.
type access struct {
	text string
	doc  policy.Document
}

// parseAccess reads a policy; an empty one means none. Refusals of anything but
// messages, or of somebody only, are more than is known here of who asks.
func parseAccess(text string) (access, error) {
	if text == "" {
		return access{}, nil
	}
	doc, err := policy.ParseTimed(text)
	if err != nil {
		return access{}, refuse(InvalidAttributeValue, "Invalid value for the parameter Policy.")
	}
	for _, s := range doc.Statements {
		sending := !s.NotAction && !slices.ContainsFunc(s.Actions, func(a string) bool { return !strings.EqualFold(a, sendAction) })
		everybody := !s.NotPrincipal && slices.Equal(s.Principals, []policy.Principal{{Kind: "AWS", Name: "*"}})
		timed := !slices.ContainsFunc(s.Conditions, func(c policy.Condition) bool { return c.Key != currentTime })
		if s.Deny && !(sending && everybody && timed) {
			return access{}, refuse(NotBuilt, "Of the queue attribute Policy, a statement that denies anything but sqs:SendMessage to everybody, or by another condition than the time, is not built in squall.")
		}
	}
	return access{text, doc}, nil
}

const (
	sendAction  = "sqs:SendMessage"
	currentTime = "aws:CurrentTime"
)

// refuses says whether the policy refuses messages at a time.
func (a *access) refuses(arn string, at time.Time) bool {
	return a.text != "" && a.doc.Resource(policy.Request{Action: sendAction, Resource: arn, Caller: policy.Caller{},
		Context: map[string]string{currentTime: at.UTC().Format(time.RFC3339)}}) == policy.Denied
}
