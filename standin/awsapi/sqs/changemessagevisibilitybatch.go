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

type changeMessageVisibilityBatchOutput struct {
	Successful []changedEntry `json:",omitempty"`
	Failed     []failedEntry  `json:",omitempty"`
}

type changedEntry struct {
	ID string `json:"Id"`
}

// Whether AWS takes an entry without its timeout is not documented; here it
// fails, as the same call for one message does.
// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ChangeMessageVisibilityBatch.html
func changeMessageVisibilityBatch(h *handler, _ context.Context, c caller, in *changeMessageVisibilityBatchInput) (any, error) {
	id, err := c.byURL(in.QueueUrl)
	if err != nil {
		return nil, err
	}
	var ids []string
	for _, e := range in.Entries {
		ids = append(ids, e.ID)
	}
	var out changeMessageVisibilityBatchOutput
	err = h.with(func(now int64, q *queue.Queues) error {
		if err := q.CheckBatch(id, ids, 0); err != nil {
			return err
		}
		for _, e := range in.Entries {
			err := missing("VisibilityTimeout")
			if e.VisibilityTimeout != nil {
				err = q.ChangeVisibility(now, id, e.ReceiptHandle, *e.VisibilityTimeout)
			}
			if err != nil {
				out.Failed = append(out.Failed, failed(e.ID, err))
				continue
			}
			out.Successful = append(out.Successful, changedEntry{e.ID})
		}
		return nil
	})
	return out, err
}
