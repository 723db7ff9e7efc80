package cloudwatch

import (
	"context"
	"encoding/base64"

	"squall/standin/awsapi/wire"
	"squall/standin/metrics"
)

type listMetricsInput struct {
	Namespace, MetricName, NextToken string
	RecentlyActive                   string
	OwningAccount                    string
	IncludeLinkedAccounts            bool
	Dimensions                       []dimension
}

type listMetricsOutput struct {
	Metrics   []listedMetric
	NextToken string `json:",omitempty"`
}

type listedMetric struct {
	Dimensions []dimension
	MetricName string
	Namespace  string
}

// listed is how many metrics one answer has at most.
const listed = 500

func (h *handler) listMetrics(_ context.Context, c wire.Call, in *listMetricsInput) (any, error) {
	kept := int64(oldest)
	if in.RecentlyActive != "" {
		if err := enum(in.RecentlyActive, "recentlyActive", "PT3H"); err != nil {
			return nil, err
		}
		kept = 3 * 3600
	}
	if in.IncludeLinkedAccounts || in.OwningAccount != "" {
		return nil, wire.NotBuilt("the parameter IncludeLinkedAccounts of ListMetrics")
	}
	after, err := base64.RawURLEncoding.DecodeString(in.NextToken)
	if err != nil {
		return nil, invalidToken()
	}
	f := metrics.Filter{Namespace: in.Namespace, Name: in.MetricName}
	for _, d := range in.Dimensions {
		if d.Name == "" {
			return nil, missing("Dimensions.member.1.Name")
		}
		f.Dimensions = append(f.Dimensions, metrics.Dimension(d))
	}
	out := listMetricsOutput{Metrics: []listedMetric{}}
	return &out, h.with(func(now int64, s *metrics.Store) error {
		f.Since = now/1e9 - kept
		ids, more := s.List(scope(c), f, string(after), listed)
		for _, id := range ids {
			out.Metrics = append(out.Metrics, listedMetric{shown(id.Dimensions), id.Name, id.Namespace})
		}
		out.NextToken = base64.RawURLEncoding.EncodeToString([]byte(more))
		return nil
	})
}

func invalidToken() *wire.Error {
	return &wire.Error{Status: 400, Code: "InvalidNextToken", Message: "The next token is invalid."}
}
