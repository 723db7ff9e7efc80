package sns

import (
	"encoding/base64"
	"maps"
	"slices"

	"squall/standin/queue"
	"squall/standin/topics"
)

// message is what is published, on the wire. Binary values are in base64,
// about which SNS has words of its own.
type message struct {
	Subject, Message, MessageStructure string
	MessageAttributes                  map[string]struct{ DataType, StringValue, BinaryValue string }
}

// read turns a message of the wire into one of a topic.
func (in *message) read() (topics.Message, error) {
	m := topics.Message{Subject: in.Subject, Body: in.Message}
	switch in.MessageStructure {
	case "", "json":
		m.JSON = in.MessageStructure == "json"
	default:
		return m, invalid("MessageStructure")
	}
	for _, name := range slices.Sorted(maps.Keys(in.MessageAttributes)) {
		value := in.MessageAttributes[name]
		a := queue.Attribute{Name: name, Type: value.DataType, Text: value.StringValue}
		if value.BinaryValue != "" {
			raw, err := base64.StdEncoding.DecodeString(value.BinaryValue)
			if err != nil {
				return m, invalid("The message attribute '" + name + "' with type 'Binary' must use base64.")
			}
			a.Binary = raw
		}
		m.Attributes = append(m.Attributes, a)
	}
	return m, nil
}
