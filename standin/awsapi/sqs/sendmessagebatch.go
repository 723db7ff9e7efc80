package sqs

import (
	"context"

	"squall/standin/queue"
)

type sendMessageBatchInput struct {
	QueueUrl string
	Entries  []struct {
		ID string `json:"Id"`
		message
	}
}

type sendMessageBatchOutput struct {
	Successful []sentEntry   `json:",omitempty"`
	Failed     []failedEntry `json:",omitempty"`
}

type sentEntry struct {
	ID string `json:"Id"`
	sendMessageOutput
}

func sendMessageBatch(h *handler, _ context.Context, c caller, in *sendMessageBatchInput) (any, error) {
	id, err := c.byURL(in.QueueUrl)
	if err != nil {
		return nil, err
	}
	var ids []string
	var messages []queue.Message
	size := 0
	for i := range in.Entries {
		m, err := in.Entries[i].read()
		if err != nil {
			return nil, err
		}
		ids, messages, size = append(ids, in.Entries[i].ID), append(messages, m), size+m.Size()
	}
	var out sendMessageBatchOutput
	err = h.with(func(now int64, q *queue.Queues) error {
		if err := q.CheckBatch(id, ids, size); err != nil {
			return err
		}
		for i, m := range messages {
			sent, err := q.Send(now, id, m)
			if err != nil {
				out.Failed = append(out.Failed, failed(ids[i], err))
				continue
			}
			out.Successful = append(out.Successful, sentEntry{ids[i], sendAnswer(sent)})
		}
		return nil
	})
	return out, err
}
