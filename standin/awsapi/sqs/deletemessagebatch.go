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

type deleteMessageBatchOutput struct {
	Successful []deletedEntry `json:",omitempty"`
	Failed     []failedEntry  `json:",omitempty"`
}

type deletedEntry struct {
	ID string `json:"Id"`
}

func deleteMessageBatch(h *handler, _ context.Context, c caller, in *deleteMessageBatchInput) (any, error) {
	id, err := c.byURL(in.QueueUrl)
	if err != nil {
		return nil, err
	}
	var ids []string
	for _, e := range in.Entries {
		ids = append(ids, e.ID)
	}
	var out deleteMessageBatchOutput
	err = h.with(func(now int64, q *queue.Queues) error {
		if err := q.CheckBatch(id, ids, 0); err != nil {
			return err
		}
		for _, e := range in.Entries {
			if err := q.DeleteMessage(now, id, e.ReceiptHandle); err != nil {
				out.Failed = append(out.Failed, failed(e.ID, err))
				continue
			}
			out.Successful = append(out.Successful, deletedEntry{e.ID})
		}
		return nil
	})
	return out, err
}
