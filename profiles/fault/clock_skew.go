package fault

var clockSkew = Kind{
	Name:    "clock.skew",
	Ground:  Live,
	Does:    "The clock that signatures are checked by is wrong.",
	Shows:   "403 InvalidSignatureException past 5 minutes; an AWS SDK sees the date of the answer and sets its own clock by it",
	Ends:    leases,
	Scope:   All,
	Share:   true,
	Delay:   "by which it is ahead",
	Example: "{delay: 10m}",
	Doc:     "https://docs.aws.amazon.com/IAM/latest/UserGuide/signature-v4-troubleshooting.html",
}
