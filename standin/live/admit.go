package live

import (
	"squall/standin/catalog"
	"squall/standin/catalog/attached"
	"squall/standin/core"
	"squall/standin/identity"
	"squall/standin/identity/policy"
	"squall/standin/invoke"
)

// lambda invokes on behalf of the execution role, which was asked before.
const lambdaService = "lambda.amazonaws.com"

// admit says why an invoke never reaches the rule book, or NoReason.
func (l *Loop) admit(c *call) core.Reason {
	if !l.catalog.Ready(c.target.Fn) {
		return core.FunctionPending
	}
	from := c.request.From
	switch {
	case from == nil || from.Service == lambdaService || from.Role == "" && !l.roles.Enforces():
		return core.NoReason
	}
	if from.Caller == (policy.Caller{}) && from.URLAuth == "" { // their account was in no signature
		from.Caller = identity.Caller(l.options.Account, identity.Session{})
	}
	qualifier := c.request.Qualifier
	for _, ask := range from.Requests(c.target.ARN) {
		if !l.permits(c.target, qualifier, from, ask) {
			return core.NotAuthorized
		}
	}
	return core.NoReason
}

// permits puts together what the caller's policies say, and the function's.
// Within an account one of them is enough, across accounts both must allow.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
func (l *Loop) permits(t catalog.Target, qualifier string, from *invoke.Origin, ask policy.Request) bool {
	resource := attached.Decide(l.catalog, t.Fn, qualifier, ask)
	if resource == policy.Denied {
		return false
	}
	if from.Service != "" || from.ARN == "" {
		return resource == policy.Allowed
	}
	own := from.Role == "" || l.roles.Allows(from.Role, ask.Action, ask.Resource)
	if from.Account() == l.catalog.Names(t.Fn).Account {
		return own || resource == policy.Allowed
	}
	return own && (resource == policy.Allowed || !l.roles.Enforces())
}
