package main

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch"
	cloudwatchtypes "github.com/aws/aws-sdk-go-v2/service/cloudwatch/types"
	"github.com/aws/aws-sdk-go-v2/service/lambda"
)

// releaseOfOthers is a release that sends nothing of its own.
var releaseOfOthers = strings.NewReplacer("rate: 300/s", "rate: 0/s", "canary:\n  {", "canary:\n  {traffic: real, ", "for: 4s", "for: 8s", "for: 1s}", "for: 300ms, samples: 60}").Replace(releaseThere)

// customers invoke the alias until the test is over.
func customers(t *testing.T, s *served) {
	t.Helper()
	ctx, stop := context.WithCancel(t.Context())
	var all sync.WaitGroup
	come := time.NewTicker(4 * time.Millisecond)
	t.Cleanup(come.Stop)
	for range 4 {
		all.Go(func() {
			for {
				select {
				case <-ctx.Done():
					return
				case <-come.C:
				}
				_, _ = s.lambda.Invoke(ctx, &lambda.InvokeInput{FunctionName: aws.String("shop:live")}) // what they make of it is theirs
			}
		})
	}
	t.Cleanup(func() {
		stop()
		all.Wait()
	})
}

// A release may judge what everybody asks for, as the function's log tells it,
// and send nothing.
func TestReleaseWatchesRealTraffic(t *testing.T) {
	counted := strings.NewReplacer("traffic: real", "traffic: metrics", "latency: none, ", "").Replace(releaseOfOthers)
	for _, test := range []struct {
		name, profile, failing, to, said string
		code                             int
	}{
		{"as good", releaseOfOthers, "0%", "2", "v2 of shop:live is promoted", 0},
		{"worse", releaseOfOthers, "90%", "1", "v2 fails more often than v1", 10},
		{"as good, by CloudWatch", counted, "0%", "2", "v2 of shop:live is promoted", 0},
		{"worse, by CloudWatch", counted, "90%", "1", "v2 fails more often than v1", 10},
	} {
		t.Run(test.name, func(t *testing.T) {
			s := releasing(t, test.failing)
			customers(t, s)
			code, said := squallIn(t, "canary", writeProfile(t, test.profile), "--target", "aws", "--allow", "alias", "--out", "one")
			if code == 15 && test.code == 0 { // this machine was too slow
				test.to, test.said = "1", "the measurement cannot be trusted"
			}
			if code != test.code && code != 15 || !strings.Contains(said, test.said) {
				t.Errorf("exit code %d\n%s", code, said)
			}
			if a := s.live(t); *a.FunctionVersion != test.to || a.RoutingConfig != nil && len(a.RoutingConfig.AdditionalVersionWeights) > 0 {
				t.Errorf("live points at %s with %v", *a.FunctionVersion, a.RoutingConfig)
			}
			r, err := readResult("one")
			if err != nil || sent(r) != 0 || r.Canary.Sides[0].Counts.N == 0 || r.Canary.Unknown > 0 {
				t.Errorf("%d sent, %+v, %v", sent(r), r.Canary, err)
			}
		})
	}
}

// Without a request there is nothing to decide on.
func TestReleaseWithoutTraffic(t *testing.T) {
	s := releasing(t, "0%")
	code, said := squallIn(t, "canary", writeProfile(t, strings.Replace(releaseOfOthers, "for: 8s", "for: 700ms", 1)), "--target", "aws", "--allow", "alias", "--out", "one")
	if code != 11 && code != 15 || !strings.Contains(said, "no comparison: 0 requests of v2") {
		t.Errorf("exit code %d\n%s", code, said)
	}
	if a := s.live(t); *a.FunctionVersion != "1" {
		t.Errorf("live points at %s", *a.FunctionVersion)
	}
}

// An alarm that goes off rolls a release back that has nothing else against it;
// one that is on before, or unknown, lets none begin.
func TestReleaseStopsAtAnAlarm(t *testing.T) {
	s := releasing(t, "0%")
	c := cloudwatch.New(cloudwatch.Options{BaseEndpoint: aws.String(s.Endpoint()), Region: "us-east-1", Credentials: credentials.NewStaticCredentialsProvider("squall", "squall", "")})
	_, err := c.PutMetricAlarm(t.Context(), &cloudwatch.PutMetricAlarmInput{AlarmName: aws.String("orders"), Namespace: aws.String("Shop"), MetricName: aws.String("Orders"),
		Statistic: cloudwatchtypes.StatisticSum, Period: aws.Int32(60), EvaluationPeriods: aws.Int32(1), Threshold: aws.Float64(1), ComparisonOperator: cloudwatchtypes.ComparisonOperatorLessThanThreshold})
	if err != nil {
		t.Fatal(err)
	}
	set := func(state cloudwatchtypes.StateValue) {
		if _, err := c.SetAlarmState(t.Context(), &cloudwatch.SetAlarmStateInput{AlarmName: aws.String("orders"), StateValue: state, StateReason: aws.String("nobody orders")}); err != nil {
			t.Error(err)
		}
	}
	profile := func(alarm string) string {
		return writeProfile(t, strings.NewReplacer("for: 4s", "for: 9s", "weight: 50%, for: 1s", "weight: 50%, for: 7s", "canary:\n  {",
			fmt.Sprintf("canary:\n  {alarms: ['arn:aws:cloudwatch:us-east-1:111122223333:alarm:%s'], ", alarm)).Replace(releaseThere))
	}
	args := []string{"--target", "aws", "--allow", "alias", "--out"}
	if code, said := squallIn(t, append([]string{"canary", profile("none")}, append(args, "none")...)...); code != 2 || !strings.Contains(said, "there is no alarm none") {
		t.Errorf("an alarm that nobody has: exit code %d\n%s", code, said)
	}
	set(cloudwatchtypes.StateValueAlarm)
	if code, said := squallIn(t, append([]string{"canary", profile("orders")}, append(args, "on")...)...); code != 2 || !strings.Contains(said, "before the run has begun") {
		t.Errorf("an alarm that is on: exit code %d\n%s", code, said)
	}
	set(cloudwatchtypes.StateValueOk)
	off := time.AfterFunc(2*time.Second, func() { set(cloudwatchtypes.StateValueAlarm) })
	defer off.Stop()
	code, said := squallIn(t, append([]string{"canary", profile("orders")}, append(args, "off")...)...)
	if code != 10 && code != 15 || !strings.Contains(said, "v2 of shop:live is rolled back") || !strings.Contains(said, "alarm orders is in ALARM: nobody orders") {
		t.Errorf("exit code %d\n%s", code, said)
	}
	if a := s.live(t); *a.FunctionVersion != "1" || a.RoutingConfig != nil && len(a.RoutingConfig.AdditionalVersionWeights) > 0 {
		t.Errorf("live points at %s with %v", *a.FunctionVersion, a.RoutingConfig)
	}
}
