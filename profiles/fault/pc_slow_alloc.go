package fault

var pcSlowAlloc = Kind{
	Name:    "pc.slow-alloc",
	Ground:  Standin,
	Does:    "Provisioned environments that are asked for come later.",
	Shows:   "IN_PROGRESS for longer; spillover meanwhile",
	Ends:    leases,
	Share:   true,
	Delay:   "added to a round of provisioning",
	Example: "{delay: 60s}",
	Doc:     "https://docs.aws.amazon.com/lambda/latest/dg/provisioned-concurrency.html",
}
