package fault

var invokeResponseCorrupt = Kind{
	Name:    "invoke.response.corrupt",
	Ground:  Standin,
	Does:    "Some bytes of the answer are others.",
	Shows:   "502 at ALB and API Gateway; at the SDK a 200 that only a check on the answer finds",
	Ends:    leases,
	Share:   true,
	Match:   "path version header payload",
	Example: "{share: 30%}",
	Proof:   "alb.status.502 > 0",
}
