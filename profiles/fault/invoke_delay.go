package fault

var invokeDelay = Kind{
	Name:    "invoke.delay",
	Ground:  Standin,
	Does:    "Makes the handler take longer; past the function's timeout it times out.",
	Shows:   "Duration and latency rise by the delay",
	Ends:    leases,
	Share:   true,
	Match:   "path version header payload",
	Delay:   "added to the handler's duration",
	Example: "{share: 50%, delay: 300ms}",
	Proof:   "sdk.p90 > 300ms",
}
