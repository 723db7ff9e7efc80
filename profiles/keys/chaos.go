package keys

import (
	catalogue "squall/profiles/fault"
	"squall/profiles/schema"
)

var conditions = schema.ListOf{Of: schema.Text{}}

// faultDelay is a time or a distribution of times.
var faultDelay = schema.Either{Scalar: schema.Duration, Map: schema.Dist{}}

var fault = schema.Object{Keys: []schema.Key{
	{Name: "at", Side: schema.Control, Doc: "When, from the start of the load.", Type: schema.Duration},
	{Name: "after", Side: schema.Control, Doc: "Instead of at: how long after the end of the fault before it, or from the start of the load.", Type: schema.Duration},
	{Name: "for", Side: schema.Control, Doc: "How long; to the end of the load by default.", Type: schema.Duration.Positive()},
	{Name: "kind", Side: schema.Control, Required: true, Doc: "What breaks; squall chaos list tells of all kinds.", Type: schema.Enum{Words: catalogue.Names(), Open: true}},
	{Name: "function", Side: schema.Control, Doc: "The function it happens to.", Type: schema.Text{}},
	{Name: "alias", Side: schema.Control, Doc: "The alias, of kinds that change one.", Type: schema.Text{}},
	{Name: "value", Side: schema.Control, Doc: "The kind's own number or name.", Type: schema.Text{Loose: true}},
	{Name: "delay", Side: schema.Control, Doc: "The kind's own time, as 300ms or a distribution.", Type: faultDelay},
	{Name: "share", Side: schema.Control, Doc: "The share that is struck of what matches; 100% by default.", Type: schema.Percent},
	{Name: "match", Side: schema.Control, Doc: "What may be struck; everything by default.", Type: schema.Object{Keys: []schema.Key{
		{Name: "path", Side: schema.Control, Doc: "Requests of this path: sdk, alb, apigw-rest, apigw-http or url; async: all asynchronous events.", Type: schema.Enum{Words: []string{"sdk", "alb", "apigw-rest", "apigw-http", "url", "async"}}},
		{Name: "version", Side: schema.Control, Doc: "Requests that this version serves.", Type: schema.Text{}},
		{Name: "header", Side: schema.Control, Doc: "Requests with a header: its name, or name: value.", Type: schema.Text{Pattern: schema.NewPattern(`[a-zA-Z0-9!#$%&'*+.^_|~-]+(: ?[^\x00-\x1f\x7f]*)?`, "a header is written as name or as name: value")}},
		{Name: "payload", Side: schema.Control, Doc: "Requests whose payload holds this text.", Type: schema.Text{Loose: true}}}}},
	{Name: "expect", Side: schema.AttackSide, Doc: "What shows that the fault was observed, while it lasts: entry.metric op value.", Type: conditions},
}}

// steady is the steady state of an experiment.
var steady = schema.ListOf{Of: schema.Either{Scalar: schema.Text{}, Map: schema.Object{Keys: []schema.Key{
	{Name: "hold", Side: schema.AttackSide, Required: true, Doc: "What must hold: entry.metric op value.", Type: schema.Text{}},
	{Name: "in", Side: schema.AttackSide, Doc: "When: before the first fault, during the faults, after the last; all three by default.",
		Type: schema.ListOf{Of: schema.Enum{Words: []string{"before", "during", "after"}}}},
	{Name: "stop", Side: schema.AttackSide, Doc: "The run ends early, ABORTED, once it does not hold over so long: 1s to 1h; by default it does not.", Type: schema.Duration},
}}}}
