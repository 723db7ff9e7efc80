// Package queues finds, makes and deletes SQS queues, and takes out of them the
// messages that its caller knows.
//
// It interprets no message, and knows no function.
package queues

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/aws-sdk-go-v2/service/sqs/types"

	"squall/attack/apierr"
	"squall/attack/evidence"
	"squall/attack/pause"
)

// Queues are the SQS queues of an account and region.
type Queues struct {
	SQS *sqs.Client
	// Wait is how many seconds a receive waits: a short poll looks at some of
	// AWS's servers only, and may find a queue empty that is not.
	Wait int32
}

// Name takes sqs:NAME, a queue ARN or a bare name.
func Name(s string) string {
	return s[strings.LastIndexByte(s, ':')+1:]
}

// url finds a queue; "" when there is none.
func (q *Queues) url(ctx context.Context, queue string) (string, error) {
	out, err := q.SQS.GetQueueUrl(ctx, &sqs.GetQueueUrlInput{QueueName: aws.String(Name(queue))})
	if absent(err) {
		return "", nil
	}
	if err != nil {
		return "", err
	}
	return aws.ToString(out.QueueUrl), nil
}

// Exists says whether there is a queue of this name.
func (q *Queues) Exists(ctx context.Context, queue string) (bool, error) {
	url, err := q.url(ctx, queue)
	return url != "", err
}

// nameFreed is how long AWS keeps the name of a deleted queue from being used.
// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_CreateQueue.html
const nameFreed = 60 * time.Second

// Create makes a queue, or takes one that is there as it is.
func (q *Queues) Create(ctx context.Context, queue string) error {
	url, err := q.url(ctx, queue)
	if url != "" || err != nil {
		return err
	}
	until := time.Now().Add(nameFreed + 10*time.Second)
	for {
		_, err := q.SQS.CreateQueue(ctx, &sqs.CreateQueueInput{QueueName: aws.String(Name(queue))})
		switch apierr.Code(err) {
		case "QueueDeletedRecently", "AWS.SimpleQueueService.QueueDeletedRecently":
		default:
			return err
		}
		if !time.Now().Before(until) {
			return err
		}
		if err := pause.For(ctx, time.Second); err != nil {
			return err
		}
	}
}

// Delete deletes a queue; one that is not there is no error.
func (q *Queues) Delete(ctx context.Context, queue string) error {
	url, err := q.url(ctx, queue)
	if url == "" || err != nil {
		return err
	}
	if _, err = q.SQS.DeleteQueue(ctx, &sqs.DeleteQueueInput{QueueUrl: &url}); absent(err) {
		return nil
	}
	return err
}

// Drain reads the messages of a queue (sqs:NAME, an ARN or a bare name) until
// it finds no more, deletes those that ours says are its caller's, and tells how
// many they were. All others are given back to whoever they are for.
func (q *Queues) Drain(ctx context.Context, queue string, ours func(evidence.Message) bool) (n int, err error) {
	url, err := q.url(ctx, queue)
	if err == nil && url == "" {
		err = fmt.Errorf("there is no queue %s", Name(queue))
	}
	if err == nil {
		n, err = q.drain(ctx, url, ours)
	}
	if err != nil {
		return n, fmt.Errorf("draining queue %s: %w", Name(queue), err)
	}
	return n, nil
}

// mostOthers bounds how many messages of others are held at a time.
const mostOthers = 10_000

func (q *Queues) drain(ctx context.Context, url string, ours func(evidence.Message) bool) (n int, err error) {
	others := map[string]*string{} // receipt handles by message
	defer func() { err = errors.Join(err, q.giveBack(context.WithoutCancel(ctx), url, others)) }()
	for {
		out, err := q.receive(ctx, url)
		if err != nil || len(out) == 0 {
			return n, err
		}
		var gone []types.DeleteMessageBatchRequestEntry
		again := false
		for i, m := range out {
			msg, err := readMessage(m)
			if err != nil {
				return n, err
			}
			if ours(msg) {
				gone = append(gone, types.DeleteMessageBatchRequestEntry{Id: aws.String(strconv.Itoa(i)), ReceiptHandle: m.ReceiptHandle})
				continue
			}
			id := aws.ToString(m.MessageId)
			again = again || others[id] != nil
			others[id] = m.ReceiptHandle
		}
		done, err := q.delete(ctx, url, gone)
		n += done
		// A message of somebody else's that comes again says that all were seen.
		if err != nil || again || len(others) > mostOthers {
			return n, err
		}
	}
}

func (q *Queues) receive(ctx context.Context, url string) ([]types.Message, error) {
	out, err := q.SQS.ReceiveMessage(ctx, &sqs.ReceiveMessageInput{
		QueueUrl: &url, MaxNumberOfMessages: 10, WaitTimeSeconds: q.Wait,
		MessageAttributeNames:       []string{"All"},
		MessageSystemAttributeNames: []types.MessageSystemAttributeName{types.MessageSystemAttributeNameSentTimestamp},
	})
	if err != nil {
		return nil, err
	}
	return out.Messages, nil
}

func (q *Queues) delete(ctx context.Context, url string, gone []types.DeleteMessageBatchRequestEntry) (int, error) {
	if len(gone) == 0 {
		return 0, nil
	}
	done, err := q.SQS.DeleteMessageBatch(ctx, &sqs.DeleteMessageBatchInput{QueueUrl: &url, Entries: gone})
	if err != nil {
		return len(gone), err
	}
	if len(done.Failed) > 0 {
		f := done.Failed[0]
		return len(gone), fmt.Errorf("%d messages were read and could not be deleted: %s: %s", len(done.Failed), aws.ToString(f.Code), aws.ToString(f.Message))
	}
	return len(gone), nil
}

// giveBack makes messages visible again at once.
func (q *Queues) giveBack(ctx context.Context, url string, others map[string]*string) error {
	var batch []types.ChangeMessageVisibilityBatchRequestEntry
	flush := func() error {
		if len(batch) == 0 {
			return nil
		}
		_, err := q.SQS.ChangeMessageVisibilityBatch(ctx, &sqs.ChangeMessageVisibilityBatchInput{QueueUrl: &url, Entries: batch})
		batch = nil // one that somebody else has by now is theirs
		return err
	}
	for _, handle := range others {
		batch = append(batch, types.ChangeMessageVisibilityBatchRequestEntry{Id: aws.String(strconv.Itoa(len(batch))), ReceiptHandle: handle, VisibilityTimeout: 0})
		if len(batch) == 10 {
			if err := flush(); err != nil {
				return err
			}
		}
	}
	return flush()
}

func readMessage(m types.Message) (evidence.Message, error) {
	sent, err := strconv.ParseInt(m.Attributes[string(types.MessageSystemAttributeNameSentTimestamp)], 10, 64)
	if err != nil {
		return evidence.Message{}, fmt.Errorf("message %s: SentTimestamp: %w", aws.ToString(m.MessageId), err)
	}
	msg := evidence.Message{ID: aws.ToString(m.MessageId), Body: aws.ToString(m.Body), SentAt: sent, Attributes: map[string]string{}}
	for name, v := range m.MessageAttributes {
		if v.StringValue != nil {
			msg.Attributes[name] = *v.StringValue
		}
	}
	return msg, nil
}

// absent tells whether an API error means that there is no such queue.
func absent(err error) bool {
	switch apierr.Code(err) {
	case "QueueDoesNotExist", "AWS.SimpleQueueService.NonExistentQueue":
		return true
	}
	return false
}
