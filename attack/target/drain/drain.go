// Package drain reads the messages of a queue and deletes them, with what
// evidence needs of each.
//
// It does not find queues, and interprets no message.
package drain

import (
	"context"
	"fmt"
	"strconv"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/aws-sdk-go-v2/service/sqs/types"

	"squall/attack/evidence"
)

// Once receives up to ten messages, waits for them so many seconds, and deletes
// each after fn has seen it. It tells how many they were.
func Once(ctx context.Context, client *sqs.Client, url string, wait int32, fn func(evidence.Message)) (int, error) {
	out, err := client.ReceiveMessage(ctx, &sqs.ReceiveMessageInput{
		QueueUrl: &url, MaxNumberOfMessages: 10, WaitTimeSeconds: wait,
		MessageAttributeNames:       []string{"All"},
		MessageSystemAttributeNames: []types.MessageSystemAttributeName{types.MessageSystemAttributeNameSentTimestamp},
	})
	if err != nil || len(out.Messages) == 0 {
		return 0, err
	}
	var gone []types.DeleteMessageBatchRequestEntry
	for i, m := range out.Messages {
		msg, err := readMessage(m)
		if err != nil {
			return 0, err
		}
		fn(msg)
		gone = append(gone, types.DeleteMessageBatchRequestEntry{Id: aws.String(strconv.Itoa(i)), ReceiptHandle: m.ReceiptHandle})
	}
	done, err := client.DeleteMessageBatch(ctx, &sqs.DeleteMessageBatchInput{QueueUrl: &url, Entries: gone})
	if err != nil {
		return len(gone), err
	}
	if len(done.Failed) > 0 {
		f := done.Failed[0]
		return len(gone), fmt.Errorf("%d messages were read and could not be deleted: %s: %s", len(done.Failed), aws.ToString(f.Code), aws.ToString(f.Message))
	}
	return len(gone), nil
}

func readMessage(m types.Message) (evidence.Message, error) {
	sent, err := strconv.ParseInt(m.Attributes[string(types.MessageSystemAttributeNameSentTimestamp)], 10, 64)
	if err != nil {
		return evidence.Message{}, fmt.Errorf("message %s: SentTimestamp: %w", aws.ToString(m.MessageId), err)
	}
	msg := evidence.Message{Body: aws.ToString(m.Body), SentAt: sent, Attributes: map[string]string{}}
	for name, v := range m.MessageAttributes {
		if v.StringValue != nil {
			msg.Attributes[name] = *v.StringValue
		}
	}
	return msg, nil
}
