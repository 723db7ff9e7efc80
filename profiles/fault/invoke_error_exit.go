package fault

var invokeErrorExit = Kind{
	Name:    "invoke.error.exit",
	Ground:  Standin,
	Does:    "The runtime exits in the middle of an invoke.",
	Shows:   "Runtime.ExitError, and a cold start next time: the environment is gone",
	Ends:    leases,
	Share:   true,
	Match:   "path version header payload",
	Example: "{share: 30%}",
	Proof:   "sdk.cold_rate > 10%",
	Doc:     "https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html",
}
