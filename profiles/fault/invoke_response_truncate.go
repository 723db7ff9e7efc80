package fault

var invokeResponseTruncate = Kind{
	Name:    "invoke.response.truncate",
	Ground:  Standin,
	Does:    "The second half of the answer is missing.",
	Shows:   "502 at ALB and API Gateway; at the SDK a 200 that only a check on the answer finds",
	Ends:    leases,
	Share:   true,
	Match:   "path version header payload",
	Example: "{share: 30%}",
	Proof:   "alb.status.502 > 0",
}
