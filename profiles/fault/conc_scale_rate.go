package fault

var concScaleRate = Kind{
	Name:    "conc.scale-rate",
	Ground:  Standin,
	Does:    "The function may start no more environments in 10 s than a number.",
	Shows:   "429 while it scales out, none once it has",
	Ends:    leases,
	Value:   Value{Means: "environments in 10 s", Number: true, Min: 1, Max: 1000},
	Example: "{value: 1}",
	Doc:     "https://docs.aws.amazon.com/lambda/latest/dg/scaling-behavior.html",
}
