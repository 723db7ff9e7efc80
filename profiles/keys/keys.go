// Package keys is the one table of the keys that a profile has: their types,
// what they mean and what they touch. Checks, readers' manual and the JSON
// schema all follow from it.
//
// It does not read profiles and does not know how keys go together.
package keys

import (
	"math"
	"strings"

	"squall/profiles/dist"
	"squall/profiles/price"
	"squall/profiles/schema"
	"squall/profiles/source"
)

// Names of arms, entries, functions and versions.
var (
	Name     = schema.NewPattern(`[a-z][a-z0-9-]{0,39}`, "names are at most 40 lower-case letters, digits and dashes, and start with a letter")
	Function = schema.NewPattern(`[a-zA-Z0-9_-]{1,64}`, "function names are 1 to 64 letters, digits, dashes and underscores")
	Alias    = schema.NewPattern(`[0-9]{0,40}[a-zA-Z_-][a-zA-Z0-9_-]{0,40}`, "alias names are letters, digits, dashes and underscores, and not all digits")
)

// Profile is the whole profile.
var Profile = schema.Object{Keys: []schema.Key{
	{Name: "name", Side: schema.AttackSide, Doc: "Name of the profile; its file's by default.", Type: schema.Text{Pattern: Name}},
	{Name: "description", Side: schema.AttackSide, Doc: "What the profile shows and how it ends.", Type: schema.Text{}},
	{Name: "seed", Side: schema.AttackSide, Doc: "Where every draw starts; 1 by default.", Type: schema.Whole{Max: math.MaxUint64}},
	{Name: "waits", Side: schema.StandIn, Doc: "How much faster waits of the platform pass, as in 60x; 1x by default.", Type: schema.Factor},
	{Name: "account", Doc: "The AWS account and region.", Type: account},
	{Name: "platform", Side: schema.StandIn, Doc: "Parameters of the platform's model; none switches a rule off.", Type: platform},
	{Name: "calibrated", Side: schema.StandIn, Doc: "The file that squall calibrate wrote of a measured run, from the profile's folder: what it says of functions, doors and environments takes the place of what stands here.", Type: schema.OrNone{Type: schema.Text{}}},
	{Name: "functions", Doc: "The Lambda functions.", Type: schema.ListOf{Of: function}},
	{Name: "attack", Side: schema.AttackSide, Required: true, Doc: "The load: entries that run at the same time.", Type: schema.ListOf{Of: entry}},
	{Name: "arms", Side: schema.AttackSide, Doc: "Variants to compare; one arm named base by default.", Type: schema.ListOf{Of: arm}},
	{Name: "repeat", Side: schema.AttackSide, Doc: "Rounds of all arms, interleaved; 1 by default.", Type: schema.Whole{Min: 1, Max: 1000}},
	{Name: "keys", Side: schema.AttackSide, Doc: "Whether arms share their draws; shared by default.", Type: schema.Enum{Words: []string{"shared", "independent"}}},
	{Name: "sweep", Side: schema.AttackSide, Doc: "One value to vary in virtual time, as in {functions.checkout.reserved: 10..100:10}.", Type: schema.MapOf{Of: schema.Either{
		Scalar: schema.Text{Loose: true}, List: schema.ListOf{Of: schema.Text{Loose: true}}}}},
	{Name: "prices", Side: schema.AttackSide, Doc: "US dollars that Lambda charges, in place of the list that squall prices prints.", Type: prices()},
	{Name: "faults", Side: schema.Control, Doc: "What breaks, or is changed, and when.", Type: schema.ListOf{Of: fault}},
	{Name: "canary", Side: schema.Control, Doc: "A version that is released by moving the weight of an alias, and judged meanwhile.", Type: canary},
	{Name: "steady", Side: schema.AttackSide, Doc: "The steady state of an experiment: what must hold before, during and after its faults.", Type: steady},
	{Name: "stop", Side: schema.AttackSide, Doc: "What ends the run early, as in error_rate > 50% for 5s; on AWS {alarm: ARN} too.", Type: schema.ListOf{Of: stop}},
	{Name: "budget", Side: schema.AttackSide, Doc: "US dollars that a run on AWS may cost; it is refused when it could cost more, and ends when it has.", Type: schema.Number.Positive()},
	{Name: "max_rate", Side: schema.AttackSide, Doc: "Requests a second that a run on AWS may send over all entries, as in 200/s.", Type: schema.Rate.Positive()},
	{Name: "max_weight", Side: schema.AttackSide, Doc: "The largest share of a function's requests that faults on AWS may strike; 10% by default.", Type: schema.Percent.Positive()},
	{Name: "max_duration", Side: schema.AttackSide, Doc: "How long a fault on AWS may last; 10m by default.", Type: schema.Duration.Positive()},
	{Name: "fis_role", Side: schema.AttackSide, Doc: "The role that AWS FIS takes when it carries out faults of a run on AWS.", Type: schema.Text{Pattern: role}},
	{Name: "state", Side: schema.AttackSide, Doc: "Where runs on AWS keep their lock and what was there before, beside the disk: s3://BUCKET/PREFIX, or ssm:/PATH of a parameter store.", Type: schema.Text{Pattern: state}},
	{Name: "restorer", Side: schema.AttackSide, Doc: "The role by which EventBridge Scheduler puts back what a run on AWS has changed, should nobody else.", Type: schema.Text{Pattern: role}},
	{Name: "find", Side: schema.AttackSide, Doc: "What squall find looks for, as in max rate where p99 < 300ms and error_rate < 1%.", Type: schema.Text{}},
	{Name: "expect", Side: schema.AttackSide, Doc: "What must hold, as in provisioned.sdk.cold_rate < 1%.", Type: schema.ListOf{Of: schema.Text{}}},
}}

var account = schema.Object{Keys: []schema.Key{
	{Name: "id", Side: schema.Control, Doc: "Twelve digits; pinned on AWS.", Type: schema.Text{Loose: true, Pattern: schema.NewPattern(`[0-9]{12}`, "an account id has twelve digits")}},
	{Name: "region", Side: schema.Control, Doc: "Region; pinned on AWS.", Type: schema.Text{Pattern: schema.NewPattern(`[a-z]{2}(-[a-z]+)+-[0-9]`, "a region is written as us-east-1")}},
	{Name: "concurrency", Side: schema.StandIn, Doc: "The account's concurrency limit; 1000 by default.", Type: schema.Whole{Min: 1, Max: 1_000_000}},
}}

var distOrNone = schema.OrNone{Type: schema.Dist{}}

var platform = schema.Object{Keys: []schema.Key{
	{Name: "idle_expiry", Side: schema.StandIn, Doc: "How long an environment stays idle before it is shut down.", Type: distOrNone},
	{Name: "max_lifetime", Side: schema.StandIn, Doc: "The oldest an environment gets.", Type: schema.OrNone{Type: schema.Duration.Positive()}},
	{Name: "lifetime_spread", Side: schema.StandIn, Doc: "How much lifetimes differ, up and down.", Type: schema.OrNone{Type: schema.Percent}},
	{Name: "proactive", Side: schema.StandIn, Doc: "Share of retired environments replaced before a request needs them, or {busy, sparse, below}.", Type: schema.OrNone{Type: proactive}},
	{Name: "sandbox", Side: schema.StandIn, Doc: "What starting an environment takes before its init.", Type: distOrNone},
	{Name: "download", Side: schema.StandIn, Doc: "What each MB of a zip package adds to a cold start, before its init.", Type: schema.OrNone{Type: schema.Duration}},
	{Name: "invoke_overhead", Side: schema.StandIn, Doc: "What an invoke takes around the function.", Type: distOrNone},
	{Name: "door_latency", Side: schema.StandIn, Doc: "What each door adds to an answer.", Type: schema.OrNone{Type: doorLatency()}},
	{Name: "scaling_rate", Side: schema.StandIn, Doc: "New environments of one function in a time, as in 1000/10s.", Type: schema.OrNone{Type: schema.Rate.Positive()}},
	{Name: "request_rate", Side: schema.StandIn, Doc: "Requests that each unit of concurrency allows in a time, as in 10/s.", Type: schema.OrNone{Type: schema.Rate.Positive()}},
	{Name: "init_limit", Side: schema.StandIn, Doc: "How long an on-demand init may take before it is repeated inside the invoke.", Type: schema.OrNone{Type: schema.Duration.Positive()}},
	{Name: "async_backoff", Side: schema.StandIn, Doc: "How long asynchronous events wait between attempts.", Type: backoff},
	{Name: "provisioning", Side: schema.StandIn, Doc: "How provisioned environments come.", Type: schema.OrNone{Type: schema.Object{Keys: []schema.Key{
		{Name: "delay", Side: schema.StandIn, Doc: "Time before the first.", Type: schema.Duration},
		{Name: "rate", Side: schema.StandIn, Doc: "Environments in a time, as in 6000/min.", Type: schema.OrNone{Type: schema.Rate.Positive()}},
		{Name: "tries", Side: schema.StandIn, Doc: "How often the init of one is tried.", Type: schema.Whole{Min: 1, Max: 100}}}}}},
}}

var proactive = schema.Either{
	Scalar: schema.Percent,
	Map: schema.Object{Keys: []schema.Key{
		{Name: "busy", Side: schema.StandIn, Doc: "The share where requests are frequent.", Type: schema.Percent},
		{Name: "sparse", Side: schema.StandIn, Doc: "The share where they are sparse.", Type: schema.Percent},
		{Name: "below", Side: schema.StandIn, Doc: "The rate of an environment's requests below which they are sparse.", Type: schema.Rate.Positive()}}},
}

var backoff = schema.Object{Keys: []schema.Key{
	{Name: "error", Side: schema.StandIn, Doc: "After the first function error; twice that after the second.", Type: schema.Duration.Positive()},
	{Name: "throttle", Side: schema.StandIn, Doc: "After the first refusal of a throttled event.", Type: schema.Duration.Positive()},
	{Name: "growth", Side: schema.StandIn, Doc: "What each further wait of a throttled event is multiplied by.", Type: schema.Factor},
	{Name: "longest", Side: schema.StandIn, Doc: "The longest wait of a throttled event.", Type: schema.Duration.Positive()},
}}

// Doors are the paths that lead through a door.
var Doors = []string{"sdk", "alb", "apigw-rest", "apigw-http", "url"}

func doorLatency() schema.Object {
	var o schema.Object
	for _, door := range Doors {
		o.Keys = append(o.Keys, schema.Key{Name: door, Side: schema.StandIn, Doc: "What the door " + door + " adds.", Type: distOrNone})
	}
	return o
}

func prices() schema.Object {
	o := schema.Object{Keys: []schema.Key{{Name: "dated", Side: schema.AttackSide, Doc: "The day of the list.",
		Type: schema.Text{Loose: true, Pattern: schema.NewPattern(`[0-9]{4}-[0-9]{2}-[0-9]{2}`, "a day is written as 2026-10-05")}}}}
	for _, p := range price.Table() {
		o.Keys = append(o.Keys, schema.Key{Name: p.Key, Side: schema.AttackSide, Doc: "US dollars a " + p.Per + ".", Type: schema.Number})
	}
	return o
}

var function = schema.Object{Keys: []schema.Key{
	{Name: "name", Side: schema.Control, Required: true, Doc: "Name of the function.", Type: schema.Text{Pattern: Function}},
	{Name: "memory", Side: schema.Control, Doc: "Memory in MB; 128 by default.", Type: schema.Whole{Min: 128, Max: 10240, Unit: " MB"}},
	{Name: "timeout", Side: schema.Control, Doc: "Time limit of an invoke, 1s to 900s; 3s by default.", Type: schema.Duration},
	{Name: "env", Side: schema.Control, Doc: "Environment variables, 4 KB in all.", Type: schema.MapOf{Pattern: schema.NewPattern(`[a-zA-Z][a-zA-Z0-9_]+`, "environment variables start with a letter, have letters, digits and underscores, and at least two of them"), Of: schema.Text{Loose: true}}},
	{Name: "model", Side: schema.StandIn, Doc: "How the function behaves; it has one version then, v1.", Type: model},
	{Name: "process", Side: schema.StandIn, Doc: "The program that the function is, in place of a model; it has one version then, v1.", Type: process},
	{Name: "versions", Doc: "Published versions by name; $LATEST looks like the last.", Type: schema.MapOf{Pattern: Name, Of: version}},
	{Name: "aliases", Side: schema.Control, Doc: "Aliases by name: a version, or {to, weights}.", Type: schema.MapOf{Pattern: Alias, Of: alias}},
	{Name: "provisioned", Side: schema.Control, Doc: "Provisioned concurrency by alias or version; 0 and none mean no configuration.", Type: schema.MapOf{Of: schema.OrNone{Type: concurrency}}},
	{Name: "reserved", Side: schema.Control, Doc: "Reserved concurrency; none by default, 0 refuses everything.", Type: schema.OrNone{Type: concurrency}},
	{Name: "async", Side: schema.Control, Doc: "Settings of asynchronous invokes.", Type: async},
}}

var concurrency = schema.Whole{Max: 1_000_000}

var alias = schema.Either{
	Scalar: schema.Text{},
	Map: schema.Object{Keys: []schema.Key{
		{Name: "to", Side: schema.Control, Required: true, Doc: "The version the alias points at, or $LATEST.", Type: schema.Text{}},
		{Name: "weights", Side: schema.Control, Doc: "Share of one additional version, as in {v2: 10%}.", Type: schema.MapOf{Of: schema.Percent}}}},
}

var async = schema.Object{Keys: []schema.Key{
	{Name: "retries", Side: schema.Control, Doc: "Attempts after the first, 0 to 2; 2 by default.", Type: schema.Whole{Max: 2}},
	{Name: "max_age", Side: schema.Control, Doc: "How old an event may get, 60s to 6h; 6h by default.", Type: schema.Duration},
	{Name: "dead_letter", Side: schema.Control, Doc: "Dead-letter queue, as sqs:NAME.", Type: schema.OrNone{Type: queue}},
	{Name: "on_success", Side: schema.Control, Doc: "Destination of records of success, as sqs:NAME.", Type: schema.OrNone{Type: queue}},
	{Name: "on_failure", Side: schema.Control, Doc: "Destination of records of failure, as sqs:NAME.", Type: schema.OrNone{Type: queue}},
	{Name: "shared_queue", Side: schema.AttackSide, Doc: "On AWS: the queues are those that others use too; this run's messages alone are taken from them. Without it a run makes queues of its own.", Type: schema.Switch{}},
}}

var queue = schema.Text{Pattern: schema.NewPattern(`sqs:[a-zA-Z0-9_-]{1,80}`, "queues are written sqs:NAME with 1 to 80 letters, digits, dashes and underscores; other targets are not built yet")}

var version = schema.Object{Keys: []schema.Key{
	{Name: "model", Side: schema.StandIn, Doc: "How the version behaves on the stand-in.", Type: model},
	{Name: "process", Side: schema.StandIn, Doc: "The program that the version is, in place of a model.", Type: process},
}}

var process = schema.Object{Keys: []schema.Key{
	{Name: "command", Side: schema.StandIn, Required: true, Doc: "A program that speaks Lambda's Runtime API, and its arguments, as in [./bootstrap].", Type: schema.ListOf{Of: schema.Text{Loose: true}}},
	{Name: "dir", Side: schema.StandIn, Doc: "The folder it runs in and its path starts from; the profile's by default.", Type: schema.Text{}},
}}

var model = schema.Object{Keys: []schema.Key{
	{Name: "runtime", Side: schema.StandIn, Doc: "A Lambda runtime with measured cold starts: " + strings.Join(dist.Runtimes(), ", ") + ".", Type: schema.Enum{Words: dist.Runtimes()}},
	{Name: "arch", Side: schema.StandIn, Doc: "Architecture; x86_64 by default.", Type: schema.Enum{Words: []string{"x86_64", "arm64"}}},
	{Name: "package", Side: schema.StandIn, Doc: "Package type, or {kind, size, loaded}; zip by default.", Type: pkg},
	{Name: "init", Side: schema.StandIn, Doc: "What initialisation takes: {preset: hello} or {preset: app} of the runtime, or a distribution.", Type: schema.OrNone{Type: schema.Dist{Extra: []schema.Key{
		{Name: "preset", Side: schema.StandIn, Doc: "Measured inits of the runtime: hello (a handler that does nothing), app, or snapstart.", Type: schema.Enum{Words: []string{dist.Hello, dist.App, dist.Snap}}}}}}},
	{Name: "duration", Side: schema.StandIn, Required: true, Doc: "What the handler takes, as a distribution.", Type: schema.Dist{}},
	{Name: "errors", Side: schema.StandIn, Doc: "Share of attempts that end in a function error.", Type: schema.Percent},
	{Name: "init_errors", Side: schema.StandIn, Doc: "Share of inits that fail.", Type: schema.Percent},
	{Name: "body", Side: schema.StandIn, Doc: "Bytes of the answer's body.", Type: schema.Whole{Max: 6 << 20, Unit: " bytes"}},
}}

var pkg = schema.Either{
	Scalar: kinds,
	Map: schema.Object{Keys: []schema.Key{
		{Name: "kind", Side: schema.StandIn, Doc: "Package type; zip by default.", Type: kinds},
		{Name: "size", Side: schema.StandIn, Doc: "MB of a zip that a cold start downloads; 0 by default.", Type: schema.Whole{Max: 250, Unit: " MB"}},
		{Name: "loaded", Side: schema.StandIn, Doc: "MB of code that init really loads, on top of the preset; 0 by default.", Type: schema.Whole{Max: dist.MostLoaded, Unit: " MB"}}}},
}

var kinds = schema.Enum{Words: []string{"zip", "image"}}

// Side is what the key at an address touches; "" when there is no such key.
func Side(address string) schema.Side {
	var side schema.Side
	var t schema.Type = Profile
	for step := range strings.SplitSeq(address, ".") {
		next, s := below(t, step)
		if next == nil {
			break
		}
		if s != "" {
			side = s
		}
		t = next
	}
	return side
}

// below is the type one step further down, and the side of its key.
func below(t schema.Type, step string) (schema.Type, schema.Side) {
	switch t := t.(type) {
	case schema.Object:
		if k := t.Key(step); k != nil {
			return k.Type, k.Side
		}
	case schema.ListOf:
		return t.Of, ""
	case schema.MapOf:
		return t.Of, ""
	case schema.OrNone:
		return below(t.Type, step)
	case schema.Either:
		return below(t.Map, step)
	}
	return nil, ""
}

// JSON is the whole profile as a JSON schema document.
func JSON() []byte {
	return schema.Write("urn:squall:profile", "squall profile", Profile)
}

// Check checks a tree against the table.
func Check(doc *source.Document, root *source.Node) []source.Problem {
	c := schema.Checker{Doc: doc}
	Profile.Check(&c, root, "")
	return c.Problems
}
