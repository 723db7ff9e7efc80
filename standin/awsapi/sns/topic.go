package sns

import (
	"squall/standin/awsapi/wire"
	"squall/standin/topics"
)

// topicOnly is the request of operations that need a topic and nothing else.
type topicOnly struct{ TopicArn string }

func createTopic(c *call, in *struct {
	Name       string
	Attributes map[string]string
	Tags       []struct{ Key, Value string }
}) (any, error) {
	if len(in.Tags) > 0 {
		return nil, wire.NotBuilt("Tags of a topic")
	}
	id := topics.ID{Account: c.from.Account, Region: c.from.Region, Name: in.Name}
	if err := c.topics.Create(id, in.Attributes); err != nil {
		return nil, err
	}
	return topicOnly{id.ARN()}, nil
}

func deleteTopic(c *call, in *topicOnly) (any, error) {
	id, err := topicID("TopicArn", in.TopicArn)
	if err == nil {
		c.topics.Delete(id)
	}
	return nil, err
}

func listTopics(c *call, in *struct{ NextToken string }) (any, error) {
	list, next, err := page(c.topics.List(c.from.Account, c.from.Region), in.NextToken)
	if err != nil {
		return nil, err
	}
	out := struct {
		Topics    []topicOnly
		NextToken string `json:",omitempty"`
	}{[]topicOnly{}, next}
	for _, arn := range list {
		out.Topics = append(out.Topics, topicOnly{arn})
	}
	return out, nil
}

func getTopicAttributes(c *call, in *topicOnly) (any, error) {
	id, err := topicID("TopicArn", in.TopicArn)
	if err != nil {
		return nil, err
	}
	list, err := c.topics.Attributes(id)
	return attributesOf(list), err
}

func setTopicAttributes(c *call, in *struct{ TopicArn, AttributeName, AttributeValue string }) (any, error) {
	id, err := topicID("TopicArn", in.TopicArn)
	if err != nil {
		return nil, err
	}
	return nil, c.topics.SetAttribute(id, in.AttributeName, in.AttributeValue)
}

// attributes are what answers say of a topic or subscription.
type attributes struct{ Attributes map[string]string }

func attributesOf(list []topics.Attribute) attributes {
	out := attributes{map[string]string{}}
	for _, a := range list {
		out.Attributes[a.Name] = a.Value
	}
	return out
}
