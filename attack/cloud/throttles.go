package cloud

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch/types"
)

// Counted is what CloudWatch counts of a function in a time, which is widened
// to whole minutes: attempts that ran, and attempts that were refused.
type Counted struct{ Invocations, Throttles int }

// Counts asks CloudWatch about a function.
func (s *Session) Counts(ctx context.Context, function string, from, to time.Time) (Counted, error) {
	sum := func(name string) types.MetricDataQuery {
		return types.MetricDataQuery{Id: aws.String(strings.ToLower(name)), MetricStat: &types.MetricStat{
			Metric: &types.Metric{Namespace: aws.String("AWS/Lambda"), MetricName: &name,
				Dimensions: []types.Dimension{{Name: aws.String("FunctionName"), Value: &function}}},
			Period: aws.Int32(60), Stat: aws.String("Sum")}}
	}
	out, err := cloudwatch.NewFromConfig(s.Config).GetMetricData(ctx, &cloudwatch.GetMetricDataInput{
		StartTime: aws.Time(from.Truncate(time.Minute)), EndTime: aws.Time(to.Truncate(time.Minute).Add(time.Minute)),
		MetricDataQueries: []types.MetricDataQuery{sum("Invocations"), sum("Throttles")},
	})
	if err != nil {
		return Counted{}, fmt.Errorf("CloudWatch's figures of %s: %w", function, Explained(err))
	}
	var c Counted
	for _, r := range out.MetricDataResults {
		total := 0.0
		for _, v := range r.Values {
			total += v
		}
		if aws.ToString(r.Id) == "throttles" {
			c.Throttles = int(total)
		} else {
			c.Invocations = int(total)
		}
	}
	return c, nil
}
