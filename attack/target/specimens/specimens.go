// Package specimens takes away the functions that squall conform has made in an
// account, with the log group that Lambda made for them.
//
// It deletes a function only by its name and the mark of the run that made it;
// it makes none.
package specimens

import (
	"context"
	"fmt"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
	"github.com/aws/aws-sdk-go-v2/service/lambda"

	"squall/attack/apierr"
	"squall/profiles"
)

// The kinds of changes in a journal. A change names its Function, and as Lease
// the run that made it.
const (
	Make   profiles.ChangeKind = "MakeSpecimen"
	Delete profiles.ChangeKind = "DeleteSpecimen"
)

// Prefix is that of every specimen's name.
const Prefix = "squall-conform-"

// TagRun tells which run made a function.
const TagRun = "squall:run"

// Remover takes specimens of one account and region away.
type Remover struct {
	account, region string
	lambda          *lambda.Client
	logs            *cloudwatchlogs.Client
}

// New makes the clients; it connects to nothing yet.
func New(cfg aws.Config, account, region string) *Remover {
	return &Remover{account: account, region: region, lambda: lambda.NewFromConfig(cfg), logs: cloudwatchlogs.NewFromConfig(cfg)}
}

// Remove deletes a specimen and its log group; one that is not there is no error.
func (r *Remover) Remove(ctx context.Context, c profiles.Change) error {
	if !strings.HasPrefix(c.Function, Prefix) || c.Lease == "" {
		return fmt.Errorf("function %s is no specimen: it is not deleted", c.Function)
	}
	arn := "arn:aws:lambda:" + r.region + ":" + r.account + ":function:" + c.Function
	tags, err := r.lambda.ListTags(ctx, &lambda.ListTagsInput{Resource: &arn})
	switch {
	case gone(err):
	case err != nil:
		return err
	case tags.Tags[TagRun] != c.Lease:
		return fmt.Errorf("function %s is tagged %s=%q and not %q: it is another's, and not deleted", c.Function, TagRun, tags.Tags[TagRun], c.Lease)
	default:
		if _, err := r.lambda.DeleteFunction(ctx, &lambda.DeleteFunctionInput{FunctionName: &c.Function}); err != nil && !gone(err) {
			return err
		}
	}
	_, err = r.logs.DeleteLogGroup(ctx, &cloudwatchlogs.DeleteLogGroupInput{LogGroupName: aws.String(Group(c.Function))})
	if gone(err) {
		return nil
	}
	return err
}

// Group is the log group of a function.
func Group(function string) string { return "/aws/lambda/" + function }

func gone(err error) bool { return apierr.Code(err) == "ResourceNotFoundException" }
