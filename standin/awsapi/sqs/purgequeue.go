package sqs

import (
	"context"

	"squall/standin/queue"
)

func purgeQueue(h *handler, _ context.Context, c caller, in *queueInput) (any, error) {
	id, err := c.byURL(in.QueueUrl)
	if err != nil {
		return nil, err
	}
	return empty{}, h.with(func(now int64, q *queue.Queues) error { return q.Purge(now, id) })
}
