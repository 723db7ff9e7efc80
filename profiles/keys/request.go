package keys

import (
	"slices"

	"squall/profiles/feed"
	"squall/profiles/schema"
)

// methods are the HTTP methods of requests.
var methods = schema.Enum{Words: []string{"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}}

// carried are the keys of what a request carries. Their texts are checked by the
// reader, which has the data that placeholders name.
var carried = []schema.Key{
	{Name: "method", Side: schema.AttackSide, Doc: "HTTP method; POST with a body, else GET.", Type: methods},
	{Name: "resource", Side: schema.AttackSide, Doc: "What follows the address of the door or the url, as in /orders/{{data.id}}; its placeholders are percent-encoded.", Type: schema.Text{Pattern: schema.NewPattern(`/[^\x00-\x1f\x7f#]*`, "a resource begins with / and has no #")}},
	{Name: "query", Side: schema.AttackSide, Doc: "Parameters of the query, placeholders and all.", Type: schema.MapOf{Of: schema.Text{Loose: true}}},
	{Name: "headers", Side: schema.AttackSide, Doc: "HTTP headers, placeholders and all.", Type: schema.MapOf{Pattern: schema.NewPattern(`[a-zA-Z0-9!#$%&'*+.^_|~-]+`, "a header's name has no spaces and no colon"), Of: schema.Text{Loose: true, Pattern: schema.NewPattern(`[^\x00-\x08\x0a-\x1f\x7f]*`, "a header's value is one line")}}},
	{Name: "body", Side: schema.AttackSide, Doc: "What every request carries, as it stands.", Type: schema.Text{Loose: true}},
	{Name: "payload", Side: schema.AttackSide, Doc: "What every request carries, made anew each time.", Type: schema.Object{One: true, Keys: []schema.Key{
		{Name: "template", Side: schema.AttackSide, Doc: "Text with {{id}}, {{n}}, {{entry}}, {{run}}, {{now}}, {{unix}}, {{uuid}}, {{random A B}}, {{pick WORD WORD}}, {{fill A B}}, {{data.COLUMN}} and {{json data.COLUMN}}.", Type: schema.Text{}},
		{Name: "file", Side: schema.AttackSide, Doc: "A file with such a text, from the folder of the profile.", Type: file}}}},
	{Name: "checks", Side: schema.AttackSide, Doc: "Conditions on the answer, all of which must hold, as in {status: 200}, {contains: text} or {json: $.id, equals: 7}.", Type: schema.ListOf{Of: check}},
}

var file = schema.Text{Pattern: schema.NewPattern(`\S(.*\S)?`, "a file has a name")}

var check = schema.Object{Keys: []schema.Key{
	{Name: "status", Side: schema.AttackSide, Doc: "The HTTP status.", Type: schema.Whole{Min: 100, Max: 599}},
	{Name: "contains", Side: schema.AttackSide, Doc: "Text that the answer holds.", Type: schema.Text{Loose: true}},
	{Name: "json", Side: schema.AttackSide, Doc: "JSON path of a value that the answer has, as in $.items[0].id.", Type: schema.Text{Pattern: schema.NewPattern(`\$.*`, "a JSON path begins with $")}},
	{Name: "equals", Side: schema.AttackSide, Doc: "What the value at the JSON path is; of several one will do.", Type: schema.Text{Loose: true}},
	{Name: "min_size", Side: schema.AttackSide, Doc: "The least bytes of the body.", Type: schema.Whole{Max: 1 << 40, Unit: " bytes"}},
	{Name: "max_size", Side: schema.AttackSide, Doc: "The most bytes of the body.", Type: schema.Whole{Min: 1, Max: 1 << 40, Unit: " bytes"}},
}}

// request is one of several that an entry sends.
var request = schema.Object{Keys: slices.Concat([]schema.Key{
	{Name: "name", Side: schema.AttackSide, Doc: "What failed checks call it; its method and resource by default.", Type: schema.Text{Pattern: Name}},
	{Name: "weight", Side: schema.AttackSide, Doc: "How often it is sent, next to the others' weights; 1 by default.", Type: schema.Number.Positive()},
}, carried)}

var data = schema.Object{Keys: []schema.Key{
	{Name: "file", Side: schema.AttackSide, Required: true, Doc: "A CSV file with a header, or one JSON object a line (.jsonl), from the folder of the profile.", Type: file},
	{Name: "order", Side: schema.AttackSide, Doc: "sequential (the default: one row after the other), shuffled (each pass over the rows in another order), random (any row, each time anew) or unique (no row twice in a run).", Type: schema.Enum{Words: feed.Orders}},
	{Name: "at_end", Side: schema.AttackSide, Doc: "again: from the first row on, the default; stop: the entry sends no more.", Type: schema.Enum{Words: []string{"again", "stop"}}},
}}

var sigv4 = schema.Object{Keys: []schema.Key{
	{Name: "service", Side: schema.AttackSide, Required: true, Doc: "What the signature is for: execute-api for an API, lambda for a function URL.", Type: schema.Text{Pattern: schema.NewPattern(`[a-z][a-z0-9-]*`, "a service is written as execute-api or lambda")}},
	{Name: "region", Side: schema.AttackSide, Doc: "The region; the account's by default.", Type: schema.Text{Pattern: schema.NewPattern(`[a-z]{2}(-[a-z]+)+-[0-9]`, "a region is written as us-east-1")}},
	{Name: "role", Side: schema.AttackSide, Doc: "The role to assume.", Type: schema.Text{Pattern: schema.NewPattern(`arn:[a-z-]+:iam::[0-9]{12}:role/\S+`, "a role is written as arn:aws:iam::111122223333:role/NAME")}},
}}
