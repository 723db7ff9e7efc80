package fault

var doorTimeout = Kind{
	Name:    "door.timeout",
	Ground:  Standin,
	Does:    "A door waits and then answers 504.",
	Shows:   "504 after the delay",
	Ends:    leases,
	Scope:   Each,
	Share:   true,
	Match:   "path header payload",
	Delay:   "until the 504",
	Usual:   "29s",
	Example: "{share: 30%, delay: 2s, match: {path: alb}}",
	Proof:   "alb.status.504 > 0",
}
