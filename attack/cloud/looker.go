package cloud

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/lambda"
	"github.com/aws/aws-sdk-go-v2/service/lambda/types"

	"squall/attack/target"
)

// Looker is a target that also says how functions are deployed.
type Looker struct {
	*target.Target
	client *lambda.Client
}

// Looker looks at the account through a target of it.
func (s *Session) Looker(t *target.Target) Looker { return Looker{t, s.lambda()} }

// Description is a function as it is deployed.
type Description struct {
	Exists  bool
	Memory  int
	Timeout time.Duration
	State   string
	Code    string            // hash of the code of $LATEST
	Key     string            // of the user's own, under which its variables are kept, or ""
	Aliases map[string]string // where each leads, in words
}

// Describe reads a function and its aliases.
func (l Looker) Describe(ctx context.Context, function string) (Description, error) {
	out, err := l.client.GetFunctionConfiguration(ctx, &lambda.GetFunctionConfigurationInput{FunctionName: &function})
	if _, gone := errors.AsType[*types.ResourceNotFoundException](err); gone {
		return Description{}, nil
	}
	if err != nil {
		return Description{}, err
	}
	d := Description{Exists: true, Memory: int(aws.ToInt32(out.MemorySize)), Timeout: time.Duration(aws.ToInt32(out.Timeout)) * time.Second,
		State: string(out.State), Code: aws.ToString(out.CodeSha256), Key: aws.ToString(out.KMSKeyArn), Aliases: map[string]string{}}
	pages := lambda.NewListAliasesPaginator(l.client, &lambda.ListAliasesInput{FunctionName: &function})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return d, err
		}
		for _, a := range page.Aliases {
			to := "to " + aws.ToString(a.FunctionVersion)
			if a.RoutingConfig != nil {
				for other, weight := range a.RoutingConfig.AdditionalVersionWeights { // at most one
					to += fmt.Sprintf(", %.4g%% to %s", weight*100, other)
				}
			}
			d.Aliases[aws.ToString(a.Name)] = to
		}
	}
	return d, nil
}

// Unprepared says what a version lacks for AWS FIS to strike it; "" when it has
// all that can be seen.
// https://docs.aws.amazon.com/fis/latest/userguide/use-lambda-actions.html
func (l Looker) Unprepared(ctx context.Context, function, qualifier string) (string, error) {
	in := &lambda.GetFunctionConfigurationInput{FunctionName: &function}
	if qualifier != "" {
		in.Qualifier = &qualifier
	}
	out, err := l.client.GetFunctionConfiguration(ctx, in)
	if err != nil {
		return "", err
	}
	var env map[string]string
	if out.Environment != nil {
		env = out.Environment.Variables
	}
	switch {
	case !strings.HasPrefix(env["AWS_FIS_CONFIGURATION_LOCATION"], "arn:"):
		return "AWS_FIS_CONFIGURATION_LOCATION is no ARN of a bucket, as in arn:aws:s3:::BUCKET/PREFIX/", nil
	case env["AWS_LAMBDA_EXEC_WRAPPER"] != "/opt/aws-fis/bootstrap":
		return "AWS_LAMBDA_EXEC_WRAPPER is not /opt/aws-fis/bootstrap", nil
	}
	return "", nil
}
