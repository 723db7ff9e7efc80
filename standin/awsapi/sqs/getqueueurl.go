package sqs

import (
	"cmp"
	"context"

	"squall/standin/queue"
)

type getQueueURLInput struct {
	QueueName              string
	QueueOwnerAWSAccountId string
}

func getQueueURL(h *handler, _ context.Context, c caller, in *getQueueURLInput) (any, error) {
	if in.QueueName == "" {
		return nil, missing("QueueName")
	}
	id := c.id(in.QueueName)
	id.Account = cmp.Or(in.QueueOwnerAWSAccountId, id.Account)
	err := h.with(func(now int64, q *queue.Queues) error {
		if !q.Exists(id) {
			return &queue.Error{Kind: queue.NonExistentQueue, Message: "The specified queue does not exist."}
		}
		return nil
	})
	return queueURLOutput{c.url(id)}, err
}
