package fault

var dlqDeny = Kind{
	Name:    "dlq.deny",
	Ground:  Standin,
	Does:    "The dead-letter queue refuses the function's role.",
	Shows:   "DeadLetterErrors; events that failed are lost, and the ledger counts them as refused",
	Ends:    leases,
	Share:   true,
	Example: "{}",
	Doc:     "https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html",
}
