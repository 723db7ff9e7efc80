package topics

import (
	"encoding/json"
	"errors"
	"maps"
	"slices"
	"strings"

	"squall/standin/catalog/naming"
	"squall/standin/pattern"
	"squall/standin/queue"
)

// subscription is one subscription of a topic.
type subscription struct {
	arn      string
	topic    ID
	owner    string
	protocol string // sqs or lambda
	endpoint string // ARN

	raw        bool
	policy     string // FilterPolicy as it was given
	filter     pattern.Pattern
	body       bool   // the filter is for the message's body, not its attributes
	redrive    string // RedrivePolicy as it was given
	deadLetter string // ARN of a queue
}

// Subscription is a subscription as lists show it.
type Subscription struct{ ARN, Owner, Protocol, Endpoint, TopicARN string }

func (s *subscription) view() Subscription {
	return Subscription{s.arn, s.owner, s.protocol, s.endpoint, s.topic.ARN()}
}

// Subscribe adds a subscription, or finds the one that is there.
// https://docs.aws.amazon.com/sns/latest/api/API_Subscribe.html
func (s *Topics) Subscribe(id ID, owner, protocol, endpoint string, attributes map[string]string) (arn string, err error) {
	t, err := s.find(id)
	if err != nil {
		return "", err
	}
	if err := checkEndpoint(protocol, endpoint); err != nil {
		return "", err
	}
	sub := &subscription{topic: id, owner: owner, protocol: protocol, endpoint: endpoint}
	// The scope of a filter goes before the filter that it is for.
	names := append([]string{scope}, slices.Sorted(maps.Keys(attributes))...)
	for _, name := range names {
		value, given := attributes[name]
		if !given {
			continue
		}
		if err := sub.set(name, value); err != nil {
			return "", err
		}
	}
	for _, old := range t.subs {
		if old.protocol != protocol || old.endpoint != endpoint {
			continue
		}
		if len(attributes) > 0 && !old.same(sub) {
			return "", invalid("Attributes Reason: Subscription already exists with different attributes")
		}
		return old.arn, nil
	}
	s.made++
	sub.arn = id.ARN() + ":" + uuid("subscription", s.made)
	t.subs = append(t.subs, sub)
	s.subscriptions[sub.arn] = sub
	return sub.arn, nil
}

func (s *subscription) same(o *subscription) bool {
	return s.raw == o.raw && s.policy == o.policy && s.body == o.body && s.redrive == o.redrive
}

func checkEndpoint(protocol, endpoint string) error {
	a, ok := naming.ParseARN(endpoint)
	switch protocol {
	case "sqs":
		if !ok || a.Service != "sqs" {
			return invalid("SQS endpoint ARN")
		}
		if strings.HasSuffix(a.Resource, ".fifo") {
			return invalid("Invalid parameter: Endpoint Reason: FIFO SQS Queues can not be subscribed to standard SNS topics")
		}
	case "lambda":
		if !ok || a.Service != "lambda" || !strings.HasPrefix(a.Resource, "function:") {
			return invalid("Lambda endpoint ARN")
		}
	case "http", "https", "email", "email-json", "sms", "application", "firehose":
		return notBuilt("Subscriptions with the protocol " + protocol + " are")
	default:
		return invalid("Amazon SNS does not support this protocol string: " + protocol)
	}
	return nil
}

const (
	filterPolicy  = "FilterPolicy"
	scope         = "FilterPolicyScope"
	redrivePolicy = "RedrivePolicy"
	rawDelivery   = "RawMessageDelivery"
	maxFilterKeys = 5
)

// set changes an attribute of the subscription.
// https://docs.aws.amazon.com/sns/latest/api/API_SetSubscriptionAttributes.html
func (s *subscription) set(name, value string) error {
	switch name {
	case rawDelivery:
		return s.setRaw(value)
	case scope:
		if value != "MessageAttributes" && value != "MessageBody" {
			return invalid("FilterPolicyScope: Invalid value [" + value + "]. Please use either MessageBody or MessageAttributes")
		}
		s.body = value == "MessageBody"
		return s.setFilter(s.policy)
	case filterPolicy:
		return s.setFilter(value)
	case redrivePolicy:
		return s.setRedrive(value)
	case "DeliveryPolicy", "ReplayPolicy", "SubscriptionRoleArn":
		return notBuilt("The subscription attribute " + name + " is")
	}
	return invalid("AttributeName")
}

func (s *subscription) setRaw(value string) error {
	switch {
	case value != "true" && value != "false":
		return invalid("RawMessageDelivery: Invalid value [" + value + "]. Must be true or false.")
	case value == "true" && s.protocol == "lambda":
		return invalid("Attributes Reason: Delivery protocol [lambda] does not support raw message delivery.")
	}
	s.raw = value == "true"
	return nil
}

func (s *subscription) setFilter(policy string) error {
	if policy == "" || policy == "{}" {
		s.policy, s.filter = "", pattern.Pattern{}
		return nil
	}
	p, err := pattern.Compile(policy)
	if errors.Is(err, pattern.ErrNotBuilt) {
		return notBuilt("In FilterPolicy, " + strings.TrimSuffix(err.Error(), " "+pattern.ErrNotBuilt.Error()))
	}
	if err != nil {
		return invalid("FilterPolicy: " + err.Error())
	}
	var members map[string]json.RawMessage
	if json.Unmarshal([]byte(policy), &members) == nil && len(members) > maxFilterKeys {
		return invalid("FilterPolicy: Filter policy can not have more than 5 keys")
	}
	for _, v := range members {
		if !s.body && strings.HasPrefix(string(v), "{") {
			return invalid("FilterPolicy: Filter policy scope MessageAttributes does not support nested filter policy")
		}
	}
	s.policy, s.filter = policy, p
	return nil
}

func (s *subscription) setRedrive(value string) error {
	if value == "" || value == "{}" {
		s.redrive, s.deadLetter = "", ""
		return nil
	}
	var p struct {
		Target string `json:"deadLetterTargetArn"`
	}
	if json.Unmarshal([]byte(value), &p) != nil {
		return invalid("RedrivePolicy: failed to parse JSON.")
	}
	if _, ok := queue.ParseARN(p.Target); !ok {
		return invalid("RedrivePolicy: deadLetterTargetArn is an invalid arn")
	}
	s.redrive, s.deadLetter = value, p.Target
	return nil
}

func (s *Topics) subscription(arn string) (*subscription, error) {
	if sub := s.subscriptions[arn]; sub != nil {
		return sub, nil
	}
	return nil, &Error{Status: 404, Code: "NotFound", Message: "Subscription does not exist"}
}

// Unsubscribe removes a subscription; one that is not there is no error.
func (s *Topics) Unsubscribe(arn string) {
	sub := s.subscriptions[arn]
	if sub == nil {
		return
	}
	delete(s.subscriptions, arn)
	t := s.topics[sub.topic]
	t.subs = slices.DeleteFunc(t.subs, func(o *subscription) bool { return o == sub })
	t.deleted++
}

// Subscriptions lists those of a topic, in the order they were made.
func (s *Topics) Subscriptions(id ID) ([]Subscription, error) {
	t, err := s.find(id)
	if err != nil {
		return nil, err
	}
	var out []Subscription
	for _, sub := range t.subs {
		out = append(out, sub.view())
	}
	return out, nil
}

// AllSubscriptions lists those of an account in a region, sorted by ARN.
func (s *Topics) AllSubscriptions(account, region string) []Subscription {
	var out []Subscription
	for _, arn := range slices.Sorted(maps.Keys(s.subscriptions)) {
		if sub := s.subscriptions[arn]; sub.topic.Account == account && sub.topic.Region == region {
			out = append(out, sub.view())
		}
	}
	return out
}

// SubscriptionAttributes gives the attributes of a subscription, sorted.
func (s *Topics) SubscriptionAttributes(arn string) ([]Attribute, error) {
	sub, err := s.subscription(arn)
	if err != nil {
		return nil, err
	}
	out := []Attribute{
		{"ConfirmationWasAuthenticated", "true"}, {"Endpoint", sub.endpoint}, {"Owner", sub.owner},
		{"PendingConfirmation", "false"}, {"Protocol", sub.protocol}, {rawDelivery, trueOr(sub.raw)},
		{"SubscriptionArn", sub.arn}, {"SubscriptionPrincipal", "arn:aws:iam::" + sub.owner + ":root"}, {"TopicArn", sub.topic.ARN()},
	}
	if sub.policy != "" {
		of := "MessageAttributes"
		if sub.body {
			of = "MessageBody"
		}
		out = append(out, Attribute{filterPolicy, sub.policy}, Attribute{scope, of})
	}
	if sub.redrive != "" {
		out = append(out, Attribute{redrivePolicy, sub.redrive})
	}
	slices.SortFunc(out, func(a, b Attribute) int { return strings.Compare(a.Name, b.Name) })
	return out, nil
}

func trueOr(b bool) string {
	if b {
		return "true"
	}
	return "false"
}

// SetSubscriptionAttribute changes one attribute of a subscription.
func (s *Topics) SetSubscriptionAttribute(arn, name, value string) error {
	sub, err := s.subscription(arn)
	if err != nil {
		return err
	}
	return sub.set(name, value)
}
