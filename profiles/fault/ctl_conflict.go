package fault

var ctlConflict = Kind{
	Name:    "ctl.conflict",
	Ground:  Live,
	Does:    "Lambda's control plane refuses changes: 412 where they name a RevisionId, else 409 ResourceConflictException.",
	Shows:   "changes come late, or are refused as overtaken",
	Ends:    leases,
	Scope:   Each,
	Share:   true,
	Example: "{share: 50%}",
	Doc:     "https://docs.aws.amazon.com/lambda/latest/api/API_UpdateAlias.html",
}
