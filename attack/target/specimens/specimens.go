// Package specimens takes away the functions that squall conform has made in an
// account, with the log group that Lambda made for them.
//
// It deletes a function only by its name and the mark of the run that made it;
// it makes none. A stand-in is told what some versions of one do, and forgets it.
package specimens

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
	"github.com/aws/aws-sdk-go-v2/service/lambda"

	"squall/attack/apierr"
	"squall/attack/local"
	"squall/profiles"
)

// The kinds of changes in a journal. A change names its Function, and as Lease
// the run that made it; World has the models that a stand-in is taught.
const (
	Make   profiles.ChangeKind = "MakeSpecimen"
	Delete profiles.ChangeKind = "DeleteSpecimen"
	Teach  profiles.ChangeKind = "TeachStandin"
	Forget profiles.ChangeKind = "ForgetModels"
)

// Knows says whether a change is one of those that are made here.
func Knows(k profiles.ChangeKind) bool { return k == Delete || k == Teach || k == Forget }

// Prefix is that of every specimen's name.
const Prefix = "squall-conform-"

// TagRun tells which run made a function.
const TagRun = "squall:run"

// Remover takes specimens of one account and region away.
type Remover struct {
	account, region string
	lambda          *lambda.Client
	logs            *cloudwatchlogs.Client
	standin         *local.Client // without an Endpoint there is none
}

// New makes the clients; it connects to nothing yet.
func New(cfg aws.Config, standin *local.Client, account, region string) *Remover {
	return &Remover{account: account, region: region, lambda: lambda.NewFromConfig(cfg), logs: cloudwatchlogs.NewFromConfig(cfg), standin: standin}
}

// Make carries out a change.
func (r *Remover) Make(ctx context.Context, c profiles.Change) error {
	switch c.Kind {
	case Teach:
		return r.learn(ctx, c.Function, c.World.Functions)
	case Forget:
		return r.learn(ctx, c.Function, nil)
	}
	return r.Remove(ctx, c)
}

// learn has a stand-in know these models of a function, and no others of it.
func (r *Remover) learn(ctx context.Context, function string, models []profiles.Function) error {
	now, err := r.standin.Configuration(ctx)
	if err != nil {
		return err
	}
	if now.World == nil {
		return fmt.Errorf("the stand-in at %s tells no configuration", r.standin.Endpoint)
	}
	known := len(now.World.Functions)
	all := slices.DeleteFunc(now.World.Functions, func(f profiles.Function) bool { return f.Name == function })
	if len(models) == 0 && len(all) == known {
		return nil
	}
	now.World.Functions = append(all, models...)
	return r.standin.Configure(ctx, now)
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
