package pollers

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"squall/standin/queue"
)

// tester holds the time of a story about mappings of one queue.
type tester struct {
	*testing.T
	now    int64
	queues *queue.Queues
	p      *Pollers
	calls  []Call // not ended yet
	uuid   string
}

var (
	work = queue.ID{Account: "111122223333", Region: "us-east-1", Name: "work"}
	dead = queue.ID{Account: "111122223333", Region: "us-east-1", Name: "dead"}
)

const fn = "arn:aws:lambda:us-east-1:111122223333:function:f"

func newTester(t *testing.T, s Settings) *tester {
	x := &tester{T: t, queues: queue.New(queue.Config{Epoch: time.UnixMilli(1_700_000_000_000)})}
	x.p = New(Options{Queues: x.queues, Settle: 3 * second, Invoke: func(_ int64, c Call) { x.calls = append(x.calls, c) }})
	x.ok(x.queues.Create(0, dead, nil))
	x.ok(x.queues.Create(0, work, map[string]string{"RedrivePolicy": `{"deadLetterTargetArn":"` + dead.ARN() + `","maxReceiveCount":2}`}))
	if s.FunctionARN == "" {
		s.FunctionARN = fn
	}
	m, err := x.p.Create(0, work, s)
	x.ok(err)
	x.uuid = m.UUID
	return x
}

func (x *tester) ok(err error) {
	x.Helper()
	if err != nil {
		x.Fatal(err)
	}
}

func (x *tester) send(bodies ...string) {
	x.Helper()
	for _, b := range bodies {
		_, err := x.queues.Send(x.now, work, queue.Message{Body: b})
		x.ok(err)
	}
	x.p.Expire(x.now)
}

// until lets time pass as a loop does: every timer acts when it is due.
func (x *tester) until(at int64) {
	x.Helper()
	for {
		due, ok := x.p.Next()
		if other, more := x.queues.Next(); more && (!ok || other < due) {
			due, ok = other, true
		}
		if !ok || due > at {
			break
		}
		if due < x.now {
			x.Fatalf("at %d something was due at %d", x.now, due)
		}
		x.now = due
		x.queues.Expire(x.now)
		x.p.Expire(x.now)
		if again, ok := x.p.Next(); ok && again <= x.now {
			x.Fatalf("at %d something is due at %d after Expire", x.now, again)
		}
	}
	x.now = at
	x.p.Expire(x.now)
}

func (x *tester) end(e Ending, payload string) {
	x.Helper()
	if len(x.calls) == 0 {
		x.Fatal("nothing was invoked")
	}
	c := x.calls[0]
	x.calls = x.calls[1:]
	x.p.Done(x.now, c.Number, e, []byte(payload))
	x.p.Expire(x.now)
}

// bodies are those of every call that runs.
func (x *tester) bodies(want ...string) {
	x.Helper()
	var got []string
	for _, c := range x.calls {
		var text []string
		for _, r := range records(x.T, c.Payload) {
			text = append(text, r["body"].(string))
		}
		got = append(got, strings.Join(text, " "))
	}
	if fmt.Sprintf("%q", got) != fmt.Sprintf("%q", want) {
		x.Errorf("at %d s batches %q, want %q", x.now/second, got, want)
	}
}

func records(t *testing.T, payload []byte) []map[string]any {
	t.Helper()
	var event struct{ Records []map[string]any }
	if err := json.Unmarshal(payload, &event); err != nil || len(event.Records) == 0 {
		t.Fatalf("no event: %v: %s", err, payload)
	}
	return event.Records
}

// left counts what a queue has, visible and not.
func (x *tester) left(id queue.ID, want string) {
	x.Helper()
	list, err := x.queues.Attributes(x.now, id)
	x.ok(err)
	if got := list[0].Value + " " + list[2].Value; got != want {
		x.Errorf("at %d s %s has %s messages (visible, not visible), want %s", x.now/second, id.Name, got, want)
	}
}

func TestStates(t *testing.T) {
	x := newTester(t, Settings{Enabled: true, BatchSize: 10})
	state := func(want State) {
		t.Helper()
		if m, err := x.p.Get(x.uuid); err != nil || m.State != want {
			t.Errorf("at %d s it is %s, %v, want %s", x.now/second, m.State, err, want)
		}
	}
	state(Creating)
	x.send("early")
	x.bodies()
	if _, err := x.p.Delete(x.now, x.uuid); !errors.Is(err, ErrBusy) {
		t.Errorf("deleted while it is made: %v", err)
	}
	x.until(3 * second)
	state(Enabled)
	x.bodies("early")
	change := func(s Settings) {
		t.Helper()
		_, err := x.p.Change(x.now, x.uuid, s)
		x.ok(err)
	}
	change(Settings{FunctionARN: fn, BatchSize: 10})
	state(Disabling)
	x.send("late")
	x.bodies("early")
	x.until(6 * second)
	state(Disabled)
	x.end(Answered, "null")
	change(Settings{FunctionARN: fn, BatchSize: 5})
	state(Updating)
	x.until(9 * second)
	state(Disabled)
	change(Settings{FunctionARN: fn, BatchSize: 5, Enabled: true})
	state(Enabling)
	x.until(12 * second)
	x.bodies("late")
	var twice *TwiceError
	if _, err := x.p.Create(x.now, work, Settings{FunctionARN: fn, BatchSize: 1}); !errors.As(err, &twice) || twice.UUID != x.uuid {
		t.Errorf("made twice: %v", err)
	}
	_, err := x.p.Delete(x.now, x.uuid)
	x.ok(err)
	state(Deleting)
	x.until(15 * second)
	if _, err := x.p.Get(x.uuid); !errors.Is(err, ErrGone) {
		t.Errorf("deleted: %v", err)
	}
	x.end(Answered, "{}") // what ran when it went is deleted all the same
	x.left(work, "0 0")
}

// TestBatches: by size, by window, and what a batch weighs.
func TestBatches(t *testing.T) {
	x := newTester(t, Settings{Enabled: true, BatchSize: 3, Window: 2})
	x.until(3 * second)
	x.send("a", "b", "c", "d")
	x.bodies("a b c")
	x.until(4 * second)
	x.send("e")
	x.until(5*second - 1)
	x.bodies("a b c")
	x.until(5 * second)
	x.bodies("a b c", "d e")

	x = newTester(t, Settings{Enabled: true, BatchSize: 100, Window: 1})
	x.until(3 * second)
	large := strings.Repeat("x", 1<<20)
	x.send(large, large, large, large, large, large, large)
	x.until(4 * second)
	for _, c := range x.calls {
		if len(c.Payload) > maxEvent {
			t.Errorf("a batch has %d bytes", len(c.Payload))
		}
	}
	if len(x.calls) != 2 {
		t.Errorf("seven messages of a megabyte are %d batches", len(x.calls))
	}
}

// TestWindowBehindVisibility: a window that is longer than messages are hidden
// ends before they are visible again.
func TestWindowBehindVisibility(t *testing.T) {
	x := newTester(t, Settings{Enabled: true, BatchSize: 100, Window: 300})
	x.until(3 * second)
	x.send("a")
	x.until(32*second - 1)
	x.bodies()
	x.until(32 * second)
	x.bodies("a")
	x.end(Answered, "{}")
	x.left(work, "0 0")
	x.send("b")
	x.until(70 * second)
	x.bodies("b")
	x.end(Answered, "{}") // too late: the message has been received again, and is left alone
	x.left(work, "0 1")
}

func TestItemFailures(t *testing.T) {
	for answer, want := range map[string]string{
		"":                              "0 0",
		"null":                          "0 0",
		"{}":                            "0 0",
		`{"statusCode":200}`:            "0 0",
		`{"batchItemFailures":null}`:    "0 0",
		`{"batchItemFailures":[]}`:      "0 0",
		`{"batchItemFailures":[ID]}`:    "0 1",
		`{"batchItemFailures":[ID,ID]}`: "0 1",
		`{"BatchItemFailures":[ID]}`:    "0 0",
		`{"batchItemFailures":[{"ItemIdentifier":"x"}]}`:          "0 2",
		`{"batchItemFailures":[{"itemIdentifier":"unknown"}]}`:    "0 2",
		`{"batchItemFailures":[{"itemIdentifier":""}]}`:           "0 2",
		`{"batchItemFailures":[{"itemIdentifier":null}]}`:         "0 2",
		`{"batchItemFailures":[ID,{"itemIdentifier":"unknown"}]}`: "0 2",
		`{"batchItemFailures":[{"foo":"notvalid"}]}`:              "0 2",
		`{"batchItemFailures":["id"]}`:                            "0 2",
		`{"batchItemFailures":5}`:                                 "0 2",
		`{"batchItemFailures`:                                     "0 2",
		`"ok"`:                                                    "0 2",
	} {
		x := newTester(t, Settings{Enabled: true, BatchSize: 2, ReportFailures: true, Window: 1})
		x.until(3 * second)
		x.send("a", "b")
		id := records(t, x.calls[0].Payload)[1]["messageId"].(string)
		x.end(Answered, strings.ReplaceAll(answer, "ID", `{"itemIdentifier":"`+id+`"}`))
		list, err := x.queues.Attributes(x.now, work)
		x.ok(err)
		if got := list[0].Value + " " + list[2].Value; got != want {
			t.Errorf("after %s there are %s messages, want %s", answer, got, want)
		}
	}
}

// TestFailures: messages of a batch that failed come back, and go to the
// dead-letter queue in the end.
func TestFailures(t *testing.T) {
	x := newTester(t, Settings{Enabled: true, BatchSize: 10})
	x.until(3 * second)
	x.send("a")
	x.end(Failed, "")
	x.left(work, "0 1")
	x.until(33 * second)
	x.bodies("a")
	if got := records(t, x.calls[0].Payload)[0]["attributes"].(map[string]any)["ApproximateReceiveCount"]; got != "2" {
		t.Errorf("received %v times", got)
	}
	x.end(Failed, "")
	x.until(63 * second)
	x.bodies()
	x.left(work, "0 0")
	x.left(dead, "1 0")
}

// TestThrottles: a batch is tried again until its messages are visible, which
// counts as one receive.
func TestThrottles(t *testing.T) {
	x := newTester(t, Settings{Enabled: true, BatchSize: 10})
	x.until(3 * second)
	x.send("a")
	tried := ""
	for at := x.now; at <= 32*second; at += second {
		x.until(at)
		if len(x.calls) > 0 {
			tried += fmt.Sprint(x.now/second, " ")
			x.end(Throttled, "")
		}
	}
	if tried != "3 4 6 10 18 " {
		t.Errorf("tried at %s", tried)
	}
	x.until(33 * second)
	x.bodies("a")
	x.end(Answered, "{}")
	x.left(work, "0 0")
	x.left(dead, "0 0")
}

// TestPollers: five batches at a time, 300 more a minute while messages wait,
// and no more than MaximumConcurrency.
func TestPollers(t *testing.T) {
	for most, want := range map[int]string{0: "5 6 10 15 50", 2: "2 2 2 2 2", 12: "5 6 10 12 12"} {
		x := newTester(t, Settings{Enabled: true, BatchSize: 1, MaxConcurrency: most})
		x.until(3 * second)
		for range 50 {
			x.send("x")
		}
		got := []string{}
		for _, after := range []int64{0, 200, 1000, 2000, 20000} {
			x.until(3*second + after*1e6)
			got = append(got, fmt.Sprint(len(x.calls)))
		}
		if strings.Join(got, " ") != want {
			t.Errorf("with MaximumConcurrency %d: %s batches, want %s", most, got, want)
		}
	}
}

func TestFilters(t *testing.T) {
	x := newTester(t, Settings{Enabled: true, BatchSize: 1, Filters: []string{`{"body":{"kind":["a"]}}`, `{"body":["plain"]}`}})
	x.until(3 * second)
	x.send(`{"kind":"a"}`, `{"kind":"b"}`, "plain", "other", "{")
	x.bodies(`{"kind":"a"}`, "plain")
	x.left(work, "0 2") // the others are deleted
	if _, err := x.p.Create(0, dead, Settings{FunctionARN: fn, Filters: []string{"["}}); err == nil {
		t.Error("a filter that is no pattern was taken")
	}
}

func TestRecord(t *testing.T) {
	x := newTester(t, Settings{Enabled: true, BatchSize: 10})
	x.until(3 * second)
	_, err := x.queues.Send(x.now, work, queue.Message{Body: "<hi>", TraceHeader: "Root=1", Attributes: []queue.Attribute{
		{Name: "n", Type: "Number", Text: "6"}, {Name: "b", Type: "Binary", Binary: []byte("x")}}})
	x.ok(err)
	x.p.Expire(x.now)
	r := records(t, x.calls[0].Payload)[0]
	r["messageId"], r["receiptHandle"] = "ID", "HANDLE"
	got, err := json.Marshal(r)
	x.ok(err)
	const want = `{"attributes":{"AWSTraceHeader":"Root=1","ApproximateFirstReceiveTimestamp":"1700000003000","ApproximateReceiveCount":"1","SenderId":"111122223333","SentTimestamp":"1700000003000"},` +
		`"awsRegion":"us-east-1","body":"\u003chi\u003e","eventSource":"aws:sqs","eventSourceARN":"arn:aws:sqs:us-east-1:111122223333:work","md5OfBody":"e47912f602d77886f186d252feb6c4e5",` +
		`"md5OfMessageAttributes":"d0c6ce0d44af1f84871d9595d5f7cbb9","messageAttributes":{"b":{"binaryListValues":[],"binaryValue":"eA==","dataType":"Binary","stringListValues":[]},` +
		`"n":{"binaryListValues":[],"dataType":"Number","stringListValues":[],"stringValue":"6"}},"messageId":"ID","receiptHandle":"HANDLE"}`
	if string(got) != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

// TestRights: what a role may do with the queue is asked each time: without the
// one right messages wait, without the other they come again.
func TestRights(t *testing.T) {
	x := newTester(t, Settings{Enabled: true, BatchSize: 10})
	denied := "sqs:ReceiveMessage"
	x.p.options.Allows = func(function, action string, of queue.ID) bool {
		if function != fn || of != work {
			t.Errorf("asked for %s and %v", function, of)
		}
		return action != denied
	}
	x.until(3 * second)
	x.send("a")
	x.until(10 * second)
	if len(x.calls) != 0 || x.queues.Visible(work) != 1 {
		t.Fatalf("without the right to receive: %d calls", len(x.calls))
	}
	denied = "sqs:DeleteMessage"
	for range 2 {
		x.p.Expire(x.now)
		if len(x.calls) != 1 {
			t.Fatalf("%d calls", len(x.calls))
		}
		x.p.Done(x.now, x.calls[0].Number, Answered, []byte("null"))
		x.calls = nil
		x.until(x.now + 31*second)
	}
	if x.queues.Visible(dead) != 1 {
		t.Error("what could never be deleted has not become a dead letter")
	}
}
