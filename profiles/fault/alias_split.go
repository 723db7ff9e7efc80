package fault

var aliasSplit = Kind{
	Name:    "alias.split",
	Ground:  Settings,
	Does:    "Gives another version a share of an alias's requests: the version may carry whatever breaks.",
	Shows:   "the share of versions",
	Ends:    restored,
	Alias:   true,
	Share:   true,
	Value:   Value{Means: "the version that takes the share meanwhile"},
	Example: "{alias: live, value: v2, share: 30%}",
	Doc:     "https://docs.aws.amazon.com/lambda/latest/dg/configuring-alias-routing.html",
}
