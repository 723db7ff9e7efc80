package fault

var netSlowClose = Kind{
	Name:    "net.slow-close",
	Ground:  Wire,
	Does:    "The client learns late that its connection was closed.",
	Shows:   "requests on connections that are dead already; nothing where connections are kept alive",
	Ends:    leases,
	Scope:   Each,
	Share:   true,
	Match:   "path",
	Delay:   "until the client learns it",
	Example: "{delay: 2s, match: {path: alb}}",
	Doc:     toxiproxy,
}
