package cloudwatch

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	client "github.com/aws/aws-sdk-go-v2/service/cloudwatch"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch/types"
	"github.com/aws/smithy-go"

	"squall/standin/metrics"
	"squall/standin/metrics/alarm"
)

// owner is a Backend: a lock instead of a goroutine, and a clock that stands.
type owner struct {
	mu     sync.Mutex
	now    time.Time
	store  *metrics.Store
	alarms *alarm.Alarms
}

func (o *owner) Metrics(f func(int64, *metrics.Store)) {
	o.mu.Lock()
	defer o.mu.Unlock()
	f(o.now.UnixNano(), o.store)
}

func (o *owner) Alarms(f func(int64, *alarm.Alarms)) {
	o.mu.Lock()
	defer o.mu.Unlock()
	f(o.now.UnixNano(), o.alarms)
}

// noon is when the tests are: a whole hour.
var noon = time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)

func serve(t *testing.T) (*client.Client, http.Handler) {
	t.Helper()
	api := New(Options{Account: "111122223333", Region: "us-east-1"}, &owner{now: noon.Add(30 * time.Second), store: metrics.New(), alarms: alarm.New()})
	server := httptest.NewServer(api)
	t.Cleanup(server.Close)
	return client.New(client.Options{
		BaseEndpoint: &server.URL, Region: "eu-west-1", HTTPClient: server.Client(), Retryer: aws.NopRetryer{},
		Credentials: credentials.NewStaticCredentialsProvider("key", "secret", ""),
	}), api
}

func store(t *testing.T, c *client.Client, data ...types.MetricDatum) {
	t.Helper()
	if _, err := c.PutMetricData(t.Context(), &client.PutMetricDataInput{Namespace: aws.String("N"), MetricData: data}); err != nil {
		t.Fatal(err)
	}
}

func datumAt(name string, v float64, at time.Time) types.MetricDatum {
	return types.MetricDatum{MetricName: &name, Value: &v, Timestamp: &at}
}

func TestStatisticsOfTheRunningMinute(t *testing.T) {
	c, _ := serve(t)
	for i := range 100 {
		store(t, c, types.MetricDatum{MetricName: aws.String("m"), Value: aws.Float64(float64(i + 1)), Unit: types.StandardUnitCount,
			Dimensions: []types.Dimension{{Name: aws.String("D"), Value: aws.String("d")}}})
	}
	out, err := c.GetMetricStatistics(t.Context(), &client.GetMetricStatisticsInput{Namespace: aws.String("N"), MetricName: aws.String("m"),
		StartTime: aws.Time(noon.Add(-time.Hour)), EndTime: aws.Time(noon.Add(time.Minute)), Period: aws.Int32(60),
		Dimensions:         []types.Dimension{{Name: aws.String("D"), Value: aws.String("d")}},
		Statistics:         []types.Statistic{"Sum", "Average", "Minimum", "Maximum", "SampleCount"},
		ExtendedStatistics: []string{"p99", "p50"}})
	if err != nil {
		t.Fatal(err)
	}
	if len(out.Datapoints) != 1 || *out.Label != "m" {
		t.Fatalf("%d datapoints of %s", len(out.Datapoints), *out.Label)
	}
	d := out.Datapoints[0]
	if *d.Sum != 5050 || *d.Average != 50.5 || *d.Minimum != 1 || *d.Maximum != 100 || *d.SampleCount != 100 || d.Unit != "Count" ||
		!d.Timestamp.Equal(noon) || d.ExtendedStatistics["p99"] != 99 || d.ExtendedStatistics["p50"] != 50 {
		t.Errorf("%+v %v", d, d.ExtendedStatistics)
	}
}

func TestMetricDataAndMath(t *testing.T) {
	c, _ := serve(t)
	for i := range 3 {
		at := noon.Add(time.Duration(i-3) * time.Minute)
		store(t, c, datumAt("errors", float64(i), at), datumAt("all", 10, at))
	}
	stat := func(id, name string) types.MetricDataQuery {
		return types.MetricDataQuery{Id: &id, ReturnData: aws.Bool(false), MetricStat: &types.MetricStat{Period: aws.Int32(60), Stat: aws.String("Sum"),
			Metric: &types.Metric{Namespace: aws.String("N"), MetricName: &name}}}
	}
	math := func(id, text string) types.MetricDataQuery {
		return types.MetricDataQuery{Id: &id, Expression: &text, Label: aws.String(text)}
	}
	in := &client.GetMetricDataInput{StartTime: aws.Time(noon.Add(-5 * time.Minute)), EndTime: aws.Time(noon), ScanBy: types.ScanByTimestampAscending,
		MetricDataQueries: []types.MetricDataQuery{stat("e", "errors"), stat("a", "all"), stat("none", "absent"),
			math("rate", "100*e/a"), math("fill", "FILL(e, 0)"), math("sum", "SUM([e, a])"), math("metrics", "MAX(METRICS())"),
			math("chain", "IF(rate > 5, rate, -1)"), math("diff", "DIFF(e) + RUNNING_SUM(e) * 0"), math("share", "e / SUM(e)"), math("pow", "-2^2 + e")}}
	out, err := c.GetMetricData(t.Context(), in)
	if err != nil {
		t.Fatal(err)
	}
	want := map[string][]float64{"rate": {0, 10, 20}, "fill": {0, 0, 0, 1, 2}, "sum": {10, 11, 12}, "metrics": {10, 10, 10},
		"chain": {-1, 10, 20}, "diff": {1, 1}, "share": {0, 1.0 / 3, 2.0 / 3}, "pow": {-4, -3, -2}}
	if len(out.MetricDataResults) != len(want) {
		t.Errorf("%d results", len(out.MetricDataResults))
	}
	for _, r := range out.MetricDataResults {
		if !slices.Equal(r.Values, want[*r.Id]) || r.StatusCode != types.StatusCodeComplete {
			t.Errorf("%s: %v, want %v", *r.Id, r.Values, want[*r.Id])
		}
	}
	for text, message := range map[string]string{"e +": "ends early", "self": "refers to itself", "nobody": "no metric or expression nobody",
		"[e,a]": "not several", "1+1": "not a number", "e)": "unexpected", "FILL(e)": "takes 2 arguments", "(e": "a ) is missing",
		strings.Repeat("(", 90) + "e": "too deep"} {
		in.MetricDataQueries = []types.MetricDataQuery{stat("e", "errors"), stat("a", "all"), math("self", text)}
		refused(t, text, second(c.GetMetricData(t.Context(), in)), "ValidationError", message)
	}
	for _, text := range []string{"SEARCH('x', 'Sum')", "ANOMALY_DETECTION_BAND(e)"} {
		in.MetricDataQueries = []types.MetricDataQuery{stat("e", "errors"), math("x", text)}
		refused(t, text, second(c.GetMetricData(t.Context(), in)), "NotImplementedException", "not built in squall")
	}
}

func second[T any](_ T, err error) error { return err }

func refused(t *testing.T, what string, err error, code, message string) {
	t.Helper()
	var refusal smithy.APIError
	if !errors.As(err, &refusal) {
		t.Errorf("%s: %v", what, err)
	} else if refusal.ErrorCode() != code || !strings.Contains(refusal.ErrorMessage(), message) {
		t.Errorf("%s: %s: %s, want %s: %s", what, refusal.ErrorCode(), refusal.ErrorMessage(), code, message)
	}
}

func TestPages(t *testing.T) {
	c, _ := serve(t)
	var data []types.MetricDatum
	for i := range 1000 {
		data = append(data, datumAt("m"+strconv.Itoa(i), 1, noon.Add(-time.Duration(i)*time.Minute)))
	}
	store(t, c, data...)
	store(t, c, datumAt("one-more", 1, noon))
	n := 0
	for p := client.NewListMetricsPaginator(c, &client.ListMetricsInput{Namespace: aws.String("N")}); p.HasMorePages(); {
		out, err := p.NextPage(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		n += len(out.Metrics)
	}
	if n != 1001 {
		t.Errorf("listed %d metrics", n)
	}
	for i := range 10 {
		store(t, c, datumAt("long", float64(i), noon.Add(-time.Duration(i)*time.Minute)))
	}
	var values []float64
	p := client.NewGetMetricDataPaginator(c, &client.GetMetricDataInput{StartTime: aws.Time(noon.Add(-time.Hour)), EndTime: aws.Time(noon.Add(time.Minute)),
		MaxDatapoints: aws.Int32(3), MetricDataQueries: []types.MetricDataQuery{{Id: aws.String("l"), MetricStat: &types.MetricStat{
			Period: aws.Int32(60), Stat: aws.String("Maximum"), Metric: &types.Metric{Namespace: aws.String("N"), MetricName: aws.String("long")}}}}})
	for pages := 0; p.HasMorePages(); pages++ {
		out, err := p.NextPage(t.Context())
		if err != nil || pages > 4 {
			t.Fatal(err, pages)
		}
		values = append(values, out.MetricDataResults[0].Values...)
	}
	if !slices.Equal(values, []float64{0, 1, 2, 3, 4, 5, 6, 7, 8, 9}) {
		t.Errorf("paged values %v", values)
	}
}

// Large requests are packed by the SDK.
func TestPackedRequest(t *testing.T) {
	c, _ := serve(t)
	var data []types.MetricDatum
	for range 500 {
		data = append(data, types.MetricDatum{MetricName: aws.String("packed"), Values: []float64{1, 2, 3}, Counts: []float64{1, 1, 2}})
	}
	store(t, c, data...)
	out, err := c.GetMetricStatistics(t.Context(), &client.GetMetricStatisticsInput{Namespace: aws.String("N"), MetricName: aws.String("packed"),
		StartTime: aws.Time(noon), EndTime: aws.Time(noon.Add(time.Minute)), Period: aws.Int32(60), Statistics: []types.Statistic{"Sum", "SampleCount"}})
	if err != nil || len(out.Datapoints) != 1 || *out.Datapoints[0].Sum != 4500 || *out.Datapoints[0].SampleCount != 2000 {
		t.Errorf("%v %+v", err, out)
	}
}

func TestAlarms(t *testing.T) {
	c, _ := serve(t)
	in := &client.PutMetricAlarmInput{AlarmName: aws.String("a"), Namespace: aws.String("N"), MetricName: aws.String("m"), Statistic: "Sum",
		Period: aws.Int32(60), EvaluationPeriods: aws.Int32(2), DatapointsToAlarm: aws.Int32(1), Threshold: aws.Float64(1),
		ComparisonOperator: "GreaterThanThreshold", AlarmActions: []string{"arn:aws:sns:eu-west-1:111122223333:t"},
		Tags: []types.Tag{{Key: aws.String("k"), Value: aws.String("v")}}}
	for i := range 60 {
		in.AlarmName = aws.String("a" + strconv.Itoa(100+i))
		if _, err := c.PutMetricAlarm(t.Context(), in); err != nil {
			t.Fatal(err)
		}
	}
	var names []string
	for p := client.NewDescribeAlarmsPaginator(c, &client.DescribeAlarmsInput{AlarmNamePrefix: aws.String("a")}); p.HasMorePages(); {
		out, err := p.NextPage(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		for _, a := range out.MetricAlarms {
			names = append(names, *a.AlarmName)
		}
	}
	if len(names) != 60 || !slices.IsSorted(names) {
		t.Fatalf("%d alarms", len(names))
	}
	waiter := client.NewAlarmExistsWaiter(c)
	if err := waiter.Wait(t.Context(), &client.DescribeAlarmsInput{AlarmNames: []string{"a100"}}, time.Second); err != nil {
		t.Error(err)
	}
	set := &client.SetAlarmStateInput{AlarmName: aws.String("a100"), StateValue: types.StateValueAlarm, StateReason: aws.String("testing")}
	if _, err := c.SetAlarmState(t.Context(), set); err != nil {
		t.Fatal(err)
	}
	out, err := c.DescribeAlarms(t.Context(), &client.DescribeAlarmsInput{StateValue: types.StateValueAlarm})
	if err != nil || len(out.MetricAlarms) != 1 || *out.MetricAlarms[0].StateReason != "testing" || *out.MetricAlarms[0].DatapointsToAlarm != 1 {
		t.Fatal(err, out)
	}
	history, err := c.DescribeAlarmHistory(t.Context(), &client.DescribeAlarmHistoryInput{AlarmName: aws.String("a100"), HistoryItemType: types.HistoryItemTypeStateUpdate})
	if err != nil || len(history.AlarmHistoryItems) != 1 || *history.AlarmHistoryItems[0].HistorySummary != "Alarm updated from INSUFFICIENT_DATA to ALARM" {
		t.Error(err, history)
	}
	metric, err := c.DescribeAlarmsForMetric(t.Context(), &client.DescribeAlarmsForMetricInput{Namespace: aws.String("N"), MetricName: aws.String("m")})
	if err != nil || len(metric.MetricAlarms) != 60 {
		t.Error(err, len(metric.MetricAlarms))
	}
	tags, err := c.ListTagsForResource(t.Context(), &client.ListTagsForResourceInput{ResourceARN: out.MetricAlarms[0].AlarmArn})
	if err != nil || len(tags.Tags) != 1 || *tags.Tags[0].Value != "v" {
		t.Error(err, tags)
	}
	set.AlarmName = aws.String("none")
	refused(t, "state of none", second(c.SetAlarmState(t.Context(), set)), "ResourceNotFound", "")
	refused(t, "delete of none", second(c.DeleteAlarms(t.Context(), &client.DeleteAlarmsInput{AlarmNames: []string{"a100", "none"}})), "ResourceNotFound", "")
	if _, err := c.DeleteAlarms(t.Context(), &client.DeleteAlarmsInput{AlarmNames: names}); err != nil {
		t.Error(err)
	}
	in.AlarmActions = []string{"arn:aws:automate:eu-west-1:ec2:stop"}
	refused(t, "an action that cannot be carried out", second(c.PutMetricAlarm(t.Context(), in)), "NotImplementedException", "the alarm action arn:aws:automate")
}

func TestAlarmOverAnExpression(t *testing.T) {
	c, _ := serve(t)
	query := func(id, name string) types.MetricDataQuery {
		return types.MetricDataQuery{Id: &id, ReturnData: aws.Bool(false), MetricStat: &types.MetricStat{Period: aws.Int32(60), Stat: aws.String("Sum"),
			Metric: &types.Metric{Namespace: aws.String("AWS/Lambda"), MetricName: &name}}}
	}
	in := &client.PutMetricAlarmInput{AlarmName: aws.String("rate"), EvaluationPeriods: aws.Int32(1), Threshold: aws.Float64(5), ComparisonOperator: "GreaterThanThreshold",
		Metrics: []types.MetricDataQuery{query("e", "Errors"), query("i", "Invocations"), {Id: aws.String("r"), Expression: aws.String("100*e/i")}}}
	if _, err := c.PutMetricAlarm(t.Context(), in); err != nil {
		t.Fatal(err)
	}
	out, err := c.DescribeAlarms(t.Context(), &client.DescribeAlarmsInput{})
	if err != nil || len(out.MetricAlarms) != 1 || len(out.MetricAlarms[0].Metrics) != 3 || *out.MetricAlarms[0].Metrics[2].Expression != "100*e/i" {
		t.Fatal(err, out)
	}
	in.Metrics[2].Expression = aws.String("100*e/absent")
	refused(t, "an expression over nothing", second(c.PutMetricAlarm(t.Context(), in)), "ValidationError", "no metric or expression absent")
	in.Metrics[2].ReturnData = aws.Bool(false)
	refused(t, "nothing watched", second(c.PutMetricAlarm(t.Context(), in)), "InvalidParameterValue", "Exactly one element")
}

// An alarm that the API made can be judged.
func TestAlarmIsJudged(t *testing.T) {
	o := &owner{now: noon, store: metrics.New(), alarms: alarm.New()}
	api := New(Options{Account: "111122223333", Region: "us-east-1"}, o)
	r := httptest.NewRequest("POST", "/", strings.NewReader(`{"AlarmName":"a","Namespace":"N","MetricName":"m","Statistic":"Sum","Period":60,`+
		`"EvaluationPeriods":1,"Threshold":0,"ComparisonOperator":"LessThanThreshold","TreatMissingData":"breaching"}`))
	r.Header.Set("X-Amz-Target", "GraniteServiceVersion20100801.PutMetricAlarm")
	w := httptest.NewRecorder()
	api.ServeHTTP(w, r)
	o.alarms.Expire(noon.Add(time.Minute).UnixNano(), o.store, nil)
	if a := o.alarms.Find(metrics.Scope{Account: "111122223333", Region: "us-east-1"}, "a"); w.Code != 200 || a == nil || a.State != alarm.Alarmed {
		t.Errorf("%d %s: %+v", w.Code, w.Body, a)
	}
}
