package fault

var concAccount = Kind{
	Name:    "conc.account",
	Ground:  Standin,
	Does:    "The account's unreserved concurrency is used up above a number.",
	Shows:   "429 with ConcurrentInvocationLimitExceeded",
	Ends:    leases,
	Scope:   Each,
	Match:   "path",
	Value:   Value{Means: "environments in use at most", Number: true, Min: 0, Max: 1000000},
	Example: "{value: 1}",
	Proof:   "sdk.throttle_rate > 5%",
	Doc:     "https://docs.aws.amazon.com/lambda/latest/dg/lambda-concurrency.html",
}
