package queue

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
)

// tester holds the time of a story about queues.
type tester struct {
	*testing.T
	now int64
	q   *Queues
}

var (
	work = ID{"111122223333", "us-east-1", "work"}
	dead = ID{"111122223333", "us-east-1", "dead"}
)

func newTester(t *testing.T) *tester {
	return &tester{T: t, q: New(Config{Epoch: time.UnixMilli(1_700_000_000_000), Recreate: time.Minute})}
}

func (t *tester) advance(d time.Duration) { t.now += int64(d) }

func (t *tester) create(id ID, attributes ...string) {
	t.Helper()
	if err := t.q.Create(t.now, id, pairs(attributes)); err != nil {
		t.Fatalf("create %s: %v", id.Name, err)
	}
}

func pairs(list []string) map[string]string {
	m := map[string]string{}
	for i := 0; i+1 < len(list); i += 2 {
		m[list[i]] = list[i+1]
	}
	return m
}

func (t *tester) send(id ID, body string) Sent {
	t.Helper()
	s, err := t.q.Send(t.now, id, Message{Body: body})
	if err != nil {
		t.Fatalf("send %q: %v", body, err)
	}
	return s
}

// receive expects the bodies of up to 10 messages.
func (t *tester) receive(id ID, want ...string) []Received {
	t.Helper()
	got, err := t.q.Receive(t.now, id, Ask{Max: 10})
	if err != nil {
		t.Fatalf("receive: %v", err)
	}
	var bodies []string
	for _, m := range got {
		bodies = append(bodies, m.Body)
	}
	if !slices.Equal(bodies, want) {
		t.Fatalf("at %v received %q, want %q", time.Duration(t.now), bodies, want)
	}
	return got
}

// counts expects visible, delayed and in-flight messages.
func (t *tester) counts(id ID, want string) {
	t.Helper()
	got := t.attribute(id, "ApproximateNumberOfMessages") + " " + t.attribute(id, "ApproximateNumberOfMessagesDelayed") + " " +
		t.attribute(id, "ApproximateNumberOfMessagesNotVisible")
	if got != want {
		t.Fatalf("%s has (visible, delayed, in flight) %s, want %s", id.Name, got, want)
	}
}

func (t *tester) attribute(id ID, name string) string {
	t.Helper()
	all, err := t.q.Attributes(t.now, id)
	if err != nil {
		t.Fatal(err)
	}
	for _, a := range all {
		if a.Name == name {
			return a.Value
		}
	}
	return ""
}

func (t *tester) refused(err error, want Kind, text string) {
	t.Helper()
	var e *Error
	if !errors.As(err, &e) || e.Kind != want || !strings.Contains(e.Message, text) {
		t.Fatalf("got %v, want kind %d with %q", err, want, text)
	}
}

func TestVisibilityTimeout(tt *testing.T) {
	t := newTester(tt)
	t.create(work)
	t.send(work, "a")
	t.counts(work, "1 0 0")
	first := t.receive(work, "a")[0]
	t.counts(work, "0 0 1")
	if at, ok := t.q.Next(); !ok || at != t.now+int64(30*time.Second) {
		t.Fatalf("Next = %d, %v; want 30 s", at, ok)
	}
	t.advance(30*time.Second - 1)
	t.receive(work)
	t.advance(1)
	second := t.receive(work, "a")[0]
	if first.ReceiptHandle == second.ReceiptHandle || first.MessageID != second.MessageID {
		t.Fatal("a second receive must have a new handle and the old id")
	}
	if second.Count != 2 || second.FirstAt != 1_700_000_000_000 || second.SentAt != 1_700_000_000_000 {
		t.Fatalf("second receive: %+v", second)
	}
	if err := t.q.DeleteMessage(t.now, work, first.ReceiptHandle); err != nil {
		t.Fatal(err)
	}
	t.counts(work, "0 0 1") // an older handle deletes nothing
	if err := t.q.DeleteMessage(t.now, work, second.ReceiptHandle); err != nil {
		t.Fatal(err)
	}
	t.counts(work, "0 0 0")
	if _, ok := t.q.Next(); ok {
		t.Fatal("nothing is left to become visible")
	}
	if err := t.q.DeleteMessage(t.now, work, second.ReceiptHandle); err != nil {
		t.Fatalf("deleting again: %v", err)
	}
}

func TestDeleteAfterTimeoutWithLatestHandle(tt *testing.T) {
	t := newTester(tt)
	t.create(work)
	t.send(work, "a")
	m := t.receive(work, "a")[0]
	t.advance(time.Minute)
	if err := t.q.DeleteMessage(t.now, work, m.ReceiptHandle); err != nil {
		t.Fatal(err)
	}
	t.receive(work)
}

func TestDelay(tt *testing.T) {
	t := newTester(tt)
	t.create(work, "DelaySeconds", "5")
	t.send(work, "queue's delay")
	if _, err := t.q.Send(t.now, work, Message{Body: "own", Delay: 0, DelaySet: true}); err != nil {
		t.Fatal(err)
	}
	t.counts(work, "1 1 0")
	t.receive(work, "own")
	t.advance(5 * time.Second)
	t.receive(work, "queue's delay")
	_, err := t.q.Send(t.now, work, Message{Body: "x", Delay: 901, DelaySet: true})
	t.refused(err, InvalidParameterValue, "Value 901 for parameter DelaySeconds")
}

func TestChangeVisibility(tt *testing.T) {
	t := newTester(tt)
	t.create(work)
	t.send(work, "a")
	m := t.receive(work, "a")[0]
	change := func(seconds int) error { return t.q.ChangeVisibility(t.now, work, m.ReceiptHandle, seconds) }
	t.advance(20 * time.Second)
	if err := change(60); err != nil {
		t.Fatal(err)
	}
	t.advance(59 * time.Second)
	t.receive(work)
	t.refused(change(43_200), InvalidParameterValue, "beyond the limit [43200 seconds]")
	t.refused(change(-1), InvalidParameterValue, "VisibilityTimeout")
	if err := change(0); err != nil {
		t.Fatal(err)
	}
	t.counts(work, "1 0 0")
	t.refused(change(10), MessageNotInflight, "flight")
	t.receive(work, "a")
	t.refused(change(10), InvalidParameterValue, "Message does not exist or is not available")
	t.refused(t.q.ChangeVisibility(t.now, work, "rubbish", 1), ReceiptHandleIsInvalid, `"rubbish" is not a valid receipt handle`)
}

func TestReceiveWithoutTimeoutGivesEachMessageOnce(tt *testing.T) {
	t := newTester(tt)
	t.create(work, "VisibilityTimeout", "0")
	t.send(work, "a")
	t.send(work, "b")
	t.receive(work, "a", "b")
	t.receive(work, "a", "b")
	t.counts(work, "2 0 0")
}

func TestRedrive(tt *testing.T) {
	t := newTester(tt)
	t.create(dead)
	t.create(work, "VisibilityTimeout", "1", "RedrivePolicy", `{"deadLetterTargetArn":"`+dead.ARN()+`","maxReceiveCount":"2"}`)
	sent := t.send(work, "poison")
	for range 2 {
		t.receive(work, "poison")
		t.receive(dead)
		t.advance(time.Second)
	}
	t.receive(work)
	t.counts(work, "0 0 0")
	m := t.receive(dead, "poison")[0]
	if m.MessageID != sent.MessageID || m.Source != work.ARN() || m.Count != 3 || m.SentAt != 1_700_000_000_000 {
		t.Fatalf("dead letter: %+v", m)
	}
	t.refused(t.q.DeleteMessage(t.now, work, m.ReceiptHandle), ReceiptHandleIsInvalid, "")
}

func TestRedriveToDeletedQueueLeavesMessage(tt *testing.T) {
	t := newTester(tt)
	t.create(dead)
	t.create(work, "VisibilityTimeout", "0", "RedrivePolicy", `{"deadLetterTargetArn":"`+dead.ARN()+`","maxReceiveCount":1}`)
	t.send(work, "a")
	t.receive(work, "a")
	if err := t.q.Delete(t.now, dead); err != nil {
		t.Fatal(err)
	}
	t.receive(work, "a")
}

func TestRetention(tt *testing.T) {
	t := newTester(tt)
	t.create(work, "MessageRetentionPeriod", "60")
	t.send(work, "old")
	t.advance(40 * time.Second)
	t.send(work, "new")
	t.receive(work, "old", "new")
	t.advance(20 * time.Second) // old is in flight and gone all the same
	t.counts(work, "0 0 1")
	t.advance(10 * time.Second)
	t.receive(work, "new")
	t.advance(30 * time.Second)
	t.counts(work, "0 0 0")
	if _, ok := t.q.Next(); ok {
		t.Fatal("a message that is gone must not be waited for")
	}
}

func TestCreate(tt *testing.T) {
	t := newTester(tt)
	t.create(work, "DelaySeconds", "1", "VisibilityTimeout", "20")
	t.create(work)
	t.create(work, "VisibilityTimeout", "20")
	t.refused(t.q.Create(t.now, work, pairs([]string{"DelaySeconds", "2"})), QueueNameExists, "different value for attribute DelaySeconds")
	for name, kind := range map[string]Kind{"": InvalidParameterValue, "a b": InvalidParameterValue, strings.Repeat("x", 81): InvalidParameterValue, "f.fifo": NotBuilt} {
		t.refused(t.q.Create(t.now, ID{"1", "r", name}, nil), kind, "")
	}
	bad := []struct {
		name, value string
		kind        Kind
	}{
		{"DelaySeconds", "901", InvalidAttributeValue}, {"DelaySeconds", "x", InvalidAttributeValue}, {"MaximumMessageSize", "1023", InvalidAttributeValue},
		{"MaximumMessageSize", "1048577", InvalidAttributeValue}, {"MessageRetentionPeriod", "59", InvalidAttributeValue}, {"VisibilityTimeout", "43201", InvalidAttributeValue},
		{"ReceiveMessageWaitTimeSeconds", "21", InvalidAttributeValue}, {"QueueArn", "x", InvalidAttributeName}, {"Nonsense", "1", InvalidAttributeName},
		{"FifoQueue", "true", NotBuilt}, {"Policy", "{}", InvalidAttributeValue}, {"Policy", `{"Statement":{"Effect":"Deny","Principal":"*","Action":"sqs:*"}}`, NotBuilt}, {"RedrivePolicy", "{", InvalidParameterValue},
		{"RedrivePolicy", `{"deadLetterTargetArn":"dummy","maxReceiveCount":42}`, InvalidParameterValue},
		{"RedrivePolicy", `{"deadLetterTargetArn":"` + dead.ARN() + `","maxReceiveCount":1}`, InvalidParameterValue},
		{"RedrivePolicy", `{"deadLetterTargetArn":"` + work.ARN() + `","maxReceiveCount":1001}`, InvalidParameterValue},
	}
	for _, b := range bad {
		t.refused(t.q.Create(t.now, ID{"1", "r", "new"}, map[string]string{b.name: b.value}), b.kind, "")
		t.refused(t.q.SetAttributes(t.now, work, map[string]string{b.name: b.value}), b.kind, "")
	}
	if t.q.Exists(ID{"1", "r", "new"}) {
		t.Fatal("a refused queue must not exist")
	}
	if got := t.attribute(work, "MaximumMessageSize") + t.attribute(work, "CreatedTimestamp"); got != "10485761700000000" {
		t.Fatalf("attributes: %s", got)
	}
}

func TestSetAttributes(tt *testing.T) {
	t := newTester(tt)
	t.create(dead)
	t.create(work, "VisibilityTimeout", "20")
	policy := `{"maxReceiveCount": 3, "deadLetterTargetArn": "` + dead.ARN() + `"}`
	t.advance(time.Minute)
	if err := t.q.SetAttributes(t.now, work, map[string]string{"RedrivePolicy": policy, "MaximumMessageSize": "1024"}); err != nil {
		t.Fatal(err)
	}
	want := policy + "|20|1024|1700000060"
	got := t.attribute(work, "RedrivePolicy") + "|" + t.attribute(work, "VisibilityTimeout") + "|" + t.attribute(work, "MaximumMessageSize") + "|" + t.attribute(work, "LastModifiedTimestamp")
	if got != want {
		t.Fatalf("got %s, want %s", got, want)
	}
	// The same policy in other words is no difference.
	t.create(work, "RedrivePolicy", `{"deadLetterTargetArn":"`+dead.ARN()+`","maxReceiveCount":"3"}`)
	_, err := t.q.Send(t.now, work, Message{Body: strings.Repeat("x", 1025)})
	t.refused(err, InvalidParameterValue, "Message must be shorter than 1024 bytes.")
	if err := t.q.SetAttributes(t.now, work, map[string]string{"RedrivePolicy": ""}); err != nil || t.attribute(work, "RedrivePolicy") != "" {
		t.Fatalf("unsetting the policy: %v", err)
	}
}

func TestDeleteAndPurge(tt *testing.T) {
	t := newTester(tt)
	t.create(work)
	t.create(dead)
	t.send(work, "a")
	t.send(work, "b")
	t.receive(work, "a", "b")
	t.send(work, "c")
	t.send(dead, "kept")
	if err := t.q.Purge(t.now, work); err != nil {
		t.Fatal(err)
	}
	t.counts(work, "0 0 0")
	t.counts(dead, "1 0 0")
	t.advance(59 * time.Second)
	t.refused(t.q.Purge(t.now, work), PurgeQueueInProgress, "Only one PurgeQueue operation on work is allowed every 60 seconds.")
	if err := t.q.Delete(t.now, work); err != nil {
		t.Fatal(err)
	}
	_, err := t.q.Receive(t.now, work, Ask{Max: 1})
	t.refused(err, NonExistentQueue, "The specified queue does not exist.")
	t.refused(t.q.Create(t.now, work, nil), QueueDeletedRecently, "60 seconds")
	t.advance(time.Minute)
	t.create(work)
	t.counts(work, "0 0 0")
}

func TestList(tt *testing.T) {
	t := newTester(tt)
	for _, name := range []string{"b2", "a", "b1", "c", "b3", "b"} {
		t.create(ID{"1", "r", name})
	}
	t.create(ID{"1", "elsewhere", "b0"})
	for _, c := range []struct {
		prefix, after string
		limit         int
		want          string
	}{
		{"", "", 100, "[a b b1 b2 b3 c] false"}, {"b", "", 100, "[b b1 b2 b3] false"}, {"b", "", 2, "[b b1] true"},
		{"b", "b1", 2, "[b2 b3] false"}, {"", "b3", 5, "[c] false"}, {"", "b25", 1, "[b3] true"}, {"z", "", 1, "[] false"}, {"b", "c", 3, "[] false"},
	} {
		names, more := t.q.List("1", "r", c.prefix, c.after, c.limit)
		if got := fmt.Sprint(names, more); got != c.want {
			t.Errorf("List(%q after %q, %d) = %s, want %s", c.prefix, c.after, c.limit, got, c.want)
		}
	}
}

func TestInFlightLimit(tt *testing.T) {
	t := newTester(tt)
	t.create(work)
	for range maxInFlight + 1 {
		t.send(work, "x")
	}
	for range maxInFlight / 10 {
		if got, err := t.q.Receive(t.now, work, Ask{Max: 10}); err != nil || len(got) != 10 {
			t.Fatal(len(got), err)
		}
	}
	_, err := t.q.Receive(t.now, work, Ask{Max: 1})
	t.refused(err, OverLimit, "120000")
}

func TestReceiveArguments(tt *testing.T) {
	t := newTester(tt)
	t.create(work)
	_, err := t.q.Receive(t.now, work, Ask{Max: 11})
	t.refused(err, InvalidParameterValue, "Value 11 for parameter MaxNumberOfMessages is invalid. Reason: Must be between 1 and 10, if provided.")
	_, err = t.q.Receive(t.now, work, Ask{Max: 1, Visibility: 43_201, VisibilitySet: true})
	t.refused(err, InvalidParameterValue, "VisibilityTimeout")
}
