package target

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sqs"

	"squall/attack/evidence"
	"squall/attack/target/drain"
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
		got, err = drain.Once(ctx, t.sqs, url, t.wait(), fn)
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
	if t.opt.AWS != nil {
		return 1
	}
	return 0
}
