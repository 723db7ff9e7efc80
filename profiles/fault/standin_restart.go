package fault

var standinRestart = Kind{
	Name:    "standin.restart",
	Ground:  Standin,
	Does:    "The stand-in is away, as while it starts anew: connections are cut, every on-demand environment ends; functions, settings, queues and events are kept.",
	Shows:   "transport errors, then cold starts; no event that was accepted is lost",
	Ends:    leases,
	Scope:   All,
	Example: "{}",
	Proof:   "sdk.error_rate > 90%",
}
