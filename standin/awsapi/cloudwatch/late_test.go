package cloudwatch

import (
	"fmt"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	client "github.com/aws/aws-sdk-go-v2/service/cloudwatch"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch/types"

	"squall/standin/metrics"
	"squall/standin/metrics/alarm"
)

// Faults make CloudWatch late or empty for whoever asks it while they last, by
// both of its operations; when they have ended, all that was measured is there.
func TestLateAndMissingMetrics(t *testing.T) {
	struck := map[string]time.Duration{} // the faults that lie on it now
	api := New(Options{Account: "111122223333", Region: "us-east-1", Strikes: func(kind, function string) (time.Duration, bool) {
		wait, ok := struck[kind]
		return wait, ok && function == ""
	}}, &owner{now: noon, store: metrics.New(), alarms: alarm.New()})
	server := httptest.NewServer(api)
	t.Cleanup(server.Close)
	c := client.New(client.Options{BaseEndpoint: &server.URL, Region: "us-east-1", HTTPClient: server.Client(), Retryer: aws.NopRetryer{},
		Credentials: credentials.NewStaticCredentialsProvider("key", "secret", "")})
	for i := range 10 {
		store(t, c, datumAt("m", float64(i+1), noon.Add(time.Duration(i-10)*time.Minute)))
	}
	look := func() string {
		metric := &types.Metric{Namespace: aws.String("N"), MetricName: aws.String("m")}
		start, end, period := aws.Time(noon.Add(-10*time.Minute)), aws.Time(noon), aws.Int32(60)
		data, err := c.GetMetricData(t.Context(), &client.GetMetricDataInput{StartTime: start, EndTime: end, ScanBy: types.ScanByTimestampAscending,
			MetricDataQueries: []types.MetricDataQuery{{Id: aws.String("m"), MetricStat: &types.MetricStat{Metric: metric, Period: period, Stat: aws.String("Sum")}}}})
		if err != nil {
			t.Fatal(err)
		}
		stats, err := c.GetMetricStatistics(t.Context(), &client.GetMetricStatisticsInput{Namespace: metric.Namespace, MetricName: metric.MetricName,
			StartTime: start, EndTime: end, Period: period, Statistics: []types.Statistic{"Sum"}})
		if err != nil {
			t.Fatal(err)
		}
		if len(data.MetricDataResults[0].Values) != len(stats.Datapoints) {
			t.Errorf("GetMetricData has %d values, GetMetricStatistics %d", len(data.MetricDataResults[0].Values), len(stats.Datapoints))
		}
		return fmt.Sprint(data.MetricDataResults[0].Values)
	}
	for _, tt := range []struct {
		faults map[string]time.Duration
		want   string
	}{
		{nil, "[1 2 3 4 5 6 7 8 9 10]"},
		{map[string]time.Duration{"metrics.lag": 3 * time.Minute}, "[1 2 3 4 5 6 7]"},
		{map[string]time.Duration{"metrics.lag": time.Hour}, "[]"},
		{map[string]time.Duration{"metrics.gap": 0}, "[]"},
		{nil, "[1 2 3 4 5 6 7 8 9 10]"},
	} {
		struck = tt.faults
		if got := look(); got != tt.want {
			t.Errorf("with %v there is %s, want %s", tt.faults, got, tt.want)
		}
	}
}
