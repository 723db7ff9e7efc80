package fault

var pcRemove = Kind{
	Name:    "pc.remove",
	Ground:  Settings,
	Does:    "Deletes the alias's provisioned concurrency.",
	Shows:   "spillover and cold starts",
	Ends:    "by its change taken back: what was set before is set again; until it is READY requests stay on demand",
	Alias:   true,
	Example: "{alias: live}",
	Doc:     "https://docs.aws.amazon.com/lambda/latest/api/API_DeleteProvisionedConcurrencyConfig.html",
}
