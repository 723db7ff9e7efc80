package sns

import (
	"squall/standin/topics"
)

func createTopic(c *call) (nodes, error) {
	if c.form.has("Tags.member.1.Key") {
		return nil, notBuilt("Tags of a topic")
	}
	id := topics.ID{Account: c.scope.Account, Region: c.scope.Region, Name: c.form.get("Name")}
	if err := c.topics.Create(id, c.form.pairs("Attributes.entry", "key", "value")); err != nil {
		return nil, err
	}
	return nodes{{name: "TopicArn", text: id.ARN()}}, nil
}

func deleteTopic(c *call) (nodes, error) {
	id, err := c.topic("TopicArn")
	if err == nil {
		c.topics.Delete(id)
	}
	return nil, err
}

func listTopics(c *call) (nodes, error) {
	list, next, err := page(c, c.topics.List(c.scope.Account, c.scope.Region))
	if err != nil {
		return nil, err
	}
	members := nodes{}
	for _, arn := range list {
		members = append(members, node{name: "member", in: nodes{{name: "TopicArn", text: arn}}})
	}
	return append(nodes{{name: "Topics", in: members}}, next...), nil
}

func getTopicAttributes(c *call) (nodes, error) {
	id, err := c.topic("TopicArn")
	if err != nil {
		return nil, err
	}
	list, err := c.topics.Attributes(id)
	if err != nil {
		return nil, err
	}
	return attributeMap(list), nil
}

func setTopicAttributes(c *call) (nodes, error) {
	id, err := c.topic("TopicArn")
	if err != nil {
		return nil, err
	}
	return nil, c.topics.SetAttribute(id, c.form.get("AttributeName"), c.form.get("AttributeValue"))
}
