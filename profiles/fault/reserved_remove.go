package fault

var reservedRemove = Kind{
	Name:    "reserved.remove",
	Ground:  Settings,
	Does:    "Deletes the function's reserved concurrency: it shares the pool of its account.",
	Shows:   "neighbours are throttled, or it is",
	Ends:    restored,
	Example: "{}",
	Doc:     "https://docs.aws.amazon.com/lambda/latest/api/API_DeleteFunctionConcurrency.html",
}
