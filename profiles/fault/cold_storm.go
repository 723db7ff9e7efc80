package fault

// restored is how settings come back.
const restored = "by its change taken back: what was set before is set again"

// another is how a version made for a fault goes.
const another = "the alias leads where it led, and the version that was made is deleted; without one $LATEST is what it was"

var coldStorm = Kind{
	Name:    "cold.storm",
	Ground:  Settings,
	Does:    "Has new environments answer, as a deployment of the same code does: a new version behind the alias, or $LATEST made anew.",
	Shows:   "a storm of cold starts at its beginning, and at its end where they had to start again",
	Ends:    another,
	Alias:   true,
	Latest:  true,
	Share:   true,
	Example: "{alias: live}",
	Doc:     "https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html",
}
