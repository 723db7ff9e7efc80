package fault

var ctlStale = Kind{
	Name:    "ctl.stale",
	Ground:  Live,
	Does:    "For a time after a change, who reads it still sees what was before.",
	Shows:   "readers of settings are behind, writers are not",
	Ends:    leases,
	Scope:   Each,
	Share:   true,
	Delay:   "for which a change is not seen",
	Example: "{delay: 2s}",
	Doc:     "https://docs.aws.amazon.com/lambda/latest/api/API_GetAlias.html",
}
