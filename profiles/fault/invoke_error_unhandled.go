package fault

var invokeErrorUnhandled = Kind{
	Name:    "invoke.error.unhandled",
	Ground:  Standin,
	Does:    "The function throws.",
	Shows:   "X-Amz-Function-Error: Unhandled at the SDK, 502 at ALB and REST API; asynchronous events are tried again",
	Ends:    leases,
	Share:   true,
	Match:   "path version header payload",
	Example: "{share: 30%}",
	Proof:   "sdk.error_rate > 15%",
	Doc:     "https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html",
}
