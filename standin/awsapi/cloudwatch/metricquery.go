package cloudwatch

import (
	"errors"
	"fmt"
	"strings"

	"squall/standin/awsapi/wire"
	"squall/standin/metrics/expr"
)

// metricDataQuery is one thing to compute, as GetMetricData and alarms have it.
type metricDataQuery struct {
	ID         string `json:"Id"`
	MetricStat *metricStat
	Expression string `json:",omitempty"`
	Label      string `json:",omitempty"`
	ReturnData *bool
	Period     *int64
	AccountID  string `json:"AccountId,omitempty"`
}

type metricStat struct {
	Metric struct {
		Namespace, MetricName string
		Dimensions            []dimension
	}
	Period *int64
	Stat   string
	Unit   string `json:",omitempty"`
}

func (q *metricDataQuery) returned() bool { return q.ReturnData == nil || *q.ReturnData }

// readQueries checks what is asked; member is the list's name in the request.
func readQueries(c wire.Call, in []metricDataQuery, member string) ([]expr.Query, error) {
	out := make([]expr.Query, len(in))
	seen := map[string]bool{}
	for i := range in {
		at := fmt.Sprintf("%s.member.%d.", member, i+1)
		q := &in[i]
		if !validID(q.ID) {
			return nil, invalidValue("The value %s for parameter %sId must begin with a small letter and hold only letters, digits and underscores.", q.ID, at)
		}
		if seen[q.ID] {
			return nil, invalidValue("The values for parameter Id in %s are not unique.", member)
		}
		seen[q.ID] = true
		if q.AccountID != "" && q.AccountID != c.Account {
			return nil, wire.NotBuilt("the parameter AccountId, of another account than the caller's,")
		}
		if strings.Contains(q.Label, "${") {
			return nil, wire.NotBuilt("a label with ${...}")
		}
		var err error
		if out[i], err = q.read(at); err != nil {
			return nil, err
		}
	}
	return out, nil
}

func (q *metricDataQuery) read(at string) (out expr.Query, err error) {
	out = expr.Query{ID: q.ID, Expression: q.Expression}
	switch {
	case q.MetricStat != nil && q.Expression != "":
		return out, exclusive(at+"MetricStat", at+"Expression")
	case q.MetricStat == nil && q.Expression == "":
		return out, missing(at + "MetricStat")
	case q.Expression != "":
		if q.Period != nil {
			out.Period = *q.Period
		}
		return out, nil
	case q.MetricStat.Period == nil:
		return out, missing(at + "MetricStat.Period")
	}
	m := q.MetricStat
	id := metricID{m.Metric.Namespace, m.Metric.MetricName, m.Metric.Dimensions}
	if out.Metric, err = id.read(at + "MetricStat.Metric."); err != nil {
		return out, err
	}
	if out.Stat, err = statistic(m.Stat, at+"MetricStat.Stat"); err != nil {
		return out, err
	}
	if err := checkPeriod(*m.Period, at+"MetricStat."); err != nil {
		return out, err
	}
	out.Period, out.Unit = *m.Period, m.Unit
	return out, checkUnit(m.Unit, "metricStat.unit")
}

func validID(id string) bool {
	const small = "abcdefghijklmnopqrstuvwxyz"
	return id != "" && len(id) <= 255 && strings.Contains(small, id[:1]) &&
		strings.Trim(id, small+"ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_") == ""
}

// describe is an error of an evaluation as a refusal.
func describe(err error) error {
	var wrong *expr.Error
	switch {
	case errors.Is(err, expr.ErrNotBuilt):
		return &wire.Error{Status: 501, Code: "NotImplementedException", Message: "NotImplementedException: " + err.Error()}
	case errors.As(err, &wrong):
		return &wire.Error{Status: 400, Code: "com.amazon.coral.validate#ValidationException", Query: "ValidationError", Message: wrong.Error()}
	}
	return err
}
