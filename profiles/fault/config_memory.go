package fault

var configMemory = Kind{
	Name:    "config.memory",
	Ground:  Settings,
	Does:    "Gives the function other memory: in a new version behind the alias, or in $LATEST. A model needs none of it; functions of yours run out of it.",
	Shows:   "errors, durations and memory in use",
	Ends:    another,
	Alias:   true,
	Latest:  true,
	Share:   true,
	Value:   Value{Means: "memory meanwhile, in MB", Number: true, Min: 128, Max: 10240},
	Example: "{alias: live, value: 128}",
	Doc:     "https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html",
}
