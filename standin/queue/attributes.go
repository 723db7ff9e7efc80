package queue

import (
	"encoding/json"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"
)

// settings are the attributes of a queue that its owner sets; times in seconds.
type settings struct {
	delay, visibility, retention, wait, maxSize int64

	policy  string // RedrivePolicy as it was given
	redrive redrive
	access  access
}

type redrive struct {
	to  ID
	max int // receives; 0: no policy
}

// number is an attribute that is a whole number. The bounds are those of
// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SetQueueAttributes.html
type number struct {
	name               string
	least, most, unset int64
	of                 func(*settings) *int64
}

var numbers = []number{
	{"DelaySeconds", 0, 900, 0, func(s *settings) *int64 { return &s.delay }},
	{"MaximumMessageSize", 1024, MaxBody, MaxBody, func(s *settings) *int64 { return &s.maxSize }},
	{"MessageRetentionPeriod", 60, 1_209_600, 345_600, func(s *settings) *int64 { return &s.retention }},
	{"ReceiveMessageWaitTimeSeconds", 0, 20, 0, func(s *settings) *int64 { return &s.wait }},
	{"VisibilityTimeout", 0, maxVisibility, 30, func(s *settings) *int64 { return &s.visibility }},
}

const redrivePolicy = "RedrivePolicy"

// notBuilt are attributes of AWS that nothing here would act on.
var notBuilt = []string{
	"ContentBasedDeduplication", "DeduplicationScope", "FifoQueue", "FifoThroughputLimit",
	"KmsDataKeyReusePeriodSeconds", "KmsMasterKeyId", "RedriveAllowPolicy", "SqsManagedSseEnabled",
}

func defaults() settings {
	var s settings
	for _, n := range numbers {
		*n.of(&s) = n.unset
	}
	return s
}

// apply changes settings as a request's attributes say.
func (s *Queues) apply(set *settings, id ID, attributes map[string]string) error {
	for _, name := range slices.Sorted(maps.Keys(attributes)) {
		value := attributes[name]
		if name == accessPolicy {
			a, err := parseAccess(value)
			if err != nil {
				return err
			}
			set.access = a
			continue
		}
		if name == redrivePolicy {
			r, err := s.parseRedrive(id, value)
			if err != nil {
				return err
			}
			set.policy, set.redrive = value, r
			continue
		}
		i := slices.IndexFunc(numbers, func(n number) bool { return n.name == name })
		if i < 0 {
			return noAttribute(name)
		}
		v, err := strconv.ParseInt(value, 10, 64)
		if err != nil || v < numbers[i].least || v > numbers[i].most {
			return refuse(InvalidAttributeValue, "Invalid value for the parameter "+name+".")
		}
		*numbers[i].of(set) = v
	}
	return nil
}

func noAttribute(name string) error {
	if slices.Contains(notBuilt, name) {
		return refuse(NotBuilt, "The queue attribute "+name+" is not built in squall.")
	}
	return refuse(InvalidAttributeName, "Unknown Attribute "+name+".")
}

// parseRedrive reads a RedrivePolicy; an empty one means none.
func (s *Queues) parseRedrive(id ID, value string) (redrive, error) {
	if value == "" {
		return redrive{}, nil
	}
	bad := func(reason string) (redrive, error) {
		return redrive{}, badValue(value, redrivePolicy, reason)
	}
	var p struct {
		Target string          `json:"deadLetterTargetArn"`
		Max    json.RawMessage `json:"maxReceiveCount"`
	}
	if err := json.Unmarshal([]byte(value), &p); err != nil {
		return bad("Redrive policy is not a valid JSON map.")
	}
	to, ok := ParseARN(p.Target)
	if !ok || to.Account != id.Account || to.Region != id.Region {
		return bad("Invalid value for deadLetterTargetArn.")
	}
	// Both a number and a text that holds one are legal.
	count, err := strconv.Atoi(strings.Trim(string(p.Max), `"`))
	if err != nil || count < 1 || count > 1000 {
		return bad("Invalid value for maxReceiveCount: " + string(p.Max) + ", valid values are from 1 to 1000 both inclusive.")
	}
	if !s.Exists(to) {
		return bad("Dead letter target does not exist.")
	}
	return redrive{to: to, max: count}, nil
}

// agrees says whether creating a queue anew with these attributes asks for
// nothing else than what is there.
func (s *Queues) agrees(q *queue, attributes map[string]string) error {
	want := q.settings
	if err := s.apply(&want, q.id, attributes); err != nil {
		return err
	}
	for _, name := range slices.Sorted(maps.Keys(attributes)) {
		if want.value(name) != q.settings.value(name) {
			return refuse(QueueNameExists, "A queue already exists with the same name and a different value for attribute "+name)
		}
	}
	return nil
}

// value is a setting as it compares: equal policies are equal however they
// were written.
func (s *settings) value(name string) string {
	for _, n := range numbers {
		if n.name == name {
			return strconv.FormatInt(*n.of(s), 10)
		}
	}
	switch {
	case name == accessPolicy:
		return s.access.text
	case s.redrive.max == 0:
		return ""
	}
	return s.redrive.to.ARN() + " " + strconv.Itoa(s.redrive.max)
}

// Setting is one attribute of a queue.
type Setting struct{ Name, Value string }

// Attributes gives all attributes of a queue, sorted by name.
func (s *Queues) Attributes(now int64, id ID) ([]Setting, error) {
	q, err := s.enter(now, id)
	if err != nil {
		return nil, err
	}
	out := []Setting{
		{"ApproximateNumberOfMessages", strconv.Itoa(q.ready.len())},
		{"ApproximateNumberOfMessagesDelayed", strconv.Itoa(q.delayed)},
		{"ApproximateNumberOfMessagesNotVisible", strconv.Itoa(q.inFlight)},
		{"CreatedTimestamp", strconv.FormatInt(s.stamp(q.created)/1000, 10)},
		{"LastModifiedTimestamp", strconv.FormatInt(s.stamp(q.modified)/1000, 10)},
		{"QueueArn", id.ARN()},
	}
	for _, n := range numbers {
		out = append(out, Setting{n.name, strconv.FormatInt(*n.of(&q.settings), 10)})
	}
	if q.settings.redrive.max > 0 {
		out = append(out, Setting{redrivePolicy, q.settings.policy})
	}
	if q.settings.access.text != "" {
		out = append(out, Setting{accessPolicy, q.settings.access.text})
	}
	slices.SortFunc(out, func(a, b Setting) int { return strings.Compare(a.Name, b.Name) })
	return out, nil
}

// KnownAttribute refuses a name that Attributes can never give.
func KnownAttribute(name string) error {
	switch name {
	case "All", "ApproximateNumberOfMessages", "ApproximateNumberOfMessagesDelayed", "ApproximateNumberOfMessagesNotVisible",
		"CreatedTimestamp", "LastModifiedTimestamp", "QueueArn", redrivePolicy, accessPolicy:
		return nil
	}
	if slices.ContainsFunc(numbers, func(n number) bool { return n.name == name }) {
		return nil
	}
	return noAttribute(name)
}

// SetAttributes changes attributes of a queue; one that is not named stays.
func (s *Queues) SetAttributes(now int64, id ID, attributes map[string]string) error {
	q, err := s.enter(now, id)
	if err != nil {
		return err
	}
	set := q.settings
	if err := s.apply(&set, id, attributes); err != nil {
		return err
	}
	q.settings, q.modified = set, now
	s.noteQueue(id)
	return nil
}

// Wait is how long a receive from the queue waits unless it says so itself.
func (s *Queues) Wait(id ID) (time.Duration, error) {
	q, err := s.find(id)
	if err != nil {
		return 0, err
	}
	return time.Duration(q.settings.wait) * time.Second, nil
}

// checkName keeps the rules of
// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-queues.html
func checkName(name string) error {
	if strings.HasSuffix(name, ".fifo") {
		return refuse(NotBuilt, "FIFO queues are not built in squall; use a standard queue: its name does not end in .fifo.")
	}
	if name == "" || len(name) > 80 || strings.ContainsFunc(name, func(r rune) bool { return !wordRune(r) }) {
		return refuse(InvalidParameterValue, "Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length")
	}
	return nil
}
