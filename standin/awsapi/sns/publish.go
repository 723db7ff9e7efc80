package sns

import (
	"squall/standin/awsapi/wire"
	"squall/standin/topics"
)

func publish(c *call, in *struct {
	TopicArn, TargetArn    *string
	PhoneNumber            *string
	MessageGroupID         *string `json:"MessageGroupId"`
	MessageDeduplicationID *string `json:"MessageDeduplicationId"`
	message
}) (any, error) {
	name, arn := "TopicArn", in.TopicArn
	if arn == nil {
		name, arn = "TargetArn", in.TargetArn
	}
	switch {
	case in.PhoneNumber != nil:
		return nil, wire.NotBuilt("publishing to a phone number")
	case in.MessageGroupID != nil, in.MessageDeduplicationID != nil:
		return nil, wire.NotBuilt("publishing to a FIFO topic")
	case arn == nil:
		return nil, invalid("TopicArn or TargetArn Reason: no value for required parameter")
	}
	id, err := topicID(name, *arn)
	if err != nil {
		return nil, err
	}
	published, err := c.publish(id, &in.message)
	return struct {
		MessageID string `json:"MessageId"`
	}{published}, err
}

func (c *call) publish(id topics.ID, in *message) (string, error) {
	m, err := in.read()
	if err != nil {
		return "", err
	}
	return c.relay.Publish(c.now, id, m)
}

const maxBatch = 10 // https://docs.aws.amazon.com/sns/latest/api/API_PublishBatch.html

type batchEntry struct {
	ID string `json:"Id"`
	message
}

type batchSuccess struct {
	ID        string `json:"Id"`
	MessageID string `json:"MessageId"`
}

type batchFailure struct {
	ID            string `json:"Id"`
	Code, Message string
	SenderFault   bool
}

func publishBatch(c *call, in *struct {
	TopicArn                   string
	PublishBatchRequestEntries []batchEntry
}) (any, error) {
	id, err := topicID("TopicArn", in.TopicArn)
	if err == nil {
		err = checkBatch(in.PublishBatchRequestEntries)
	}
	switch {
	case err != nil:
		return nil, err
	case !c.topics.Exists(id):
		return nil, &topics.Error{Status: 404, Code: "NotFound", Message: "Topic does not exist"}
	}
	out := struct {
		Successful []batchSuccess
		Failed     []batchFailure
	}{[]batchSuccess{}, []batchFailure{}}
	for i := range in.PublishBatchRequestEntries {
		e := &in.PublishBatchRequestEntries[i]
		published, err := c.publish(id, &e.message)
		if err != nil {
			r := refusal(err)
			out.Failed = append(out.Failed, batchFailure{e.ID, r.Code, r.Message, r.Status < 500})
			continue
		}
		out.Successful = append(out.Successful, batchSuccess{e.ID, published})
	}
	return out, nil
}

// checkBatch refuses batches as a whole.
func checkBatch(entries []batchEntry) error {
	seen, size := map[string]bool{}, 0
	for i := range entries {
		if seen[entries[i].ID] {
			return wire.Refuse("BatchEntryIdsNotDistinct", "Two or more batch entries in the request have the same Id.")
		}
		seen[entries[i].ID] = true
		size += len(entries[i].Message)
	}
	switch {
	case len(entries) == 0:
		return wire.Refuse("EmptyBatchRequest", "The batch request doesn't contain any entries.")
	case len(entries) > maxBatch:
		return wire.Refuse("TooManyEntriesInBatchRequest", "The batch request contains more entries than permissible.")
	case size > 256<<10:
		return wire.Refuse("BatchRequestTooLong", "The length of all the messages put together is more than the limit.")
	}
	return nil
}
