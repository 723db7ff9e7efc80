package fault

var iamDenyDependency = Kind{
	Name:    "iam.deny-dependency",
	Ground:  Standin,
	Does:    "The execution role loses what the function needs: what it calls answers AccessDenied.",
	Shows:   "function errors of type AccessDeniedException",
	Ends:    leases,
	Share:   true,
	Match:   "path version header payload",
	Example: "{}",
	Proof:   "sdk.error_rate > 90%",
	Doc:     "https://docs.aws.amazon.com/lambda/latest/dg/lambda-intro-execution-role.html",
}
