package fault

var initFail = Kind{
	Name:    "init.fail",
	Ground:  Standin,
	Does:    "Initialisation fails.",
	Shows:   "function errors on cold starts; the next request starts anew",
	Ends:    leases,
	Share:   true,
	Match:   "path version header payload",
	Example: "{share: 50%}",
}
