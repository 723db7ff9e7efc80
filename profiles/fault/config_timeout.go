package fault

var configTimeout = Kind{
	Name:    "config.timeout",
	Ground:  Settings,
	Does:    "Gives the function another timeout: in a new version behind the alias, or in $LATEST.",
	Shows:   "timeouts, or requests that hang for longer",
	Ends:    another,
	Alias:   true,
	Latest:  true,
	Share:   true,
	Value:   Value{Means: "timeout meanwhile, in seconds", Number: true, Min: 1, Max: 900},
	Example: "{alias: live, value: 1}",
	Doc:     "https://docs.aws.amazon.com/lambda/latest/dg/configuration-timeout.html",
}
