package sqs

import (
	"context"
	"slices"

	"squall/standin/queue"
)

type getQueueAttributesInput struct {
	QueueUrl       string
	AttributeNames []string
}

type getQueueAttributesOutput struct {
	Attributes map[string]string `json:",omitempty"`
}

func getQueueAttributes(h *handler, _ context.Context, c caller, in *getQueueAttributesInput) (any, error) {
	id, err := c.byURL(in.QueueUrl)
	if err != nil {
		return nil, err
	}
	for _, name := range in.AttributeNames {
		if err := queue.KnownAttribute(name); err != nil {
			return nil, err
		}
	}
	out := getQueueAttributesOutput{Attributes: map[string]string{}}
	err = h.with(func(now int64, q *queue.Queues) error {
		all, err := q.Attributes(now, id)
		for _, a := range all {
			if slices.Contains(in.AttributeNames, "All") || slices.Contains(in.AttributeNames, a.Name) {
				out.Attributes[a.Name] = a.Value
			}
		}
		return err
	})
	return out, err
}
