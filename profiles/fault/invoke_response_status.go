package fault

var invokeResponseStatus = Kind{
	Name:    "invoke.response.status",
	Ground:  Standin,
	Does:    "The function answers with a status of HTTP and an empty body.",
	Shows:   "that status at ALB, API Gateway and function URL; at the SDK a 200 whose payload has it",
	Ends:    leases,
	Share:   true,
	Match:   "path version header payload",
	Value:   Value{Means: "the status", Number: true, Min: 200, Max: 599, Default: "503"},
	Example: "{share: 30%, value: 503}",
	Proof:   "alb.status.503 > 0",
	Doc:     "https://docs.aws.amazon.com/fis/latest/userguide/fis-actions-reference.html#lambda-actions",
}
