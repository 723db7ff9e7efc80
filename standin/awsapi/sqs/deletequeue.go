package sqs

import (
	"context"

	"squall/standin/queue"
)

type queueInput struct{ QueueUrl string }

func deleteQueue(h *handler, _ context.Context, c caller, in *queueInput) (any, error) {
	id, err := c.byURL(in.QueueUrl)
	if err != nil {
		return nil, err
	}
	return empty{}, h.with(func(now int64, q *queue.Queues) error { return q.Delete(now, id) })
}
