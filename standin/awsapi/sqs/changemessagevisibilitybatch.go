package sqs

import (
	"context"

	"squall/standin/queue"
)

type changeMessageVisibilityBatchInput struct {
	QueueUrl string
	Entries  []struct {
		ID                string `json:"Id"`
		ReceiptHandle     string
		VisibilityTimeout *int
	}
}

// Whether AWS takes an entry without its timeout is not documented; here it
// fails, as the same call for one message does.
// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ChangeMessageVisibilityBatch.html
func changeMessageVisibilityBatch(h *handler, _ context.Context, c caller, in *changeMessageVisibilityBatchInput) (any, error) {
	var ids []string
	for _, e := range in.Entries {
		ids = append(ids, e.ID)
	}
	return h.batch(c, in.QueueUrl, ids, func(q *queue.Queues, now int64, id queue.ID, entry int) error {
		e := &in.Entries[entry]
		if e.VisibilityTimeout == nil {
			return missing("VisibilityTimeout")
		}
		return q.ChangeVisibility(now, id, e.ReceiptHandle, *e.VisibilityTimeout)
	})
}
