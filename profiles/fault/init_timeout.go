package fault

var initTimeout = Kind{
	Name:    "init.timeout",
	Ground:  Standin,
	Does:    "Initialisation runs into its limit of 10 s.",
	Shows:   "cold starts of more than 10 s",
	Ends:    leases,
	Share:   true,
	Match:   "path version header payload",
	Example: "{share: 50%}",
	Doc:     "https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html",
}
