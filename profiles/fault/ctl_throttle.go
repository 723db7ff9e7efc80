package fault

var ctlThrottle = Kind{
	Name:    "ctl.throttle",
	Ground:  Live,
	Does:    "Lambda's control plane refuses calls with 429 TooManyRequestsException.",
	Shows:   "changes come late, since who makes them must try again; requests are not touched",
	Ends:    leases,
	Scope:   Each,
	Share:   true,
	Example: "{share: 50%}",
	Doc:     "https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html",
}
