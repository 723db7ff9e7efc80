package fault

var standinRestart = Kind{
	Name:    "standin.restart",
	Ground:  Standin,
	Does:    "The stand-in is killed and started again: connections are cut and nobody answers meanwhile, every environment ends, provisioned concurrency is allocated anew; functions, settings, queues and events are kept, and events that ran run again.",
	Shows:   "transport errors, then cold starts; no event that was accepted is lost. It is modelled, and really done to squall serve --keep F --supervise",
	Ends:    leases,
	Scope:   All,
	Example: "{}",
	Proof:   "sdk.error_rate > 90%",
}
