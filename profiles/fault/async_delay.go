package fault

var asyncDelay = Kind{
	Name:    "async.delay",
	Ground:  Standin,
	Does:    "Lambda hands accepted events over late.",
	Shows:   "events wait before their first attempt",
	Ends:    leases,
	Share:   true,
	Match:   "header payload",
	Delay:   "before the first attempt",
	Example: "{share: 50%, delay: 5s}",
	Doc:     "https://docs.aws.amazon.com/lambda/latest/dg/invocation-async.html",
}
