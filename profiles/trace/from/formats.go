package from

// Format is a format that can be read.
type Format struct {
	Name, What string
	How        string // to come by such a file
	Takes      string // what is read of it, and what is not
	Source     string // where it is described
	knows      func(head []byte) bool
	decode     func(d *decoder) error
}

// Formats are all of them; the first that knows an input is its format.
var Formats = []Format{
	{Name: "azure-2019", What: "Azure Functions 2019, all three kinds of files (CSV)",
		How: "`invocations_per_function_md.anon.d01.csv` of the dataset, alone or with the `function_durations_percentiles` and " +
			"`app_memory_percentiles` files of the same day. Several days are put one after the other, in the order given.",
		Takes: "The counts of each minute, spread within it at random; the percentiles of the durations, which are of averages over half a minute; " +
			"the memory of the app. Functions with the trigger http are reached by the ALB, all others asynchronously.",
		Source: "https://github.com/Azure/AzurePublicDataset/blob/master/AzureFunctionsDataset2019.md",
		knows:  knowsAzure2019, decode: azure2019},
	{Name: "azure-2021", What: "Azure Functions 2021: one line per invocation (CSV)",
		How:    "`AzureFunctionsInvocationTraceForTwoWeeksJan2021.txt` of the dataset, or any CSV with the columns `app,func,end_timestamp,duration` in seconds.",
		Takes:  "The start of each invocation, which is its end without its duration, to the nanosecond, and how long it ran; all durations of a function as its model.",
		Source: "https://github.com/Azure/AzurePublicDataset/blob/master/AzureFunctionsInvocationTrace2021.md",
		knows:  knowsAzure2021, decode: azure2021},
	{Name: "cloudwatch", What: "what aws cloudwatch get-metric-data prints (JSON)",
		How: "`aws cloudwatch get-metric-data` with `Invocations` (statistic Sum) and, if wanted, `Duration` (p50, p99, Minimum, Maximum) of `AWS/Lambda`. " +
			"Label each series, as in `checkout Duration p99`: the answer says nothing else of what it is.",
		Takes: "The number of each period, spread within it at random. A period's length is the shortest time between two. " +
			"Of Duration the mean over all periods stands for the whole, the greatest for Maximum.",
		Source: "https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricData.html",
		knows:  knowsCloudWatch, decode: cloudWatch},
	{Name: "insights", What: "Logs Insights export of Lambda's REPORT lines (CSV or JSON)",
		How: "The query `fields @timestamp, @log, @duration, @initDuration, @memorySize | filter @type = \"REPORT\"`, exported by the console " +
			"or printed by `aws logs get-query-results`. `@message` with the REPORT line does as well.",
		Takes: "The start of each invocation, which is the log line's time without duration and init, to the millisecond, and how long it ran; durations, inits and memory. " +
			"Without `@log` all is one function. A query gives 10,000 lines a page, and has a limit of its own: export long times in parts.",
		Source: "https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_AnalyzeLogData-discoverable-fields.html",
		knows:  knowsInsights, decode: insights},
	{Name: "alb", What: "access logs of an Application Load Balancer",
		How:   "The files that the load balancer writes to S3, as they are; gzip need not be unpacked.",
		Takes: "When each request came (`request_creation_time`); `target_processing_time` as the duration of its function, named for the target group.",
		Source: "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-access-logs.html " +
			"(`target_processing_time` of a Lambda target holds the invoke's overhead too)",
		knows: knowsALB, decode: alb},
	{Name: "k6", What: "options of k6 with stages or scenarios (JSON)",
		How: "`k6 inspect script.js`, or an options file.",
		Takes: "Arrival-rate executors become phases at their rates; constant-vus and ramping-vus become phases at `--vu-rate` requests a second " +
			"for each virtual user, since how fast a user goes is not in the options. Other executors are refused.",
		Source: "https://grafana.com/docs/k6/latest/using-k6/scenarios/executors/",
		knows:  knowsK6, decode: k6},
	{Name: "vegeta", What: "targets of vegeta (HTTP or JSON format)",
		How: "The file given to `vegeta attack -targets`.",
		Takes: "Each different target becomes an entry with `url:`, at its share of `--rate` for `--for`; bodies that are files are not read. " +
			"Such a profile runs with `squall run`; virtual time has no endpoints.",
		Source: "https://github.com/tsenart/vegeta#http-format",
		knows:  knowsVegeta, decode: vegeta},
}
