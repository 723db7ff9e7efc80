package fault

var logsLoss = Kind{
	Name:    "logs.loss",
	Ground:  Standin,
	Does:    "What attempts of asynchronous events write to the log is lost.",
	Shows:   "evidence is missing: the verdict is INCONCLUSIVE, never PASS",
	Ends:    leases,
	Scope:   Each,
	Share:   true,
	Match:   "header payload",
	Example: "{share: 30%}",
}
