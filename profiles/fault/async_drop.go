package fault

var asyncDrop = Kind{
	Name:    "async.drop",
	Ground:  Standin,
	Does:    "Accepted events vanish.",
	Shows:   "unaccounted events in the ledger: lost",
	Ends:    leases,
	Share:   true,
	Match:   "header payload",
	Example: "{share: 30%}",
}
