package target

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/lambda"
	"github.com/aws/aws-sdk-go-v2/service/lambda/types"

	"squall/attack/target/queues"
	"squall/profiles"
)

// Defaults of asynchronous invokes where a configuration leaves them out.
// https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-configuring.html
const (
	defaultRetries = 2
	defaultMaxAge  = 6 * time.Hour
)

// arn turns the profile's word for a target into an ARN: sqs:NAME, a bare
// queue name, or an ARN as it is read back.
func (t *Target) arn(target string) string {
	if target == "" || strings.HasPrefix(target, "arn:") {
		return target
	}
	return "arn:aws:sqs:" + t.opt.Region + ":" + t.opt.Account + ":" + queues.Name(target)
}

func (t *Target) lookDeadLetter(ctx context.Context, c profiles.Change) (Applied, error) {
	before, err := t.configuration(ctx, c.Function)
	if err != nil {
		return Applied{}, err
	}
	a := Applied{What: "dead-letter queue of " + c.Function, Before: "none", After: orNone(t.arn(c.Queue))}
	a.Settled = a.After
	if before == nil {
		return a, nil
	}
	a.Before, a.Revision = orNone(before.deadLetter), before.revision
	a.Undo = []profiles.Change{{Kind: profiles.PutDeadLetter, Function: c.Function, Queue: before.deadLetter}}
	return a, nil
}

func (t *Target) putDeadLetter(ctx context.Context, c profiles.Change) error {
	_, err := t.settled(ctx, c.Function, "")
	if c.Queue == "" && absent(err) {
		return nil
	}
	if err != nil {
		return err
	}
	_, err = t.lambda.UpdateFunctionConfiguration(ctx, &lambda.UpdateFunctionConfigurationInput{
		FunctionName: &c.Function, DeadLetterConfig: &types.DeadLetterConfig{TargetArn: aws.String(t.arn(c.Queue))}, RevisionId: unlessEmpty(c.Revision),
	})
	if err != nil {
		return revised(err)
	}
	_, err = t.settled(ctx, c.Function, "")
	return err
}

func orNone(s string) string {
	if s == "" {
		return "none"
	}
	return s
}

// eventInvokeNow reads the asynchronous settings of a qualifier; nil when
// there are none of its own.
func (t *Target) eventInvokeNow(ctx context.Context, c profiles.Change) (*profiles.Async, error) {
	q, err := t.qualifierOf(c)
	if err != nil {
		return nil, err
	}
	out, err := t.lambda.GetFunctionEventInvokeConfig(ctx, &lambda.GetFunctionEventInvokeConfigInput{FunctionName: &c.Function, Qualifier: q})
	if absent(err) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	async := &profiles.Async{Retries: defaultRetries, MaxAge: defaultMaxAge}
	if out.MaximumRetryAttempts != nil {
		async.Retries = int(*out.MaximumRetryAttempts)
	}
	if out.MaximumEventAgeInSeconds != nil {
		async.MaxAge = time.Duration(*out.MaximumEventAgeInSeconds) * time.Second
	}
	if d := out.DestinationConfig; d != nil {
		if d.OnSuccess != nil {
			async.OnSuccess = aws.ToString(d.OnSuccess.Destination)
		}
		if d.OnFailure != nil {
			async.OnFailure = aws.ToString(d.OnFailure.Destination)
		}
	}
	return async, nil
}

func asyncText(a *profiles.Async) string {
	if a == nil {
		return "none"
	}
	return fmt.Sprintf("%d retries, %s, on success %s, on failure %s", a.Retries, a.MaxAge, orNone(a.OnSuccess), orNone(a.OnFailure))
}

func (t *Target) lookEventInvoke(ctx context.Context, c profiles.Change, after *profiles.Async) (Applied, error) {
	before, err := t.eventInvokeNow(ctx, c)
	if err != nil {
		return Applied{}, err
	}
	on := c.Function
	if c.Qualifier != "" {
		on += ":" + c.Qualifier
	}
	a := Applied{What: "asynchronous settings of " + on, Before: asyncText(before), After: asyncText(after), Settled: asyncText(t.settledAsync(after))}
	if before != nil {
		a.Undo = []profiles.Change{{Kind: profiles.PutEventInvoke, Function: c.Function, Qualifier: c.Qualifier, Async: *before}}
	} else if after != nil {
		a.Undo = []profiles.Change{{Kind: profiles.DeleteEventInvoke, Function: c.Function, Qualifier: c.Qualifier}}
	}
	return a, nil
}

// settledAsync is how asynchronous settings will read, with ARNs and defaults.
func (t *Target) settledAsync(a *profiles.Async) *profiles.Async {
	if a == nil {
		return nil
	}
	out := *a
	out.OnSuccess, out.OnFailure = t.arn(a.OnSuccess), t.arn(a.OnFailure)
	out.MaxAge = time.Duration(profiles.WholeSeconds(a.MaxAge)) * time.Second
	if a.MaxAge <= 0 {
		out.MaxAge = defaultMaxAge
	}
	return &out
}

func (t *Target) lookPutEventInvoke(ctx context.Context, c profiles.Change) (Applied, error) {
	return t.lookEventInvoke(ctx, c, &c.Async)
}

// putEventInvoke replaces all settings, so that none is left from before.
func (t *Target) putEventInvoke(ctx context.Context, c profiles.Change) error {
	q, err := t.qualifierOf(c)
	if err != nil {
		return err
	}
	in := &lambda.PutFunctionEventInvokeConfigInput{
		FunctionName: &c.Function, Qualifier: q, MaximumRetryAttempts: aws.Int32(int32(c.Async.Retries)),
		DestinationConfig: &types.DestinationConfig{},
	}
	if c.Async.MaxAge > 0 {
		in.MaximumEventAgeInSeconds = aws.Int32(int32(profiles.WholeSeconds(c.Async.MaxAge)))
	}
	if c.Async.OnSuccess != "" {
		in.DestinationConfig.OnSuccess = &types.OnSuccess{Destination: aws.String(t.arn(c.Async.OnSuccess))}
	}
	if c.Async.OnFailure != "" {
		in.DestinationConfig.OnFailure = &types.OnFailure{Destination: aws.String(t.arn(c.Async.OnFailure))}
	}
	_, err = t.lambda.PutFunctionEventInvokeConfig(ctx, in)
	return err
}

func (t *Target) lookDeleteEventInvoke(ctx context.Context, c profiles.Change) (Applied, error) {
	return t.lookEventInvoke(ctx, c, nil)
}

func (t *Target) deleteEventInvoke(ctx context.Context, c profiles.Change) error {
	q, err := t.qualifierOf(c)
	if err != nil {
		return err
	}
	_, err = t.lambda.DeleteFunctionEventInvokeConfig(ctx, &lambda.DeleteFunctionEventInvokeConfigInput{FunctionName: &c.Function, Qualifier: q})
	return tolerate(err)
}
