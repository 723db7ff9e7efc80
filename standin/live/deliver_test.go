package live

import (
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"squall/standin/buses"
	"squall/standin/catalog"
	"squall/standin/catalog/setting"
	"squall/standin/core"
	"squall/standin/invoke"
	"squall/standin/queue"
	"squall/standin/relay"
	"squall/standin/topics"
)

var (
	heard = queue.ID{Account: "111122223333", Region: "us-east-1", Name: "heard"}
	topic = topics.ID{Account: "111122223333", Region: "us-east-1", Name: "t"}
	bus   = buses.ID{Account: "111122223333", Region: "us-east-1", Name: buses.Default}
)

// ears makes a queue that hears what reaches the topic and the default bus.
func (w *world) ears() {
	w.t.Helper()
	w.loop.Relay(func(now int64, r *relay.Relay) {
		err := r.Queues.Create(now, heard, nil)
		if err == nil {
			err = r.Topics.Create(topic, nil)
		}
		if err == nil {
			_, err = r.Topics.Subscribe(topic, "111122223333", "sqs", heard.ARN(), map[string]string{"RawMessageDelivery": "true"})
		}
		if err == nil {
			_, err = r.Buses.PutRule(now, bus, buses.Rule{Name: "r", Pattern: `{"source":["lambda"]}`})
		}
		if err == nil {
			err = r.Buses.PutTargets(bus, "r", []buses.Target{{ID: "q", ARN: heard.ARN()}})
		}
		if err != nil {
			w.t.Fatal(err)
		}
	})
}

func (w *world) hears() (out []string) {
	w.t.Helper()
	w.loop.Relay(func(now int64, r *relay.Relay) {
		got, err := r.Queues.Receive(now, heard, queue.Ask{Max: 10})
		if err != nil {
			w.t.Fatal(err)
		}
		for _, m := range got {
			out = append(out, m.Body+fmt.Sprint(m.Attributes))
		}
	})
	return out
}

func (w *world) destinations(onSuccess, onFailure string) {
	w.t.Helper()
	none := 0
	w.control(func(c *catalog.Catalog) *catalog.Error {
		_, err := c.PutEventInvoke(catalog.Ref{Name: "f"}, setting.EventInvokeChanges{Retries: &none, OnSuccess: &onSuccess, OnFailure: &onFailure})
		return err
	})
}

// sent invokes f asynchronously and waits until nothing moves any more.
func (w *world) sent(payload string) {
	w.t.Helper()
	if r := w.invoke(invoke.Request{Async: true, Payload: []byte(payload)}); r.Outcome != core.Accepted {
		w.t.Fatalf("%+v", r)
	}
	time.Sleep(time.Second)
	synctest.Wait()
}

// A failed event goes to its topic, as a dead letter, and to its bus.
func TestFailureToTopicAndBus(t *testing.T) {
	model := core.Model{Duration: constant(t, 10*time.Millisecond), Errors: 1}
	inWorld(t, core.Config{}, model, func(w *world) {
		w.ears()
		w.create(topic.ARN())
		w.destinations("", bus.ARN())
		w.sent(`{"id":1}`)
		got := w.hears()
		if len(got) != 2 {
			t.Fatalf("heard %q", got)
		}
		for _, part := range []string{`"source":"lambda"`, `"detail-type":"Lambda Function Invocation Result - Failure"`,
			`"resources":["arn:aws:events:us-east-1:111122223333:event-bus/default","arn:aws:lambda:us-east-1:111122223333:function:f:$LATEST"]`,
			`"detail":{"version":"1.0"`, `"condition":"RetriesExhausted","approximateInvokeCount":1`, `"requestPayload":{"id":1}`} {
			if !strings.Contains(got[0], part) {
				t.Errorf("the bus's event %s lacks %s", got[0], part)
			}
		}
		for _, part := range []string{`{"id":1}[`, "ErrorCode Number 200", "ErrorMessage String modelled error", "RequestID String "} {
			if !strings.Contains(got[1], part) {
				t.Errorf("the dead letter %s lacks %s", got[1], part)
			}
		}
	})
}

// A success goes to another function, which logs its own attempt; a target
// that is not there any more is a line of the log.
func TestSuccessToFunction(t *testing.T) {
	model := core.Model{Duration: constant(t, 10*time.Millisecond)}
	inWorld(t, core.Config{}, model, func(w *world) {
		w.create("")
		runtime, handler, role := "provided.al2023", "bootstrap", "arn:aws:iam::111122223333:role/r"
		env := map[string]string{"SQUALL_MODEL": "v1"}
		w.control(func(c *catalog.Catalog) *catalog.Error {
			c.SetModel("g", "v1", 0)
			_, err := c.CreateFunction(catalog.Ref{Name: "g"}, setting.Changes{Runtime: &runtime, Handler: &handler, Role: &role, Environment: &env}, catalog.Creation{})
			return err
		})
		w.destinations("arn:aws:lambda:us-east-1:111122223333:function:g", "")
		w.sent(`{"id":"e-1","detail-type":"order"}`)
		lines, _, _ := w.loop.Log("g", 0, 100)
		if len(lines) != 3 || !strings.HasPrefix(lines[2].Message, "REPORT ") {
			t.Errorf("g ran: %v", lines)
		}
		lines, _, _ = w.loop.Log("f", 0, 100)
		if len(lines) != 4 || !strings.HasSuffix(lines[1].Message, "\tEvent: e-1\n") {
			t.Errorf("f's log: %v", lines)
		}
		w.control(func(c *catalog.Catalog) *catalog.Error { return c.DeleteFunction(catalog.Ref{Name: "g"}) })
		w.sent(`{}`)
		lines, _, _ = w.loop.Log("f", 4, 100)
		if len(lines) != 4 || !strings.HasPrefix(lines[3].Message, "DELIVERY_REFUSED RequestId: ") || !strings.Contains(lines[3].Message, "Target: on-success\tArn: arn:aws:lambda") {
			t.Errorf("f's log: %v", lines)
		}
	})
}

// A failure goes into a bucket at the documented key.
func TestFailureToBucket(t *testing.T) {
	model := core.Model{Duration: constant(t, 10*time.Millisecond), Errors: 1}
	kept := map[string]string{}
	storing = func(bucket, key string, body []byte) (string, error) {
		kept[bucket+" "+key] = string(body)
		return "", nil
	}
	defer func() { storing = nil }()
	inWorld(t, core.Config{}, model, func(w *world) {
		w.loop.Relay(func(now int64, r *relay.Relay) { r.Buckets.Create(now, "failures", "111122223333", "us-east-1") })
		w.create("")
		w.destinations("", "arn:aws:s3:::failures")
		w.sent(`{}`)
	})
	if len(kept) != 1 {
		t.Fatalf("kept %v", kept)
	}
	for name, body := range kept {
		if !strings.HasPrefix(name, "failures aws/lambda/async/f/2000/01/01/2000-01-01T00.00.0") || !strings.Contains(body, `"condition":"RetriesExhausted"`) {
			t.Errorf("%s: %s", name, body)
		}
	}
}
