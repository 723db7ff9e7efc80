package sns

import (
	"squall/standin/topics"
)

func subscribe(c *call) (nodes, error) {
	id, err := c.topic("TopicArn")
	if err != nil {
		return nil, err
	}
	arn, err := c.topics.Subscribe(id, c.scope.Account, c.form.get("Protocol"), c.form.get("Endpoint"), c.form.pairs("Attributes.entry", "key", "value"))
	if err != nil {
		return nil, err
	}
	return nodes{{name: "SubscriptionArn", text: arn}}, nil
}

// unsubscribe takes what looks like a subscription's ARN.
func unsubscribe(c *call) (nodes, error) {
	arn := c.form.get("SubscriptionArn")
	if arn == "" {
		return nil, invalid("SubscriptionArn Reason: no value for required parameter")
	}
	c.topics.Unsubscribe(arn)
	return nil, nil
}

func listSubscriptions(c *call) (nodes, error) {
	return subscriptions(c, c.topics.AllSubscriptions(c.scope.Account, c.scope.Region))
}

func listSubscriptionsByTopic(c *call) (nodes, error) {
	id, err := c.topic("TopicArn")
	if err != nil {
		return nil, err
	}
	list, err := c.topics.Subscriptions(id)
	if err != nil {
		return nil, err
	}
	return subscriptions(c, list)
}

func subscriptions(c *call, all []topics.Subscription) (nodes, error) {
	list, next, err := page(c, all)
	if err != nil {
		return nil, err
	}
	members := nodes{}
	for _, s := range list {
		members = append(members, node{name: "member", in: nodes{{name: "SubscriptionArn", text: s.ARN}, {name: "Owner", text: s.Owner},
			{name: "Protocol", text: s.Protocol}, {name: "Endpoint", text: s.Endpoint}, {name: "TopicArn", text: s.TopicARN}}})
	}
	return append(nodes{{name: "Subscriptions", in: members}}, next...), nil
}

func getSubscriptionAttributes(c *call) (nodes, error) {
	list, err := c.topics.SubscriptionAttributes(c.form.get("SubscriptionArn"))
	if err != nil {
		return nil, err
	}
	return attributeMap(list), nil
}

func setSubscriptionAttributes(c *call) (nodes, error) {
	return nil, c.topics.SetSubscriptionAttribute(c.form.get("SubscriptionArn"), c.form.get("AttributeName"), c.form.get("AttributeValue"))
}
