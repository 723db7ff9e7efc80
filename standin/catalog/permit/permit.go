// Package permit holds the resource policies of Lambda: the statements that
// AddPermission writes, as AWS writes them, and what they allow. It checks
// what AWS checks of a permission, and knows no function or layer.
package permit

import (
	"encoding/json"
	"slices"
	"strings"

	"squall/standin/catalog/naming"
	"squall/standin/catalog/refuse"
	"squall/standin/identity/policy"
)

// limit is how long a policy may be, in bytes.
// https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
const limit = 20480

// Policy is the policy of one function, version, alias or layer version. The
// zero value has no statement.
type Policy struct {
	Revision   string
	statements []statement
}

// statement is one as it is shown; text is its JSON.
type statement struct {
	sid, text string
	read      policy.Document
}

// Empty says whether there is no policy.
func (p *Policy) Empty() bool { return p == nil || len(p.statements) == 0 }

// Add appends a statement on a resource and returns its JSON.
func (p *Policy) Add(resource string, g Grant) (string, *refuse.Error) {
	if slices.ContainsFunc(p.statements, func(s statement) bool { return s.sid == g.Sid }) {
		return "", refuse.Conflict("The statement id (%s) provided already exists. Please provide a new statement id, "+
			"or remove the existing statement.", g.Sid)
	}
	text := g.text(resource)
	if n := len(p.Text()) + len(text) + 1; n > limit {
		return "", &refuse.Error{Status: 400, Code: "PolicyLengthExceededException", Type: "User",
			Message: refuse.Invalid("The final policy size (%d) is bigger than the limit (%d).", n, limit).Message}
	}
	d, err := policy.Parse(`{"Statement":` + text + `}`)
	if err != nil {
		panic("permit: internal error: a statement of ours cannot be read: " + err.Error())
	}
	p.statements = append(p.statements, statement{g.Sid, text, d})
	return text, nil
}

// Remove takes a statement out again.
func (p *Policy) Remove(sid string) *refuse.Error {
	i := slices.IndexFunc(p.statements, func(s statement) bool { return s.sid == sid })
	if i < 0 {
		return refuse.NotFound("Statement " + sid + " is not found in resource policy.")
	}
	p.statements = slices.Delete(p.statements, i, i+1)
	return nil
}

// Text is the whole policy as JSON.
func (p *Policy) Text() string {
	texts := make([]string, len(p.statements))
	for i, s := range p.statements {
		texts[i] = s.text
	}
	return `{"Version":"` + policy.Version + `","Id":"default","Statement":[` + strings.Join(texts, ",") + `]}`
}

// Decide evaluates the policy; nil has nothing to say.
func (p *Policy) Decide(r policy.Request) policy.Decision {
	out := policy.Silent
	if p == nil {
		return out
	}
	for i := range p.statements {
		out = policy.Strictest(out, p.statements[i].read.Resource(r))
	}
	return out
}

// shown is a statement in the order of members that AWS writes.
type shown struct {
	Sid       string
	Effect    string
	Principal any
	Action    string
	Resource  string
	Condition *condition `json:",omitempty"`
}

type condition struct {
	StringEquals *stringEquals `json:",omitempty"`
	Bool         *viaURL       `json:",omitempty"`
	ArnLike      *arnLike      `json:",omitempty"`
}

type stringEquals struct {
	SourceAccount string `json:"AWS:SourceAccount,omitempty"`
	URLAuth       string `json:"lambda:FunctionUrlAuthType,omitempty"`
	Organisation  string `json:"aws:PrincipalOrgID,omitempty"`
	Token         string `json:"lambda:EventSourceToken,omitempty"`
}

type viaURL struct {
	Via string `json:"lambda:InvokedViaFunctionUrl"`
}

type arnLike struct {
	SourceArn string `json:"AWS:SourceArn"`
}

// text is the statement's JSON.
func (g *Grant) text(resource string) string {
	s := shown{Sid: g.Sid, Effect: "Allow", Principal: g.principal(), Action: g.Action, Resource: resource}
	var c condition
	if e := (stringEquals{g.SourceAccount, g.URLAuth, g.Organisation, g.Token}); e != (stringEquals{}) {
		c.StringEquals = &e
	}
	if g.ViaURL {
		c.Bool = &viaURL{"true"}
	}
	if g.SourceARN != "" {
		c.ArnLike = &arnLike{g.SourceARN}
	}
	if c != (condition{}) {
		s.Condition = &c
	}
	var b strings.Builder
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(s); err != nil {
		panic("permit: a statement has no JSON: " + err.Error())
	}
	return strings.TrimSuffix(b.String(), "\n")
}

// principal is who is permitted, as it is shown.
func (g *Grant) principal() any {
	switch {
	case g.Principal == "*":
		return "*"
	case len(g.Principal) == 12 && naming.Digits(g.Principal):
		return map[string]string{"AWS": "arn:aws:iam::" + g.Principal + ":root"}
	case strings.HasPrefix(g.Principal, "arn:"):
		return map[string]string{"AWS": g.Principal}
	}
	return map[string]string{"Service": g.Principal}
}
