package queue

import (
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// Message is what a producer sends.
type Message struct {
	Body        string
	Attributes  []Attribute
	TraceHeader string // AWSTraceHeader, the one system attribute a sender may set
	Delay       int    // seconds before it becomes visible; with DelaySet
	DelaySet    bool   // false: the queue's DelaySeconds
}

// Attribute is one message attribute. Binary ones have a Binary value, all
// others a Text value.
type Attribute struct {
	Name   string
	Type   string // String, Number or Binary, optionally with a suffix: Number.float
	Text   string
	Binary []byte
}

func (a *Attribute) binary() bool { return a.Type == "Binary" || strings.HasPrefix(a.Type, "Binary.") }

type state uint8

const (
	visible state = iota
	delayed
	inFlight
)

const second = int64(1e9)

// message is one message in a queue.
type message struct {
	queue     *queue `keep:"-"`
	state     state
	seq       uint64 // never reused; orders messages sent at one instant
	id        string
	body      string
	bodyMD5   string
	attrs     []Attribute // sorted by name
	trace     string
	source    string // ARN of the queue it was moved from
	sentAt    int64  // kept when it is moved: retention counts from it
	firstAt   int64  // first receive; with count > 0
	takenAt   int64  // latest receive
	visibleAt int64  // unless visible
	count     int    // receives, in all queues
	here      int    // receives in this queue: what redrive counts
	receipt   uint32 // number of the latest receipt handle
	spot      int    `keep:"-"` // place in ready or waiting
	ageSpot   int    `keep:"-"` // place in byAge
}

func earlier(a, b *message) bool {
	if a.visibleAt != b.visibleAt {
		return a.visibleAt < b.visibleAt
	}
	return a.seq < b.seq
}

func older(a, b *message) bool {
	if a.sentAt != b.sentAt {
		return a.sentAt < b.sentAt
	}
	return a.seq < b.seq
}

// maxAttributes is the documented limit.
// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-messages.html
const maxAttributes = 10

// Size is what counts towards the message size limit: the body and every name,
// type and value of its attributes.
func (m *Message) Size() int {
	n := len(m.Body)
	for i := range m.Attributes {
		a := &m.Attributes[i]
		n += len(a.Name) + len(a.Type) + len(a.Text) + len(a.Binary)
	}
	return n
}

func (m *Message) check(limit int64) error {
	if m.Body == "" {
		return refuse(MissingParameter, "The request must contain the parameter MessageBody.")
	}
	if int64(m.Size()) > limit {
		return refuse(InvalidParameterValue, "One or more parameters are invalid. Reason: Message must be shorter than "+strconv.FormatInt(limit, 10)+" bytes.")
	}
	if !sendable(m.Body) {
		return refuse(InvalidMessageContents, "Invalid characters found. Valid unicode characters are #x9 | #xA | #xD | #x20 to #xD7FF | #xE000 to #xFFFD | #x10000 to #x10FFFF")
	}
	if m.DelaySet && (m.Delay < 0 || m.Delay > 900) {
		return badValue(strconv.Itoa(m.Delay), "DelaySeconds", "DelaySeconds must be >= 0 and <= 900.")
	}
	if n := len(m.Attributes); n > maxAttributes {
		return refuse(InvalidParameterValue, "Number of message attributes ["+strconv.Itoa(n)+"] exceeds the allowed maximum ["+strconv.Itoa(maxAttributes)+"].")
	}
	for i := range m.Attributes {
		if err := m.Attributes[i].check(); err != nil {
			return err
		}
	}
	return nil
}

// sendable tells whether a text has only the characters that SQS takes: those
// of XML 1.0.
func sendable(s string) bool {
	for _, r := range s {
		switch {
		case r == '\t' || r == '\n' || r == '\r':
		case r < 0x20, r == 0xFFFE, r == 0xFFFF:
			return false
		}
	}
	return utf8.ValidString(s)
}

// check keeps the rules of
// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-message-metadata.html
func (a *Attribute) check() error {
	if !attributeName(a.Name) {
		return refuse(InvalidParameterValue, "Message (user) attribute name '"+a.Name+"' is invalid: up to 256 of A-Z, a-z, 0-9, _, - and ., not beginning with AWS. or Amazon.")
	}
	kind, _, _ := strings.Cut(a.Type, ".")
	if a.Type == "" || len(a.Type) > 256 {
		return refuse(InvalidParameterValue, "The message attribute '"+a.Name+"' must contain a non-empty message attribute type of at most 256 characters.")
	}
	switch kind {
	case "String", "Number":
		if a.Text == "" || len(a.Binary) > 0 {
			return refuse(InvalidParameterValue, "The message attribute '"+a.Name+"' must contain a non-empty message attribute value for message attribute type '"+a.Type+"'.")
		}
		if _, err := strconv.ParseFloat(a.Text, 64); kind == "Number" && err != nil {
			return refuse(InvalidParameterValue, "Could not cast message attribute '"+a.Name+"' value to number.")
		}
		if !sendable(a.Text) {
			return refuse(InvalidMessageContents, "Invalid characters found in message attribute '"+a.Name+"'.")
		}
	case "Binary":
		if len(a.Binary) == 0 || a.Text != "" {
			return refuse(InvalidParameterValue, "The message attribute '"+a.Name+"' must contain a non-empty message attribute value for message attribute type '"+a.Type+"'.")
		}
	default:
		return refuse(InvalidParameterValue, "The message attribute '"+a.Name+"' has an invalid message attribute type, the set of supported type prefixes is Binary, Number, and String.")
	}
	return nil
}

func attributeName(s string) bool {
	low := strings.ToLower(s)
	if s == "" || len(s) > 256 || strings.HasPrefix(low, "aws.") || strings.HasPrefix(low, "amazon.") {
		return false
	}
	if s[0] == '.' || s[len(s)-1] == '.' || strings.Contains(s, "..") {
		return false
	}
	return !strings.ContainsFunc(s, func(r rune) bool { return r != '.' && !wordRune(r) })
}

// wordRune is a character that names of queues and of batch entries may have.
func wordRune(r rune) bool {
	return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '_' || r == '-'
}

func sortAttributes(in []Attribute) []Attribute {
	out := slices.Clone(in)
	slices.SortFunc(out, func(a, b Attribute) int { return strings.Compare(a.Name, b.Name) })
	return out
}
