package sqs

import (
	"context"

	"squall/standin/queue"
)

type deleteMessageInput struct {
	QueueUrl      string
	ReceiptHandle string
}

func deleteMessage(h *handler, _ context.Context, c caller, in *deleteMessageInput) (any, error) {
	id, err := c.byURL(in.QueueUrl)
	if err != nil {
		return nil, err
	}
	if in.ReceiptHandle == "" {
		return nil, missing("ReceiptHandle")
	}
	return empty{}, h.with(func(now int64, q *queue.Queues) error { return q.DeleteMessage(now, id, in.ReceiptHandle) })
}
