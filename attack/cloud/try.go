package cloud

import (
	"context"
	"errors"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs/types"
	"github.com/aws/aws-sdk-go-v2/service/lambda"
)

// Check is one permission that was tried.
type Check struct {
	Action string
	Err    error // why it is not there; nil when it is
}

// Try calls what a run only reads, for each function, and changes nothing.
func (s *Session) Try(ctx context.Context, functions []string) []Check {
	var out []Check
	c, logs := s.lambda(), cloudwatchlogs.NewFromConfig(s.Config)
	now := time.Now()
	for _, f := range functions {
		_, err := c.GetFunctionConcurrency(ctx, &lambda.GetFunctionConcurrencyInput{FunctionName: &f})
		out = append(out, Check{"lambda:GetFunctionConcurrency on " + f, err})
		_, err = c.ListProvisionedConcurrencyConfigs(ctx, &lambda.ListProvisionedConcurrencyConfigsInput{FunctionName: &f})
		out = append(out, Check{"lambda:ListProvisionedConcurrencyConfigs on " + f, err})
		group := "/aws/lambda/" + f
		_, err = logs.FilterLogEvents(ctx, &cloudwatchlogs.FilterLogEventsInput{LogGroupName: &group, StartTime: aws.Int64(now.UnixMilli()), Limit: aws.Int32(1)})
		if _, none := errors.AsType[*types.ResourceNotFoundException](err); none {
			err = nil // a function makes its group with its first line
		}
		out = append(out, Check{"logs:FilterLogEvents on " + group, err})
		_, err = s.Counts(ctx, f, now.Add(-time.Minute), now)
		out = append(out, Check{"cloudwatch:GetMetricData", err})
	}
	return out
}
