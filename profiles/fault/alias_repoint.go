package fault

var aliasRepoint = Kind{
	Name:    "alias.repoint",
	Ground:  Settings,
	Does:    "Points an alias at another version.",
	Shows:   "the share of versions",
	Ends:    restored,
	Alias:   true,
	Value:   Value{Means: "the version it points at meanwhile"},
	Example: "{alias: live, value: v2}",
	Doc:     "https://docs.aws.amazon.com/lambda/latest/api/API_UpdateAlias.html",
}
