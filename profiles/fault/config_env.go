package fault

var configEnv = Kind{
	Name:    "config.env",
	Ground:  Settings,
	Does:    "Gives the function another environment variable: in a new version behind the alias, or in $LATEST. A model reads none; functions of yours do.",
	Shows:   "what the function makes of it",
	Ends:    another,
	Alias:   true,
	Latest:  true,
	Share:   true,
	Value:   Value{Means: "variable meanwhile, as in NAME=value"},
	Example: "{alias: live, value: TABLE=nowhere}",
	Doc:     "https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html",
}
