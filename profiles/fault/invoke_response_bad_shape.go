package fault

var invokeResponseBadShape = Kind{
	Name:    "invoke.response.bad-shape",
	Ground:  Standin,
	Does:    "The function answers with something that is no proxy response.",
	Shows:   "502 at ALB and REST API; at the SDK a 200",
	Ends:    leases,
	Share:   true,
	Match:   "path version header payload",
	Example: "{share: 30%}",
	Proof:   "alb.status.502 > 0",
	Doc:     "https://docs.aws.amazon.com/lambda/latest/dg/services-apigateway-errors.html",
}
