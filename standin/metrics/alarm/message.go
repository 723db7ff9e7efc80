package alarm

import "squall/standin/metrics"

// regions are the names of regions in messages to topics.
var regions = map[string]string{
	"us-east-1": "US East (N. Virginia)", "us-east-2": "US East (Ohio)", "us-west-1": "US West (N. California)", "us-west-2": "US West (Oregon)",
	"ca-central-1": "Canada (Central)", "eu-west-1": "EU (Ireland)", "eu-west-2": "EU (London)", "eu-west-3": "EU (Paris)",
	"eu-central-1": "EU (Frankfurt)", "eu-north-1": "EU (Stockholm)", "ap-northeast-1": "Asia Pacific (Tokyo)",
	"ap-southeast-1": "Asia Pacific (Singapore)", "ap-southeast-2": "Asia Pacific (Sydney)", "ap-south-1": "Asia Pacific (Mumbai)",
	"sa-east-1": "South America (Sao Paulo)",
}

func regionName(code string) string {
	if name := regions[code]; name != "" {
		return name
	}
	return code
}

// statistics are the names of statistics in messages to topics.
var statistics = map[string]string{"Average": "AVERAGE", "Sum": "SUM", "Minimum": "MINIMUM", "Maximum": "MAXIMUM", "SampleCount": "SAMPLE_COUNT"}

type dimension struct {
	Value string `json:"value"`
	Name  string `json:"name"`
}

// ForTopic is the message of an action to an SNS topic (recorded 2026-02; of
// alarms over expressions, without the metrics).
func (act *Action) ForTopic() string {
	a := &act.Alarm
	type trigger struct {
		MetricName        string      `json:",omitempty"`
		Namespace         string      `json:",omitempty"`
		StatisticType     string      `json:",omitempty"`
		Statistic         string      `json:",omitempty"`
		Unit              *string     `json:"Unit"`
		Dimensions        []dimension `json:"Dimensions,omitempty"`
		Period            int64
		EvaluationPeriods int64
		DatapointsToAlarm int64  `json:",omitempty"`
		Comparison        string `json:"ComparisonOperator"`
		Threshold         float64
		TreatMissingData  string
		LowSampleCount    string `json:"EvaluateLowSampleCountPercentile"`
	}
	t := trigger{Period: a.Period, EvaluationPeriods: a.Evaluated, DatapointsToAlarm: a.Datapoints, Comparison: a.Comparison,
		Threshold: a.Threshold, TreatMissingData: a.Missing}
	if a.Single {
		id := a.Queries[0].Metric
		t.MetricName, t.Namespace, t.StatisticType, t.Statistic = id.Name, id.Namespace, "Statistic", statistics[a.Statistic]
		if t.Statistic == "" {
			t.StatisticType, t.Statistic = "ExtendedStatistic", a.Statistic
		}
		t.Dimensions = named(id.Dimensions)
		if a.Unit != "" {
			t.Unit = &a.Unit
		}
	}
	return marshal(struct {
		AlarmName               string
		AlarmDescription        *string
		AWSAccountID            string `json:"AWSAccountId"`
		Updated                 string `json:"AlarmConfigurationUpdatedTimestamp"`
		NewStateValue           string
		NewStateReason          string
		StateChangeTime         string
		Region                  string
		AlarmARN                string `json:"AlarmArn"`
		OldStateValue           string
		OKActions               []string
		AlarmActions            []string
		InsufficientDataActions []string
		Trigger                 trigger
	}{a.Name, a.Description, a.Where.Account, iso(a.Configured * 1e6), a.State, a.Reason, iso(act.At), regionName(a.Where.Region), a.ARN(),
		act.Old.Value, list(a.Actions[OK]), list(a.Actions[Alarmed]), list(a.Actions[Insufficient]), t})
}

func list(arns []string) []string { return append([]string{}, arns...) }

func named(dims []metrics.Dimension) []dimension {
	out := []dimension{}
	for _, d := range dims {
		out = append(out, dimension{d.Value, d.Name})
	}
	return out
}

// ForFunction is the event of an action that invokes a function (recorded
// 2024-01 for alarms of one metric).
func (act *Action) ForFunction() string {
	a := &act.Alarm
	type state struct {
		Value     string `json:"value"`
		Reason    string `json:"reason"`
		Data      string `json:"reasonData,omitempty"`
		Timestamp string `json:"timestamp"`
	}
	type query map[string]any
	queries := []query{}
	for i := range a.Queries {
		q := &a.Queries[i]
		if q.Expression != "" {
			queries = append(queries, query{"id": q.ID, "expression": q.Expression, "returnData": q.ID == a.Watched})
			continue
		}
		dims := map[string]string{}
		for _, d := range q.Metric.Dimensions {
			dims[d.Name] = d.Value
		}
		queries = append(queries, query{"id": q.ID, "returnData": q.ID == a.Watched, "metricStat": query{"period": q.Period, "stat": q.Stat.String(),
			"metric": query{"namespace": q.Metric.Namespace, "name": q.Metric.Name, "dimensions": dims}}})
	}
	configuration := query{"metrics": queries}
	if a.Description != nil {
		configuration["description"] = *a.Description
	}
	return marshal(query{
		"source": "aws.cloudwatch", "alarmArn": a.ARN(), "accountId": a.Where.Account, "time": iso(act.At), "region": a.Where.Region,
		"alarmData": query{"alarmName": a.Name, "configuration": configuration,
			"state":         state{a.State, a.Reason, a.Data, iso(a.Updated * 1e6)},
			"previousState": state{act.Old.Value, act.Old.Reason, act.Old.Data, iso(act.Old.At * 1e6)}}})
}
