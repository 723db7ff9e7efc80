package permit

import (
	"strings"

	"squall/standin/catalog/naming"
	"squall/standin/catalog/refuse"
)

// Grant is what AddPermission is given; "" leaves out.
type Grant struct {
	Sid           string
	Action        string
	Principal     string // account, ARN, service or *
	SourceARN     string
	SourceAccount string
	Organisation  string
	Token         string // of an Alexa skill
	URLAuth       string // NONE or AWS_IAM
	ViaURL        bool
	Revision      string // precondition unless ""
}

// Check refuses what AWS refuses before it looks for the function.
// https://docs.aws.amazon.com/lambda/latest/api/API_AddPermission.html
func (g *Grant) Check() *refuse.Error {
	switch {
	case g.Action == "":
		return refuse.Missing("action")
	case g.Principal == "":
		return refuse.Missing("principal")
	case !isAction(g.Action):
		return refuse.Mismatch(g.Action, "action", `(lambda:[*]|lambda:[a-zA-Z]+|[*])`)
	case g.SourceAccount != "" && (len(g.SourceAccount) != 12 || !naming.Digits(g.SourceAccount)):
		return refuse.Mismatch(g.SourceAccount, "sourceAccount", `\d{12}`)
	case g.URLAuth != "" && g.URLAuth != "NONE" && g.URLAuth != "AWS_IAM":
		return refuse.NoMember(g.URLAuth, "functionUrlAuthType", "NONE, AWS_IAM")
	case g.Organisation != "" && !isOrganisation(g.Organisation):
		return refuse.Mismatch(g.Organisation, "principalOrgID", `o-[a-z0-9]{10,32}`)
	}
	if err := CheckSid(g.Sid); err != nil {
		return err
	}
	if _, ok := naming.ParseARN(g.SourceARN); g.SourceARN != "" && !ok {
		return refuse.Mismatch(g.SourceARN, "sourceArn",
			`arn:(aws[a-zA-Z0-9-]*):([a-zA-Z0-9\-])+:((eusc-)?[a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\d{1})?:(\d{12})?:(.*)`)
	}
	return nil
}

// CheckUse refuses what AWS refuses once it has found the function.
func (g *Grant) CheckUse() *refuse.Error {
	switch {
	case !isPrincipal(g.Principal):
		return refuse.Invalid("The provided principal was invalid. Please check the principal and try again.")
	case g.URLAuth != "" && g.Action != "lambda:InvokeFunctionUrl": // the words are known from a comment in a client's tests
		return refuse.Invalid("FunctionUrlAuthType is only supported for lambda:InvokeFunctionUrl action")
	}
	return nil
}

// CheckSid refuses an id that no statement can have.
func CheckSid(sid string) *refuse.Error {
	switch {
	case sid == "":
		return refuse.Missing("statementId")
	case len(sid) > 100:
		return refuse.TooLong(sid, "statementId", 100)
	case !naming.Valid(sid):
		return refuse.Mismatch(sid, "statementId", `([a-zA-Z0-9-_]+)`)
	}
	return nil
}

func isAction(s string) bool {
	name, ok := strings.CutPrefix(s, "lambda:")
	letters := !strings.ContainsFunc(name, func(c rune) bool { return (c|0x20) < 'a' || (c|0x20) > 'z' })
	return s == "*" || ok && (name == "*" || name != "" && letters)
}

func isOrganisation(s string) bool {
	id, ok := strings.CutPrefix(s, "o-")
	odd := func(c rune) bool { return c < '0' || c > '9' && c < 'a' || c > 'z' }
	return ok && len(id) >= 10 && len(id) <= 32 && !strings.ContainsFunc(id, odd)
}

// isPrincipal admits any service of AWS: AWS has a list of those that exist.
func isPrincipal(s string) bool {
	if a, ok := naming.ParseARN(s); ok {
		return a.Service == "iam" || a.Service == "sts"
	}
	return s == "*" || len(s) == 12 && naming.Digits(s) || strings.HasSuffix(s, ".amazonaws.com") || strings.HasSuffix(s, ".amazon.com")
}
