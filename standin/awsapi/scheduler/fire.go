package scheduler

import (
	"cmp"
	"strconv"
	"strings"
	"time"

	"squall/standin/catalog"
	"squall/standin/identity"
	"squall/standin/identity/policy"
	"squall/standin/queue"
	"squall/standin/relay"
	"squall/standin/timetable"
)

// fire makes a call that is due, and has it tried again or buried if it fails.
func (h *API) fire(f timetable.Firing) {
	input := filled(&f)
	code, message := h.make(&f, h.callOf(&f, input))
	if code == "" {
		h.store.Delivered(f)
		return
	}
	if exhausted := h.store.Failed(time.Now(), f); exhausted != "" && f.Target.DeadLetter != "" {
		h.bury(&f, input, map[string]string{"ERROR_CODE": code, "ERROR_MESSAGE": message, "EXHAUSTED_RETRY_CONDITION": exhausted})
	}
}

// filled is the input of a call: what AWS puts in place of keywords, and what
// it says to a function where nothing is written.
// https://docs.aws.amazon.com/scheduler/latest/UserGuide/managing-schedule-context-attributes.html
func filled(f *timetable.Firing) string {
	at := f.Scheduled.UTC().Format("2006-01-02T15:04:05Z")
	if f.Target.Input == "" && !strings.HasPrefix(f.Target.ARN, universal) {
		return string(marshal(map[string]any{"version": "0", "id": executionOf(f), "detail-type": "Scheduled Event", "source": "aws.scheduler", "account": f.Account,
			"time": at, "region": f.Region, "resources": []string{f.ARN()}, "detail": "{}"}))
	}
	return strings.NewReplacer("<aws.scheduler.schedule-arn>", f.ARN(), "<aws.scheduler.scheduled-time>", at,
		"<aws.scheduler.execution-id>", executionOf(f), "<aws.scheduler.attempt-number>", strconv.Itoa(f.Attempt)).Replace(f.Target.Input)
}

func executionOf(f *timetable.Firing) string { return catalog.UUID("execution "+f.ARN(), f.Number) }

// make calls a target as the role of a schedule; code is "" when it went well.
func (h *API) make(f *timetable.Firing, c call) (code, message string) {
	p := f.Place
	key, token := p.Account, ""
	h.backend.Identity(func(now int64, s *identity.Store) {
		by := policy.Caller{Service: principal}
		switch {
		case !s.Trusts(f.Target.Role, by):
			code, message = "AccessDeniedException", "the role "+f.Target.Role+" does not trust "+principal
		case !s.Allows(f.Target.Role, c.permission, c.resource):
			code, message = "AccessDeniedException", f.Target.Role+" is not authorized to perform: "+c.permission+" on resource: "+c.resource
		default:
			if got, refused := s.Assume(now, by, f.Target.Role, "EventBridgeScheduler", 0); refused == nil { // a role that nobody made may do everything
				key, token = got.AccessKey, got.Token
			}
		}
	})
	if code != "" {
		return code, message
	}
	c.request.Header.Set("Authorization", "AWS4-HMAC-SHA256 Credential="+key+"/"+time.Now().UTC().Format("20060102")+"/"+p.Region+"/"+c.service+"/aws4_request, SignedHeaders=host, Signature=0")
	if token != "" {
		c.request.Header.Set("X-Amz-Security-Token", token)
	}
	h.mu.Lock()
	apis := h.apis
	h.mu.Unlock()
	var w answer
	apis.ServeHTTP(&w, c.request)
	return w.refusal()
}

// bury sends a call that failed to the dead-letter queue.
// https://docs.aws.amazon.com/scheduler/latest/UserGuide/configuring-schedule-dlq.html
func (h *API) bury(f *timetable.Firing, input string, why map[string]string) {
	why["EXECUTION_ID"], why["RETRY_ATTEMPTS"], why["IS_PAYLOAD_TRUNCATED"] = executionOf(f), strconv.Itoa(f.Attempt-1), "false"
	why["SCHEDULED_TIME"], why["SCHEDULE_ARN"], why["TARGET_ARN"] = f.Scheduled.UTC().Format(time.RFC3339), f.ARN(), f.Target.ARN
	allowed := false
	h.backend.Identity(func(_ int64, s *identity.Store) {
		allowed = s.Allows(f.Target.Role, "sqs:SendMessage", f.Target.DeadLetter)
	})
	if !allowed {
		return // AWS counts it in a metric, and drops it
	}
	m := relay.Message{Body: cmp.Or(input, "{}")}
	for _, name := range []string{"ERROR_CODE", "ERROR_MESSAGE", "EXECUTION_ID", "EXHAUSTED_RETRY_CONDITION", "IS_PAYLOAD_TRUNCATED", "RETRY_ATTEMPTS", "SCHEDULED_TIME", "SCHEDULE_ARN", "TARGET_ARN"} {
		m.Attributes = append(m.Attributes, queue.Attribute{Name: name, Type: "String", Text: why[name]})
	}
	h.backend.Relay(func(now int64, r *relay.Relay) { _ = r.Deliver(now, f.Target.DeadLetter, m) }) // one that is gone takes nothing
}
