package fault

var netBlackhole = Kind{
	Name:    "net.blackhole",
	Ground:  Wire,
	Does:    "Nothing passes any more and nothing is closed; at its end the connections are.",
	Shows:   "client timeouts, while the function is not even asked",
	Ends:    leases,
	Scope:   Each,
	Share:   true,
	Match:   "path",
	Example: "{match: {path: alb}}",
	Proof:   "alb.error_rate > 50%",
	Doc:     toxiproxy,
}
