// Package standby has EventBridge Scheduler put back what a run changes, should
// nobody else: for each thing a call, once, at the time at which the run will
// surely have ended. The schedule is gone when the run has put the thing back
// itself.
//
// A schedule cannot look before it calls. Where a call takes a revision, which is
// that of an alias or of $LATEST, it is told to leave what somebody else has set.
package standby

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/lambda"
	"github.com/aws/aws-sdk-go-v2/service/s3"
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

// Options say what schedules need to know of a target.
type Options struct {
	Config  aws.Config
	Account string
	HTTP    *http.Client // that fetches code
	// Poll calls look until it is done or fails.
	Poll func(ctx context.Context, look func() (done bool, err error)) error
	// Resolve turns a profile's name of a version into its number.
	Resolve func(function, version string) (string, error)
	// Number is that under which a version was published with a nonce, or "".
	Number func(function, version, nonce string) string
	// Subscription is the ARN of a trigger's, or "", and Template the id of an
	// experiment's.
	Subscription  func(ctx context.Context, c profiles.Change) (string, error)
	Template      func(ctx context.Context, lease string) (string, error)
	Notifications func(ctx context.Context, bucket string) (any, error)
}

// Standby schedules calls in one account and region.
type Standby struct {
	opt       Options
	scheduler *scheduler.Client
	lambda    *lambda.Client
	s3        *s3.Client

	mu   sync.Mutex
	held []*held // that this process has scheduled
}

// New makes the clients; it connects to nothing yet.
func New(o Options) *Standby {
	return &Standby{opt: o, scheduler: scheduler.NewFromConfig(o.Config), lambda: lambda.NewFromConfig(o.Config),
		s3: s3.NewFromConfig(o.Config, func(s *s3.Options) { s.UsePathStyle = s.BaseEndpoint != nil })}
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
	if gone(err) {
		return seen, nil
	}
	if err != nil {
		return seen, err
	}
	seen.Before = text(aws.ToString(out.ScheduleExpression))
	return seen, nil
}

func gone(err error) bool {
	_, is := errors.AsType[*types.ResourceNotFoundException](err)
	return is
}

// Make schedules a restore, or takes the schedule away.
func (s *Standby) Make(ctx context.Context, c profiles.Change) error {
	if c.Restore == nil || c.Lease == "" {
		return errors.New("the change carries no restore")
	}
	if c.Kind == profiles.DeleteRestore {
		return s.delete(ctx, c)
	}
	h, err := s.take(c)
	if err != nil {
		return err
	}
	if err := s.refresh(ctx, h); err != nil {
		return err
	}
	in := h.schedule()
	_, err = s.scheduler.CreateSchedule(ctx, &scheduler.CreateScheduleInput{Name: &c.Lease, ClientToken: &c.Lease, Description: in.Description, ScheduleExpression: in.ScheduleExpression,
		ScheduleExpressionTimezone: in.ScheduleExpressionTimezone, FlexibleTimeWindow: in.FlexibleTimeWindow, ActionAfterCompletion: in.ActionAfterCompletion, Target: in.Target})
	if err == nil {
		h.scheduled()
		s.mu.Lock()
		defer s.mu.Unlock()
		s.held = append(s.held, h)
	}
	return err
}

// delete takes a schedule away, and the code that it would have called for.
func (s *Standby) delete(ctx context.Context, c profiles.Change) error {
	_, err := s.scheduler.DeleteSchedule(ctx, &scheduler.DeleteScheduleInput{Name: &c.Lease})
	if err != nil && !gone(err) { // it has come, or was never made
		return err
	}
	s.mu.Lock()
	for i, h := range s.held {
		if h.change.Lease == c.Lease {
			s.held = append(s.held[:i], s.held[i+1:]...)
			break
		}
	}
	s.mu.Unlock()
	h, err := s.take(c)
	if err != nil || !h.live(code) {
		return err
	}
	_, err = s.s3.DeleteObject(ctx, &s3.DeleteObjectInput{Bucket: aws.String(h.text("S3Bucket")), Key: aws.String(h.text("S3Key"))})
	return err
}

// mostDescribed is the longest description that AWS takes.
const mostDescribed = 512

func described(r *guard.Restore) *string {
	words := "squall: " + r.What + " is " + r.Before + " again, unless the run has seen to it"
	return aws.String(words[:min(len(words), mostDescribed)])
}

// update has the schedule make the call as it is now, unless it would; one that
// is gone stays so.
func (s *Standby) update(ctx context.Context, h *held) error {
	if h.same() {
		return nil
	}
	_, err := s.scheduler.UpdateSchedule(ctx, h.schedule())
	if gone(err) {
		return nil
	}
	if err == nil {
		h.scheduled()
	}
	return err
}
