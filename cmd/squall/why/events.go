package why

import (
	"strconv"

	"squall/attack/hit"
	"squall/standin/core"
	"squall/standin/outcome"
)

// answered says what the client sees of it, and when.
func (t *teller) answered(e *core.Effect, at int64) {
	h := &t.found.Hit
	rules := "overhead"
	if t.entry.Path != "sdk" && t.entry.Path != "async" {
		rules += " door-latency"
	}
	text := "its client sees " + status(h) + h.Outcome.String()
	if h.Done < at {
		t.step(h.Done, "", "%s: somebody stopped waiting", text)
		return
	}
	end := outcome.Classify(e.Outcome, e.Reason)
	for _, r := range outcome.Rows() {
		if r.Door == t.entry.Path && r.End == end && r.Face.LogReason != "" {
			text += ", and the access log says " + r.Face.LogReason
		}
	}
	t.step(at, rules, "%s", text)
}

// held is an attempt of an event that was refused.
func (t *teller) held(e *trace, at int64) {
	t.refused(&e.settings, e.Reason, at)
	last := &t.story.Steps[len(t.story.Steps)-1]
	last.Text += "; the event goes back into the queue, refusal " + strconv.Itoa(int(e.N))
	last.Rules = append(last.Rules, "throttle-retries")
}

// ran is an attempt of an event that ended.
func (t *teller) ran(e *core.Effect, zero int64) {
	began := e.Start - zero
	if t.fresh {
		began = t.freshAt
	}
	t.step(began, "", "attempt %d", e.Attempt)
	t.served(e, began, zero)
	if e.Outcome == core.Done {
		return
	}
	if f := t.function(); f != nil && int(e.Attempt) <= f.Async.Retries {
		t.step(e.At-zero, "error-retries", "it failed: the next attempt is due after %s", short(t.rules.Squeeze(t.rules.ErrorGap*int64(e.Attempt))))
	}
}

var targets = map[core.Delivery]string{core.ToDeadLetter: "the dead-letter queue", core.ToOnSuccess: "the destination of successes", core.ToOnFailure: "the destination of failures"}

func (t *teller) deliver(e *core.Effect, at int64) {
	rules := ""
	if e.Delivery != core.ToOnSuccess {
		rules = "independent-targets"
	}
	if e.Delivery == core.ToDeadLetter {
		rules += " dead-letter-code"
	}
	t.step(at, rules, "a record goes to %s", targets[e.Delivery])
}

var endings = map[core.Condition][2]string{
	core.Success:                 {"", "the event has ended: it succeeded"},
	core.RetriesExhausted:        {"error-retries", "the event has ended: every attempt failed"},
	core.EventAgeExceeded:        {"event-age", "the event has ended: its next attempt would come after its maximum age"},
	core.ZeroReservedConcurrency: {"zero-reserved", "the event has ended without an attempt: reserved concurrency is 0"},
}

func (t *teller) forgotten(e *core.Effect, at int64) {
	if end, ok := endings[e.Condition]; ok {
		t.step(at, end[0], "%s", end[1])
	}
}

// evidence tells what a live run recorded, and the rules that go with it.
func (t *teller) evidence() {
	h := &t.found.Hit
	if h.Start != hit.StartUnknown {
		t.started(h)
	}
	text := "its client sees " + status(h) + h.Outcome.String()
	if h.Reason != "" {
		text += ": " + h.Reason + ", as the " + h.ReasonFrom.String() + " told"
	} else if h.Outcome == hit.GatewayError {
		text += "; no access log told why"
	}
	t.step(h.Done, reasons[h.Reason], "%s", text)
	for _, s := range t.found.Sightings {
		how := ""
		if s.Kind == hit.Attempt {
			how = " that succeeded, by its log"
			if s.Failed {
				how = " that failed, by its log"
			}
		}
		if s.Condition != "" {
			how += ", " + s.Condition
		}
		t.step(s.At, conditions[s.Condition], "seen: %s%s", s.Kind, how)
	}
}

func (t *teller) started(h *hit.Hit) {
	by := ", as the " + h.StartFrom.String() + " told"
	switch {
	case h.Start == hit.Cold && h.InitType == hit.Provisioned:
		t.step(h.Sent, "order", "a provisioned environment took it, for the first time%s", by)
	case h.Start == hit.Cold:
		t.step(h.Sent, "one-request cold-start", "a new environment started for it, or just before: init %s%s", short(h.Init), by)
	case h.InitType == hit.Provisioned:
		t.step(h.Sent, "order most-recently-used", "a provisioned environment took it%s", by)
	default:
		t.step(h.Sent, "most-recently-used", "a warm environment took it%s", by)
	}
}

// reasons are the rules that a word of a refusal stands for.
var reasons = map[string]string{
	"ReservedFunctionConcurrentInvocationLimitExceeded": "order reserved-ceiling reserved-zero",
	"ConcurrentInvocationLimitExceeded":                 "order account-limit scaling-rate scaling-reason",
	"ReservedFunctionInvocationRateLimitExceeded":       "rps-10x rps-bucket rps-reason",
	"FunctionInvocationRateLimitExceeded":               "rps-10x rps-bucket rps-reason",
	"CallerRateLimitExceeded":                           "rps-10x rps-bucket rps-reason",
	"LambdaThrottling":                                  "order reserved-ceiling account-limit scaling-rate",
}

var conditions = map[string]string{"RetriesExhausted": "error-retries", "EventAgeExceeded": "event-age", "ZeroReservedConcurrency": "zero-reserved"}
