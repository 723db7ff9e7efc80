package fault

var asyncShortAge = Kind{
	Name:    "async.short-age",
	Ground:  Settings,
	Does:    "Sets how old the function's asynchronous events may get.",
	Shows:   "events that wait for their turn or their retry expire",
	Ends:    restored,
	Alias:   true,
	Value:   Value{Means: "seconds that an event may get old meanwhile", Number: true, Min: 60, Max: 21600, Default: "60"},
	Example: "{alias: live, value: 60}",
	Doc:     "https://docs.aws.amazon.com/lambda/latest/api/API_PutFunctionEventInvokeConfig.html",
}
