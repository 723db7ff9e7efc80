package topics

import (
	"encoding/base64"
	"encoding/json"
	"strings"
	"time"
	"unicode/utf8"

	"squall/standin/queue"
)

// maxMessage is the largest message, with its attributes.
// https://docs.aws.amazon.com/sns/latest/api/API_Publish.html
const maxMessage = 256 << 10

// Message is what a publisher sends.
type Message struct {
	Subject    string
	Body       string
	JSON       bool // MessageStructure json: a body for each protocol
	Attributes []queue.Attribute
}

// Delivery is what is to be handed to a subscriber.
type Delivery struct {
	Subscription string
	Endpoint     string // ARN of a queue or function
	Body         string // of the queue's message, or the function's event
	Attributes   []queue.Attribute
	DeadLetter   string // ARN of the subscription's queue for what cannot be delivered, or ""
}

// Check is what makes a message acceptable.
func (m *Message) Check() error {
	size := len(m.Body)
	for i := range m.Attributes {
		a := &m.Attributes[i]
		size += len(a.Name) + len(a.Type) + len(a.Text) + len(a.Binary)
		if err := checkAttribute(a); err != nil {
			return err
		}
	}
	switch {
	case m.Body == "":
		return invalid("Empty message")
	case size > maxMessage:
		return invalid("Message too long")
	case !utf8.ValidString(m.Body):
		return invalid("Message Reason: Message must be UTF-8")
	case !subjectOK(m.Subject):
		return invalid("Subject")
	}
	if m.JSON {
		var bodies map[string]any
		if json.Unmarshal([]byte(m.Body), &bodies) != nil {
			return invalid("Message Structure - JSON message body failed to parse")
		}
		if _, ok := bodies["default"].(string); !ok {
			return invalid("Message Structure - No default entry in JSON message body")
		}
	}
	return nil
}

// subjectOK keeps the rule of
// https://docs.aws.amazon.com/sns/latest/api/API_Publish.html: less than 100
// characters without line breaks or control characters.
func subjectOK(s string) bool {
	return utf8.RuneCountInString(s) <= 100 && utf8.ValidString(s) && strings.TrimLeft(s, " ") == s &&
		!strings.ContainsFunc(s, func(r rune) bool { return r < ' ' || r == 0x7f })
}

func checkAttribute(a *queue.Attribute) error {
	kind, _, _ := strings.Cut(a.Type, ".")
	switch {
	case a.Name == "":
		return invalid("The message attribute '' must contain a non-empty name")
	case kind != "String" && kind != "Number" && kind != "Binary":
		return invalid("The message attribute '" + a.Name + "' has an invalid message attribute type, the set of supported type prefixes is Binary, Number, and String.")
	case a.Text == "" && len(a.Binary) == 0:
		return invalid("The message attribute '" + a.Name + "' must contain non-empty message attribute value for message attribute type '" + a.Type + "'.")
	}
	return nil
}

// Publish takes a message and gives its id and what follows from it, in the
// order in which the subscriptions were made.
func (s *Topics) Publish(now int64, id ID, m Message) (messageID string, out []Delivery, err error) {
	t, err := s.find(id)
	if err != nil {
		return "", nil, err
	}
	if err := m.Check(); err != nil {
		return "", nil, err
	}
	s.published++
	messageID = uuid("message", s.published)
	at := s.epoch.Add(time.Duration(now)).UTC().Format("2006-01-02T15:04:05.000Z")
	for _, sub := range t.subs {
		if !sub.wants(&m) {
			continue
		}
		d := Delivery{Subscription: sub.arn, Endpoint: sub.endpoint, DeadLetter: sub.deadLetter}
		n := note{id: messageID, at: at, sub: sub, subject: m.Subject, body: m.bodyFor(sub.protocol), attributes: m.Attributes}
		switch {
		case sub.protocol == "lambda":
			d.Body = n.forFunction()
		case sub.raw:
			d.Body, d.Attributes = n.body, m.Attributes
		default:
			d.Body = n.forQueue()
		}
		out = append(out, d)
	}
	return messageID, out, nil
}

func (m *Message) bodyFor(protocol string) string {
	if !m.JSON {
		return m.Body
	}
	var bodies map[string]any
	_ = json.Unmarshal([]byte(m.Body), &bodies) // Check has read it
	if own, ok := bodies[protocol].(string); ok {
		return own
	}
	fallback, _ := bodies["default"].(string)
	return fallback
}

// wants asks a subscription's filter.
// https://docs.aws.amazon.com/sns/latest/dg/sns-message-filtering.html
func (s *subscription) wants(m *Message) bool {
	switch {
	case s.policy == "":
		return true
	case s.body:
		return s.filter.MatchJSON([]byte(m.bodyFor(s.protocol)))
	}
	document := map[string]any{}
	for i := range m.Attributes {
		a := &m.Attributes[i]
		switch {
		case a.Type == "String.Array":
			var list []any
			if json.Unmarshal([]byte(a.Text), &list) == nil {
				document[a.Name] = list
			}
		case strings.HasPrefix(a.Type, "Number"):
			document[a.Name] = json.Number(a.Text)
		case strings.HasPrefix(a.Type, "String"):
			document[a.Name] = a.Text
		}
	}
	return s.filter.Match(document)
}

// note is one message on its way to one subscriber.
type note struct {
	id, at, subject, body string
	sub                   *subscription
	attributes            []queue.Attribute
}

// unsigned stands where AWS has a signature.
const unsigned = "bm90IHNpZ25lZCBieSBzcXVhbGw="

func (n *note) certURL() string {
	return "https://sns." + n.sub.topic.Region + ".amazonaws.com/SimpleNotificationService-0000000000000000000000.pem"
}

func (n *note) unsubscribeURL() string {
	return "https://sns." + n.sub.topic.Region + ".amazonaws.com/?Action=Unsubscribe&SubscriptionArn=" + n.sub.arn
}

type noteAttribute struct{ Type, Value string }

func (n *note) noteAttributes() map[string]noteAttribute {
	out := map[string]noteAttribute{}
	for _, a := range n.attributes {
		v := a.Text
		if strings.HasPrefix(a.Type, "Binary") {
			v = base64.StdEncoding.EncodeToString(a.Binary)
		}
		out[a.Name] = noteAttribute{a.Type, v}
	}
	return out
}

// forQueue is the envelope that a queue gets without raw delivery.
// https://docs.aws.amazon.com/sns/latest/dg/sns-sqs-as-subscriber.html
func (n *note) forQueue() string {
	return text(struct {
		Type              string
		MessageID         string `json:"MessageId"`
		TopicArn          string
		Subject           string `json:",omitempty"`
		Message           string
		Timestamp         string
		SignatureVersion  string
		Signature         string
		SigningCertURL    string
		UnsubscribeURL    string
		MessageAttributes map[string]noteAttribute `json:",omitempty"`
	}{"Notification", n.id, n.sub.topic.ARN(), n.subject, n.body, n.at, "1", unsigned, n.certURL(), n.unsubscribeURL(), n.noteAttributes()})
}

// functionNote is what a function gets of a message.
// https://docs.aws.amazon.com/lambda/latest/dg/with-sns.html
type functionNote struct {
	SignatureVersion  string
	Timestamp         string
	Signature         string
	SigningCertURL    string `json:"SigningCertUrl"`
	MessageID         string `json:"MessageId"`
	Message           string
	MessageAttributes map[string]noteAttribute
	Type              string
	UnsubscribeURL    string `json:"UnsubscribeUrl"`
	TopicArn          string
	Subject           *string
}

type functionRecord struct {
	EventSource, EventVersion, EventSubscriptionArn string
	Sns                                             functionNote
}

func (n *note) forFunction() string {
	own := functionNote{"1", n.at, unsigned, n.certURL(), n.id, n.body, n.noteAttributes(), "Notification", n.unsubscribeURL(), n.sub.topic.ARN(), nil}
	if n.subject != "" {
		own.Subject = &n.subject
	}
	return text(struct{ Records []functionRecord }{[]functionRecord{{"aws:sns", "1.0", n.sub.arn, own}}})
}

// text is the JSON of a value as AWS writes it: < and > stay.
func text(v any) string {
	var b strings.Builder
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		panic("topics: internal error: " + err.Error())
	}
	return strings.TrimSuffix(b.String(), "\n")
}
