package sqs

import (
	"context"

	"squall/standin/queue"
)

type changeMessageVisibilityInput struct {
	QueueUrl          string
	ReceiptHandle     string
	VisibilityTimeout *int
}

func changeMessageVisibility(h *handler, _ context.Context, c caller, in *changeMessageVisibilityInput) (any, error) {
	id, err := c.byURL(in.QueueUrl)
	if err != nil {
		return nil, err
	}
	if in.ReceiptHandle == "" {
		return nil, missing("ReceiptHandle")
	}
	if in.VisibilityTimeout == nil {
		return nil, missing("VisibilityTimeout")
	}
	return empty{}, h.with(func(now int64, q *queue.Queues) error {
		return q.ChangeVisibility(now, id, in.ReceiptHandle, *in.VisibilityTimeout)
	})
}
