package standin

import (
	"bytes"
	"context"
	"encoding/base64"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch"
	cwtypes "github.com/aws/aws-sdk-go-v2/service/cloudwatch/types"
	"github.com/aws/aws-sdk-go-v2/service/fis"
	"github.com/aws/aws-sdk-go-v2/service/fis/types"
	sdk "github.com/aws/aws-sdk-go-v2/service/lambda"
	lambdatypes "github.com/aws/aws-sdk-go-v2/service/lambda/types"
	"github.com/aws/smithy-go"
	"github.com/aws/smithy-go/middleware"

	"squall/standin/awsapi"
)

func init() { walks = append(walks, walk{"fis", Options{}, walkFIS}) }

const (
	functionARN = "arn:aws:lambda:us-east-1:111122223333:function:"
	fisRole     = "arn:aws:iam::111122223333:role/fis"
)

// laboratory is a stand-in with a function that is prepared for FIS, and its
// version 1 that is not.
type laboratory struct {
	t      *testing.T
	ctx    context.Context
	fis    *fis.Client
	lambda *sdk.Client
	watch  *cloudwatch.Client
}

func newLaboratory(t *testing.T, ctx context.Context, client inMemory, c *called) *laboratory {
	t.Helper()
	own := credentials.NewStaticCredentialsProvider(us, "SECRET", "")
	l := &laboratory{t: t, ctx: ctx, lambda: lambdaClient(client, &called{names: map[string]bool{}}),
		fis:   newFIS(client, c),
		watch: cloudwatch.New(cloudwatch.Options{Region: "us-east-1", BaseEndpoint: aws.String("http://standin"), Retryer: aws.NopRetryer{}, HTTPClient: client, Credentials: own})}
	zip, err := base64.StdEncoding.DecodeString("UEsFBgAAAAAAAAAAAAAAAAAAAAAAAA==")
	if err != nil {
		t.Fatal(err)
	}
	env := map[string]string{"SQUALL_MODEL": "v1"}
	must[*sdk.CreateFunctionOutput](t)(l.lambda.CreateFunction(ctx, &sdk.CreateFunctionInput{FunctionName: f, Runtime: lambdatypes.RuntimeProvidedal2023, Handler: aws.String("b"),
		Role: aws.String("arn:aws:iam::111122223333:role/r"), Code: &lambdatypes.FunctionCode{ZipFile: zip}, Timeout: aws.Int32(5), Publish: true,
		Environment: &lambdatypes.Environment{Variables: env}, Tags: map[string]string{"team": "shop"}}))
	env["AWS_FIS_CONFIGURATION_LOCATION"], env["AWS_LAMBDA_EXEC_WRAPPER"] = "arn:aws:s3:::bucket/fis/", "/opt/aws-fis/bootstrap"
	must[*sdk.UpdateFunctionConfigurationOutput](t)(l.lambda.UpdateFunctionConfiguration(ctx, &sdk.UpdateFunctionConfigurationInput{FunctionName: f, Environment: &lambdatypes.Environment{Variables: env}}))
	return l
}

func newFIS(client inMemory, c *called) *fis.Client {
	return fis.New(fis.Options{Region: "us-east-1", BaseEndpoint: aws.String("http://standin"), Retryer: aws.NopRetryer{}, HTTPClient: client,
		Credentials: credentials.NewStaticCredentialsProvider(us, "SECRET", ""), APIOptions: []func(*middleware.Stack) error{c.option("fis")}})
}

// template strikes some functions in one way.
func (l *laboratory) template(action string, parameters map[string]string, change func(*fis.CreateExperimentTemplateInput)) (*types.ExperimentTemplate, error) {
	parameters["duration"] = "PT2M"
	in := &fis.CreateExperimentTemplateInput{ClientToken: aws.String(action), Description: aws.String("d"), RoleArn: aws.String(fisRole),
		StopConditions: []types.CreateExperimentTemplateStopConditionInput{{Source: aws.String("none")}},
		Targets: map[string]types.CreateExperimentTemplateTargetInput{"all": {ResourceType: aws.String("aws:lambda:function"), SelectionMode: aws.String("ALL"),
			ResourceTags: map[string]string{"team": "shop"}}},
		Actions: map[string]types.CreateExperimentTemplateActionInput{"strike": {ActionId: &action, Parameters: parameters, Targets: map[string]string{"Functions": "all"}}}}
	if change != nil {
		change(in)
	}
	out, err := l.fis.CreateExperimentTemplate(l.ctx, in)
	if err != nil {
		return nil, err
	}
	return out.ExperimentTemplate, nil
}

func (l *laboratory) start(template *types.ExperimentTemplate) string {
	l.t.Helper()
	out := must[*fis.StartExperimentOutput](l.t)(l.fis.StartExperiment(l.ctx, &fis.StartExperimentInput{ClientToken: template.Id, ExperimentTemplateId: template.Id}))
	if out.Experiment.State.Status != types.ExperimentStatusInitiating {
		l.t.Errorf("begins as %s", out.Experiment.State.Status)
	}
	pass(time.Millisecond)
	return *out.Experiment.Id
}

func (l *laboratory) status(id string) types.Experiment {
	l.t.Helper()
	return *must[*fis.GetExperimentOutput](l.t)(l.fis.GetExperiment(l.ctx, &fis.GetExperimentInput{Id: &id})).Experiment
}

// invoke tells how long a warm invoke took and what it answered.
func (l *laboratory) invoke(function string) (took time.Duration, out *sdk.InvokeOutput) {
	l.t.Helper()
	began := time.Now()
	out = must[*sdk.InvokeOutput](l.t)(l.lambda.Invoke(l.ctx, &sdk.InvokeInput{FunctionName: &function, Payload: []byte("{}")}))
	return time.Since(began), out
}

// walkFIS makes, starts, watches, stops and deletes experiments, which strike
// what they are meant to and nothing else, and end.
func walkFIS(t *testing.T, ctx context.Context, client inMemory, c *called) {
	l := newLaboratory(t, ctx, client, c)
	l.invoke("f")
	l.invoke("f:1")
	delay, err := l.template("aws:lambda:invocation-add-delay", map[string]string{"startupDelayMilliseconds": "700"}, nil)
	if err != nil {
		t.Fatal(err)
	}
	id := l.start(delay)
	if e := l.status(id); e.State.Status != types.ExperimentStatusRunning || e.Actions["strike"].State.Status != types.ExperimentActionStatusRunning || len(e.Targets["all"].ResourceArns) != 1 {
		t.Errorf("under way: %+v %+v", e.State, e.Targets)
	}
	if took, out := l.invoke("f"); took < 700*time.Millisecond || out.FunctionError != nil {
		t.Errorf("delayed by %v, %v", took, out.FunctionError)
	}
	if took, _ := l.invoke("f:1"); took > 100*time.Millisecond {
		t.Errorf("a version without the extension took %v", took)
	}
	pass(2 * time.Minute)
	if e := l.status(id); e.State.Status != types.ExperimentStatusCompleted || e.EndTime.Sub(*e.StartTime) < 2*time.Minute {
		t.Errorf("in the end %+v, %v to %v", e.State, e.StartTime, e.EndTime)
	}
	if took, _ := l.invoke("f"); took > 100*time.Millisecond {
		t.Errorf("after its end %v", took)
	}
	l.fails()
	l.answers()
	l.tags(delay)
	if all := must[*fis.ListExperimentTemplatesOutput](t)(l.fis.ListExperimentTemplates(ctx, &fis.ListExperimentTemplatesInput{})); len(all.ExperimentTemplates) != 3 {
		t.Errorf("%d templates", len(all.ExperimentTemplates))
	}
	must[*fis.DeleteExperimentTemplateOutput](t)(l.fis.DeleteExperimentTemplate(ctx, &fis.DeleteExperimentTemplateInput{Id: delay.Id}))
	_, err = l.fis.GetExperimentTemplate(ctx, &fis.GetExperimentTemplateInput{Id: delay.Id})
	if _, gone := errors.AsType[*types.ResourceNotFoundException](err); !gone {
		t.Errorf("a deleted template: %v", err)
	}
	if all := must[*fis.ListActionsOutput](t)(l.fis.ListActions(ctx, &fis.ListActionsInput{})); len(all.Actions) != 4 {
		t.Errorf("%d actions", len(all.Actions))
	}
	one := must[*fis.GetActionOutput](t)(l.fis.GetAction(ctx, &fis.GetActionInput{Id: aws.String("aws:lambda:invocation-error")}))
	if !*one.Action.Parameters["duration"].Required || *one.Action.Targets["Functions"].ResourceType != "aws:lambda:function" {
		t.Errorf("action %+v", one.Action)
	}
}

// fails: an invocation fails without its function, until the experiment is
// stopped.
func (l *laboratory) fails() {
	made, err := l.template("aws:lambda:invocation-error", map[string]string{"preventExecution": "true"}, nil)
	if err != nil {
		l.t.Fatal(err)
	}
	id := l.start(made)
	if took, out := l.invoke("f"); aws.ToString(out.FunctionError) != "Unhandled" || took >= 12*time.Millisecond {
		l.t.Errorf("made to fail: %v after %v", aws.ToString(out.FunctionError), took)
	}
	must[*fis.StopExperimentOutput](l.t)(l.fis.StopExperiment(l.ctx, &fis.StopExperimentInput{Id: &id}))
	if e := l.status(id); e.State.Status != types.ExperimentStatusStopped || e.Actions["strike"].State.Status != types.ExperimentActionStatusStopped {
		l.t.Errorf("stopped: %+v", e.State)
	}
	if _, out := l.invoke("f"); out.FunctionError != nil {
		l.t.Errorf("after it was stopped: %s", *out.FunctionError)
	}
	if _, err := l.fis.StopExperiment(l.ctx, &fis.StopExperimentInput{Id: &id}); err == nil {
		l.t.Error("stopped twice")
	}
}

// answers: half of the invocations answer with a status, until an alarm goes off.
func (l *laboratory) answers() {
	name := "high"
	must[*cloudwatch.PutMetricAlarmOutput](l.t)(l.watch.PutMetricAlarm(l.ctx, &cloudwatch.PutMetricAlarmInput{AlarmName: &name, Namespace: aws.String("n"), MetricName: aws.String("m"),
		Statistic: cwtypes.StatisticSum, Period: aws.Int32(60), EvaluationPeriods: aws.Int32(1), Threshold: aws.Float64(1), ComparisonOperator: cwtypes.ComparisonOperatorGreaterThanThreshold}))
	made, err := l.template("aws:lambda:invocation-http-integration-response",
		map[string]string{"preventExecution": "true", "statusCode": "418", "contentTypeHeader": "text/plain", "invocationPercentage": "50"},
		func(in *fis.CreateExperimentTemplateInput) {
			in.StopConditions = []types.CreateExperimentTemplateStopConditionInput{{Source: aws.String("aws:cloudwatch:alarm"), Value: aws.String("arn:aws:cloudwatch:us-east-1:111122223333:alarm:high")}}
		})
	if err != nil {
		l.t.Fatal(err)
	}
	id := l.start(made)
	struck := 0
	for range 60 {
		if _, out := l.invoke("f"); bytes.Contains(out.Payload, []byte(`"statusCode":418,"headers":{"Content-Type":"text/plain"}`)) {
			struck++
		}
	}
	if struck < 15 || struck > 45 {
		l.t.Errorf("%d of 60 were struck", struck)
	}
	must[*cloudwatch.SetAlarmStateOutput](l.t)(l.watch.SetAlarmState(l.ctx, &cloudwatch.SetAlarmStateInput{AlarmName: &name, StateReason: aws.String("test"), StateValue: cwtypes.StateValueAlarm}))
	pass(2 * time.Second)
	if e := l.status(id); e.State.Status != types.ExperimentStatusStopped || !strings.Contains(*e.State.Reason, "alarm:high") {
		l.t.Errorf("with its alarm: %+v", e.State)
	}
	all := must[*fis.ListExperimentsOutput](l.t)(l.fis.ListExperiments(l.ctx, &fis.ListExperimentsInput{ExperimentTemplateId: made.Id}))
	if len(all.Experiments) != 1 || *all.Experiments[0].Id != id {
		l.t.Errorf("experiments %+v", all.Experiments)
	}
}

func (l *laboratory) tags(of *types.ExperimentTemplate) {
	must[*fis.TagResourceOutput](l.t)(l.fis.TagResource(l.ctx, &fis.TagResourceInput{ResourceArn: of.Arn, Tags: map[string]string{"a": "1", "b": "2"}}))
	must[*fis.UntagResourceOutput](l.t)(l.fis.UntagResource(l.ctx, &fis.UntagResourceInput{ResourceArn: of.Arn, TagKeys: []string{"a"}}))
	got := must[*fis.ListTagsForResourceOutput](l.t)(l.fis.ListTagsForResource(l.ctx, &fis.ListTagsForResourceInput{ResourceArn: of.Arn}))
	if len(got.Tags) != 1 || got.Tags["b"] != "2" {
		l.t.Errorf("tags %v", got.Tags)
	}
}

// What a template cannot say is refused when it is made, in AWS's words for it.
func TestTemplatesAreChecked(t *testing.T) {
	inBubble(t, Options{}, func(ctx context.Context, s *Standin) {
		l := newLaboratory(t, ctx, inMemory{awsapi.New(s.services()...)}, &called{names: map[string]bool{}})
		for name, c := range map[string]struct {
			change func(in *fis.CreateExperimentTemplateInput)
			code   string
			want   string
		}{
			"no target":    {func(in *fis.CreateExperimentTemplateInput) { in.Targets = nil }, "ValidationException", "there is no target all"},
			"no such mode": {mode("SOME"), "ValidationException", "selectionMode"},
			"elsewhere":    {arns("arn:aws:lambda:eu-west-1:111122223333:function:f"), "ValidationException", "is no function of account 111122223333"},
			"short":        {parameter("duration", "PT30S"), "ValidationException", "duration is invalid: PT30S"},
			"too many":     {parameter("invocationPercentage", "101"), "ValidationException", "invocationPercentage is invalid"},
			"unheard of":   {parameter("statusCode", "200"), "ValidationException", "statusCode is not one of"},
			"other action": {acts("aws:ec2:stop-instances"), "NotImplementedException", "aws:ec2:stop-instances is not built"},
			"no action":    {acts("nonsense"), "ValidationException", "does not exist"},
			"after itself": {func(in *fis.CreateExperimentTemplateInput) {
				a := in.Actions["strike"]
				a.StartAfter = []string{"strike"}
				in.Actions["strike"] = a
			}, "ValidationException", "leads back to it"},
			"strange alarm": {func(in *fis.CreateExperimentTemplateInput) {
				in.StopConditions[0] = types.CreateExperimentTemplateStopConditionInput{Source: aws.String("aws:cloudwatch:alarm"), Value: aws.String("high")}
			}, "ValidationException", "the ARN of an alarm"},
		} {
			_, err := l.template("aws:lambda:invocation-error", map[string]string{"preventExecution": "false"}, c.change)
			var api smithy.APIError
			if !errors.As(err, &api) || api.ErrorCode() != c.code || !strings.Contains(api.ErrorMessage(), c.want) {
				t.Errorf("%s: %v", name, err)
			}
		}
	})
}

func mode(m string) func(*fis.CreateExperimentTemplateInput) {
	return func(in *fis.CreateExperimentTemplateInput) {
		g := in.Targets["all"]
		g.SelectionMode = &m
		in.Targets["all"] = g
	}
}

func arns(list ...string) func(*fis.CreateExperimentTemplateInput) {
	return func(in *fis.CreateExperimentTemplateInput) {
		g := in.Targets["all"]
		g.ResourceTags, g.ResourceArns = nil, list
		in.Targets["all"] = g
	}
}

func parameter(name, value string) func(*fis.CreateExperimentTemplateInput) {
	return func(in *fis.CreateExperimentTemplateInput) { in.Actions["strike"].Parameters[name] = value }
}

func acts(id string) func(*fis.CreateExperimentTemplateInput) {
	return func(in *fis.CreateExperimentTemplateInput) {
		a := in.Actions["strike"]
		a.ActionId = &id
		in.Actions["strike"] = a
	}
}

// Actions that wait for others begin after them, an empty target ends an
// experiment or is skipped, and a reset forgets it all.
func TestExperimentsTakeTurns(t *testing.T) {
	inBubble(t, Options{}, func(ctx context.Context, s *Standin) {
		l := newLaboratory(t, ctx, inMemory{awsapi.New(s.services()...)}, &called{names: map[string]bool{}})
		nobody := arns(functionARN + "nobody")
		empty, err := l.template("aws:lambda:invocation-error", map[string]string{"preventExecution": "true"}, nobody)
		if err != nil {
			t.Fatal(err)
		}
		if e := l.status(l.start(empty)); e.State.Status != types.ExperimentStatusFailed || !strings.Contains(*e.State.Reason, "empty set") {
			t.Errorf("an empty target: %+v", e.State)
		}
		waits, err := l.template("aws:lambda:invocation-error", map[string]string{"preventExecution": "true"}, func(in *fis.CreateExperimentTemplateInput) {
			in.ClientToken = aws.String("second")
			a := in.Actions["strike"]
			a.StartAfter = []string{"pause"}
			in.Actions["strike"] = a
			in.Actions["pause"] = types.CreateExperimentTemplateActionInput{ActionId: aws.String("aws:fis:wait"), Parameters: map[string]string{"duration": "PT1M"}}
		})
		if err != nil {
			t.Fatal(err)
		}
		id := l.start(waits)
		if _, out := l.invoke("f"); out.FunctionError != nil {
			t.Error("struck while it waits")
		}
		pass(time.Minute)
		if _, out := l.invoke("f"); out.FunctionError == nil {
			t.Error("not struck after the wait")
		}
		if err := s.loop.Reset(ctx); err != nil {
			t.Fatal(err)
		}
		_, err = l.fis.GetExperiment(ctx, &fis.GetExperimentInput{Id: &id})
		if _, gone := errors.AsType[*types.ResourceNotFoundException](err); !gone {
			t.Errorf("after a reset: %v", err)
		}
		pass(3 * time.Minute) // what is still to come finds nothing
	})
}
