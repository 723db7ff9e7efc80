package sqs

import (
	"context"

	"squall/standin/queue"
)

type createQueueInput struct {
	QueueName  string
	Attributes map[string]string
	Tags       map[string]string `json:"tags"`
}

type queueURLOutput struct{ QueueUrl string }

func createQueue(h *handler, _ context.Context, c caller, in *createQueueInput) (any, error) {
	if in.QueueName == "" {
		return nil, missing("QueueName")
	}
	if len(in.Tags) > 0 {
		return nil, notBuilt("The parameter tags")
	}
	id := c.id(in.QueueName)
	err := h.with(func(now int64, q *queue.Queues) error { return q.Create(now, id, in.Attributes) })
	return queueURLOutput{c.url(id)}, err
}
