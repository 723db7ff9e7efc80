// Package standby has EventBridge Scheduler put back what a run changes, should
// nobody else: for each thing one call, once, at the time at which the run will
// surely have ended. The schedule is gone when the run has put the thing back
// itself.
//
// A schedule cannot look before it calls. Only where a call takes a revision,
// which is that of an alias, can it be told to leave what somebody else has set.
package standby

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/lambda"
	"github.com/aws/aws-sdk-go-v2/service/scheduler"
	"github.com/aws/aws-sdk-go-v2/service/scheduler/types"

	"squall/profiles"
	"squall/profiles/guard"
)

// What is tried again, and how long: what a role may not do it may not do
// later, and a call that comes much later would be another run's affair.
const (
	tries  = 30
	maxAge = 900 // seconds
)

// Standby schedules calls in one account and region.
type Standby struct {
	scheduler *scheduler.Client
	lambda    *lambda.Client
}

// New makes the clients; it connects to nothing yet.
func New(cfg aws.Config) *Standby {
	return &Standby{scheduler.NewFromConfig(cfg), lambda.NewFromConfig(cfg)}
}

// Knows says whether a kind of change is one of these.
func Knows(k profiles.ChangeKind) bool {
	return k == profiles.PutRestore || k == profiles.DeleteRestore
}

// Name of the n-th schedule of a run.
func Name(run string, n int) string {
	tail := fmt.Sprintf("-%02d", n)
	name := "squall-" + run
	return name[:min(len(name), 64-len(tail))] + tail
}

// Seen tells what is there before a change.
type Seen struct {
	What, Before, After string
	Undo                []profiles.Change
}

const none = "not scheduled"

func text(expression string) string {
	return "scheduled for " + strings.TrimSuffix(strings.TrimPrefix(expression, "at("), ")") + "Z"
}

// Look reads whether a restore is scheduled.
func (s *Standby) Look(ctx context.Context, c profiles.Change) (Seen, error) {
	if c.Restore == nil || c.Lease == "" {
		return Seen{}, errors.New("the change carries no restore")
	}
	seen := Seen{What: "restore of " + c.Restore.What, Before: none, After: none}
	if c.Kind == profiles.PutRestore {
		undo := c
		undo.Kind = profiles.DeleteRestore
		seen.After, seen.Undo = text(c.Restore.At), []profiles.Change{undo}
	}
	out, err := s.scheduler.GetSchedule(ctx, &scheduler.GetScheduleInput{Name: &c.Lease})
	if _, gone := errors.AsType[*types.ResourceNotFoundException](err); gone {
		return seen, nil
	}
	if err != nil {
		return seen, err
	}
	seen.Before = text(aws.ToString(out.ScheduleExpression))
	return seen, nil
}

// Make schedules a restore, or takes the schedule away.
func (s *Standby) Make(ctx context.Context, c profiles.Change) error {
	if c.Restore == nil || c.Lease == "" {
		return errors.New("the change carries no restore")
	}
	if c.Kind == profiles.DeleteRestore {
		_, err := s.scheduler.DeleteSchedule(ctx, &scheduler.DeleteScheduleInput{Name: &c.Lease})
		if _, gone := errors.AsType[*types.ResourceNotFoundException](err); gone {
			return nil // it has come, or was never made
		}
		return err
	}
	_, err := s.scheduler.CreateSchedule(ctx, &scheduler.CreateScheduleInput{Name: &c.Lease, ClientToken: &c.Lease, Description: described(c.Restore),
		ScheduleExpression: at(c.Restore), ScheduleExpressionTimezone: aws.String("UTC"), FlexibleTimeWindow: window, ActionAfterCompletion: types.ActionAfterCompletionDelete,
		Target: target(c.Restore, c.Restore.Input)})
	return err
}

var window = &types.FlexibleTimeWindow{Mode: types.FlexibleTimeWindowModeOff}

func at(r *guard.Restore) *string { return aws.String("at(" + r.At + ")") }

// mostDescribed is the longest description that AWS takes.
const mostDescribed = 512

func described(r *guard.Restore) *string {
	words := "squall: " + r.What + " is " + r.Before + " again, unless the run has seen to it"
	return aws.String(words[:min(len(words), mostDescribed)])
}

func target(r *guard.Restore, input string) *types.Target {
	return &types.Target{Arn: &r.Target, RoleArn: &r.Role, Input: &input,
		RetryPolicy: &types.RetryPolicy{MaximumRetryAttempts: aws.Int32(tries), MaximumEventAgeInSeconds: aws.Int32(maxAge)}}
}

// Disarm has the restore of an alias come whatever is there: while the alias is
// moved, nobody knows which revision it will have.
func (s *Standby) Disarm(ctx context.Context, c profiles.Change) error {
	return s.update(ctx, c, c.Restore.Input)
}

// Arm has the restore of an alias come only if the alias is still as moved has
// set it.
func (s *Standby) Arm(ctx context.Context, c profiles.Change, to string) error {
	var in map[string]any
	if err := json.Unmarshal([]byte(c.Restore.Input), &in); err != nil {
		return err
	}
	function, _ := in["FunctionName"].(string)
	name, _ := in["Name"].(string)
	now, err := s.lambda.GetAlias(ctx, &lambda.GetAliasInput{FunctionName: &function, Name: &name})
	if err != nil {
		return err
	}
	if aws.ToString(now.FunctionVersion) != to {
		return nil // somebody was quicker: the run will find that too
	}
	in["RevisionId"] = aws.ToString(now.RevisionId)
	input, err := json.Marshal(in)
	if err != nil {
		return err
	}
	return s.update(ctx, c, string(input))
}

// update replaces the input of a schedule; one that is gone stays so.
func (s *Standby) update(ctx context.Context, c profiles.Change, input string) error {
	_, err := s.scheduler.UpdateSchedule(ctx, &scheduler.UpdateScheduleInput{Name: &c.Lease, Description: described(c.Restore), ScheduleExpression: at(c.Restore),
		ScheduleExpressionTimezone: aws.String("UTC"), FlexibleTimeWindow: window, ActionAfterCompletion: types.ActionAfterCompletionDelete, Target: target(c.Restore, input)})
	if _, gone := errors.AsType[*types.ResourceNotFoundException](err); gone {
		return nil
	}
	return err
}
