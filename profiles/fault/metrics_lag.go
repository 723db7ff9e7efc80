package fault

var metricsLag = Kind{
	Name:    "metrics.lag",
	Ground:  Live,
	Does:    "CloudWatch does not show the latest metrics yet, to its alarms neither.",
	Shows:   "figures end earlier; what rests on them is INCONCLUSIVE, never PASS",
	Ends:    leases,
	Scope:   All,
	Share:   true,
	Delay:   "by which metrics are late",
	Example: "{delay: 5m}",
	Doc:     "https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch_concepts.html",
}
