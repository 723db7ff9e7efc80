package fault

var doorThrottle = Kind{
	Name:    "door.throttle",
	Ground:  Standin,
	Does:    "A door's own throttle refuses with 429: the stage's at API Gateway, the caller's at the Invoke API.",
	Shows:   "429 while the function's concurrency is free",
	Ends:    leases,
	Scope:   Each,
	Share:   true,
	Match:   "path header payload",
	Example: "{share: 30%, match: {path: sdk}}",
	Proof:   "sdk.throttle_rate > 15%",
	Doc:     "https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-request-throttling.html",
}
