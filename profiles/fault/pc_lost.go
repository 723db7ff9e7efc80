package fault

var pcLost = Kind{
	Name:    "pc.lost",
	Ground:  Standin,
	Does:    "So many of the provisioned environments are lost; Lambda goes on saying that they are READY.",
	Shows:   "spillover and cold starts",
	Ends:    leases,
	Match:   "version",
	Value:   Value{Means: "environments lost", Number: true, Min: 1, Max: 1000000},
	Example: "{value: 1000}",
	Doc:     "https://docs.aws.amazon.com/lambda/latest/dg/provisioned-concurrency.html",
}
