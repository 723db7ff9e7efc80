package fault

var netLoss = Kind{
	Name:    "net.loss",
	Ground:  Wire,
	Does:    "A connection breaks off once its answers had so many bytes; what follows is lost.",
	Shows:   "answers end in the middle: transport errors after the function has run",
	Ends:    leases,
	Scope:   Each,
	Share:   true,
	Match:   "path",
	Value:   Value{Means: "bytes that still come through", Number: true, Min: 0, Max: 1000000000},
	Example: "{value: 100, match: {path: alb}}",
	Proof:   "alb.error_rate > 50%",
	Doc:     toxiproxy,
}
