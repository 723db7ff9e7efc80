package join

import (
	"strings"

	"squall/attack/hit"
)

// maxReason bounds what a free text of a log may add to a report.
const maxReason = 120

// sign is how a door's log words one kind of end. Reasons end up as names of
// counters, so a text that quotes the function's own message is cut to word.
type sign struct {
	text    string
	outcome hit.Outcome
	word    string // "" keeps the log's
}

// signs are looked for in this order: a function's error may quote anything,
// the words of a throttle too.
//
// https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-access-logs.html#error-reason-codes
// https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-logging.html
var signs = []sign{
	{"Lambda Customer Function Error", hit.FunctionError, "Lambda Customer Function Error"},
	{"The Lambda function returned the following error", hit.FunctionError, "The Lambda function returned the following error"},
	{"Malformed Lambda proxy response", hit.FunctionError, "Malformed Lambda proxy response"},
	{"doesn't match the format that API Gateway expects", hit.FunctionError, ""},
	{"the function answered 429", hit.CheckFailed, ""}, // as where the function's probe tells it
	{"the function answered ", hit.FunctionError, ""},
	{"LambdaUnhandled", hit.FunctionError, ""},
	{"LambdaInvalidResponse", hit.FunctionError, ""},
	{"LambdaResponseTooLarge", hit.FunctionError, ""},
	{"LambdaThrottling", hit.Throttled, ""},
	{"Rate Exceeded", hit.Throttled, "Rate Exceeded"},
	{"TooManyRequestsException", hit.Throttled, ""},
}

// explain gives a hit its log's reason, and the outcome that goes with it.
func explain(h *hit.Hit, reason string) {
	h.ReasonFrom = hit.DoorLog
	h.Reason = reason
	for _, s := range signs {
		if !strings.Contains(reason, s.text) {
			continue
		}
		h.Outcome = s.outcome
		if s.word != "" {
			h.Reason = s.word
		}
		break
	}
	if len(h.Reason) > maxReason {
		h.Reason = strings.ToValidUTF8(h.Reason[:maxReason], "")
	}
}
