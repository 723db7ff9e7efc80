package target

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/aws-sdk-go-v2/service/sqs/types"

	"squall/attack/evidence"
	"squall/profiles"
)

// queueName takes sqs:NAME, a queue ARN or a bare name.
func queueName(s string) string {
	return s[strings.LastIndexByte(s, ':')+1:]
}

// queueURL finds a queue; "" when there is none.
func (t *Target) queueURL(ctx context.Context, queue string) (string, error) {
	out, err := t.sqs.GetQueueUrl(ctx, &sqs.GetQueueUrlInput{QueueName: aws.String(queueName(queue))})
	if absent(err) {
		return "", nil
	}
	if err != nil {
		return "", err
	}
	return aws.ToString(out.QueueUrl), nil
}

func (t *Target) lookQueue(ctx context.Context, c profiles.Change, after string) (Applied, bool, error) {
	a := Applied{What: "queue " + queueName(c.Queue), Before: "absent", After: after}
	url, err := t.queueURL(ctx, c.Queue)
	if url != "" {
		a.Before = "present"
	}
	return a, url != "", err
}

func (t *Target) lookCreateQueue(ctx context.Context, c profiles.Change) (Applied, error) {
	a, there, err := t.lookQueue(ctx, c, "present")
	if !there {
		a.Undo = []profiles.Change{{Kind: profiles.DeleteQueue, Queue: queueName(c.Queue)}}
	}
	return a, err
}

// nameFreed is how long AWS keeps the name of a deleted queue from being used.
// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_CreateQueue.html
const nameFreed = 60 * time.Second

// createQueue makes a queue, or takes one that is there as it is.
func (t *Target) createQueue(ctx context.Context, c profiles.Change) error {
	url, err := t.queueURL(ctx, c.Queue)
	if url != "" || err != nil {
		return err
	}
	until := time.Now().Add(nameFreed + 10*time.Second)
	return t.poll(ctx, func() (bool, error) {
		_, err := t.sqs.CreateQueue(ctx, &sqs.CreateQueueInput{QueueName: aws.String(queueName(c.Queue))})
		switch code(err) {
		case "QueueDeletedRecently", "AWS.SimpleQueueService.QueueDeletedRecently":
			if time.Now().Before(until) {
				return false, pause(ctx, time.Second)
			}
		}
		return true, err
	})
}

func (t *Target) lookDeleteQueue(ctx context.Context, c profiles.Change) (Applied, error) {
	a, there, err := t.lookQueue(ctx, c, "absent")
	if there {
		a.Undo = []profiles.Change{{Kind: profiles.CreateQueue, Queue: queueName(c.Queue)}}
	}
	return a, err
}

func (t *Target) deleteQueue(ctx context.Context, c profiles.Change) error {
	url, err := t.queueURL(ctx, c.Queue)
	if url == "" || err != nil {
		return err
	}
	_, err = t.sqs.DeleteQueue(ctx, &sqs.DeleteQueueInput{QueueUrl: &url})
	return tolerate(err)
}

// Drain reads and deletes the messages of a queue (sqs:NAME, an ARN or a bare
// name) until it finds none, and tells how many they were. A message is
// deleted after fn has seen it.
func (t *Target) Drain(ctx context.Context, queue string, fn func(evidence.Message)) (n int, err error) {
	url, err := t.queueURL(ctx, queue)
	if err == nil && url == "" {
		err = fmt.Errorf("there is no queue %s", queueName(queue))
	}
	for err == nil {
		var got int
		got, err = t.drainOnce(ctx, url, fn)
		n += got
		if got == 0 {
			break
		}
	}
	if err != nil {
		return n, fmt.Errorf("draining queue %s: %w", queueName(queue), err)
	}
	return n, nil
}

// wait asks AWS for a long poll: a short one looks at some of its servers only
// and may find a queue empty that is not.
func (t *Target) wait() int32 {
	if t.opt.Endpoint == "" {
		return 1
	}
	return 0
}

func (t *Target) drainOnce(ctx context.Context, url string, fn func(evidence.Message)) (int, error) {
	out, err := t.sqs.ReceiveMessage(ctx, &sqs.ReceiveMessageInput{
		QueueUrl: &url, MaxNumberOfMessages: 10, WaitTimeSeconds: t.wait(),
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
	done, err := t.sqs.DeleteMessageBatch(ctx, &sqs.DeleteMessageBatchInput{QueueUrl: &url, Entries: gone})
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
