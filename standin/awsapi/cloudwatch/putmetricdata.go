package cloudwatch

import (
	"context"
	"fmt"
	"strings"

	"squall/standin/awsapi/wire"
	"squall/standin/metrics"
)

type putMetricDataInput struct {
	Namespace              string
	MetricData             []datum
	EntityMetricData       []empty
	StrictEntityValidation *bool
}

// Limits of one request.
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricData.html
const (
	maxData   = 1000
	maxValues = 150
	oldest    = 14 * 24 * 3600
	newest    = 2 * 3600
)

func (h *handler) putMetricData(_ context.Context, c wire.Call, in *putMetricDataInput) (any, error) {
	switch {
	case in.Namespace == "":
		return nil, missing("Namespace")
	case strings.HasPrefix(in.Namespace, "AWS/"):
		return nil, invalidValue("The value %s for parameter Namespace is invalid.", in.Namespace)
	case len(in.EntityMetricData) > 0 || in.StrictEntityValidation != nil:
		return nil, wire.NotBuilt("the parameter EntityMetricData of PutMetricData")
	case len(in.MetricData) == 0:
		return nil, missing("MetricData")
	case len(in.MetricData) > maxData:
		return nil, invalidValue("The collection MetricData must not have a size greater than %d.", maxData)
	}
	return empty{}, h.with(func(now int64, s *metrics.Store) error {
		puts := make([]put, len(in.MetricData))
		for i := range in.MetricData {
			var err error
			if puts[i], err = in.MetricData[i].read(in.Namespace, fmt.Sprintf("MetricData.member.%d.", i+1), now/1e9); err != nil {
				return err
			}
		}
		for i := range puts { // nothing is put unless all is well
			series := s.Series(scope(c), puts[i].id, puts[i].unit)
			if series == nil {
				return &wire.Error{Status: 400, Code: "LimitExceededException", Query: "LimitExceeded",
					Message: fmt.Sprintf("squall keeps no more than %d metrics of an account", metrics.MaxMetrics)}
			}
			series.Stat(puts[i].at, puts[i].fine).Merge(&puts[i].stat)
		}
		return nil
	})
}
