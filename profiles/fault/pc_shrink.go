package fault

var pcShrink = Kind{
	Name:    "pc.shrink",
	Ground:  Settings,
	Does:    "Sets the alias's provisioned concurrency to less; 0 deletes it.",
	Shows:   "spillover and cold starts",
	Ends:    "by its change taken back: what was set before is set again; until it is READY requests stay on demand",
	Alias:   true,
	Value:   Value{Means: "provisioned concurrency meanwhile", Number: true, Min: 0, Max: 1000000, Default: "0"},
	Example: "{alias: live, value: 0}",
	Doc:     "https://docs.aws.amazon.com/lambda/latest/dg/provisioned-concurrency.html",
}
