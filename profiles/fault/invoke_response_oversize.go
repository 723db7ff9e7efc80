package fault

var invokeResponseOversize = Kind{
	Name:    "invoke.response.oversize",
	Ground:  Standin,
	Does:    "The function answers with more than 6 MB.",
	Shows:   "Function.ResponseSizeTooLarge at the SDK, 502 at ALB and REST API",
	Ends:    leases,
	Share:   true,
	Match:   "path version header payload",
	Example: "{share: 30%}",
	Proof:   "sdk.error_rate > 15%",
	Doc:     "https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html",
}
