package fault

var asyncReorder = Kind{
	Name:    "async.reorder",
	Ground:  Standin,
	Does:    "Some events are handed over after others that came later.",
	Shows:   "events overtake each other",
	Ends:    leases,
	Share:   true,
	Match:   "header payload",
	Delay:   "before the first attempt, of each event that is struck",
	Usual:   "{uniform: [0s, 2s]}",
	Example: "{share: 30%}",
	Doc:     "https://docs.aws.amazon.com/lambda/latest/dg/invocation-async.html",
}
