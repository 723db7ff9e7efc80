package standin_test

import (
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/lambda"
	"github.com/aws/aws-sdk-go-v2/service/lambda/types"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
	sqstypes "github.com/aws/aws-sdk-go-v2/service/sqs/types"
)

// picky cannot deal with messages that say bad.
const picky = `#!/usr/bin/env python3
import json, os, urllib.request
base = "http://" + os.environ["AWS_LAMBDA_RUNTIME_API"] + "/2018-06-01/runtime/invocation/"
while True:
    r = urllib.request.urlopen(base + "next")
    event, id = json.load(r), r.headers["Lambda-Runtime-Aws-Request-Id"]
    bad = [{"itemIdentifier": m["messageId"]} for m in event["Records"] if m["body"] == "bad"]
    urllib.request.urlopen(base + id + "/response", json.dumps({"batchItemFailures": bad}).encode()).read()
`

// TestProcessReportsItemFailures: what a process could deal with is deleted,
// and the rest goes to the queue's dead-letter queue.
func TestProcessReportsItemFailures(t *testing.T) {
	s, c := workshop(t)
	create(t, c, "picky", "bootstrap", picky)
	q := sqs.New(sqs.Options{BaseEndpoint: aws.String(s.Endpoint()), Region: "us-east-1", Retryer: aws.NopRetryer{},
		Credentials: credentials.NewStaticCredentialsProvider("111122223333", "squall", "")})
	queueOf := func(name string, attributes map[string]string) *string {
		made, err := q.CreateQueue(t.Context(), &sqs.CreateQueueInput{QueueName: &name, Attributes: attributes})
		if err != nil {
			t.Fatal(err)
		}
		return made.QueueUrl
	}
	const arn = "arn:aws:sqs:us-east-1:111122223333:"
	dead := queueOf("dead", nil)
	work := queueOf("work", map[string]string{"VisibilityTimeout": "2", "RedrivePolicy": `{"deadLetterTargetArn":"` + arn + `dead","maxReceiveCount":1}`})
	for _, body := range []string{"good", "bad", "good"} {
		if _, err := q.SendMessage(t.Context(), &sqs.SendMessageInput{QueueUrl: work, MessageBody: &body}); err != nil {
			t.Fatal(err)
		}
	}
	_, err := c.CreateEventSourceMapping(t.Context(), &lambda.CreateEventSourceMappingInput{FunctionName: aws.String("picky"), EventSourceArn: aws.String(arn + "work"),
		FunctionResponseTypes: []types.FunctionResponseType{types.FunctionResponseTypeReportBatchItemFailures}})
	if err != nil {
		t.Fatal(err)
	}
	got, err := q.ReceiveMessage(t.Context(), &sqs.ReceiveMessageInput{QueueUrl: dead, MaxNumberOfMessages: 10, WaitTimeSeconds: 20})
	if err != nil || len(got.Messages) != 1 || *got.Messages[0].Body != "bad" {
		t.Fatalf("in the dead-letter queue: %+v, %v", got, err)
	}
	left, err := q.GetQueueAttributes(t.Context(), &sqs.GetQueueAttributesInput{QueueUrl: work, AttributeNames: []sqstypes.QueueAttributeName{"All"}})
	if err != nil || left.Attributes["ApproximateNumberOfMessages"] != "0" || left.Attributes["ApproximateNumberOfMessagesNotVisible"] != "0" {
		t.Errorf("in the queue: %v, %v", left, err)
	}
}
