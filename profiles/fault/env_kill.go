package fault

var envKill = Kind{
	Name:    "env.kill",
	Ground:  Standin,
	Does:    "Environments end with the invoke that they have in hand.",
	Shows:   "more cold starts, no errors",
	Ends:    leases,
	Share:   true,
	Match:   "path version header payload",
	Example: "{share: 30%}",
	Proof:   "sdk.cold_rate > 10%",
}
