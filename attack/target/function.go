package target

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/lambda"
	"github.com/aws/aws-sdk-go-v2/service/lambda/types"

	"squall/attack/target/blank"
	"squall/profiles"
)

// settings is what a function's $LATEST was before it was changed.
type settings struct {
	function   string
	memory     int
	timeout    time.Duration
	env        map[string]string
	deadLetter string
	revision   string
}

// configuration reads a function's $LATEST; nil when there is no function.
func (t *Target) configuration(ctx context.Context, function string) (*settings, error) {
	out, err := t.settled(ctx, function, "") // an update under way would give it another revision
	if absent(err) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	s := &settings{function: function, memory: int(aws.ToInt32(out.MemorySize)), timeout: time.Duration(aws.ToInt32(out.Timeout)) * time.Second, revision: aws.ToString(out.RevisionId)}
	if out.Environment != nil {
		if e := out.Environment.Error; e != nil {
			return nil, fmt.Errorf("environment variables of %s can't be read, so could not be restored: %s", function, aws.ToString(e.Message))
		}
		s.env = out.Environment.Variables
	}
	if out.DeadLetterConfig != nil {
		s.deadLetter = aws.ToString(out.DeadLetterConfig.TargetArn)
	}
	return s, nil
}

func (s *settings) String() string {
	return strconv.Itoa(s.memory) + " MB, " + s.timeout.String() + ", " + strconv.Itoa(len(s.env)) + " variables"
}

// restore is the change that makes $LATEST this again. Its Version is empty:
// the variables are to be taken as they are.
func (s *settings) restore() profiles.Change {
	return profiles.Change{
		Kind: profiles.CreateFunction, Function: s.function,
		Spec: &profiles.Function{Name: s.function, Memory: s.memory, Timeout: s.timeout, Env: s.env},
	}
}

func (t *Target) lookCreateFunction(ctx context.Context, c profiles.Change) (Applied, error) {
	t.versions.Learn(c.Spec)
	a := Applied{What: "function " + c.Function, Before: "absent", After: "present"}
	if c.Spec != nil {
		a.After = (&settings{memory: c.Spec.Memory, timeout: c.Spec.Timeout, env: c.Spec.Variables(c.Version, "")}).String()
	}
	before, err := t.configuration(ctx, c.Function)
	if err != nil {
		return a, err
	}
	if before == nil {
		a.Undo = []profiles.Change{{Kind: profiles.DeleteFunction, Function: c.Function}}
		return a, nil
	}
	a.Before, a.Revision = before.String(), before.revision
	a.Undo = []profiles.Change{before.restore()}
	return a, nil
}

// createFunction makes a function, or makes an existing one's $LATEST what
// the profile says; code is never replaced.
func (t *Target) createFunction(ctx context.Context, c profiles.Change) error {
	if c.Spec == nil {
		return errors.New("the change carries no function")
	}
	before, err := t.configuration(ctx, c.Function)
	if err != nil {
		return err
	}
	if before != nil {
		_, err := t.configure(ctx, c, c.Nonce)
		return err
	}
	if t.opt.AWS != nil {
		return errors.New("the function does not exist: deploy it before the run; squall does not create functions on AWS")
	}
	code, err := blank.Code()
	if err != nil {
		return err
	}
	runtime, arch := c.Spec.Deployed(c.Version)
	_, err = t.lambda.CreateFunction(ctx, &lambda.CreateFunctionInput{
		FunctionName: &c.Function, Runtime: types.Runtime(runtime), Architectures: []types.Architecture{types.Architecture(arch)},
		Handler: aws.String("bootstrap"), Role: aws.String("arn:aws:iam::" + t.opt.Account + ":role/squall"),
		Code:        &types.FunctionCode{ZipFile: code},
		MemorySize:  aws.Int32(int32(c.Spec.Memory)),
		Timeout:     aws.Int32(int32(profiles.WholeSeconds(c.Spec.Timeout))),
		Environment: &types.Environment{Variables: c.Spec.Variables(c.Version, "")},
	})
	if err != nil {
		return err
	}
	_, err = t.settled(ctx, c.Function, "")
	return err
}

// configure makes $LATEST what a version of the profile is, and gives the
// revision that it has then.
func (t *Target) configure(ctx context.Context, c profiles.Change, nonce string) (revision string, err error) {
	if _, err := t.settled(ctx, c.Function, ""); err != nil {
		return "", err
	}
	_, err = t.lambda.UpdateFunctionConfiguration(ctx, &lambda.UpdateFunctionConfigurationInput{
		FunctionName: &c.Function, MemorySize: aws.Int32(int32(c.Spec.Memory)), Timeout: aws.Int32(int32(profiles.WholeSeconds(c.Spec.Timeout))),
		Environment: &types.Environment{Variables: c.Spec.Variables(c.Version, nonce)}, RevisionId: unlessEmpty(c.Revision),
	})
	if err != nil {
		return "", revised(err)
	}
	now, err := t.settled(ctx, c.Function, "")
	if err != nil {
		return "", err
	}
	return aws.ToString(now.RevisionId), nil
}

// settled waits until a function or version is active and its last update is
// through.
func (t *Target) settled(ctx context.Context, function, qualifier string) (out *lambda.GetFunctionConfigurationOutput, err error) {
	err = t.poll(ctx, func() (bool, error) {
		out, err = t.lambda.GetFunctionConfiguration(ctx, &lambda.GetFunctionConfigurationInput{FunctionName: &function, Qualifier: unlessEmpty(qualifier)})
		if err != nil {
			return false, err
		}
		if out.State == types.StateFailed {
			return false, fmt.Errorf("%s failed: %s", function, aws.ToString(out.StateReason))
		}
		if out.LastUpdateStatus == types.LastUpdateStatusFailed {
			return false, fmt.Errorf("the update of %s failed: %s", function, aws.ToString(out.LastUpdateStatusReason))
		}
		return out.State != types.StatePending && out.LastUpdateStatus != types.LastUpdateStatusInProgress, nil
	})
	return out, err
}

func (t *Target) lookDeleteFunction(ctx context.Context, c profiles.Change) (Applied, error) {
	before, err := t.configuration(ctx, c.Function)
	a := Applied{What: "function " + c.Function, Before: "absent", After: "absent"}
	if before != nil {
		a.Before = before.String()
	}
	return a, err
}

func (t *Target) deleteFunction(ctx context.Context, c profiles.Change) error {
	if t.opt.AWS != nil {
		return errors.New("squall does not delete functions on AWS")
	}
	_, err := t.lambda.DeleteFunction(ctx, &lambda.DeleteFunctionInput{FunctionName: &c.Function})
	if tolerate(err) != nil {
		return err
	}
	t.versions.ForgetAll(c.Function)
	return nil
}
