package fault

var metricsGap = Kind{
	Name:    "metrics.gap",
	Ground:  Live,
	Does:    "CloudWatch shows no metrics, to its alarms neither.",
	Shows:   "no datapoints; what rests on them is INCONCLUSIVE, never PASS",
	Ends:    leases,
	Scope:   All,
	Share:   true,
	Example: "{}",
	Doc:     "https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch_concepts.html",
}
