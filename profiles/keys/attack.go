package keys

import (
	"slices"

	"squall/profiles/schema"
	"squall/profiles/traffic"
)

// Paths are the ways in that are built.
var Paths = []string{"sdk", "alb", "apigw-rest", "apigw-http", "url", "async", "s3", "sns", "events"}

var entry = schema.Object{Keys: slices.Concat([]schema.Key{
	{Name: "name", Side: schema.AttackSide, Doc: "Name of the entry; its path by default.", Type: schema.Text{Pattern: Name}},
	{Name: "path", Side: schema.AttackSide, Doc: "The way in: sdk, alb, apigw-rest, apigw-http, url (function URL), async (SDK, Event), s3 (objects), sns (messages) or events (EventBridge).", Type: schema.Enum{Words: Paths}},
	{Name: "url", Side: schema.AttackSide, Doc: "Any HTTP endpoint, instead of path and function; placeholders may stand behind the host. With a path such as alb and a function, the address of that door on AWS.", Type: schema.Text{Pattern: schema.NewPattern(`https?://[^\s/{}]+[^\x00-\x1f\x7f#]*`, "an endpoint is written as http://host/path or https://host/path")}},
	{Name: "function", Side: schema.AttackSide, Doc: "The function, as name, name:alias or name:version.", Type: schema.Text{}},
}, carried, []schema.Key{
	{Name: "requests", Side: schema.AttackSide, Doc: "Several requests, of which each arrival is one by weight; what one does not say is the entry's.", Type: schema.ListOf{Of: request}},
	{Name: "data", Side: schema.AttackSide, Doc: "What placeholders are filled in with.", Type: data},
	{Name: "workers", Side: schema.AttackSide, Doc: "Cap on the requests in flight; none by default.", Type: schema.OrNone{Type: schema.Whole{Min: 1, Max: 100_000}}},
	{Name: "timeout", Side: schema.AttackSide, Doc: "The client's own limit; the function's timeout and 40s by default.", Type: schema.Duration.Positive()},
	{Name: "retry", Side: schema.AttackSide, Doc: "How the client tries a request again; none by default: what failed has failed.", Type: schema.OrNone{Type: retry}},
	{Name: "keep_alive", Side: schema.AttackSide, Doc: "false opens a connection for each request, as clients do that come once; true by default.", Type: schema.Switch{}},
	{Name: "http2", Side: schema.AttackSide, Doc: "Speak HTTP/2, all requests on one connection where the server lets them; HTTP/1.1 by default.", Type: schema.Switch{}},
	{Name: "multi_value", Side: schema.AttackSide, Doc: "Multi-value headers at the ALB.", Type: schema.Switch{}},
	{Name: "warmup", Side: schema.AttackSide, Doc: "Load before t=0 at the first phase's rate, in no figure.", Type: schema.Duration},
	{Name: "phases", Side: schema.AttackSide, Required: true, Doc: "The schedule, one phase after the other.", Type: schema.ListOf{Of: phase}},
	{Name: "sigv4", Side: schema.AttackSide, Doc: "Signs the requests with AWS credentials.", Type: sigv4},
	{Name: "owner", Side: schema.AttackSide, Doc: "On AWS: external says that the url is of no account of yours; else it must be one of the pinned account.", Type: schema.Enum{Words: []string{"external"}}},
	{Name: "access_log", Side: schema.AttackSide, Doc: "On AWS: where the ALB or the stage writes its access log, s3://BUCKET/PREFIX or logs:GROUP.", Type: schema.Text{Pattern: logs}},
	{Name: "function_log", Side: schema.AttackSide, Doc: "On AWS: the log group of the function, logs:GROUP, whose REPORT lines tell cold starts and versions of requests through a door.", Type: schema.Text{Pattern: group}},
	{Name: "bucket", Side: schema.Control, Doc: "Path s3: the bucket that objects are put into and that tells the function.", Type: schema.Text{Pattern: bucket}},
	{Name: "prefix", Side: schema.Control, Doc: "Path s3: what the keys of the objects begin with.", Type: schema.Text{Pattern: schema.NewPattern(`[a-zA-Z0-9!_.*'()/-]{1,512}`, "a prefix is letters, digits and !_.*'()/-")}},
	{Name: "topic", Side: schema.Control, Doc: "Path sns: the topic that messages are published to.", Type: schema.Text{Pattern: schema.NewPattern(`[a-zA-Z0-9_-]{1,256}`, "a topic's name is letters, digits, dashes and underscores")}},
	{Name: "bus", Side: schema.Control, Doc: "Path events: the event bus; default by default.", Type: schema.Text{Pattern: schema.NewPattern(`[a-zA-Z0-9._-]{1,256}`, "a bus's name is letters, digits, dots, dashes and underscores")}},
})}

// retry is a client's retries, by default those of an AWS SDK's standard mode.
var retry = schema.Object{Keys: []schema.Key{
	{Name: "attempts", Side: schema.AttackSide, Doc: "Attempts of one request at most, the first among them; 3 by default.", Type: schema.Whole{Min: 2, Max: 100}},
	{Name: "backoff", Side: schema.AttackSide, Doc: "exponential (the default: each wait is twice the one before) or none (at once).", Type: schema.Enum{Words: []string{"exponential", "none"}}},
	{Name: "base", Side: schema.AttackSide, Doc: "The wait before the second attempt; 1s by default.", Type: schema.Duration.Positive()},
	{Name: "max", Side: schema.AttackSide, Doc: "The longest wait; 20s by default.", Type: schema.Duration.Positive()},
	{Name: "jitter", Side: schema.AttackSide, Doc: "full (the default: a wait is anything from 0 to its length) or none.", Type: schema.Enum{Words: []string{"full", "none"}}},
	{Name: "on", Side: schema.AttackSide, Doc: "What is tried again: throttle (429), error (5xx, or a broken connection), timeout (the client's own), function_error (the function's own, at the sdk path); the first three by default.", Type: schema.ListOf{Of: schema.Enum{Words: traffic.Troubles}}},
}}

var bucket = schema.NewPattern(`[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]`, "a bucket's name is 3 to 63 lower-case letters, digits, dots and dashes")

var phase = schema.Object{Keys: []schema.Key{
	{Name: "for", Side: schema.AttackSide, Doc: "Length of the phase; of a replay that of its trace, unless it shall be shorter.", Type: schema.Duration.Positive()},
	{Name: "rate", Side: schema.AttackSide, Doc: "A steady rate, as in 100/s or 1/600s; of onoff the rate while on, of sine and minute the mean. max is a closed loop: each of the entry's workers sends its next request when the last one has ended, to find limits; its latencies are no user's.", Type: schema.OrMax{Type: schema.Rate}},
	{Name: "from", Side: schema.AttackSide, Doc: "Rate at the start of a ramp.", Type: schema.Rate},
	{Name: "to", Side: schema.AttackSide, Doc: "Rate at the end of a ramp.", Type: schema.Rate},
	{Name: "arrival", Side: schema.AttackSide, Doc: "How arrivals are spread: uniform (evenly, the default), poisson (at random), onoff (poisson for a time, nothing for a time, and again), sine (poisson with a rate that waves about its mean), minute (bursts on every minute from t=0, like timers), replay (as a trace says; squall import makes one).", Type: schema.Enum{Words: []string{"uniform", "poisson", "onoff", "sine", "minute", "replay"}}},
	{Name: "on", Side: schema.AttackSide, Doc: "Of onoff: how long it is on.", Type: schema.Duration.Positive()},
	{Name: "off", Side: schema.AttackSide, Doc: "Of onoff: how long it is off.", Type: schema.Duration.Positive()},
	{Name: "amplitude", Side: schema.AttackSide, Doc: "Of sine: how far the rate goes above its mean and below it, as in 80/s.", Type: schema.Rate},
	{Name: "period", Side: schema.AttackSide, Doc: "Of sine: the length of a wave, such as 24h.", Type: schema.Duration.Positive()},
	{Name: "shift", Side: schema.AttackSide, Doc: "Of sine: where in its wave the phase begins; 0, the default, is at the mean on the way up, a quarter of the period later the peak.", Type: schema.Duration},
	{Name: "spread", Side: schema.AttackSide, Doc: "Of minute: the time after the minute in which its requests come, each anywhere in it; 0 by default, all at once.", Type: schema.Duration},
	{Name: "trace", Side: schema.AttackSide, Doc: "Of replay: a CSV file with the header at_s,for_s,count, gzip or not, from the folder of the profile; each row is a number of requests anywhere in a span of seconds, and a column duration_s may say how long each ran.", Type: schema.Text{Pattern: schema.NewPattern(`\S(.*\S)?`, "a file has a name")}},
	{Name: "speed", Side: schema.AttackSide, Doc: "Of replay: how many times as fast, as in 60x.", Type: schema.Factor},
	{Name: "scale", Side: schema.AttackSide, Doc: "Of replay: how many times as many requests, as in 0.1; 1 by default.", Type: schema.Number.Positive()},
	{Name: "durations", Side: schema.AttackSide, Doc: "Of replay: recorded (each request of a modelled function runs as long as the trace says, where it says so; the default) or drawn (all run as long as the model says). Paths s3, sns and events are always drawn: their messages say nothing of it.", Type: schema.Enum{Words: []string{"recorded", "drawn"}}},
}}

var arm = schema.Object{Keys: []schema.Key{
	{Name: "name", Side: schema.AttackSide, Required: true, Doc: "Name of the arm.", Type: schema.Text{Pattern: Name}},
	{Name: "set", Side: schema.AttackSide, Doc: "Values by address, as in functions.checkout.memory: 512.", Type: schema.MapOf{Of: schema.Free{}}},
	{Name: "environments", Side: schema.Control, Doc: "new: each block has environments of its own (default); keep: blocks share them.", Type: schema.Enum{Words: []string{"new", "keep"}}},
}}
