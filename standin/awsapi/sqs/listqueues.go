package sqs

import (
	"context"
	"encoding/base64"
	"strconv"

	"squall/standin/queue"
)

type listQueuesInput struct {
	QueueNamePrefix string
	NextToken       string
	MaxResults      *int
}

type listQueuesOutput struct {
	QueueUrls []string `json:",omitempty"`
	NextToken string   `json:",omitempty"`
}

// maxListed is the most queues one answer has.
// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ListQueues.html
const maxListed = 1000

func listQueues(h *handler, _ context.Context, c caller, in *listQueuesInput) (any, error) {
	limit := maxListed
	if in.MaxResults != nil {
		limit = *in.MaxResults
	}
	if limit < 1 || limit > maxListed {
		return nil, invalid(strconv.Itoa(limit), "MaxResults", "Must be between 1 and 1000.")
	}
	after, err := base64.URLEncoding.DecodeString(in.NextToken)
	if err != nil {
		return nil, invalid(in.NextToken, "NextToken", "The token is not one of a ListQueues answer.")
	}
	var out listQueuesOutput
	err = h.with(func(_ int64, q *queue.Queues) error {
		names, more := q.List(c.account, c.region, in.QueueNamePrefix, string(after), limit)
		for _, name := range names {
			out.QueueUrls = append(out.QueueUrls, c.url(c.id(name)))
		}
		// Without MaxResults AWS gives no token.
		if more && in.MaxResults != nil {
			out.NextToken = base64.URLEncoding.EncodeToString([]byte(names[len(names)-1]))
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return out, nil
}

func invalid(value, parameter, reason string) error {
	return &queue.Error{Kind: queue.InvalidParameterValue, Message: "Value " + value + " for parameter " + parameter + " is invalid. Reason: " + reason}
}
