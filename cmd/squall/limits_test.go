package main

import (
	"net/http"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch/types"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
	sqstypes "github.com/aws/aws-sdk-go-v2/service/sqs/types"
)

// A load that is faster than the profile allows ends the run, with its hits and
// everything taken back.
func TestMaxRateEndsARun(t *testing.T) {
	s := account(t)
	setenv(t, s.Endpoint())
	t.Chdir(t.TempDir())
	before := s.state(t)
	profile := writeProfile(t, strings.Replace(strings.Replace(reserving, "budget: 5", "budget: 5\nmax_rate: 20/s", 1), "rate: 40/s", "rate: max", 1))
	code, said := squallIn(t, "run", profile, "--target", "aws", "--allow", "reserved", "--set", "attack.sdk.workers=4", "--set", "attack.sdk.phases.0.for=20s", "--out", "one")
	if r, err := readResult("one"); code != 12 || err != nil || sent(r) < 40 || !strings.Contains(said, "max_rate: 41 requests in a second, 20 are allowed") {
		t.Errorf("exit code %d, %v\n%s", code, err, said)
	}
	unchanged(t, s, before)
}

// An alarm that goes off while the load runs ends it; one that is off already
// lets none begin.
func TestAlarmEndsARun(t *testing.T) {
	s := account(t)
	alarms := cloudwatch.New(cloudwatch.Options{BaseEndpoint: aws.String(s.Endpoint()), Region: "us-east-1", Credentials: credentials.NewStaticCredentialsProvider("squall", "squall", "")})
	_, err := alarms.PutMetricAlarm(t.Context(), &cloudwatch.PutMetricAlarmInput{AlarmName: aws.String("high"), Namespace: aws.String("Own"), MetricName: aws.String("m"), Period: aws.Int32(60),
		EvaluationPeriods: aws.Int32(1), Statistic: types.StatisticSum, Threshold: aws.Float64(1), ComparisonOperator: types.ComparisonOperatorGreaterThanThreshold})
	if err != nil {
		t.Fatal(err)
	}
	set := func(to types.StateValue) {
		if _, err := alarms.SetAlarmState(t.Context(), &cloudwatch.SetAlarmStateInput{AlarmName: aws.String("high"), StateValue: to, StateReason: aws.String("for the test")}); err != nil {
			t.Error(err)
		}
	}
	set(types.StateValueOk)
	var requests atomic.Int32
	spoiled(t, s, func(_ http.ResponseWriter, r *http.Request) bool {
		if strings.HasSuffix(r.URL.Path, "/invocations") && requests.Add(1) == 3 {
			set(types.StateValueAlarm)
		}
		return false
	})
	t.Chdir(t.TempDir())
	before := s.state(t)
	profile := writeProfile(t, reserving+"stop: [{alarm: 'arn:aws:cloudwatch:us-east-1:111122223333:alarm:high'}]\n")
	args := []string{"run", profile, "--target", "aws", "--allow", "reserved", "--set", "attack.sdk.phases.0.for=60s", "--set", "attack.sdk.phases.0.rate=5/s", "--out"}
	code, said := squallIn(t, append(args, "one")...)
	if r, err := readResult("one"); code != 12 || err != nil || sent(r) == 0 || sent(r) > 100 || !strings.Contains(said, "alarm high is in ALARM: for the test") {
		t.Errorf("exit code %d, %v\n%s", code, err, said)
	}
	unchanged(t, s, before)
	if code, said := squallIn(t, append(args, "two")...); code != 2 || !strings.Contains(said, "alarm high is in ALARM: for the test, before the run has begun") {
		t.Errorf("exit code %d\n%s", code, said)
	}
}

// What others have in a queue that they share is there after a run; only the
// messages of its own events are taken out.
func TestSharedQueueIsLeftAsItIs(t *testing.T) {
	s := account(t)
	var purged atomic.Int32
	spoiled(t, s, func(_ http.ResponseWriter, r *http.Request) bool {
		if target := r.Header.Get("X-Amz-Target"); strings.HasSuffix(target, "PurgeQueue") || strings.HasSuffix(target, "DeleteQueue") || strings.HasSuffix(target, "CreateQueue") {
			purged.Add(1)
		}
		return false
	})
	t.Chdir(t.TempDir())
	url := sharedQueue(t, s)
	before := s.state(t)
	profile := writeProfile(t, `
name: sharing
account: {id: "111122223333", region: us-east-1}
budget: 5
functions: [{name: shop, model: {duration: {constant: 1ms}}, aliases: {live: v1}, async: {on_success: sqs:team, shared_queue: true}}]
attack: [{path: async, function: shop:live, phases: [{for: 300ms, rate: 40/s}]}]
expect: [async.lost == 0]
`)
	code, said := squallIn(t, "run", profile, "--target", "aws", "--allow", "async", "--out", "one")
	r, err := readResult("one")
	if err != nil || code != 0 && code != 15 || purged.Load() > 0 {
		t.Fatalf("exit code %d, %v, queues were made, purged or deleted %d times\n%s", code, err, purged.Load(), said)
	}
	l := r.Arms[0].Paths[0].Ledger
	if d := l.Deliveries["on_success"]; l.Accepted != 12 || d.Received != 12 {
		t.Errorf("%d accepted, %d records received", l.Accepted, d.Received)
	}
	unchanged(t, s, before)
	var left []string
	for range 20 {
		out, err := s.sqs.ReceiveMessage(t.Context(), &sqs.ReceiveMessageInput{QueueUrl: url, MaxNumberOfMessages: 10})
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range out.Messages {
			left = append(left, aws.ToString(m.Body))
		}
		if len(out.Messages) == 0 {
			break
		}
	}
	if len(left) != 3 || !strings.Contains(strings.Join(left, " "), "somebody else's") {
		t.Errorf("what others had in the queue is not all there: %q", left)
	}
}

// sharedQueue is a queue with messages of others, one of which looks like a
// record of ours.
func sharedQueue(t *testing.T, s *served) *string {
	t.Helper()
	made, err := s.sqs.CreateQueue(t.Context(), &sqs.CreateQueueInput{QueueName: aws.String("team")})
	if err != nil {
		t.Fatal(err)
	}
	for _, body := range []string{"somebody else's", `{"requestContext":{"requestId":"00000000-0000-4000-8000-000000000000","condition":"Success","approximateInvokeCount":1},"requestPayload":{"id":1}}`, "{}"} {
		in := &sqs.SendMessageInput{QueueUrl: made.QueueUrl, MessageBody: &body}
		if body == "{}" {
			in.MessageAttributes = map[string]sqstypes.MessageAttributeValue{"RequestID": {DataType: aws.String("String"), StringValue: aws.String("00000000-0000-4000-8000-000000000001")}}
		}
		if _, err := s.sqs.SendMessage(t.Context(), in); err != nil {
			t.Fatal(err)
		}
	}
	return made.QueueUrl
}
