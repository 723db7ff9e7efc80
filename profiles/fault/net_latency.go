package fault

var netLatency = Kind{
	Name:    "net.latency",
	Ground:  Wire,
	Does:    "Every piece of an answer comes later; a distribution makes it jitter.",
	Shows:   "latency at the client rises by the delay, Duration does not",
	Ends:    leases,
	Scope:   Each,
	Share:   true,
	Match:   "path",
	Delay:   "added to what is on its way to the client",
	Example: "{delay: {uniform: [80ms, 120ms]}, match: {path: alb}}",
	Proof:   "alb.p50 > 100ms",
	Doc:     toxiproxy,
}
