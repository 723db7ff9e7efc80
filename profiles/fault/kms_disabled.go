package fault

var kmsDisabled = Kind{
	Name:    "kms.disabled",
	Ground:  Standin,
	Does:    "The key of the function's environment variables is disabled: no environment can start.",
	Shows:   "KMSDisabledException (502) wherever a cold start was due; environments that are there go on serving",
	Ends:    leases,
	Share:   true,
	Match:   "path version header payload",
	Example: "{}",
	Doc:     "https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html",
}
