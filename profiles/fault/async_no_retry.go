package fault

var asyncNoRetry = Kind{
	Name:    "async.no-retry",
	Ground:  Settings,
	Does:    "Sets the retries of the function's asynchronous invokes.",
	Shows:   "events fail after fewer attempts; more dead letters",
	Ends:    restored,
	Alias:   true,
	Value:   Value{Means: "retries meanwhile", Number: true, Min: 0, Max: 2, Default: "0"},
	Example: "{alias: live, value: 0}",
	Doc:     "https://docs.aws.amazon.com/lambda/latest/api/API_PutFunctionEventInvokeConfig.html",
}
