package scheduler

import (
	"math"
	"time"

	"squall/standin/timetable"
)

// schedule is the shape of requests and answers.
// https://docs.aws.amazon.com/scheduler/latest/APIReference/API_GetSchedule.html
type schedule struct {
	Arn                        string   `json:",omitempty"`
	ActionAfterCompletion      string   `json:",omitempty"`
	ClientToken                string   `json:",omitempty"`
	CreationDate               *float64 `json:",omitempty"`
	Description                string   `json:",omitempty"`
	EndDate                    *float64 `json:",omitempty"`
	FlexibleTimeWindow         *window  `json:",omitempty"`
	GroupName                  string   `json:",omitempty"`
	KmsKeyArn                  string   `json:",omitempty"`
	LastModificationDate       *float64 `json:",omitempty"`
	Name                       string   `json:",omitempty"`
	ScheduleExpression         string   `json:",omitempty"`
	ScheduleExpressionTimezone string   `json:",omitempty"`
	StartDate                  *float64 `json:",omitempty"`
	State                      string   `json:",omitempty"`
	Target                     *target  `json:",omitempty"`
}

type window struct {
	Mode                   string
	MaximumWindowInMinutes int `json:",omitempty"`
}

type target struct {
	Arn                         string
	RoleArn                     string             `json:",omitempty"`
	Input                       string             `json:",omitempty"`
	DeadLetterConfig            *deadLetter        `json:",omitempty"`
	RetryPolicy                 *retryPolicy       `json:",omitempty"`
	SqsParameters               *sqsParameters     `json:",omitempty"`
	EventBridgeParameters       *eventParameters   `json:",omitempty"`
	EcsParameters               *map[string]any    `json:",omitempty"`
	KinesisParameters           *map[string]string `json:",omitempty"`
	SageMakerPipelineParameters *map[string]any    `json:",omitempty"`
}

type deadLetter struct {
	Arn string `json:",omitempty"`
}

type retryPolicy struct {
	MaximumEventAgeInSeconds, MaximumRetryAttempts *int
}

type sqsParameters struct {
	MessageGroupId string `json:",omitempty"`
}

type eventParameters struct{ DetailType, Source string }

// seconds is an instant as answers have it.
func seconds(t time.Time) *float64 {
	if t.IsZero() {
		return nil
	}
	s := float64(t.UnixMilli()) / 1000
	return &s
}

func instant(s *float64) time.Time {
	if s == nil {
		return time.Time{}
	}
	return time.UnixMilli(int64(math.Round(*s * 1000))).UTC()
}

// show is a schedule as an answer has it.
func show(x timetable.Schedule) schedule {
	age, tries := int(x.Target.Age/time.Second), x.Target.Attempts
	out := schedule{Arn: x.ARN(), ActionAfterCompletion: x.Afterwards, CreationDate: seconds(x.Created), Description: x.Description,
		EndDate: seconds(x.End), GroupName: x.Group, KmsKeyArn: x.Key, LastModificationDate: seconds(x.Modified), Name: x.Name,
		ScheduleExpression: x.Expression, ScheduleExpressionTimezone: x.Zone, StartDate: seconds(x.Start), State: x.State,
		FlexibleTimeWindow: &window{Mode: "OFF"},
		Target: &target{Arn: x.Target.ARN, RoleArn: x.Target.Role, Input: x.Target.Input,
			RetryPolicy: &retryPolicy{MaximumEventAgeInSeconds: &age, MaximumRetryAttempts: &tries}}}
	if x.Window > 0 {
		out.FlexibleTimeWindow = &window{"FLEXIBLE", x.Window}
	}
	if x.Target.DeadLetter != "" {
		out.Target.DeadLetterConfig = &deadLetter{x.Target.DeadLetter}
	}
	if x.Target.MessageGroup != "" {
		out.Target.SqsParameters = &sqsParameters{x.Target.MessageGroup}
	}
	if x.Target.Source != "" {
		out.Target.EventBridgeParameters = &eventParameters{x.Target.DetailType, x.Target.Source}
	}
	return out
}
