package target

import (
	"context"
	"fmt"
	"strconv"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/lambda"
	"github.com/aws/aws-sdk-go-v2/service/lambda/types"

	"squall/profiles"
)

// reservedNow reads a function's reserved concurrency; nil when it is unset.
func (t *Target) reservedNow(ctx context.Context, function string) (*int32, error) {
	out, err := t.lambda.GetFunctionConcurrency(ctx, &lambda.GetFunctionConcurrencyInput{FunctionName: &function})
	if err != nil {
		return nil, err
	}
	return out.ReservedConcurrentExecutions, nil
}

func (t *Target) lookReserved(ctx context.Context, c profiles.Change, after string) (Applied, error) {
	before, err := t.reservedNow(ctx, c.Function)
	a := Applied{What: "reserved concurrency of " + c.Function, Before: "unset", After: after, Settled: after}
	if err != nil {
		return a, err
	}
	if before == nil {
		a.Undo = []profiles.Change{{Kind: profiles.DeleteReserved, Function: c.Function}}
		return a, nil
	}
	a.Before = strconv.Itoa(int(*before))
	a.Undo = []profiles.Change{{Kind: profiles.PutReserved, Function: c.Function, Count: int(*before)}}
	return a, nil
}

func (t *Target) lookPutReserved(ctx context.Context, c profiles.Change) (Applied, error) {
	return t.lookReserved(ctx, c, strconv.Itoa(c.Count))
}

func (t *Target) putReserved(ctx context.Context, c profiles.Change) error {
	_, err := t.lambda.PutFunctionConcurrency(ctx, &lambda.PutFunctionConcurrencyInput{
		FunctionName: &c.Function, ReservedConcurrentExecutions: aws.Int32(int32(c.Count)),
	})
	return err
}

func (t *Target) lookDeleteReserved(ctx context.Context, c profiles.Change) (Applied, error) {
	a, err := t.lookReserved(ctx, c, "unset")
	if absent(err) {
		return a, nil // the function is gone, and its setting with it
	}
	return a, err
}

func (t *Target) deleteReserved(ctx context.Context, c profiles.Change) error {
	_, err := t.lambda.DeleteFunctionConcurrency(ctx, &lambda.DeleteFunctionConcurrencyInput{FunctionName: &c.Function})
	return tolerate(err)
}

// provisionedNow reads a provisioned concurrency configuration; nil when
// there is none.
func (t *Target) provisionedNow(ctx context.Context, c profiles.Change) (*lambda.GetProvisionedConcurrencyConfigOutput, error) {
	q, err := t.qualifierOf(c)
	if err != nil {
		return nil, err
	}
	out, err := t.lambda.GetProvisionedConcurrencyConfig(ctx, &lambda.GetProvisionedConcurrencyConfigInput{FunctionName: &c.Function, Qualifier: q})
	if absent(err) {
		return nil, nil
	}
	return out, err
}

func (t *Target) lookProvisioned(ctx context.Context, c profiles.Change, after string) (Applied, error) {
	before, err := t.provisionedNow(ctx, c)
	a := Applied{What: "provisioned concurrency of " + c.Function + ":" + c.Qualifier, Before: "none", After: after, Settled: after}
	if err != nil {
		return a, err
	}
	if before == nil {
		a.Undo = []profiles.Change{{Kind: profiles.DeleteProvisioned, Function: c.Function, Qualifier: c.Qualifier}}
		return a, nil
	}
	n := int(aws.ToInt32(before.RequestedProvisionedConcurrentExecutions))
	a.Before = strconv.Itoa(n)
	a.Undo = []profiles.Change{{Kind: profiles.PutProvisioned, Function: c.Function, Qualifier: c.Qualifier, Count: n}}
	return a, nil
}

func (t *Target) lookPutProvisioned(ctx context.Context, c profiles.Change) (Applied, error) {
	return t.lookProvisioned(ctx, c, strconv.Itoa(c.Count))
}

func (t *Target) putProvisioned(ctx context.Context, c profiles.Change) error {
	q, err := t.qualifierOf(c)
	if err != nil {
		return err
	}
	_, err = t.lambda.PutProvisionedConcurrencyConfig(ctx, &lambda.PutProvisionedConcurrencyConfigInput{
		FunctionName: &c.Function, Qualifier: q, ProvisionedConcurrentExecutions: aws.Int32(int32(c.Count)),
	})
	return err
}

func (t *Target) lookDeleteProvisioned(ctx context.Context, c profiles.Change) (Applied, error) {
	a, err := t.lookProvisioned(ctx, c, "none")
	if a.Before == "none" {
		a.Undo = nil
	}
	return a, err
}

func (t *Target) deleteProvisioned(ctx context.Context, c profiles.Change) error {
	q, err := t.qualifierOf(c)
	if err != nil {
		return err
	}
	_, err = t.lambda.DeleteProvisionedConcurrencyConfig(ctx, &lambda.DeleteProvisionedConcurrencyConfigInput{FunctionName: &c.Function, Qualifier: q})
	return tolerate(err)
}

// WaitReady waits until what some changes began is through: functions and
// versions active, provisioned concurrency READY. progress, which may be nil,
// is told whenever there is something new to say.
func (t *Target) WaitReady(ctx context.Context, changes []profiles.Change, progress func(text string)) error {
	said := ""
	say := func(text string) {
		if progress != nil && text != said {
			said = text
			progress(text)
		}
	}
	for _, c := range changes {
		var err error
		switch c.Kind {
		case profiles.CreateFunction:
			_, err = t.settled(ctx, c.Function, "")
		case profiles.PublishFresh:
			_, err = t.settled(ctx, c.Function, t.Version(c.Function, c.Version))
		case profiles.PutProvisioned:
			err = t.provisionedReady(ctx, c, say)
		case profiles.PutAlias:
			_, err = t.moved(ctx, c.Function, c.Alias)
		}
		if err != nil {
			return fmt.Errorf("waiting for %s: %w", c.Function, err)
		}
	}
	return nil
}

func (t *Target) provisionedReady(ctx context.Context, c profiles.Change, say func(string)) error {
	return t.poll(ctx, func() (bool, error) {
		out, err := t.provisionedNow(ctx, c)
		if err != nil {
			return false, err
		}
		if out == nil {
			return false, fmt.Errorf("provisioned concurrency of %s:%s has gone", c.Function, c.Qualifier)
		}
		if out.Status == types.ProvisionedConcurrencyStatusEnumFailed {
			return false, fmt.Errorf("provisioned concurrency of %s:%s failed: %s", c.Function, c.Qualifier, aws.ToString(out.StatusReason))
		}
		say(fmt.Sprintf("%s:%s provisioned %d of %d", c.Function, c.Qualifier,
			aws.ToInt32(out.AllocatedProvisionedConcurrentExecutions), aws.ToInt32(out.RequestedProvisionedConcurrentExecutions)))
		return out.Status == types.ProvisionedConcurrencyStatusEnumReady, nil
	})
}
