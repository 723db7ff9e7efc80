package fault

var destSlow = Kind{
	Name:    "dest.slow",
	Ground:  Standin,
	Does:    "Records come late to their destinations.",
	Shows:   "records come late, none is missing",
	Ends:    leases,
	Share:   true,
	Delay:   "of the delivery",
	Example: "{delay: 5s}",
}
