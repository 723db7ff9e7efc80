package sqs

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"squall/standin/queue"
)

type receiveMessageInput struct {
	QueueUrl                    string
	AttributeNames              []string // the older name of the next one
	MessageSystemAttributeNames []string
	MessageAttributeNames       []string
	MaxNumberOfMessages         *int
	VisibilityTimeout           *int
	WaitTimeSeconds             *int
	ReceiveRequestAttemptId     string
}

type receiveMessageOutput struct {
	Messages []receivedMessage `json:",omitempty"`
}

type receivedMessage struct {
	MessageId              string
	ReceiptHandle          string
	MD5OfBody              string
	Body                   string
	Attributes             map[string]string    `json:",omitempty"`
	MD5OfMessageAttributes string               `json:",omitempty"`
	MessageAttributes      map[string]attribute `json:",omitempty"`
}

func receiveMessage(h *handler, ctx context.Context, c caller, in *receiveMessageInput) (any, error) {
	id, err := c.byURL(in.QueueUrl)
	if err != nil {
		return nil, err
	}
	if err := refuseSet("ReceiveRequestAttemptId", in.ReceiveRequestAttemptId); err != nil {
		return nil, err
	}
	system := append(in.AttributeNames, in.MessageSystemAttributeNames...)
	for _, name := range system {
		if !slices.Contains(systemNames, name) {
			return nil, &queue.Error{Kind: queue.InvalidAttributeName, Message: "Unknown Attribute " + name + "."}
		}
	}
	wait, err := h.waitTime(id, in.WaitTimeSeconds)
	if err != nil {
		return nil, err
	}
	ask := queue.Ask{Max: 1}
	if in.MaxNumberOfMessages != nil {
		ask.Max = *in.MaxNumberOfMessages
	}
	if in.VisibilityTimeout != nil {
		ask.Visibility, ask.VisibilitySet = *in.VisibilityTimeout, true
	}
	got, err := h.poll(ctx, id, ask, wait)
	if err != nil {
		return nil, err
	}
	var out receiveMessageOutput
	for i := range got {
		out.Messages = append(out.Messages, c.show(&got[i], system, in.MessageAttributeNames))
	}
	return out, nil
}

// systemNames are the system attributes a client may ask for; those of FIFO
// queues are absent from every message.
var systemNames = []string{
	"All", "ApproximateFirstReceiveTimestamp", "ApproximateReceiveCount", traceHeader, "DeadLetterQueueSourceArn",
	"MessageDeduplicationId", "MessageGroupId", "SenderId", "SentTimestamp", "SequenceNumber",
}

// show gives a message the attributes that were asked for.
func (c caller) show(m *queue.Received, system, names []string) receivedMessage {
	out := receivedMessage{
		MessageId: m.MessageID, ReceiptHandle: m.ReceiptHandle, MD5OfBody: m.BodyMD5, Body: m.Body,
		Attributes: map[string]string{}, MessageAttributes: map[string]attribute{},
	}
	for _, a := range []struct{ name, value string }{
		{"ApproximateFirstReceiveTimestamp", strconv.FormatInt(m.FirstAt, 10)},
		{"ApproximateReceiveCount", strconv.Itoa(m.Count)},
		{traceHeader, m.TraceHeader},
		{"DeadLetterQueueSourceArn", m.Source},
		{"SenderId", c.account},
		{"SentTimestamp", strconv.FormatInt(m.SentAt, 10)},
	} {
		if a.value != "" && (slices.Contains(system, "All") || slices.Contains(system, a.name)) {
			out.Attributes[a.name] = a.value
		}
	}
	var chosen []queue.Attribute
	for _, a := range m.Attributes {
		if asksFor(names, a.Name) {
			chosen = append(chosen, a)
			out.MessageAttributes[a.Name] = attribute{DataType: a.Type, StringValue: a.Text, BinaryValue: a.Binary}
		}
	}
	out.MD5OfMessageAttributes = queue.AttributesMD5(chosen)
	return out
}

// asksFor knows All, .*, prefix.* and names.
func asksFor(names []string, name string) bool {
	return slices.ContainsFunc(names, func(n string) bool {
		prefix, wild := strings.CutSuffix(n, ".*")
		return n == "All" || n == name || wild && strings.HasPrefix(name, prefix)
	})
}
