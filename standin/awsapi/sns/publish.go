package sns

import (
	"cmp"
	"errors"
	"strconv"

	"squall/standin/topics"
)

func publish(c *call) (nodes, error) {
	switch {
	case c.form.has("PhoneNumber"):
		return nil, notBuilt("Publishing to a phone number")
	case c.form.has("MessageGroupId"), c.form.has("MessageDeduplicationId"):
		return nil, notBuilt("Publishing to a FIFO topic")
	}
	name := "TopicArn"
	if !c.form.has(name) {
		name = "TargetArn"
	}
	if !c.form.has(name) {
		return nil, invalid("TopicArn or TargetArn Reason: no value for required parameter")
	}
	id, err := c.topic(name)
	if err != nil {
		return nil, err
	}
	m, err := c.message("")
	if err != nil {
		return nil, err
	}
	messageID, err := c.relay.Publish(c.now, id, m)
	if err != nil {
		return nil, err
	}
	return nodes{{name: "MessageId", text: messageID}}, nil
}

// message reads a message below a prefix, "" or one that ends in a dot.
func (c *call) message(prefix string) (topics.Message, error) {
	m := topics.Message{Subject: c.form.get(prefix + "Subject"), Body: c.form.get(prefix + "Message")}
	switch structure := c.form.get(prefix + "MessageStructure"); structure {
	case "", "json":
		m.JSON = structure == "json"
	default:
		return m, invalid("MessageStructure")
	}
	var err error
	m.Attributes, err = c.form.attributes(prefix)
	return m, err
}

const maxBatch = 10 // https://docs.aws.amazon.com/sns/latest/api/API_PublishBatch.html

func publishBatch(c *call) (nodes, error) {
	id, err := c.topic("TopicArn")
	if err != nil {
		return nil, err
	}
	var prefixes []string
	seen, size := map[string]bool{}, 0
	for i := 1; i <= maxEntries; i++ {
		prefix := "PublishBatchRequestEntries.member." + strconv.Itoa(i) + "."
		if !c.form.has(prefix+"Id") && !c.form.has(prefix+"Message") {
			break
		}
		entry := c.form.get(prefix + "Id")
		if seen[entry] {
			return nil, refused("BatchEntryIdsNotDistinct", "Two or more batch entries in the request have the same Id.")
		}
		seen[entry] = true
		size += len(c.form.get(prefix + "Message"))
		prefixes = append(prefixes, prefix)
	}
	switch {
	case len(prefixes) == 0:
		return nil, refused("EmptyBatchRequest", "The batch request doesn't contain any entries.")
	case len(prefixes) > maxBatch:
		return nil, refused("TooManyEntriesInBatchRequest", "The batch request contains more entries than permissible.")
	case size > 256<<10:
		return nil, refused("BatchRequestTooLong", "The length of all the messages put together is more than the limit.")
	case !c.topics.Exists(id):
		return nil, &topics.Error{Status: 404, Code: "NotFound", Message: "Topic does not exist"}
	}
	good, bad := nodes{}, nodes{}
	for _, prefix := range prefixes {
		entry := node{name: "Id", text: c.form.get(prefix + "Id")}
		messageID, err := c.entry(id, prefix)
		if err != nil {
			bad = append(bad, node{name: "member", in: failure(entry, err)})
			continue
		}
		good = append(good, node{name: "member", in: nodes{entry, {name: "MessageId", text: messageID}}})
	}
	return nodes{{name: "Successful", in: good}, {name: "Failed", in: bad}}, nil
}

func (c *call) entry(id topics.ID, prefix string) (string, error) {
	m, err := c.message(prefix)
	if err != nil {
		return "", err
	}
	return c.relay.Publish(c.now, id, m)
}

func failure(entry node, err error) nodes {
	var e *topics.Error
	code, sender := "InternalError", false
	if errors.As(err, &e) {
		code, sender = cmp.Or(e.Code, code), e.Status < 500
	}
	return nodes{entry, {name: "Code", text: code}, {name: "Message", text: err.Error()}, {name: "SenderFault", text: strconv.FormatBool(sender)}}
}

func refused(code, message string) error {
	return &topics.Error{Status: 400, Code: code, Message: message}
}
