package fault

var netBandwidth = Kind{
	Name:    "net.bandwidth",
	Ground:  Wire,
	Does:    "A connection carries so many kB a second in each direction.",
	Shows:   "large requests and answers take longer, small ones do not",
	Ends:    leases,
	Scope:   Each,
	Share:   true,
	Match:   "path",
	Value:   Value{Means: "kB a second", Number: true, Min: 1, Max: 10000000},
	Example: "{value: 100, match: {path: alb}}",
	Doc:     toxiproxy,
}
