package fault

var throttleReserved = Kind{
	Name:    "throttle.reserved",
	Ground:  Settings,
	Does:    "Sets the function's reserved concurrency; 0 stops it.",
	Shows:   "429 at the SDK, 502 at the ALB, Throttles; asynchronous events grow old",
	Ends:    restored,
	Value:   Value{Means: "reserved concurrency meanwhile", Number: true, Min: 0, Max: 1000000},
	Example: "{value: 0}",
	Doc:     "https://docs.aws.amazon.com/lambda/latest/dg/configuration-concurrency.html",
}
