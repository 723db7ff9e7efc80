package fault

var destDeny = Kind{
	Name:    "dest.deny",
	Ground:  Standin,
	Does:    "Destinations refuse the function's role.",
	Shows:   "DestinationDeliveryFailures; records are missing",
	Ends:    leases,
	Share:   true,
	Example: "{}",
	Doc:     "https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html",
}
