package events

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	client "github.com/aws/aws-sdk-go-v2/service/eventbridge"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge/types"
	"github.com/aws/smithy-go"

	"squall/standin/relay"
)

// owner is a Backend without a goroutine.
type owner struct {
	relay *relay.Relay
	calls []relay.Call
}

func newOwner() *owner {
	o := &owner{}
	o.relay = relay.New(relay.Options{Epoch: time.UnixMilli(1_700_000_000_000), Invoke: func(_ int64, c relay.Call) error {
		o.calls = append(o.calls, c)
		return nil
	}})
	return o
}

func (o *owner) Relay(fn func(int64, *relay.Relay)) { fn(0, o.relay) }

// direct hands requests to a handler without a socket.
type direct struct{ handler http.Handler }

func (d direct) RoundTrip(r *http.Request) (*http.Response, error) {
	w := httptest.NewRecorder()
	d.handler.ServeHTTP(w, r)
	return w.Result(), nil
}

func sdk(o *owner) *client.Client {
	return client.New(client.Options{
		BaseEndpoint: aws.String("http://events.test"), Region: "eu-west-1", Retryer: aws.NopRetryer{},
		HTTPClient:  &http.Client{Transport: direct{New(Options{Account: "111122223333", Region: "us-east-1"}, o)}},
		Credentials: credentials.NewStaticCredentialsProvider("key", "secret", ""),
	})
}

func ok[T any](t *testing.T) func(out T, err error) T {
	return func(out T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return out
	}
}

func code(err error) string {
	var e smithy.APIError
	if errors.As(err, &e) {
		return e.ErrorCode()
	}
	return fmt.Sprint(err)
}

const fn = "arn:aws:lambda:eu-west-1:111122223333:function:f"

func TestRuleToFunction(t *testing.T) {
	o := newOwner()
	c, ctx := sdk(o), context.Background()
	rule := ok[*client.PutRuleOutput](t)(c.PutRule(ctx, &client.PutRuleInput{Name: aws.String("orders"), EventPattern: aws.String(`{"source":["shop"],"detail":{"total":[{"numeric":[">",100]}]}}`)}))
	if *rule.RuleArn != "arn:aws:events:eu-west-1:111122223333:rule/orders" {
		t.Error(*rule.RuleArn)
	}
	put := ok[*client.PutTargetsOutput](t)(c.PutTargets(ctx, &client.PutTargetsInput{Rule: aws.String("orders"), Targets: []types.Target{
		{Id: aws.String("f"), Arn: aws.String(fn), InputTransformer: &types.InputTransformer{InputPathsMap: map[string]string{"n": "$.detail.total"}, InputTemplate: aws.String(`{"total":<n>}`)}},
		{Id: aws.String("g"), Arn: aws.String(fn + "2"), DeadLetterConfig: &types.DeadLetterConfig{Arn: aws.String("arn:aws:sqs:eu-west-1:111122223333:q")}},
	}}))
	if put.FailedEntryCount != 0 {
		t.Errorf("%+v", put)
	}
	out := ok[*client.PutEventsOutput](t)(c.PutEvents(ctx, &client.PutEventsInput{Entries: []types.PutEventsRequestEntry{
		{Source: aws.String("shop"), DetailType: aws.String("order"), Detail: aws.String(`{"total":200}`), Time: aws.Time(time.Unix(1, 0))},
		{Source: aws.String("shop"), DetailType: aws.String("order"), Detail: aws.String(`{"total":20}`)},
		{Source: aws.String("shop"), DetailType: aws.String("order"), Detail: aws.String(`no`)},
		{Source: aws.String("aws.s3"), DetailType: aws.String("order"), Detail: aws.String(`{}`)},
		{DetailType: aws.String("order"), Detail: aws.String(`{}`)},
		{Source: aws.String("shop"), Detail: aws.String(`{}`)},
		{Source: aws.String("shop"), DetailType: aws.String("order")},
	}}))
	var codes []string
	for _, e := range out.Entries {
		codes = append(codes, aws.ToString(e.ErrorCode))
	}
	if got := strings.Join(codes, " "); out.FailedEntryCount != 5 || got != "  MalformedDetail NotAuthorizedForSourceException InvalidArgument InvalidArgument InvalidArgument" {
		t.Errorf("%d failed: %q", out.FailedEntryCount, got)
	}
	if len(o.calls) != 2 || string(o.calls[0].Payload) != `{"total":200}` || !strings.Contains(string(o.calls[1].Payload), `"id":"`+*out.Entries[0].EventId) ||
		!strings.Contains(string(o.calls[1].Payload), `"time":"1970-01-01T00:00:01Z"`) {
		t.Errorf("calls %+v", o.calls)
	}
}

func TestRulesAndTargets(t *testing.T) {
	c, ctx := sdk(newOwner()), context.Background()
	for i := range 3 {
		name := fmt.Sprintf("r%d", i)
		ok[*client.PutRuleOutput](t)(c.PutRule(ctx, &client.PutRuleInput{Name: &name, ScheduleExpression: aws.String("rate(1 hour)"), State: types.RuleStateDisabled, Description: aws.String("d")}))
		ok[*client.PutTargetsOutput](t)(c.PutTargets(ctx, &client.PutTargetsInput{Rule: &name, Targets: []types.Target{{Id: aws.String("t"), Arn: aws.String(fn)}}}))
	}
	ok[*client.EnableRuleOutput](t)(c.EnableRule(ctx, &client.EnableRuleInput{Name: aws.String("r1")}))
	r := ok[*client.DescribeRuleOutput](t)(c.DescribeRule(ctx, &client.DescribeRuleInput{Name: aws.String("r1")}))
	if r.State != types.RuleStateEnabled || *r.ScheduleExpression != "rate(1 hour)" || *r.Description != "d" || *r.EventBusName != "default" {
		t.Errorf("%+v", r)
	}
	ok[*client.DisableRuleOutput](t)(c.DisableRule(ctx, &client.DisableRuleInput{Name: aws.String("r1")}))
	var names []string
	in := &client.ListRulesInput{NamePrefix: aws.String("r"), Limit: aws.Int32(2)}
	for {
		out := ok[*client.ListRulesOutput](t)(c.ListRules(ctx, in))
		for _, r := range out.Rules {
			names = append(names, *r.Name+string(r.State))
		}
		if in.NextToken = out.NextToken; in.NextToken == nil {
			break
		}
	}
	if got := strings.Join(names, " "); got != "r0DISABLED r1DISABLED r2DISABLED" {
		t.Error(got)
	}
	by := ok[*client.ListRuleNamesByTargetOutput](t)(c.ListRuleNamesByTarget(ctx, &client.ListRuleNamesByTargetInput{TargetArn: aws.String(fn)}))
	targets := ok[*client.ListTargetsByRuleOutput](t)(c.ListTargetsByRule(ctx, &client.ListTargetsByRuleInput{Rule: aws.String("r0")}))
	if len(by.RuleNames) != 3 || len(targets.Targets) != 1 || *targets.Targets[0].Arn != fn {
		t.Errorf("%v %v", by.RuleNames, targets.Targets)
	}
	if _, err := c.DeleteRule(ctx, &client.DeleteRuleInput{Name: aws.String("r0")}); code(err) != "ValidationException" {
		t.Errorf("a rule with targets: %v", err)
	}
	removed := ok[*client.RemoveTargetsOutput](t)(c.RemoveTargets(ctx, &client.RemoveTargetsInput{Rule: aws.String("r0"), Ids: []string{"t", "u"}}))
	if removed.FailedEntryCount != 1 || *removed.FailedEntries[0].TargetId != "u" {
		t.Errorf("%+v", removed)
	}
	ok[*client.DeleteRuleOutput](t)(c.DeleteRule(ctx, &client.DeleteRuleInput{Name: aws.String("r0")}))
	ok[*client.DeleteRuleOutput](t)(c.DeleteRule(ctx, &client.DeleteRuleInput{Name: aws.String("r0")}))
	if _, err := c.DescribeRule(ctx, &client.DescribeRuleInput{Name: aws.String("r0")}); code(err) != "ResourceNotFoundException" {
		t.Errorf("a deleted rule: %v", err)
	}
}

func TestBuses(t *testing.T) {
	c, ctx := sdk(newOwner()), context.Background()
	made := ok[*client.CreateEventBusOutput](t)(c.CreateEventBus(ctx, &client.CreateEventBusInput{Name: aws.String("shop")}))
	if *made.EventBusArn != "arn:aws:events:eu-west-1:111122223333:event-bus/shop" {
		t.Error(*made.EventBusArn)
	}
	if _, err := c.CreateEventBus(ctx, &client.CreateEventBusInput{Name: aws.String("shop")}); code(err) != "ResourceAlreadyExistsException" {
		t.Error(err)
	}
	ok[*client.PutRuleOutput](t)(c.PutRule(ctx, &client.PutRuleInput{Name: aws.String("r"), EventBusName: made.EventBusArn, EventPattern: aws.String(`{"source":["x"]}`)}))
	if _, err := c.DeleteEventBus(ctx, &client.DeleteEventBusInput{Name: aws.String("shop")}); code(err) != "ValidationException" {
		t.Errorf("a bus with rules: %v", err)
	}
	list := ok[*client.ListEventBusesOutput](t)(c.ListEventBuses(ctx, &client.ListEventBusesInput{}))
	if len(list.EventBuses) != 2 || *list.EventBuses[0].Name != "default" {
		t.Errorf("%v", list.EventBuses)
	}
	about := ok[*client.DescribeEventBusOutput](t)(c.DescribeEventBus(ctx, &client.DescribeEventBusInput{}))
	if *about.Name != "default" || about.CreationTime == nil {
		t.Errorf("%+v", about)
	}
	ok[*client.DeleteRuleOutput](t)(c.DeleteRule(ctx, &client.DeleteRuleInput{Name: aws.String("r"), EventBusName: aws.String("shop")}))
	ok[*client.DeleteEventBusOutput](t)(c.DeleteEventBus(ctx, &client.DeleteEventBusInput{Name: aws.String("shop")}))
	test := ok[*client.TestEventPatternOutput](t)(c.TestEventPattern(ctx, &client.TestEventPatternInput{EventPattern: aws.String(`{"a":["b"]}`), Event: aws.String(`{"a":"b"}`)}))
	if !test.Result {
		t.Error("the pattern does not match")
	}
}

func TestRefused(t *testing.T) {
	c, ctx := sdk(newOwner()), context.Background()
	pattern, name := aws.String(`{"source":["x"]}`), aws.String("r")
	ok[*client.PutRuleOutput](t)(c.PutRule(ctx, &client.PutRuleInput{Name: name, EventPattern: pattern}))
	target := func(tg types.Target) error {
		_, err := c.PutTargets(ctx, &client.PutTargetsInput{Rule: name, Targets: []types.Target{tg}})
		return err
	}
	rule := func(in client.PutRuleInput) error { _, err := c.PutRule(ctx, &in); return err }
	id, arn := aws.String("t"), aws.String(fn)
	six := make([]types.Target, 6)
	for i := range six {
		six[i] = types.Target{Id: aws.String(fmt.Sprint("t", i)), Arn: arn}
	}
	_, many := c.PutTargets(ctx, &client.PutTargetsInput{Rule: name, Targets: six})
	_, none := c.PutTargets(ctx, &client.PutTargetsInput{Rule: aws.String("no"), Targets: []types.Target{{Id: id, Arn: arn}}})
	_, large := c.PutEvents(ctx, &client.PutEventsInput{Entries: []types.PutEventsRequestEntry{{Source: id, DetailType: id, Detail: aws.String(`"` + strings.Repeat("x", 256<<10) + `"`)}}})
	_, archive := c.ListArchives(ctx, &client.ListArchivesInput{})
	for i, tt := range []struct {
		err  error
		want string
	}{
		{many, "LimitExceededException"}, {none, "ResourceNotFoundException"}, {large, "ValidationException"}, {archive, "NotImplementedException"},
		{rule(client.PutRuleInput{Name: name}), "ValidationException"},
		{rule(client.PutRuleInput{Name: aws.String("a b"), EventPattern: pattern}), "ValidationException"},
		{rule(client.PutRuleInput{Name: name, EventPattern: aws.String(`{"source":"x"}`)}), "InvalidEventPatternException"},
		{rule(client.PutRuleInput{Name: name, EventPattern: aws.String(`{"ip":[{"cidr":"10.0.0.0/8"}]}`)}), "NotImplementedException"},
		{rule(client.PutRuleInput{Name: name, ScheduleExpression: aws.String("rate(1 minutes)")}), "ValidationException"},
		{rule(client.PutRuleInput{Name: name, ScheduleExpression: aws.String("cron(0 10 * * * *)")}), "ValidationException"},
		{rule(client.PutRuleInput{Name: name, EventPattern: pattern, EventBusName: aws.String("no")}), "ResourceNotFoundException"},
		{rule(client.PutRuleInput{Name: name, EventPattern: pattern, Tags: []types.Tag{{Key: id, Value: id}}}), "NotImplementedException"},
		{target(types.Target{Id: id, Arn: aws.String("f")}), "ValidationException"},
		{target(types.Target{Id: id, Arn: aws.String("arn:aws:states:eu-west-1:111122223333:stateMachine:s")}), "NotImplementedException"},
		{target(types.Target{Id: id, Arn: arn, Input: aws.String("{")}), "ValidationException"},
		{target(types.Target{Id: id, Arn: arn, InputPath: aws.String("detail")}), "ValidationException"},
		{target(types.Target{Id: id, Arn: arn, Input: aws.String("{}"), InputPath: aws.String("$.detail")}), "ValidationException"},
		{target(types.Target{Id: id, Arn: arn, SqsParameters: &types.SqsParameters{MessageGroupId: id}}), "NotImplementedException"},
	} {
		if code(tt.err) != tt.want {
			t.Errorf("case %d: %v, want %s", i, tt.err, tt.want)
		}
	}
}

// No body makes the decoder panic, and every answer is JSON with a status.
func FuzzDecoder(f *testing.F) {
	h := New(Options{Account: "111122223333", Region: "us-east-1"}, newOwner())
	for name := range h.Operations {
		f.Add(name, `{"Name":"r","EventBusName":"default","Entries":[{"Source":"a","DetailType":"b","Detail":"{}","Time":1e300}]}`)
	}
	f.Add("PutTargets", `{"Rule":"r","Targets":[{"Id":"t","Arn":"arn:aws:sqs:us-east-1:111122223333:q","InputTransformer":{"InputPathsMap":{"a":"$.x[1]"},"InputTemplate":"<a>\"<a>"}}]}`)
	f.Add("PutRule", `{"Name":"r","ScheduleExpression":"cron(0/5 1-3 ? JAN-MAR MON,TUE 2030)"}`)
	f.Fuzz(func(t *testing.T, name, body string) {
		r := httptest.NewRequest(http.MethodPost, "/", strings.NewReader(body))
		r.Header.Set("X-Amz-Target", h.Target+"."+name)
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		if w.Code < 200 || w.Code == 500 || w.Header().Get("Content-Type") != h.JSON {
			t.Errorf("%s %s: %d %s", name, body, w.Code, w.Body)
		}
	})
}
