package sqs

import (
	"context"

	"squall/standin/queue"
)

type deleteMessageBatchInput struct {
	QueueUrl string
	Entries  []struct {
		ID            string `json:"Id"`
		ReceiptHandle string
	}
}

func deleteMessageBatch(h *handler, _ context.Context, c caller, in *deleteMessageBatchInput) (any, error) {
	var ids []string
	for _, e := range in.Entries {
		ids = append(ids, e.ID)
	}
	return h.batch(c, in.QueueUrl, ids, func(q *queue.Queues, now int64, id queue.ID, entry int) error {
		return q.DeleteMessage(now, id, in.Entries[entry].ReceiptHandle)
	})
}
