package cloudwatch

import (
	"context"

	"squall/standin/awsapi/wire"
	"squall/standin/metrics"
	"squall/standin/metrics/expr"
)

type getMetricDataInput struct {
	MetricDataQueries  []metricDataQuery
	StartTime, EndTime *wire.Time
	NextToken          string
	ScanBy             string
	MaxDatapoints      *int64
	LabelOptions       *struct{ Timezone string }
}

type getMetricDataOutput struct {
	MetricDataResults []metricDataResult
	NextToken         string `json:",omitempty"`
	Messages          []messageData
}

type metricDataResult struct {
	ID         string `json:"Id"`
	Label      string
	Timestamps []wire.Time
	Values     []float64
	StatusCode string
	Messages   []messageData
}

type messageData struct{ Code, Value string }

// Limits of one request.
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricData.html
const (
	maxQueries = 500
	maxPage    = 100_800
)

func (h *handler) getMetricData(_ context.Context, c wire.Call, in *getMetricDataInput) (any, error) {
	if err := in.check(); err != nil {
		return nil, err
	}
	queries, err := readQueries(c, in.MetricDataQueries, "MetricDataQueries")
	if err != nil {
		return nil, err
	}
	until := h.visible(in.StartTime.Seconds(), in.EndTime.Seconds())
	var results []expr.Result
	err = h.with(func(now int64, s *metrics.Store) (err error) {
		coarsest := int64(1)
		for _, q := range queries {
			coarsest = max(coarsest, q.Period)
		}
		results, err = expr.Evaluate(s, scope(c), queries, origin(*in.StartTime, coarsest), min(until, now/1e9+newest+1))
		return describe(err)
	})
	if err != nil {
		return nil, err
	}
	return in.page(queries, results)
}

func (in *getMetricDataInput) check() error {
	switch {
	case len(in.MetricDataQueries) == 0:
		return missing("MetricDataQueries")
	case len(in.MetricDataQueries) > maxQueries:
		return invalidValue("The collection MetricDataQueries must not have a size greater than %d.", maxQueries)
	case in.StartTime == nil:
		return missing("StartTime")
	case in.EndTime == nil:
		return missing("EndTime")
	case *in.StartTime >= *in.EndTime:
		return invalidValue("The parameter StartTime must be less than the parameter EndTime.")
	case in.LabelOptions != nil:
		return wire.NotBuilt("the parameter LabelOptions of GetMetricData")
	case in.MaxDatapoints != nil && (*in.MaxDatapoints < 1 || *in.MaxDatapoints > maxPage):
		return invalidValue("The parameter MaxDatapoints must be between 1 and %d.", maxPage)
	}
	if in.ScanBy == "" {
		return nil
	}
	if err := enum(in.ScanBy, "scanBy", "TimestampDescending", "TimestampAscending"); err != nil {
		return err
	}
	return nil
}
