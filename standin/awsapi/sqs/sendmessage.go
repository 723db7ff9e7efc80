package sqs

import (
	"context"
	"maps"
	"slices"

	"squall/standin/queue"
)

// attribute is a message attribute on the wire; Data is base64 there.
type attribute struct {
	DataType         string
	StringValue      string   `json:",omitempty"`
	BinaryValue      []byte   `json:",omitempty"`
	StringListValues []string `json:",omitempty"`
	BinaryListValues [][]byte `json:",omitempty"`
}

// message is what a send and an entry of a batch of sends have in common.
type message struct {
	MessageBody             string
	DelaySeconds            *int
	MessageAttributes       map[string]attribute
	MessageSystemAttributes map[string]attribute
	MessageDeduplicationId  string
	MessageGroupId          string
}

type sendMessageInput struct {
	QueueUrl string
	message
}

type sendMessageOutput struct {
	MD5OfMessageBody             string
	MD5OfMessageAttributes       string `json:",omitempty"`
	MD5OfMessageSystemAttributes string `json:",omitempty"`
	MessageId                    string
}

const traceHeader = "AWSTraceHeader"

func sendMessage(h *handler, _ context.Context, c caller, in *sendMessageInput) (any, error) {
	id, err := c.byURL(in.QueueUrl)
	if err != nil {
		return nil, err
	}
	m, err := in.message.read()
	if err != nil {
		return nil, err
	}
	var sent queue.Sent
	err = h.with(func(now int64, q *queue.Queues) (err error) {
		sent, err = q.Send(now, id, m)
		return err
	})
	return sendAnswer(sent), err
}

func sendAnswer(s queue.Sent) sendMessageOutput {
	return sendMessageOutput{s.BodyMD5, s.AttributesMD5, s.TraceHeaderMD5, s.MessageID}
}

// read turns a message of the wire into one of the queue.
func (m *message) read() (queue.Message, error) {
	if err := refuseSet("MessageDeduplicationId", m.MessageDeduplicationId, "MessageGroupId", m.MessageGroupId); err != nil {
		return queue.Message{}, err
	}
	out := queue.Message{Body: m.MessageBody}
	if m.DelaySeconds != nil {
		out.Delay, out.DelaySet = *m.DelaySeconds, true
	}
	for _, name := range slices.Sorted(maps.Keys(m.MessageSystemAttributes)) {
		a := m.MessageSystemAttributes[name]
		if name != traceHeader || a.DataType != "String" {
			return out, invalid(name, "MessageSystemAttributes", "Only AWSTraceHeader of type String is supported.")
		}
		out.TraceHeader = a.StringValue
	}
	for _, name := range slices.Sorted(maps.Keys(m.MessageAttributes)) {
		a := m.MessageAttributes[name]
		if len(a.StringListValues)+len(a.BinaryListValues) > 0 {
			return out, &queue.Error{Kind: queue.InvalidParameterValue, Message: "Message attribute list values in SendMessage operation are not supported."}
		}
		out.Attributes = append(out.Attributes, queue.Attribute{Name: name, Type: a.DataType, Text: a.StringValue, Binary: a.BinaryValue})
	}
	return out, nil
}
