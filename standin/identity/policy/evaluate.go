package policy

import (
	"slices"
	"strings"
)

// Caller is who asks: an AWS principal by ARN, or a service.
type Caller struct {
	ARN     string // of a user, role session or account root; "" for a service
	Role    string // of a session: its role's ARN
	Service string // such as s3.amazonaws.com; "" for a principal
}

// Account is the account of a principal, or "".
func (c Caller) Account() string {
	parts := strings.SplitN(c.ARN, ":", 6)
	if len(parts) < 6 {
		return ""
	}
	return parts[4]
}

// Request is what is asked for.
type Request struct {
	Caller   Caller
	Action   string            // lambda:InvokeFunction
	Resource string            // ARN
	Context  map[string]string // condition keys, such as aws:SourceArn
}

// Decision is what policies say of a request.
type Decision uint8

// Decisions. Without a word for it, a request is refused.
const (
	Silent Decision = iota
	Allowed
	Denied
)

// Resource evaluates a document that belongs to a resource and names its
// principals.
func (d *Document) Resource(r Request) Decision {
	return d.evaluate(r, func(s *Statement) bool { return s.names(r.Caller.is) })
}

// Identity evaluates a document that belongs to who asks.
func (d *Document) Identity(r Request) Decision {
	return d.evaluate(r, func(*Statement) bool { return true })
}

func (d *Document) evaluate(r Request, concerns func(*Statement) bool) Decision {
	out := Silent
	for i := range d.Statements {
		s := &d.Statements[i]
		if !concerns(s) || !s.covers(r) {
			continue
		}
		if s.Deny {
			return Denied
		}
		out = Allowed
	}
	return out
}

// Strictest puts the decisions of several documents together.
func Strictest(decisions ...Decision) Decision { return slices.Max(decisions) }

func (s *Statement) covers(r Request) bool {
	action := func(p string) bool { return Like(strings.ToLower(p), strings.ToLower(r.Action)) }
	resource := func(p string) bool { return Like(p, r.Resource) }
	if slices.ContainsFunc(s.Actions, action) == s.NotAction {
		return false
	}
	if len(s.Resources) > 0 && slices.ContainsFunc(s.Resources, resource) == s.NotResource {
		return false
	}
	return !slices.ContainsFunc(s.Conditions, func(c Condition) bool { return !c.holds(r.Context) })
}

// is says whether a principal of a policy means the caller. An account means
// everybody in it.
func (c Caller) is(p Principal) bool {
	switch {
	case p.Kind == "Service":
		return p.Name == c.Service
	case p.Kind != "AWS" || c.Service != "" && p.Name != "*":
		return false
	case p.Name == "*" || p.Name == c.ARN || c.Role != "" && p.Name == c.Role:
		return true
	}
	account, root := strings.CutSuffix(p.Name, ":root")
	if root {
		account = account[strings.LastIndexByte(account, ':')+1:]
	}
	return account == c.Account() && account != ""
}
