package fault

var netReset = Kind{
	Name:    "net.reset",
	Ground:  Wire,
	Does:    "Connections are reset when an answer comes.",
	Shows:   "connection reset by peer, after the function has run",
	Ends:    leases,
	Scope:   Each,
	Share:   true,
	Match:   "path",
	Delay:   "from the answer to the reset",
	Usual:   "0s",
	Example: "{match: {path: alb}}",
	Proof:   "alb.error_rate > 50%",
	Doc:     toxiproxy,
}
