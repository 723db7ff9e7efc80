package fault

var dlqSlow = Kind{
	Name:    "dlq.slow",
	Ground:  Standin,
	Does:    "Dead letters are delivered late.",
	Shows:   "dead letters come late, none is missing",
	Ends:    leases,
	Share:   true,
	Delay:   "of the delivery",
	Example: "{delay: 5s}",
}
