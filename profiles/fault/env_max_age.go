package fault

var envMaxAge = Kind{
	Name:    "env.max-age",
	Ground:  Standin,
	Does:    "Environments end once they are so old.",
	Shows:   "more cold starts",
	Ends:    leases,
	Match:   "version",
	Delay:   "the age",
	Example: "{delay: 1s}",
	Proof:   "sdk.cold_rate > 1%",
}
