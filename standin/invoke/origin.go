package invoke

import "squall/standin/identity/policy"

// Origin is on whose behalf an invoke is made, where that can matter: a
// service, a role that was assumed, or somebody of another account.
type Origin struct {
	policy.Caller
	SourceARN     string // of what a service acts for
	SourceAccount string
	URLAuth       string // of a function URL: NONE or AWS_IAM
}

// Requests are what policies must allow for an invoke of a resource. A function
// URL needs two: https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html
func (o *Origin) Requests(resource string) []policy.Request {
	context := map[string]string{"aws:SourceArn": o.SourceARN, "aws:SourceAccount": o.SourceAccount}
	one := policy.Request{Caller: o.Caller, Action: "lambda:InvokeFunction", Resource: resource, Context: context}
	if o.URLAuth == "" {
		return []policy.Request{one}
	}
	context["lambda:FunctionUrlAuthType"], context["lambda:InvokedViaFunctionUrl"] = o.URLAuth, "true"
	two := one
	two.Action = "lambda:InvokeFunctionUrl"
	return []policy.Request{one, two}
}
