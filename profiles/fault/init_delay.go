package fault

var initDelay = Kind{
	Name:    "init.delay",
	Ground:  Standin,
	Does:    "Environments take longer to initialise; past 10 s the attempt is repeated inside the invoke.",
	Shows:   "cold starts are slower, warm requests are not",
	Ends:    leases,
	Share:   true,
	Match:   "path version header payload",
	Delay:   "added to initialisation",
	Example: "{delay: 800ms}",
	Doc:     "https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html",
}
