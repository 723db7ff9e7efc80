package fault

var invokeErrorOom = Kind{
	Name:    "invoke.error.oom",
	Ground:  Standin,
	Does:    "The invoke needs more memory than there is and is killed.",
	Shows:   "Runtime.OutOfMemory, and a cold start next time: the environment is gone",
	Ends:    leases,
	Share:   true,
	Match:   "path version header payload",
	Example: "{share: 30%}",
	Proof:   "sdk.error_rate > 15%",
	Doc:     "https://docs.aws.amazon.com/lambda/latest/dg/troubleshooting-invocation.html",
}
