package fault

var asyncDup = Kind{
	Name:    "async.dup",
	Ground:  Standin,
	Does:    "Events that have succeeded are run once more: delivery is at least once.",
	Shows:   "duplicates in the ledger",
	Ends:    leases,
	Share:   true,
	Match:   "header payload",
	Example: "{share: 30%}",
	Doc:     "https://docs.aws.amazon.com/lambda/latest/dg/invocation-async.html",
}
