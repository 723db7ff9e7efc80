package fault

var concReserved = Kind{
	Name:    "conc.reserved",
	Ground:  Standin,
	Does:    "The function may have no more environments in use than a number, whatever it has reserved.",
	Shows:   "429 with ReservedFunctionConcurrentInvocationLimitExceeded; GetFunctionConcurrency shows nothing of it",
	Ends:    leases,
	Match:   "path version",
	Value:   Value{Means: "environments in use at most", Number: true, Min: 0, Max: 1000000},
	Example: "{value: 1}",
	Proof:   "sdk.throttle_rate > 5%",
	Doc:     "https://docs.aws.amazon.com/lambda/latest/dg/configuration-concurrency.html",
}
