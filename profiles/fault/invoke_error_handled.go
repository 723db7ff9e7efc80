package fault

var invokeErrorHandled = Kind{
	Name:    "invoke.error.handled",
	Ground:  Standin,
	Does:    "The function answers with an error that it made itself.",
	Shows:   "X-Amz-Function-Error: Handled at the SDK, 502 at ALB and REST API; asynchronous events are tried again",
	Ends:    leases,
	Share:   true,
	Match:   "path version header payload",
	Example: "{share: 30%}",
	Proof:   "sdk.error_rate > 15%",
	Doc:     "https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html",
}
