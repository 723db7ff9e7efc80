package standin

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	sdk "github.com/aws/aws-sdk-go-v2/service/lambda"
	"github.com/aws/aws-sdk-go-v2/service/lambda/types"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
	sqstypes "github.com/aws/aws-sdk-go-v2/service/sqs/types"
)

// queues is a client of SQS and one queue.
type queues struct {
	t   *testing.T
	ctx context.Context
	api *sqs.Client
	url *string
}

func newQueue(t *testing.T, ctx context.Context, client inMemory) queues {
	api := sqs.New(sqs.Options{Region: "us-east-1", BaseEndpoint: aws.String("http://standin"), Retryer: aws.NopRetryer{}, HTTPClient: client,
		Credentials: credentials.NewStaticCredentialsProvider(us, "SECRET", "")})
	made := must[*sqs.CreateQueueOutput](t)(api.CreateQueue(ctx, &sqs.CreateQueueInput{QueueName: aws.String("work")}))
	return queues{t, ctx, api, made.QueueUrl}
}

func (q queues) send(n int) {
	q.t.Helper()
	for i := range n {
		must[*sqs.SendMessageOutput](q.t)(q.api.SendMessage(q.ctx, &sqs.SendMessageInput{QueueUrl: q.url, MessageBody: aws.String(fmt.Sprint(i))}))
	}
}

// left is how many messages are visible, and in flight.
func (q queues) left(want string) {
	q.t.Helper()
	got := must[*sqs.GetQueueAttributesOutput](q.t)(q.api.GetQueueAttributes(q.ctx, &sqs.GetQueueAttributesInput{QueueUrl: q.url,
		AttributeNames: []sqstypes.QueueAttributeName{sqstypes.QueueAttributeNameAll}})).Attributes
	if have := got["ApproximateNumberOfMessages"] + " " + got["ApproximateNumberOfMessagesNotVisible"]; have != want {
		q.t.Errorf("the queue has %s messages (visible, in flight), want %s", have, want)
	}
}

// elapse lets time of the bubble pass, and what is due in it happen.
func elapse(d time.Duration) {
	time.Sleep(d)
	synctest.Wait()
}

// walkMappings lets a function take messages out of a queue.
func walkMappings(t *testing.T, ctx context.Context, api *sdk.Client, client inMemory) {
	q := newQueue(t, ctx, client)
	source := aws.String("arn:aws:sqs:us-east-1:" + us + ":work")
	in := &sdk.CreateEventSourceMappingInput{FunctionName: f, EventSourceArn: source, BatchSize: aws.Int32(4),
		FunctionResponseTypes: []types.FunctionResponseType{types.FunctionResponseTypeReportBatchItemFailures},
		ScalingConfig:         &types.ScalingConfig{MaximumConcurrency: aws.Int32(2)}}
	made := must[*sdk.CreateEventSourceMappingOutput](t)(api.CreateEventSourceMapping(ctx, in))
	if *made.State != "Creating" || *made.ScalingConfig.MaximumConcurrency != 2 || len(made.FunctionResponseTypes) != 1 {
		t.Errorf("made %+v", made)
	}
	_, err := api.DeleteEventSourceMapping(ctx, &sdk.DeleteEventSourceMappingInput{UUID: made.UUID})
	if _, ok := errors.AsType[*types.ResourceInUseException](err); !ok {
		t.Errorf("deleted while it is made: %v", err)
	}
	state := func(want string) {
		t.Helper()
		elapse(3 * time.Second)
		got := must[*sdk.GetEventSourceMappingOutput](t)(api.GetEventSourceMapping(ctx, &sdk.GetEventSourceMappingInput{UUID: made.UUID}))
		if *got.State != want {
			t.Errorf("it is %s, want %s", *got.State, want)
		}
	}
	q.send(10)
	q.left("10 0")
	state("Enabled")
	elapse(time.Second)
	q.left("0 0")
	must[*sdk.UpdateEventSourceMappingOutput](t)(api.UpdateEventSourceMapping(ctx, &sdk.UpdateEventSourceMappingInput{UUID: made.UUID, Enabled: aws.Bool(false)}))
	q.send(1)
	state("Disabled")
	q.left("1 0")
	list := must[*sdk.ListEventSourceMappingsOutput](t)(sdk.NewListEventSourceMappingsPaginator(api,
		&sdk.ListEventSourceMappingsInput{FunctionName: f, EventSourceArn: source}).NextPage(ctx)).EventSourceMappings
	none := must[*sdk.ListEventSourceMappingsOutput](t)(api.ListEventSourceMappings(ctx, &sdk.ListEventSourceMappingsInput{FunctionName: aws.String("other")})).EventSourceMappings
	if len(list) != 1 || *list[0].UUID != *made.UUID || len(none) != 0 {
		t.Errorf("listed %+v and %+v", list, none)
	}
	must[*sdk.DeleteEventSourceMappingOutput](t)(api.DeleteEventSourceMapping(ctx, &sdk.DeleteEventSourceMappingInput{UUID: made.UUID}))
	elapse(3 * time.Second)
	_, err = api.GetEventSourceMapping(ctx, &sdk.GetEventSourceMappingInput{UUID: made.UUID})
	if e, ok := errors.AsType[*types.ResourceNotFoundException](err); !ok || e.ErrorMessage() != "The resource you requested does not exist." {
		t.Errorf("deleted: %v", err)
	}
}
