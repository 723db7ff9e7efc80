package catalog

import (
	"strings"

	"squall/standin/catalog/naming"
	"squall/standin/catalog/record"
	"squall/standin/catalog/refuse"
	"squall/standin/catalog/setting"
	"squall/standin/identity/policy"
)

// service is Lambda, as the trust of a role names it.
const service = "lambda.amazonaws.com"

// sendings are what a role must allow for records and dead letters to reach a
// service, and how AWS calls it.
// https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html
var sendings = map[string]struct{ action, call, name string }{
	"sqs":    {"sqs:SendMessage", "SendMessage", "SQS"},
	"sns":    {"sns:Publish", "Publish", "SNS"},
	"lambda": {"lambda:InvokeFunction", "Invoke", "Lambda"},
	"events": {"events:PutEvents", "PutEvents", "EventBridge"},
	"s3":     {"s3:PutObject", "PutObject", "S3"},
}

// checkRole refuses an execution role that Lambda cannot assume, or that may
// not send to the dead-letter queue, where one of the two is new. The words are
// known from users' reports.
func (c *Catalog) checkRole(k record.Key, before, after setting.Settings) *Error {
	if c.opt.Identity == nil || before.Role == after.Role && before.DeadLetter == after.DeadLetter {
		return nil
	}
	if before.Role != after.Role {
		switch {
		case c.opt.Identity.Enforces() && policy.Caller{ARN: after.Role}.Account() != k.Account:
			return &Error{Status: 403, Code: "AccessDeniedException", Message: "Cross-account pass role is not allowed.", CapitalMessage: true}
		case !c.opt.Identity.Trusts(after.Role, policy.Caller{Service: service}):
			return refuse.Invalid("The role defined for the function cannot be assumed by Lambda.")
		}
	}
	if s, ok := sendings[serviceOf(after.DeadLetter)]; ok && !c.opt.Identity.Allows(after.Role, s.action, after.DeadLetter) {
		return refuse.Invalid("The provided execution role does not have permissions to call %s on %s", s.call, s.name)
	}
	return nil
}

// checkSender refuses destinations to which the execution role may not send.
func (c *Catalog) checkSender(f *record.Function, destinations ...*string) *Error {
	for _, d := range destinations {
		if d != nil && *d != "" && !c.MaySend(f.Fn, *d) {
			return refuse.Invalid("The function's execution role does not have permissions to call %s on %s", sendings[serviceOf(*d)].call, *d)
		}
	}
	return nil
}

// MaySend says whether the execution role of a function allows sending to an
// ARN. It is asked again at every delivery.
func (c *Catalog) MaySend(fn int32, arn string) bool {
	s, ok := sendings[serviceOf(arn)]
	return c.opt.Identity == nil || !ok || c.opt.Identity.Allows(c.functions[fn].Latest.Role, s.action, strings.TrimSuffix(arn, ":"+naming.Latest))
}

// MayReceive says whether the execution role of a function lets Lambda do
// something with a queue, as an event source mapping does.
func (c *Catalog) MayReceive(fn int32, action, queue string) bool {
	return c.opt.Identity == nil || c.opt.Identity.Allows(c.functions[fn].Latest.Role, action, queue)
}

func serviceOf(arn string) string {
	a, _ := naming.ParseARN(arn)
	return a.Service
}
