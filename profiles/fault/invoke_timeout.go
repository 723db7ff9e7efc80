package fault

var invokeTimeout = Kind{
	Name:    "invoke.timeout",
	Ground:  Standin,
	Does:    "The handler hangs until the function's timeout.",
	Shows:   "Task timed out; environments are occupied for the whole timeout",
	Ends:    leases,
	Share:   true,
	Match:   "path version header payload",
	Example: "{share: 30%}",
	Proof:   "sdk.error_rate > 15%",
	Doc:     "https://docs.aws.amazon.com/lambda/latest/dg/configuration-timeout.html",
}
