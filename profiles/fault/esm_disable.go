package fault

var esmDisable = Kind{
	Name:    "esm.disable",
	Ground:  Mappings,
	Does:    "Disables an event source mapping of the function.",
	Shows:   "messages wait in the source, and grow old; nothing of it is invoked",
	Ends:    restored,
	Value:   Value{Means: "the source's name or ARN, or the mapping's UUID"},
	Example: "{value: orders}",
	Doc:     "https://docs.aws.amazon.com/lambda/latest/api/API_UpdateEventSourceMapping.html",
}
