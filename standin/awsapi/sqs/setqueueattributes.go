package sqs

import (
	"context"

	"squall/standin/queue"
)

type setQueueAttributesInput struct {
	QueueUrl   string
	Attributes map[string]string
}

func setQueueAttributes(h *handler, _ context.Context, c caller, in *setQueueAttributesInput) (any, error) {
	id, err := c.byURL(in.QueueUrl)
	if err != nil {
		return nil, err
	}
	if len(in.Attributes) == 0 {
		return nil, missing("Attribute.Name")
	}
	return empty{}, h.with(func(now int64, q *queue.Queues) error { return q.SetAttributes(now, id, in.Attributes) })
}
