// Package topics is the state of standard SNS topics and their subscriptions
// to SQS queues and Lambda functions, as a pure state machine. A publish gives
// the deliveries that follow; ids come from a counter, so equal calls give
// equal answers.
//
// It delivers nothing itself, speaks no HTTP, signs nothing, and knows no FIFO
// topics and no other protocols.
package topics

import (
	"maps"
	"slices"
	"strings"
	"time"

	"squall/standin/catalog"
)

// ID names a topic.
type ID struct{ Account, Region, Name string }

// ARN is the topic's Amazon resource name.
func (id ID) ARN() string { return "arn:aws:sns:" + id.Region + ":" + id.Account + ":" + id.Name }

// ParseARN reads an ARN made by ID.ARN.
func ParseARN(arn string) (id ID, ok bool) {
	f := strings.Split(arn, ":")
	if len(f) != 6 || f[0] != "arn" || f[2] != "sns" || f[3] == "" || f[4] == "" || f[5] == "" {
		return ID{}, false
	}
	return ID{Account: f[4], Region: f[3], Name: f[5]}, true
}

// Topics is all topics of all accounts and regions.
type Topics struct {
	epoch         time.Time `keep:"-"` // the wall clock when now is zero
	topics        map[ID]*topic
	subscriptions map[string]*subscription // by ARN
	made          uint64                   // subscriptions
	published     uint64                   // messages
}

type topic struct {
	id          ID
	displayName string
	subs        []*subscription // in the order they were made
	deleted     int             // subscriptions
}

// New makes an empty set of topics.
func New(epoch time.Time) *Topics {
	return &Topics{epoch: epoch, topics: map[ID]*topic{}, subscriptions: map[string]*subscription{}}
}

// Create makes a topic; the same again is no error.
// https://docs.aws.amazon.com/sns/latest/api/API_CreateTopic.html
func (s *Topics) Create(id ID, attributes map[string]string) error {
	if err := checkName(id.Name); err != nil {
		return err
	}
	t := s.topics[id]
	if t != nil && len(attributes) > 0 && attributes[displayName] != t.displayName {
		return invalid("Attributes Reason: Topic already exists with different attributes")
	}
	fresh := &topic{id: id}
	for _, name := range slices.Sorted(maps.Keys(attributes)) {
		if err := fresh.set(name, attributes[name]); err != nil {
			return err
		}
	}
	if t == nil {
		s.topics[id] = fresh
	}
	return nil
}

func checkName(name string) error {
	if strings.HasSuffix(name, ".fifo") {
		return notBuilt("FIFO topics are")
	}
	word := func(r rune) bool {
		return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '-' || r == '_'
	}
	if name == "" || len(name) > 256 || strings.ContainsFunc(name, func(r rune) bool { return !word(r) }) {
		return invalid("Topic Name")
	}
	return nil
}

const displayName = "DisplayName"

// set changes an attribute of the topic.
func (t *topic) set(name, value string) error {
	switch name {
	case displayName:
		if len(value) > 100 {
			return invalid("DisplayName Reason: Display name must be at most 100 characters long")
		}
		t.displayName = value
		return nil
	case "FifoTopic":
		if value == "false" {
			return nil
		}
		return notBuilt("FIFO topics are")
	case "Policy", "DeliveryPolicy", "KmsMasterKeyId", "TracingConfig", "SignatureVersion", "ContentBasedDeduplication", "ArchivePolicy":
		return notBuilt("The topic attribute " + name + " is")
	}
	return invalid("AttributeName")
}

// Exists says whether there is such a topic.
func (s *Topics) Exists(id ID) bool { return s.topics[id] != nil }

func (s *Topics) find(id ID) (*topic, error) {
	if t := s.topics[id]; t != nil {
		return t, nil
	}
	return nil, &Error{Status: 404, Code: "NotFound", Message: "Topic does not exist"}
}

// Delete removes a topic with its subscriptions; one that is not there is no
// error.
func (s *Topics) Delete(id ID) {
	if t := s.topics[id]; t != nil {
		for _, sub := range t.subs {
			delete(s.subscriptions, sub.arn)
		}
		delete(s.topics, id)
	}
}

// List gives the ARNs of an account's topics in a region, sorted.
func (s *Topics) List(account, region string) []string {
	var out []string
	for id := range s.topics {
		if id.Account == account && id.Region == region {
			out = append(out, id.ARN())
		}
	}
	slices.Sort(out)
	return out
}

// Attribute is one attribute of a topic or subscription.
type Attribute struct{ Name, Value string }

// Attributes gives the attributes of a topic, sorted by name.
// https://docs.aws.amazon.com/sns/latest/api/API_GetTopicAttributes.html
func (s *Topics) Attributes(id ID) ([]Attribute, error) {
	t, err := s.find(id)
	if err != nil {
		return nil, err
	}
	return []Attribute{
		{displayName, t.displayName},
		{"Owner", id.Account},
		{"SubscriptionsConfirmed", itoa(len(t.subs))},
		{"SubscriptionsDeleted", itoa(t.deleted)},
		{"SubscriptionsPending", "0"},
		{"TopicArn", id.ARN()},
	}, nil
}

// SetAttribute changes one attribute of a topic.
func (s *Topics) SetAttribute(id ID, name, value string) error {
	t, err := s.find(id)
	if err != nil {
		return err
	}
	return t.set(name, value)
}

// uuid names the n-th thing of a kind.
func uuid(kind string, n uint64) string { return catalog.UUID("sns "+kind, n) }
