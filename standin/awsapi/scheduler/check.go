package scheduler

import (
	"cmp"
	"encoding/json"
	"regexp"
	"strings"
	"time"

	"squall/standin/awsapi/rest"
	"squall/standin/catalog/naming"
	"squall/standin/gateway"
	"squall/standin/timetable"
)

var (
	goodName = regexp.MustCompile(`^[0-9a-zA-Z-_.]{1,64}$`)
	goodRole = regexp.MustCompile(`^arn:aws(-[a-z]+)?:iam::\d{12}:role/[\w+=,.@/-]+$`)
)

// checkSchedule looks at what a timetable does not.
// https://docs.aws.amazon.com/scheduler/latest/APIReference/API_CreateSchedule.html
func checkSchedule(c *rest.Call, in *schedule) *gateway.Error {
	w := in.FlexibleTimeWindow
	switch {
	case !goodName.MatchString(c.Path("name")):
		return failed("name", "Member must satisfy regular expression pattern: ^[0-9a-zA-Z-_.]+$")
	case in.ScheduleExpression == "":
		return failed("scheduleExpression", "Member must not be null")
	case w == nil:
		return failed("flexibleTimeWindow", "Member must not be null")
	case w.Mode != "OFF" && w.Mode != "FLEXIBLE":
		return failed("flexibleTimeWindow.mode", "Member must satisfy enum value set: [OFF, FLEXIBLE]")
	case w.Mode == "OFF" && w.MaximumWindowInMinutes != 0:
		return invalid("A maximum window in minutes must not be specified when the flexible time window is OFF.")
	case w.Mode == "FLEXIBLE" && (w.MaximumWindowInMinutes < 1 || w.MaximumWindowInMinutes > 1440):
		return failed("flexibleTimeWindow.maximumWindowInMinutes", "Member must be between 1 and 1440, inclusive")
	case in.State != "" && in.State != timetable.Enabled && in.State != timetable.Disabled:
		return failed("state", "Member must satisfy enum value set: [ENABLED, DISABLED]")
	case in.ActionAfterCompletion != "" && in.ActionAfterCompletion != timetable.Keep && in.ActionAfterCompletion != timetable.Delete:
		return failed("actionAfterCompletion", "Member must satisfy enum value set: [NONE, DELETE]")
	case in.Target == nil:
		return failed("target", "Member must not be null")
	case len(in.Description) > 512:
		return failed("description", "Member must have length less than or equal to 512")
	}
	return nil
}

// The retry policy of a target that has none.
// https://docs.aws.amazon.com/scheduler/latest/APIReference/API_RetryPolicy.html
const (
	mostAttempts = 185
	mostAge      = 86400
)

// readTarget is a target of a request, checked.
func (h *API) readTarget(in *target) (out timetable.Target, err *gateway.Error) {
	out = timetable.Target{ARN: in.Arn, Role: in.RoleArn, Input: in.Input, Attempts: mostAttempts, Age: mostAge * time.Second}
	if !goodRole.MatchString(in.RoleArn) {
		return out, failed("target.roleArn", "Member must satisfy regular expression pattern: ^arn:aws[a-z-]*:iam::\\d{12}:role\\/[\\w+=,.@\\/-]+$")
	}
	if d := in.DeadLetterConfig; d != nil && d.Arn != "" {
		if a, ok := naming.ParseARN(d.Arn); !ok || a.Service != "sqs" {
			return out, failed("target.deadLetterConfig.arn", "Member must satisfy regular expression pattern: ^arn:aws[a-z-]*:sqs:[a-z0-9-]+:\\d{12}:[a-zA-Z0-9_-]+$")
		}
		out.DeadLetter = d.Arn
	}
	if r := in.RetryPolicy; r != nil {
		age, tries := mostAge, mostAttempts
		if r.MaximumEventAgeInSeconds != nil {
			age = *r.MaximumEventAgeInSeconds
		}
		if r.MaximumRetryAttempts != nil {
			tries = *r.MaximumRetryAttempts
		}
		if age < 60 || age > mostAge || tries < 0 || tries > mostAttempts {
			return out, failed("target.retryPolicy", "maximumEventAgeInSeconds is from 60 to 86400 and maximumRetryAttempts from 0 to 185")
		}
		out.Age, out.Attempts = time.Duration(age)*time.Second, tries
	}
	if in.SqsParameters != nil {
		out.MessageGroup = in.SqsParameters.MessageGroupId
	}
	if e := in.EventBridgeParameters; e != nil {
		out.DetailType, out.Source = e.DetailType, e.Source
	}
	return out, h.checkTarget(&out)
}

// checkTarget says what could not be called.
func (h *API) checkTarget(t *timetable.Target) *gateway.Error {
	if rest, ok := strings.CutPrefix(t.ARN, universal); ok {
		service, action, _ := strings.Cut(rest, ":")
		var in map[string]any
		if json.Unmarshal([]byte(cmp.Or(t.Input, "{}")), &in) != nil {
			return invalid("The Input of a universal target must be well-formed JSON.")
		}
		op, err := h.operationOf(service, action)
		for _, name := range op.labels() {
			if text, _ := in[name].(string); err == nil && text == "" {
				return invalid("Invalid RequestJson provided. Reason The input of " + service + ":" + action + " must have the member " + name + ".")
			}
		}
		return err
	}
	a, ok := naming.ParseARN(t.ARN)
	switch {
	case !ok:
		return invalid("Provided Arn is not in correct format.")
	case a.Service == "events" && (t.DetailType == "" || t.Source == ""):
		return invalid("EventBridgeParameters are required for a target that is an event bus.")
	case a.Service == "lambda" || a.Service == "sqs" || a.Service == "sns" || a.Service == "events":
		return nil
	}
	return gateway.NotBuilt("A target of the service " + a.Service)
}
