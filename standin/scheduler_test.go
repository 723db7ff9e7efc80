package standin

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge"
	eventtypes "github.com/aws/aws-sdk-go-v2/service/eventbridge/types"
	sdk "github.com/aws/aws-sdk-go-v2/service/lambda"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/scheduler"
	"github.com/aws/aws-sdk-go-v2/service/scheduler/types"
	"github.com/aws/aws-sdk-go-v2/service/sns"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
	sqstypes "github.com/aws/aws-sdk-go-v2/service/sqs/types"
	"github.com/aws/smithy-go"
	"github.com/aws/smithy-go/middleware"

	"squall/standin/awsapi"
	"squall/standin/identity"
)

func init() { walks = append(walks, walk{"scheduler", Options{}, walkScheduler}) }

const restorer = "arn:aws:iam::111122223333:role/restorer"

// agenda is a stand-in with a function, two queues and a client for schedules.
type agenda struct {
	*laboratory
	plan *scheduler.Client
	sqs  *sqs.Client
}

func newAgenda(t *testing.T, ctx context.Context, client inMemory, c *called) *agenda {
	t.Helper()
	own := credentials.NewStaticCredentialsProvider(us, "SECRET", "")
	a := &agenda{laboratory: newLaboratory(t, ctx, client, &called{names: map[string]bool{}}),
		plan: scheduler.New(scheduler.Options{Region: "us-east-1", BaseEndpoint: aws.String("http://standin"), Retryer: aws.NopRetryer{}, HTTPClient: client, Credentials: own,
			APIOptions: []func(*middleware.Stack) error{c.option("scheduler")}}),
		sqs: sqs.New(sqs.Options{Region: "us-east-1", BaseEndpoint: aws.String("http://standin"), Retryer: aws.NopRetryer{}, HTTPClient: client, Credentials: own})}
	for _, name := range []string{"work", "dead"} {
		must[*sqs.CreateQueueOutput](t)(a.sqs.CreateQueue(ctx, &sqs.CreateQueueInput{QueueName: &name}))
	}
	return a
}

// schedule calls a target, by default once.
func (a *agenda) schedule(name, when, target, input string, change ...func(*scheduler.CreateScheduleInput)) error {
	a.t.Helper()
	in := &scheduler.CreateScheduleInput{Name: &name, ScheduleExpression: &when, FlexibleTimeWindow: &types.FlexibleTimeWindow{Mode: types.FlexibleTimeWindowModeOff},
		Target: &types.Target{Arn: &target, RoleArn: aws.String(restorer)}, ActionAfterCompletion: types.ActionAfterCompletionDelete}
	if input != "" {
		in.Target.Input = &input
	}
	for _, f := range change {
		f(in)
	}
	_, err := a.plan.CreateSchedule(a.ctx, in)
	return err
}

func (a *agenda) must(err error) {
	a.t.Helper()
	if err != nil {
		a.t.Fatal(err)
	}
}

// received takes a message of a queue; nil when it has none.
func (a *agenda) received(queue string) *sqstypes.Message {
	a.t.Helper()
	url := "http://standin/" + us + "/" + queue
	out := must[*sqs.ReceiveMessageOutput](a.t)(a.sqs.ReceiveMessage(a.ctx, &sqs.ReceiveMessageInput{QueueUrl: &url, MessageAttributeNames: []string{"All"}}))
	if len(out.Messages) == 0 {
		return nil
	}
	must[*sqs.DeleteMessageOutput](a.t)(a.sqs.DeleteMessage(a.ctx, &sqs.DeleteMessageInput{QueueUrl: &url, ReceiptHandle: out.Messages[0].ReceiptHandle}))
	return &out.Messages[0]
}

func (a *agenda) names() (out []string) {
	a.t.Helper()
	for _, s := range must[*scheduler.ListSchedulesOutput](a.t)(a.plan.ListSchedules(a.ctx, &scheduler.ListSchedulesInput{})).Schedules {
		out = append(out, *s.GroupName+"/"+*s.Name)
	}
	return out
}

// in is a time from now as at(...) has it.
func in(d time.Duration) string {
	return "at(" + time.Now().UTC().Add(d).Format("2006-01-02T15:04:05") + ")"
}

const queueARN = "arn:aws:sqs:us-east-1:111122223333:"

func (a *agenda) reserved() int32 {
	a.t.Helper()
	out := must[*sdk.GetFunctionConcurrencyOutput](a.t)(a.lambda.GetFunctionConcurrency(a.ctx, &sdk.GetFunctionConcurrencyInput{FunctionName: aws.String("f")}))
	return aws.ToInt32(out.ReservedConcurrentExecutions)
}

// walkScheduler makes schedules of every kind, in groups with tags, and sees
// each come at its time.
func walkScheduler(t *testing.T, ctx context.Context, client inMemory, c *called) {
	a := newAgenda(t, ctx, client, c)
	must[*scheduler.CreateScheduleGroupOutput](t)(a.plan.CreateScheduleGroup(ctx, &scheduler.CreateScheduleGroupInput{Name: aws.String("runs"), Tags: []types.Tag{{Key: aws.String("a"), Value: aws.String("1")}}}))
	grouped := func(in *scheduler.CreateScheduleInput) { in.GroupName = aws.String("runs") }
	a.must(a.schedule("once", in(90*time.Second), "arn:aws:scheduler:::aws-sdk:lambda:putFunctionConcurrency", `{"FunctionName":"f","ReservedConcurrentExecutions":7}`, grouped))
	a.must(a.schedule("often", "rate(1 minute)", queueARN+"work", `{"n":<aws.scheduler.attempt-number>}`, func(in *scheduler.CreateScheduleInput) {
		in.EndDate = aws.Time(time.Now().Add(200 * time.Second))
	}))
	got := must[*scheduler.GetScheduleOutput](t)(a.plan.GetSchedule(ctx, &scheduler.GetScheduleInput{Name: aws.String("once"), GroupName: aws.String("runs")}))
	if *got.Target.RetryPolicy.MaximumRetryAttempts != 185 || got.State != types.ScheduleStateEnabled || *got.ScheduleExpressionTimezone != "UTC" ||
		*got.Arn != "arn:aws:scheduler:us-east-1:111122223333:schedule/runs/once" || got.CreationDate == nil {
		t.Errorf("schedule %+v", got)
	}
	pass(time.Second)
	if m := a.received("work"); m == nil || *m.Body != `{"n":1}` {
		t.Errorf("a rate begins at once: %+v", m)
	}
	if n := a.reserved(); n != 0 {
		t.Errorf("reserved %d before its time", n)
	}
	pass(2 * time.Minute)
	if n := a.reserved(); n != 7 {
		t.Errorf("reserved %d", n)
	}
	if left := a.names(); len(left) != 1 || left[0] != "default/often" {
		t.Errorf("left: %q", left)
	}
	pass(time.Minute)
	if left := a.names(); len(left) != 0 {
		t.Errorf("past its end: %q", left)
	}
	a.updates()
	a.groups()
}

// updates: a schedule that is replaced comes by its new expression alone.
func (a *agenda) updates() {
	a.must(a.schedule("moved", in(time.Minute), functionARN+"f", ""))
	must[*scheduler.UpdateScheduleOutput](a.t)(a.plan.UpdateSchedule(a.ctx, &scheduler.UpdateScheduleInput{Name: aws.String("moved"), ScheduleExpression: aws.String("cron(0 12 * * ? *)"),
		ScheduleExpressionTimezone: aws.String("America/New_York"), FlexibleTimeWindow: &types.FlexibleTimeWindow{Mode: types.FlexibleTimeWindowModeFlexible, MaximumWindowInMinutes: aws.Int32(5)},
		Target: &types.Target{Arn: aws.String(queueARN + "work"), RoleArn: aws.String(restorer)}}))
	for a.received("work") != nil {
	}
	pass(24 * time.Hour)
	m := a.received("work")
	if m == nil || !strings.Contains(*m.Body, `"source":"aws.scheduler"`) || !strings.Contains(*m.Body, `T17:00:00Z"`) || a.received("work") != nil {
		a.t.Errorf("noon in New York: %+v", m)
	}
	must[*scheduler.DeleteScheduleOutput](a.t)(a.plan.DeleteSchedule(a.ctx, &scheduler.DeleteScheduleInput{Name: aws.String("moved")}))
	_, err := a.plan.GetSchedule(a.ctx, &scheduler.GetScheduleInput{Name: aws.String("moved")})
	if gone, ok := errors.AsType[*types.ResourceNotFoundException](err); !ok || *gone.Message != "Schedule moved does not exist." {
		a.t.Errorf("a deleted schedule: %v", err)
	}
}

func (a *agenda) groups() {
	group := must[*scheduler.GetScheduleGroupOutput](a.t)(a.plan.GetScheduleGroup(a.ctx, &scheduler.GetScheduleGroupInput{Name: aws.String("runs")}))
	must[*scheduler.TagResourceOutput](a.t)(a.plan.TagResource(a.ctx, &scheduler.TagResourceInput{ResourceArn: group.Arn, Tags: []types.Tag{{Key: aws.String("b"), Value: aws.String("2")}}}))
	must[*scheduler.UntagResourceOutput](a.t)(a.plan.UntagResource(a.ctx, &scheduler.UntagResourceInput{ResourceArn: group.Arn, TagKeys: []string{"a"}}))
	tags := must[*scheduler.ListTagsForResourceOutput](a.t)(a.plan.ListTagsForResource(a.ctx, &scheduler.ListTagsForResourceInput{ResourceArn: group.Arn})).Tags
	if len(tags) != 1 || *tags[0].Key != "b" || *tags[0].Value != "2" {
		a.t.Errorf("tags %+v", tags)
	}
	a.must(a.schedule("inside", in(time.Hour), queueARN+"work", "x", func(in *scheduler.CreateScheduleInput) { in.GroupName = aws.String("runs") }))
	must[*scheduler.DeleteScheduleGroupOutput](a.t)(a.plan.DeleteScheduleGroup(a.ctx, &scheduler.DeleteScheduleGroupInput{Name: aws.String("runs")}))
	all := must[*scheduler.ListScheduleGroupsOutput](a.t)(a.plan.ListScheduleGroups(a.ctx, &scheduler.ListScheduleGroupsInput{})).ScheduleGroups
	if len(all) != 1 || *all[0].Name != "default" || len(a.names()) != 0 {
		a.t.Errorf("groups %+v, schedules %q", all, a.names())
	}
}

// Every target that restores call is called as its API wants it, and what
// cannot be called ends in the dead-letter queue when its tries are used up.
func TestSchedulesCallTargets(t *testing.T) {
	inBubble(t, Options{}, func(ctx context.Context, s *Standin) {
		a := newAgenda(t, ctx, inMemory{awsapi.New(s.services()...)}, &called{names: map[string]bool{}})
		alias := must[*sdk.CreateAliasOutput](t)(a.lambda.CreateAlias(ctx, &sdk.CreateAliasInput{FunctionName: aws.String("f"), Name: aws.String("live"), FunctionVersion: aws.String("1")}))
		once := func(service, action, input string) {
			t.Helper()
			a.must(a.schedule(action, in(time.Second), "arn:aws:scheduler:::aws-sdk:"+service+":"+action, input, dead(0)))
		}
		once("lambda", "putProvisionedConcurrencyConfig", `{"FunctionName":"f","Qualifier":"live","ProvisionedConcurrentExecutions":1}`)
		once("lambda", "putFunctionEventInvokeConfig", `{"FunctionName":"f","Qualifier":"live","MaximumRetryAttempts":1,"DestinationConfig":{}}`)
		once("lambda", "updateFunctionConfiguration", `{"FunctionName":"f","DeadLetterConfig":{"TargetArn":"`+queueARN+`work"}}`)
		once("lambda", "untagResource", `{"Resource":"`+functionARN+`f","TagKeys":["team","x"]}`)
		once("lambda", "invoke", `{"FunctionName":"f","InvocationType":"Event","Payload":"{}"}`)
		once("sqs", "createQueue", `{"QueueName":"new"}`)
		once("lambda", "updateAlias", `{"FunctionName":"f","Name":"live","FunctionVersion":"1","RevisionId":"`+*alias.RevisionId+`x"}`)
		pass(2 * time.Second)
		provisioned := must[*sdk.GetProvisionedConcurrencyConfigOutput](t)(a.lambda.GetProvisionedConcurrencyConfig(ctx, &sdk.GetProvisionedConcurrencyConfigInput{FunctionName: aws.String("f"), Qualifier: aws.String("live")}))
		async := must[*sdk.GetFunctionEventInvokeConfigOutput](t)(a.lambda.GetFunctionEventInvokeConfig(ctx, &sdk.GetFunctionEventInvokeConfigInput{FunctionName: aws.String("f"), Qualifier: aws.String("live")}))
		f := must[*sdk.GetFunctionOutput](t)(a.lambda.GetFunction(ctx, &sdk.GetFunctionInput{FunctionName: aws.String("f")}))
		if *provisioned.RequestedProvisionedConcurrentExecutions != 1 || *async.MaximumRetryAttempts != 1 || f.Configuration.DeadLetterConfig == nil || len(f.Tags) != 0 {
			t.Errorf("%+v, %+v, %+v, tags %v", provisioned, async, f.Configuration.DeadLetterConfig, f.Tags)
		}
		must[*sqs.GetQueueUrlOutput](t)(a.sqs.GetQueueUrl(ctx, &sqs.GetQueueUrlInput{QueueName: aws.String("new")}))
		m := a.received("dead")
		if m == nil || *m.MessageAttributes["ERROR_CODE"].StringValue != "PreconditionFailedException" || a.received("dead") != nil {
			t.Errorf("a revision of somebody else: %+v", m)
		}
		once("lambda", "deleteFunctionEventInvokeConfig", `{"FunctionName":"f","Qualifier":"live"}`)
		once("lambda", "deleteProvisionedConcurrencyConfig", `{"FunctionName":"f","Qualifier":"live"}`)
		once("sqs", "deleteQueue", `{"QueueUrl":"https://sqs.us-east-1.amazonaws.com/111122223333/new"}`)
		pass(2 * time.Second)
		_, err1 := a.lambda.GetProvisionedConcurrencyConfig(ctx, &sdk.GetProvisionedConcurrencyConfigInput{FunctionName: aws.String("f"), Qualifier: aws.String("live")})
		_, err2 := a.lambda.GetFunctionEventInvokeConfig(ctx, &sdk.GetFunctionEventInvokeConfigInput{FunctionName: aws.String("f"), Qualifier: aws.String("live")})
		_, err3 := a.sqs.GetQueueUrl(ctx, &sqs.GetQueueUrlInput{QueueName: aws.String("new")})
		if err1 == nil || err2 == nil || err3 == nil || a.received("dead") != nil {
			t.Errorf("deleted: %v, %v, %v", err1, err2, err3)
		}
	})
}

// Topics, buses, buckets and templates of experiments are put back by schedules,
// and a refusal in XML is told by its code.
func TestSchedulesPutBackSources(t *testing.T) {
	inBubble(t, Options{}, func(ctx context.Context, s *Standin) {
		client := inMemory{awsapi.New(s.services()...)}
		a := newAgenda(t, ctx, client, &called{names: map[string]bool{}})
		cfg := aws.Config{Region: "us-east-1", BaseEndpoint: aws.String("http://standin"), HTTPClient: client, Credentials: credentials.NewStaticCredentialsProvider(us, "SECRET", ""),
			Retryer: func() aws.Retryer { return aws.NopRetryer{} }}
		topics, buses := sns.NewFromConfig(cfg), eventbridge.NewFromConfig(cfg)
		buckets := s3.NewFromConfig(cfg, func(o *s3.Options) { o.UsePathStyle = true })
		topic := must[*sns.CreateTopicOutput](t)(topics.CreateTopic(ctx, &sns.CreateTopicInput{Name: aws.String("orders")})).TopicArn
		sub := must[*sns.SubscribeOutput](t)(topics.Subscribe(ctx, &sns.SubscribeInput{TopicArn: topic, Protocol: aws.String("lambda"), Endpoint: aws.String(functionARN + "f")})).SubscriptionArn
		must[*eventbridge.CreateEventBusOutput](t)(buses.CreateEventBus(ctx, &eventbridge.CreateEventBusInput{Name: aws.String("orders")}))
		must[*eventbridge.PutRuleOutput](t)(buses.PutRule(ctx, &eventbridge.PutRuleInput{Name: aws.String("r"), EventBusName: aws.String("orders"), EventPattern: aws.String(`{"source":["x"]}`)}))
		must[*eventbridge.PutTargetsOutput](t)(buses.PutTargets(ctx, &eventbridge.PutTargetsInput{Rule: aws.String("r"), EventBusName: aws.String("orders"),
			Targets: []eventtypes.Target{{Id: aws.String("function"), Arn: aws.String(functionARN + "f")}}}))
		for _, name := range []string{"orders", "empty"} {
			must[*s3.CreateBucketOutput](t)(buckets.CreateBucket(ctx, &s3.CreateBucketInput{Bucket: &name}))
		}
		must[*s3.PutObjectOutput](t)(buckets.PutObject(ctx, &s3.PutObjectInput{Bucket: aws.String("orders"), Key: aws.String("in/a b")}))
		once := func(service, action, input string) {
			t.Helper()
			a.must(a.schedule(action, in(time.Second), "arn:aws:scheduler:::aws-sdk:"+service+":"+action, input, dead(0)))
		}
		once("sns", "unsubscribe", `{"SubscriptionArn":"`+*sub+`"}`)
		once("eventbridge", "removeTargets", `{"Rule":"r","EventBusName":"orders","Ids":["function"]}`)
		once("s3", "putBucketNotificationConfiguration", `{"Bucket":"orders","NotificationConfiguration":{"QueueConfigurations":[{"Id":"theirs","QueueArn":"`+queueARN+`work",
			"Events":["s3:ObjectCreated:Put","s3:ObjectRemoved:*"],"Filter":{"Key":{"FilterRules":[{"Name":"prefix","Value":"in/"}]}}}],"EventBridgeConfiguration":{}}}`)
		once("s3", "deleteBucket", `{"Bucket":"orders"}`)
		pass(2 * time.Second)
		if m := a.received("dead"); m == nil || *m.MessageAttributes["ERROR_CODE"].StringValue != "BucketNotEmpty" || a.received("dead") != nil {
			t.Errorf("a bucket with an object: %+v", m)
		}
		now := must[*s3.GetBucketNotificationConfigurationOutput](t)(buckets.GetBucketNotificationConfiguration(ctx, &s3.GetBucketNotificationConfigurationInput{Bucket: aws.String("orders")}))
		if len(now.QueueConfigurations) != 1 || len(now.QueueConfigurations[0].Events) != 2 || *now.QueueConfigurations[0].Filter.Key.FilterRules[0].Value != "in/" || now.EventBridgeConfiguration == nil {
			t.Errorf("notifications %+v", now)
		}
		subs := must[*sns.ListSubscriptionsOutput](t)(topics.ListSubscriptions(ctx, &sns.ListSubscriptionsInput{}))
		targets := must[*eventbridge.ListTargetsByRuleOutput](t)(buses.ListTargetsByRule(ctx, &eventbridge.ListTargetsByRuleInput{Rule: aws.String("r"), EventBusName: aws.String("orders")}))
		if len(subs.Subscriptions) != 0 || len(targets.Targets) != 0 {
			t.Errorf("subscriptions %+v, targets %+v", subs.Subscriptions, targets.Targets)
		}
		once("sns", "deleteTopic", `{"TopicArn":"`+*topic+`"}`)
		once("eventbridge", "deleteRule", `{"Name":"r","EventBusName":"orders"}`)
		once("s3", "deleteObject", `{"Bucket":"orders","Key":"in/a b"}`)
		once("fis", "deleteExperimentTemplate", `{"Id":"EXT1"}`)
		pass(2 * time.Second)
		if m := a.received("dead"); m == nil || *m.MessageAttributes["ERROR_CODE"].StringValue != "ResourceNotFoundException" || a.received("dead") != nil {
			t.Errorf("no such template: %+v", m)
		}
		once("eventbridge", "deleteEventBus", `{"Name":"orders"}`)
		once("s3", "deleteBucket", `{"Bucket":"orders"}`)
		pass(2 * time.Second)
		left := must[*s3.ListBucketsOutput](t)(buckets.ListBuckets(ctx, &s3.ListBucketsInput{}))
		all := must[*eventbridge.ListEventBusesOutput](t)(buses.ListEventBuses(ctx, &eventbridge.ListEventBusesInput{}))
		more := must[*sns.ListTopicsOutput](t)(topics.ListTopics(ctx, &sns.ListTopicsInput{}))
		if len(left.Buckets) != 1 || len(all.EventBuses) != 1 || len(more.Topics) != 0 || a.received("dead") != nil {
			t.Errorf("left: %+v, %+v, %+v", left.Buckets, all.EventBuses, more.Topics)
		}
	})
}

// dead has what fails buried after some tries.
func dead(tries int32) func(*scheduler.CreateScheduleInput) {
	return func(in *scheduler.CreateScheduleInput) {
		in.Target.RetryPolicy = &types.RetryPolicy{MaximumRetryAttempts: &tries}
		in.Target.DeadLetterConfig = &types.DeadLetterConfig{Arn: aws.String(queueARN + "dead")}
	}
}

// A role that was made is asked, when a schedule is made and when it comes; one
// that is given the permission meanwhile is tried again with success.
func TestSchedulesHaveTheirRole(t *testing.T) {
	inBubble(t, Options{Enforce: true}, func(ctx context.Context, s *Standin) {
		role := func(name, service string) {
			s.loop.Identity(func(now int64, ids *identity.Store) {
				if _, err := ids.CreateRole(now, us, identity.NewRole{Name: name, Trust: `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"` + service + `"},"Action":"sts:AssumeRole"}]}`}); err != nil {
					t.Error(err)
				}
			})
		}
		role("r", "lambda.amazonaws.com")
		a := newAgenda(t, ctx, inMemory{awsapi.New(s.services()...)}, &called{names: map[string]bool{}})
		put := "arn:aws:scheduler:::aws-sdk:lambda:putFunctionConcurrency"
		err := a.schedule("s", in(time.Second), put, `{"FunctionName":"f","ReservedConcurrentExecutions":7}`)
		if bad, ok := errors.AsType[*types.ValidationException](err); !ok || !strings.Contains(*bad.Message, "must allow AWS EventBridge Scheduler to assume the role") {
			t.Errorf("a role that nobody made: %v", err)
		}
		role("restorer", "scheduler.amazonaws.com")
		a.must(a.schedule("s", in(time.Second), put, `{"FunctionName":"f","ReservedConcurrentExecutions":7}`, dead(3)))
		pass(2 * time.Second)
		if n := a.reserved(); n != 0 {
			t.Errorf("reserved %d without permission", n)
		}
		s.loop.Identity(func(_ int64, ids *identity.Store) {
			_ = ids.PutInline(us, "restorer", "p", `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"lambda:PutFunctionConcurrency","Resource":"arn:aws:lambda:us-east-1:111122223333:function:f"}]}`)
		})
		pass(4 * time.Second)
		if n := a.reserved(); n != 7 || len(a.names()) != 0 {
			t.Errorf("reserved %d, left %q", n, a.names())
		}
		a.must(a.schedule("invoked", in(time.Second), functionARN+"f", "{}", dead(1)))
		s.loop.Identity(func(_ int64, ids *identity.Store) {
			_ = ids.PutInline(us, "restorer", "q", `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"sqs:SendMessage","Resource":"*"}]}`)
		})
		pass(5 * time.Second)
		m := a.received("dead")
		if m == nil || *m.MessageAttributes["ERROR_CODE"].StringValue != "AccessDeniedException" || *m.MessageAttributes["RETRY_ATTEMPTS"].StringValue != "1" ||
			*m.MessageAttributes["EXHAUSTED_RETRY_CONDITION"].StringValue != "MaximumRetryAttempts" {
			t.Errorf("dead letter %+v", m)
		}
	})
}

// What a schedule cannot say is refused when it is made.
func TestSchedulesAreChecked(t *testing.T) {
	inBubble(t, Options{}, func(ctx context.Context, s *Standin) {
		a := newAgenda(t, ctx, inMemory{awsapi.New(s.services()...)}, &called{names: map[string]bool{}})
		work := queueARN + "work"
		for name, c := range map[string]struct{ when, target, input, code, want string }{
			"no time":      {"at(2026-13-01T00:00:00)", work, "", "ValidationException", "Invalid Schedule Expression at(2026-13-01T00:00:00)."},
			"no seconds":   {"rate(5 seconds)", work, "", "ValidationException", "Invalid Schedule Expression"},
			"reads":        {"rate(1 hour)", "arn:aws:scheduler:::aws-sdk:lambda:getFunction", "{}", "ValidationException", "is not supported as a target"},
			"no JSON":      {"rate(1 hour)", "arn:aws:scheduler:::aws-sdk:lambda:deleteFunction", "{", "ValidationException", "well-formed JSON"},
			"not built":    {"rate(1 hour)", "arn:aws:scheduler:::aws-sdk:ec2:stopInstances", "{}", "NotImplementedException", "ec2"},
			"no action":    {"rate(1 hour)", "arn:aws:scheduler:::aws-sdk:sqs:enqueue", "{}", "ValidationException", "The action enqueue for service sqs is not supported as a target"},
			"none of it":   {"rate(1 hour)", "arn:aws:scheduler:::aws-sdk:s3:putBucketPolicy", `{"Bucket":"b"}`, "NotImplementedException", "s3:putBucketPolicy"},
			"none of JSON": {"rate(1 hour)", "arn:aws:scheduler:::aws-sdk:sqs:tagQueue", "{}", "NotImplementedException", "sqs:tagQueue"},
			"no member":    {"rate(1 hour)", "arn:aws:scheduler:::aws-sdk:lambda:updateEventSourceMapping", `{"UUID":"u"}`, "ValidationException", "must have the member Uuid"},
			"not an ARN":   {"rate(1 hour)", "work", "", "ValidationException", "not in correct format"},
			"not a target": {"rate(1 hour)", "arn:aws:states:us-east-1:111122223333:stateMachine:x", "", "NotImplementedException", "states"},
			"a bus":        {"rate(1 hour)", "arn:aws:events:us-east-1:111122223333:event-bus/default", "{}", "ValidationException", "EventBridgeParameters"},
		} {
			err := a.schedule("s", c.when, c.target, c.input)
			var api smithy.APIError
			if !errors.As(err, &api) || api.ErrorCode() != c.code || !strings.Contains(api.ErrorMessage(), c.want) {
				t.Errorf("%s: %v", name, err)
			}
		}
		a.must(a.schedule("s", in(time.Hour), work, ""))
		if err := a.schedule("s", in(2*time.Hour), work, ""); err == nil || !strings.Contains(err.Error(), "ConflictException: Schedule s already exists.") {
			t.Errorf("twice: %v", err)
		}
		for _, change := range []func(*scheduler.CreateScheduleInput){
			func(in *scheduler.CreateScheduleInput) { in.GroupName = aws.String("none") },
			func(in *scheduler.CreateScheduleInput) { in.ScheduleExpressionTimezone = aws.String("Mars") },
			func(in *scheduler.CreateScheduleInput) { in.Name = aws.String("a b") },
			func(in *scheduler.CreateScheduleInput) { in.Target.RoleArn = aws.String("root") },
			func(in *scheduler.CreateScheduleInput) {
				in.Target.RetryPolicy = &types.RetryPolicy{MaximumRetryAttempts: aws.Int32(186)}
			},
			func(in *scheduler.CreateScheduleInput) { in.FlexibleTimeWindow.MaximumWindowInMinutes = aws.Int32(5) },
		} {
			if err := a.schedule("other", in(time.Hour), work, "", change); err == nil {
				t.Error("what no schedule can be was taken")
			}
		}
		// A reset forgets them, and faster waits bring them sooner.
		if err := s.Configure(ctx, Config{Compress: 3600, Seed: 1, World: *s.options.World}); err != nil {
			t.Fatal(err)
		}
		pass(2 * time.Second)
		if a.received("work") == nil || len(a.names()) != 0 {
			t.Errorf("an hour at 3600x takes a second; left %q", a.names())
		}
		a.must(a.schedule("late", in(2*time.Hour), work, ""))
		if err := s.loop.Reset(ctx); err != nil || len(a.names()) != 0 {
			t.Errorf("%v, left %q", err, a.names())
		}
	})
}
