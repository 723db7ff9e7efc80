package fault

var envRecycle = Kind{
	Name:    "env.recycle",
	Ground:  Standin,
	Does:    "Every on-demand environment ends: idle ones at once, busy ones with their work.",
	Shows:   "a storm of cold starts at its beginning",
	Ends:    leases,
	Scope:   Each,
	Match:   "version",
	Example: "{}",
	Proof:   "sdk.cold_rate > 0%",
}
