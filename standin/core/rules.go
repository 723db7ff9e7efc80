package core

// Status says how well a rule is known.
type Status string

// The statuses, best first.
const (
	Documented Status = "documented" // AWS's documentation says so
	Recorded   Status = "recorded"   // recorded from AWS, with the year
	Measured   Status = "measured"   // measured on AWS, with the year
	Guess      Status = "guess"      // nobody has published it
)

// Rule is one rule of the rule book, as `squall rules` prints it.
type Rule struct {
	Name      string
	Says      string
	Status    Status
	Source    string // document, or year and place
	Parameter string // profile key that changes it, or ""
	Symbol    string // where it is enforced: in standin/core/book, core/pool or core/chance
}

const docs = "https://docs.aws.amazon.com/lambda/latest/dg/"

// Rules lists every rule, by subject.
func Rules() []Rule {
	var all []Rule
	for _, part := range [][]Rule{concurrencyRules, environmentRules, versionRules, provisionedRules, asyncRules} {
		all = append(all, part...)
	}
	return all
}

var concurrencyRules = []Rule{
	{"account-limit", "functions without reserved concurrency share the account's limit less everything reserved and provisioned; over it: ConcurrentInvocationLimitExceeded",
		Documented, docs + "lambda-concurrency.html", "account.concurrency", "Room"},
	{"unreserved-100", "100 units of the account's concurrency always stay unreserved",
		Documented, docs + "configuration-concurrency.html", "", "Reserve"},
	{"reserved-ceiling", "reserved concurrency is floor and ceiling of a function, all versions together; over it: ReservedFunctionConcurrentInvocationLimitExceeded",
		Documented, docs + "configuration-concurrency.html", "functions.reserved", "Room"},
	{"reserved-zero", "reserved concurrency 0 refuses every request",
		Documented, docs + "configuration-concurrency.html", "functions.reserved", "place"},
	{"scaling-rate", "a function may start 1,000 environments per 10 s, refilled continuously, never more than 1,000 at once",
		Documented, docs + "scaling-behavior.html", "platform.scaling_rate", "place"},
	{"scaling-reason", "a refusal by the scaling rate alone says ConcurrentInvocationLimitExceeded",
		Guess, "AWS says 429, no reason", "", "place"},
	{"rps-10x", "10 requests a second for each unit of account, reserved and provisioned concurrency",
		Documented, docs + "lambda-concurrency.html", "platform.request_rate", "rate"},
	{"rps-bucket", "the 10x limits are token buckets of one second's credit that start full; 100/10s keeps ten seconds'",
		Guess, "depth 1 would throttle Poisson traffic far below the limit", "platform.request_rate", "requests"},
	{"rps-reason", "a refusal by the 10x limits says FunctionInvocationRateLimitExceeded or ReservedFunctionInvocationRateLimitExceeded",
		Guess, "names of the API model only", "", "rate"},
	{"order", "free provisioned environments first, then reserved concurrency or the unreserved pool",
		Documented, docs + "lambda-concurrency.html", "", "place"},
}

var environmentRules = []Rule{
	{"one-request", "an environment handles one request at a time; with none idle a new one starts",
		Documented, docs + "lambda-runtime-environment.html", "", "run"},
	{"most-recently-used", "of the idle environments the most recently used one is chosen (99.6 to 100 % of 23,175 requests)",
		Measured, "2020, raw logs of a published benchmark", "", "rest"},
	{"cold-start", "a cold start is sandbox, init and a first-invoke penalty that shrinks with memory",
		Measured, "2020-2026, public cold-start data", "platform.sandbox", "plan"},
	{"download", "each MB of a zip package adds 10 ms to a cold start; an image is read as it is needed, its size adds nothing",
		Measured, "2021, STeLLAR: a random file of 10 and 100 MB in a package; images: ATC 2023", "platform.download", "Run"},
	{"init-limit", "an on-demand init over 10 s is given up and repeated inside the first invoke, under the function's timeout",
		Documented, docs + "lambda-runtime-environment.html", "platform.init_limit", "Run"},
	{"idle-expiry", "an idle environment ends after 300 to 420 s",
		Measured, "2021; AWS publishes nothing", "platform.idle_expiry", "Expiry"},
	{"max-lifetime", "an environment ends about 2 h after its start, used or not",
		Measured, "2020, seven logs, none over 7,384 s", "platform.max_lifetime", "Lifetime"},
	{"lifetime-spread", "lifetimes differ by 3 % up and down",
		Measured, "2020, seven logs: 7,120 to 7,384 s", "platform.lifetime_spread", "Lifetime"},
	{"proactive", "45 % of the environments whose lifetime is over are replaced before a request needs them, 10 % of those with less than a request a minute; one that no request used is not",
		Measured, "2020: 45 % at 0.016 to 0.1 requests a second, 9 % below 0.008", "platform.proactive", "Proactive"},
	{"timeout-reset", "a timeout ends the process; the next request initialises again inside its own duration",
		Documented, docs + "lambda-runtime-environment.html", "", "Run"},
	{"init-error", "a failed init answers the request with a function error and ends the environment",
		Recorded, "2025", "", "finish"},
	{"cannot-start", "a version whose KMS key cannot be used starts no environment: 502 with the key's trouble; environments that are there go on serving",
		Documented, "https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html", "", "place"},
	{"overhead", "the invoke front end adds about 7 ms that the client sees and no environment is busy for; one time in a hundred some 60 ms more, one in a thousand 300 ms",
		Measured, "2020, 29,288 warm requests: p99 73 ms and p99.9 330 ms above the fastest", "platform.invoke_overhead", "Latency"},
	{"door-latency", "a door adds latency of its own: ALB 3 ms, REST API 13 ms, HTTP API 8 ms, function URL 2 ms",
		Guess, "API Gateway follows measurements of 2021; nobody has published the others", "platform.door_latency", "Latency"},
	{"old-configuration", "a request that runs while its function is updated finishes on the old configuration",
		Recorded, "2024", "", "configureLatest"},
}

var versionRules = []Rule{
	{"numbers", "version numbers rise and are never reused, also after a function was deleted",
		Documented, docs + "configuration-versions.html", "", "createFunction"},
	{"version-fleet", "an environment belongs to one version and serves no other",
		Guess, "implied by the documentation", "", "run"},
	{"weights", "a weighted alias chooses between two versions by a draw of each request's own",
		Documented, docs + "configuring-alias-routing.html", "functions.aliases", "resolve"},
	{"weighted-latest", "a weighted alias may not involve $LATEST; an unweighted one may point at it",
		Recorded, "2025", "", "putAlias"},
}

var provisionedRules = []Rule{
	{"in-progress", "while IN_PROGRESS requests go on demand; what one request asked for becomes usable together",
		Documented, docs + "lambda-concurrency.html", "", "build"},
	{"provisioning-rate", "provisioning starts after about a minute and goes at up to 6,000 environments a minute",
		Documented, docs + "lambda-concurrency.html", "platform.provisioning", "build"},
	{"spillover", "what finds no free provisioned environment, or comes faster than 10 a second for each, goes on demand",
		Documented, docs + "lambda-concurrency.html", "", "place"},
	{"by-number", "provisioned concurrency of an alias also serves its version by number; $LATEST stays on demand",
		Recorded, "2025", "", "place"},
	{"one-per-version", "a version has one provisioned configuration: its own or one alias's",
		Recorded, "2025", "", "putProvisioned"},
	{"not-weighted", "provisioned concurrency cannot be put on a weighted alias",
		Recorded, "2020, 2026", "", "provisionable"},
	{"not-latest", "provisioned concurrency cannot be put on $LATEST",
		Recorded, "2025", "", "putProvisioned"},
	{"within-reserved", "a function's provisioned concurrency may not exceed its reserved; when equal, $LATEST is always refused",
		Recorded, "2025", "", "Fits"},
	{"moves-with-alias", "when the alias moves, the new version is provisioned while traffic stays on the old one",
		Measured, "2023, 2026", "", "moveProvision"},
	{"six-tries", "init is tried six times, then the configuration is FAILED and requests go on demand",
		Recorded, "2026", "platform.provisioning.tries", "SlowestInit"},
	{"failed-gives-back", "a configuration that ends FAILED also gives back the environments that served before it was raised or moved",
		Guess, "0 allocated was recorded in 2026 for a first request only", "", "provisioned"},
}

var asyncRules = []Rule{
	{"accepted", "an asynchronous request is answered 202 whatever the function's concurrency",
		Documented, docs + "invocation-async.html", "", "accept"},
	{"error-retries", "a function error is retried twice by default, after one minute and after two more",
		Documented, docs + "invocation-async-error-handling.html", "functions.async.retries", "ran"},
	{"error-gaps", "these waits are exactly 60 and 120 s, without jitter",
		Guess, "AWS says one minute, then two; attempts recorded in 2025 fit", "platform.async_backoff.error", "ran"},
	{"throttle-retries", "a throttled event returns to the queue: first 1 s, doubling up to 5 minutes, using up no retry",
		Documented, docs + "invocation-async-error-handling.html", "platform.async_backoff.throttle", "attempt"},
	{"throttle-curve", "the gaps are exactly 1, 2, 4, ... 256, 300, 300 s, without jitter",
		Guess, "AWS says exponential from 1 s to 5 minutes", "platform.async_backoff", "attempt"},
	{"event-age", "an event ends at once when its next attempt would come after its maximum age",
		Recorded, "2025", "functions.async.max_age", "retryAfter"},
	{"zero-reserved", "with reserved concurrency 0 an event fails at once without an attempt: ZeroReservedConcurrency",
		Recorded, "2025", "", "accept"},
	{"independent-targets", "a dead-letter queue and a failure destination both receive a failed event",
		Documented, docs + "invocation-async-retain-records.html", "functions.async", "end"},
	{"dead-letter-code", "ErrorCode of a dead letter is 200 after a function error and 429 after a throttle",
		Guess, "200 recorded in 2025; 429 follows from the words", "", "end"},
	{"same-request-id", "all attempts of an event carry one request id",
		Recorded, "2025", "", "attempt"},
}
