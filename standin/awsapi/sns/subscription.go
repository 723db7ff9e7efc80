package sns

import "squall/standin/topics"

// subscriptionOnly is the request of operations that need a subscription and
// nothing else.
type subscriptionOnly struct{ SubscriptionArn string }

func subscribe(c *call, in *struct {
	TopicArn, Protocol, Endpoint string
	Attributes                   map[string]string
}) (any, error) {
	id, err := topicID("TopicArn", in.TopicArn)
	if err != nil {
		return nil, err
	}
	arn, err := c.topics.Subscribe(id, c.from.Account, in.Protocol, in.Endpoint, in.Attributes)
	return subscriptionOnly{arn}, err
}

// unsubscribe takes what looks like a subscription's ARN.
func unsubscribe(c *call, in *subscriptionOnly) (any, error) {
	if in.SubscriptionArn == "" {
		return nil, invalid("SubscriptionArn Reason: no value for required parameter")
	}
	c.topics.Unsubscribe(in.SubscriptionArn)
	return nil, nil
}

func listSubscriptions(c *call, in *struct{ NextToken string }) (any, error) {
	return subscriptions(c.topics.AllSubscriptions(c.from.Account, c.from.Region), in.NextToken)
}

func listSubscriptionsByTopic(c *call, in *struct{ TopicArn, NextToken string }) (any, error) {
	id, err := topicID("TopicArn", in.TopicArn)
	if err != nil {
		return nil, err
	}
	list, err := c.topics.Subscriptions(id)
	if err != nil {
		return nil, err
	}
	return subscriptions(list, in.NextToken)
}

func subscriptions(all []topics.Subscription, token string) (any, error) {
	type entry struct{ SubscriptionArn, Owner, Protocol, Endpoint, TopicArn string }
	list, next, err := page(all, token)
	if err != nil {
		return nil, err
	}
	out := struct {
		Subscriptions []entry
		NextToken     string `json:",omitempty"`
	}{[]entry{}, next}
	for _, s := range list {
		out.Subscriptions = append(out.Subscriptions, entry{s.ARN, s.Owner, s.Protocol, s.Endpoint, s.TopicARN})
	}
	return out, nil
}

func getSubscriptionAttributes(c *call, in *subscriptionOnly) (any, error) {
	list, err := c.topics.SubscriptionAttributes(in.SubscriptionArn)
	return attributesOf(list), err
}

func setSubscriptionAttributes(c *call, in *struct{ SubscriptionArn, AttributeName, AttributeValue string }) (any, error) {
	return nil, c.topics.SetSubscriptionAttribute(in.SubscriptionArn, in.AttributeName, in.AttributeValue)
}
