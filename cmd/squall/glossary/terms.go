// Package glossary explains the terms of Lambda's concurrency, cold starts and
// asynchronous invokes: what each means, by which rules, what is commonly got
// wrong about it, and which built-in profile shows it.
//
// It states no rule of its own: those are the rule book's.
package glossary

// Term is one term.
type Term struct {
	Name    string
	Also    []string // other words for it
	Means   string
	Trap    string   // what exams and outages are made of
	Rules   []string // of the rule book
	Profile string   // a built-in one that shows it; "" when none does
}

// terms are in alphabetical order.
var terms = []Term{
	{"account-limit", []string{"unreserved", "ConcurrentInvocationLimitExceeded"},
		"Functions without reserved concurrency share what the account has left: its limit, less everything reserved and provisioned.",
		"One busy function can starve all others in the account and region; and 100 units always stay unreserved, so 900 of 1,000 is the most that can be reserved.",
		[]string{"account-limit", "unreserved-100"}, "noisy-neighbour"},
	{"alias", []string{"weights", "canary"},
		"A name for a version, or by weights for two.",
		"Weights are a draw for each request, not a share of users; $LATEST cannot take part; a weighted alias cannot get provisioned concurrency.",
		[]string{"weights", "weighted-latest", "not-weighted", "moves-with-alias"}, "alias-weights"},
	{"async", []string{"asynchronous", "event"},
		"An invoke that is answered 202 before it runs: the event waits in a queue of Lambda's, which tries again.",
		"The caller never sees a throttle or an error: 202 says nothing about success.",
		[]string{"accepted", "same-request-id"}, "async-dead-letter"},
	{"cold-start", []string{"cold", "init"},
		"A request that finds no idle environment waits until a new one has started: sandbox, init, and a slower first invoke.",
		"More memory does not make the init itself faster up to 1 GB, but the first invoke; concurrency, not rate, decides how many there are.",
		[]string{"cold-start", "one-request", "download", "init-limit", "init-error", "cannot-start"}, "provisioned-concurrency"},
	{"concurrency", []string{"in-flight"},
		"Requests in progress at one time: rate times duration.",
		"100 a second for 50 ms is a concurrency of 5, and 5 a second for 20 s is 100. The limit is on this, not on the rate.",
		[]string{"one-request", "order"}, "throttling"},
	{"dead-letter", []string{"dlq", "dead-letter-queue", "destination", "on-failure"},
		"Where an event goes that failed for good: a dead-letter queue of the function, a destination of the qualifier, or both.",
		"Neither sees failures of synchronous invokes; a destination's record has the answer and the reason, a dead letter only the event and an error code.",
		[]string{"independent-targets", "dead-letter-code"}, "async-dead-letter"},
	{"environment", []string{"sandbox", "idle", "lifetime"},
		"What runs a version, one request at a time, until it has been idle for some minutes or is about two hours old.",
		"The most recently used idle one is taken, so the others of a burst idle away; how long AWS keeps them is not documented, and pinging keeps exactly one warm.",
		[]string{"one-request", "most-recently-used", "idle-expiry", "max-lifetime", "lifetime-spread", "proactive", "version-fleet", "old-configuration"}, ""},
	{"event-age", []string{"max-age", "expired", "MaximumEventAgeInSeconds", "EventAgeExceeded"},
		"How old an asynchronous event may get: 60 s to 6 h.",
		"Lambda looks ahead: an event ends when its next attempt would be too late, not when its age is reached. With 60 s there is no retry at all.",
		[]string{"event-age"}, "async-six-hours"},
	{"provisioned", []string{"provisioned-concurrency"},
		"Environments of one version or alias that are started before anybody asks.",
		"It is no limit (see spillover), costs while idle, and needs a version or an alias: $LATEST always starts cold. With all of reserved provisioned, $LATEST is always refused.",
		[]string{"order", "in-progress", "provisioning-rate", "by-number", "one-per-version", "not-latest", "within-reserved", "six-tries", "failed-gives-back"}, "provisioned-concurrency"},
	{"request-rate", []string{"rps", "10x", "FunctionInvocationRateLimitExceeded", "ReservedFunctionInvocationRateLimitExceeded"},
		"Each unit of concurrency also allows 10 requests a second.",
		"A function of 1 ms is throttled at a concurrency of almost nothing: reserved 5 is 50 requests a second, however short they are.",
		[]string{"rps-10x", "rps-bucket", "rps-reason"}, ""},
	{"reserved", []string{"reserved-concurrency", "ReservedFunctionConcurrentInvocationLimitExceeded"},
		"Concurrency that one function has for itself, all its versions together, and never exceeds.",
		"It is floor and ceiling at once, it is taken from everybody else, and it starts no environment. 0 stops the function.",
		[]string{"reserved-ceiling", "reserved-zero", "unreserved-100"}, "throttling"},
	{"retries", []string{"retry", "backoff", "RetriesExhausted"},
		"Lambda's own second and third attempt of an asynchronous event: after one minute, and after two more.",
		"Function errors use up retries and throttles do not: a throttled event comes back for up to six hours, after 1 s, 2 s, 4 s ... 5 minutes.",
		[]string{"error-retries", "error-gaps", "throttle-retries", "throttle-curve"}, "async-six-hours"},
	{"scaling-rate", []string{"burst"},
		"How fast a function may start environments: 1,000 every 10 s.",
		"It is for each function and does not add up beyond 1,000; the burst of 500 to 3,000 for a region is history. Below the limits a spike can still be throttled.",
		[]string{"scaling-rate", "scaling-reason"}, "throttling"},
	{"spillover", nil,
		"A request that finds no free provisioned environment runs on demand, with a cold start if need be.",
		"Provisioned concurrency does not cap a function; the metric ProvisionedConcurrencySpilloverInvocations tells, an alarm on Throttles does not.",
		[]string{"spillover"}, "provisioned-concurrency"},
	{"throttling", []string{"throttle", "429", "502", "TooManyRequestsException", "LambdaThrottling"},
		"Lambda refuses a request over a limit.",
		"Only SDK and function URL show 429: behind an ALB it is a 502, behind a REST API a 500, and an asynchronous caller sees nothing.",
		[]string{"order", "account-limit", "reserved-ceiling", "scaling-rate", "rps-10x", "overhead", "door-latency"}, "quickstart"},
	{"timeout", nil,
		"The function's own limit on one invoke, up to 900 s.",
		"It ends the process: the next request in that environment initialises again inside its own duration. Behind a REST API the gateway gives up after 29 s, and the function goes on.",
		[]string{"timeout-reset"}, ""},
	{"version", []string{"$LATEST", "latest"},
		"A published, immutable copy of code and configuration, with a number that is never used again.",
		"Environments belong to one version: after a deployment all start cold, and provisioned ones are built anew.",
		[]string{"numbers", "version-fleet", "old-configuration"}, "alias-repoint"},
	{"zero-reserved", []string{"ZeroReservedConcurrency", "stop"},
		"Reserved concurrency 0 refuses every request.",
		"New asynchronous events fail at once and go to the dead-letter queue; those that were in the queue before keep coming back until they are too old.",
		[]string{"reserved-zero", "zero-reserved"}, "async-six-hours"},
}
