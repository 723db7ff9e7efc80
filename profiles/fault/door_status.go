package fault

var doorStatus = Kind{
	Name:    "door.status",
	Ground:  Standin,
	Does:    "A door answers by itself with a status, and Lambda is not asked.",
	Shows:   "that status at that door; other doors and Lambda's own metrics stay as they are",
	Ends:    leases,
	Scope:   Each,
	Share:   true,
	Match:   "path header payload",
	Value:   Value{Means: "the status", Number: true, Min: 500, Max: 599, Default: "503"},
	Example: "{share: 30%, value: 502, match: {path: alb}}",
	Proof:   "alb.status.502 > 0",
	Doc:     "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-troubleshooting.html",
}
