package relay

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"squall/standin/buckets"
	"squall/standin/buses"
	"squall/standin/queue"
	"squall/standin/topics"
)

// tester holds the time of a story about a relay, and what left it.
type tester struct {
	*testing.T
	now   int64
	r     *Relay
	calls []Call
	kept  map[string]string // objects
}

const account, region = "111122223333", "us-east-1"

var (
	work  = queue.ID{Account: account, Region: region, Name: "work"}
	dead  = queue.ID{Account: account, Region: region, Name: "dead"}
	news  = topics.ID{Account: account, Region: region, Name: "news"}
	bus   = buses.ID{Account: account, Region: region, Name: buses.Default}
	fn    = "arn:aws:lambda:us-east-1:111122223333:function:f"
	noFn  = "arn:aws:lambda:us-east-1:111122223333:function:gone"
	store = "arn:aws:s3:::store"
)

func newTester(t *testing.T) *tester {
	x := &tester{T: t, kept: map[string]string{}}
	x.r = New(Options{
		Epoch: time.UnixMilli(1_700_000_000_000),
		Invoke: func(_ int64, c Call) error {
			if c.ARN == noFn {
				return errors.New("no such function")
			}
			x.calls = append(x.calls, c)
			return nil
		},
		Store: func(bucket, key string, body []byte) (string, error) {
			x.kept[bucket+"/"+key] = string(body)
			return "etag", nil
		},
	})
	for _, id := range []queue.ID{work, dead} {
		x.ok(x.r.Queues.Create(0, id, nil))
	}
	x.ok(x.r.Topics.Create(news, nil))
	x.r.Buckets.Create(0, "store", account, region)
	return x
}

func (x *tester) ok(err error) {
	x.Helper()
	if err != nil {
		x.Fatal(err)
	}
}

// bodies receives everything that a queue has, as body and attributes.
func (x *tester) bodies(id queue.ID) (out []string) {
	x.Helper()
	for {
		got, err := x.r.Queues.Receive(x.now, id, queue.Ask{Max: 10})
		x.ok(err)
		if len(got) == 0 {
			return out
		}
		for _, m := range got {
			text := m.Body
			for _, a := range m.Attributes {
				text += " " + a.Name + "=" + a.Text
			}
			out = append(out, text)
		}
	}
}

func (x *tester) subscribe(protocol, endpoint string, attributes ...string) {
	x.Helper()
	set := map[string]string{}
	for i := 0; i+1 < len(attributes); i += 2 {
		set[attributes[i]] = attributes[i+1]
	}
	_, err := x.r.Topics.Subscribe(news, account, protocol, endpoint, set)
	x.ok(err)
}

func (x *tester) rule(name, pattern string, targets ...buses.Target) {
	x.Helper()
	r := buses.Rule{Name: name, Pattern: pattern}
	if strings.HasPrefix(pattern, "rate") {
		r = buses.Rule{Name: name, Schedule: pattern}
	}
	_, err := x.r.Buses.PutRule(x.now, bus, r)
	x.ok(err)
	for i := range targets {
		if targets[i].ID == "" {
			targets[i].ID = fmt.Sprintf("t%d", i)
		}
	}
	x.ok(x.r.Buses.PutTargets(bus, name, targets))
}

func (x *tester) counts(want string) {
	x.Helper()
	c := x.r.Counts()
	if got := fmt.Sprint(c.Delivered, c.DeadLettered, c.Dropped); got != want {
		x.Errorf("delivered, dead-lettered, dropped: %s, want %s", got, want)
	}
}

func contains(t *testing.T, text string, parts ...string) {
	t.Helper()
	for _, p := range parts {
		if !strings.Contains(text, p) {
			t.Errorf("%s lacks %s", text, p)
		}
	}
}

func TestTopicToEverybody(tt *testing.T) {
	x := newTester(tt)
	x.subscribe("sqs", work.ARN(), "RawMessageDelivery", "true", "FilterPolicy", `{"kind":["a",{"prefix":"b"}]}`)
	x.subscribe("sqs", dead.ARN())
	x.subscribe("lambda", fn, "FilterPolicyScope", "MessageBody", "FilterPolicy", `{"n":[{"numeric":[">",1]}]}`)
	kind := func(v string) []queue.Attribute { return []queue.Attribute{{Name: "kind", Type: "String", Text: v}} }
	for _, m := range []topics.Message{{Body: `{"n":2}`, Subject: "<s>", Attributes: kind("bee")}, {Body: `{"n":1}`, Attributes: kind("c")}} {
		_, err := x.r.Publish(x.now, news, m)
		x.ok(err)
	}
	if raw := x.bodies(work); len(raw) != 1 || raw[0] != `{"n":2} kind=bee` {
		x.Errorf("raw: %q", raw)
	}
	envelopes := x.bodies(dead)
	if len(envelopes) != 2 || len(x.calls) != 1 {
		x.Fatalf("%d envelopes, %d calls", len(envelopes), len(x.calls))
	}
	contains(tt, envelopes[0], `{"Type":"Notification","MessageId":"`, `"Subject":"<s>","Message":"{\"n\":2}","Timestamp":"2023-11-14T22:13:20.000Z"`,
		`"MessageAttributes":{"kind":{"Type":"String","Value":"bee"}}`, `"TopicArn":"arn:aws:sns:us-east-1:111122223333:news"`)
	contains(tt, string(x.calls[0].Payload), `{"Records":[{"EventSource":"aws:sns","EventVersion":"1.0","EventSubscriptionArn":"arn:aws:sns:us-east-1:111122223333:news:`,
		`"Sns":{"SignatureVersion":"1"`, `"SigningCertUrl":`, `"UnsubscribeUrl":`, `"Subject":"<s>"`)
	if c := x.calls[0].Caller; c.Service != "sns.amazonaws.com" || c.SourceARN != news.ARN() || c.Account != account {
		x.Errorf("caller %+v", c)
	}
	x.counts("4 0 0")
}

func TestWhatCannotBeDelivered(tt *testing.T) {
	x := newTester(tt)
	x.subscribe("lambda", noFn, "RedrivePolicy", `{"deadLetterTargetArn":"`+dead.ARN()+`"}`)
	x.subscribe("sqs", "arn:aws:sqs:us-east-1:111122223333:gone")
	_, err := x.r.Publish(x.now, news, topics.Message{Body: "m"})
	x.ok(err)
	x.rule("r", `{"source":["shop"]}`, buses.Target{ARN: noFn, DeadLetter: dead.ARN()}, buses.Target{ARN: noFn})
	x.r.PutEvent(x.now, bus, buses.Entry{Source: "shop", DetailType: "d", Detail: "{}"})
	x.counts("0 2 2")
	got := x.bodies(dead)
	if len(got) != 2 {
		x.Fatalf("dead letters %q", got)
	}
	contains(tt, got[0], `"Message":"m"`)
	contains(tt, got[1], "ERROR_CODE=RESOURCE_NOT_FOUND", "RULE_ARN=arn:aws:events:us-east-1:111122223333:rule/r", "TARGET_ARN="+noFn)
}

func TestBusToTargets(tt *testing.T) {
	x := newTester(tt)
	x.rule("all", `{"detail":{"n":[1]}}`,
		buses.Target{ARN: work.ARN()},
		buses.Target{ARN: work.ARN(), Input: `{"fixed":true}`},
		buses.Target{ARN: work.ARN(), InputPath: "$.detail.who"},
		buses.Target{ARN: work.ARN(), Paths: map[string]string{"who": "$.detail.who", "list": "$.detail.list"},
			Template: `{"text":"hello <who>, <nobody>","list":<list>,"rule":<aws.events.rule-name>}`},
		buses.Target{ARN: news.ARN()})
	x.subscribe("lambda", fn)
	x.r.PutEvent(x.now, bus, buses.Entry{Source: "shop", DetailType: "d", Detail: ` { "n": 1, "who": "a \"b\"", "list": [1, 2] } `, Resources: []string{"arn:x"}})
	x.r.PutEvent(x.now, bus, buses.Entry{Source: "shop", DetailType: "d", Detail: `{"n":2}`})
	got := x.bodies(work)
	if len(got) != 4 || len(x.calls) != 1 {
		x.Fatalf("%q, %d calls", got, len(x.calls))
	}
	contains(tt, got[0], `{"version":"0","id":"`, `"detail-type":"d","source":"shop","account":"111122223333","time":"2023-11-14T22:13:20Z","region":"us-east-1","resources":["arn:x"],"detail":{"n":1,`)
	want := []string{`{"fixed":true}`, `"a \"b\""`, `{"text":"hello a \"b\", <nobody>","list":[1,2],"rule":"all"}`}
	for i, w := range want {
		if got[i+1] != w {
			x.Errorf("target %d got %s, want %s", i+1, got[i+1], w)
		}
	}
	contains(tt, string(x.calls[0].Payload), `"EventSource":"aws:sns"`, `\"detail-type\":\"d\"`)
}

func TestScheduleTicks(tt *testing.T) {
	x := newTester(tt)
	x.rule("tick", "rate(5 minutes)", buses.Target{ARN: fn})
	at, ok := x.r.Next()
	if !ok || at != int64(5*time.Minute) {
		x.Fatalf("next %d, %v", at, ok)
	}
	for range 3 {
		x.now, _ = x.r.Next()
		x.r.Expire(x.now)
	}
	if len(x.calls) != 3 || x.now != int64(15*time.Minute) {
		x.Fatalf("%d ticks by %s", len(x.calls), time.Duration(x.now))
	}
	contains(tt, string(x.calls[2].Payload), `"detail-type":"Scheduled Event","source":"aws.events"`, `"time":"2023-11-14T22:28:20Z"`, `"resources":["arn:aws:events:us-east-1:111122223333:rule/tick"],"detail":{}`)
	x.r.Buses.SetCompress(x.now, 60)
	if at, _ := x.r.Next(); at-x.now != int64(5*time.Second) {
		x.Errorf("five minutes at 60x are %s", time.Duration(at-x.now))
	}
	x.ok(x.r.Buses.SetState(x.now, bus, "tick", buses.Disabled))
	if _, ok := x.r.Next(); ok {
		x.Error("a disabled rule ticks")
	}
}

func TestBucketTellsItsTargets(tt *testing.T) {
	x := newTester(tt)
	if err := x.r.Buckets.Put("store", buckets.Notifications{EventBridge: true, Targets: []buckets.Notification{
		{ID: "images", ARN: fn, Events: []string{"s3:ObjectCreated:*"}, Prefix: "in/", Suffix: ".png"},
		{ID: "gone", ARN: work.ARN(), Events: []string{"s3:ObjectRemoved:Delete"}},
	}}); err != nil {
		x.Fatal(err)
	}
	x.rule("objects", `{"source":["aws.s3"],"detail":{"object":{"key":[{"suffix":"ü.png"}]}}}`, buses.Target{ARN: dead.ARN()})
	x.r.Changed(x.now, "store", buckets.Change{Event: "ObjectCreated:Put", Key: "in/a b+ü.png", Size: 7, ETag: "e", RequestID: "R1", SourceIP: "127.0.0.1", Principal: account})
	x.r.Changed(x.now, "store", buckets.Change{Event: "ObjectCreated:Put", Key: "out/a.png", RequestID: "R2"})
	x.r.Changed(x.now, "store", buckets.Change{Event: "ObjectRemoved:Delete", Key: "in/a b+ü.png", RequestID: "R3"})
	if len(x.calls) != 1 {
		x.Fatalf("%d calls", len(x.calls))
	}
	contains(tt, string(x.calls[0].Payload), `{"Records":[{"eventVersion":"2.1","eventSource":"aws:s3","awsRegion":"us-east-1","eventTime":"2023-11-14T22:13:20.000Z","eventName":"ObjectCreated:Put"`,
		`"key":"in/a+b%2B%C3%BC.png","size":7,"eTag":"e","sequencer":"`, `"x-amz-request-id":"R1"`, `"configurationId":"images"`)
	if c := x.calls[0].Caller; c.SourceARN != "arn:aws:s3:::store" || c.Account != account {
		x.Errorf("caller %+v", c)
	}
	removed := x.bodies(work)
	if len(removed) != 1 || strings.Contains(removed[0], "size") {
		x.Errorf("removed: %q", removed)
	}
	told := x.bodies(dead)
	if len(told) != 2 {
		x.Fatalf("the bus was told %q", told)
	}
	contains(tt, told[0], `"detail-type":"Object Created"`, `"reason":"PutObject"`, `"resources":["arn:aws:s3:::store"]`)
	contains(tt, told[1], `"detail-type":"Object Deleted"`, `"deletion-type":"Permanently Deleted"`)
}

func TestStoreTellsTheBucket(tt *testing.T) {
	x := newTester(tt)
	if err := x.r.Buckets.Put("store", buckets.Notifications{Targets: []buckets.Notification{{ARN: fn, Events: []string{"s3:ObjectCreated:Put"}}}}); err != nil {
		x.Fatal(err)
	}
	x.ok(x.r.Deliver(x.now, store, Message{Body: "{}", Key: "k", Hops: 1}))
	if x.kept["store/k"] != "{}" || len(x.calls) != 1 || x.calls[0].Hops != 2 {
		x.Errorf("kept %v, calls %+v", x.kept, x.calls)
	}
}

// A chain that leads back to itself ends.
func TestLoopsEnd(tt *testing.T) {
	x := newTester(tt)
	x.rule("again", `{"source":["shop"]}`, buses.Target{ARN: bus.ARN()})
	x.r.PutEvent(x.now, bus, buses.Entry{Source: "shop", DetailType: "d", Detail: "{}"})
	x.counts("15 0 1")
	if err := x.r.Deliver(x.now, fn, Message{Body: "{}", Hops: 16}); err == nil {
		x.Error("the seventeenth function of a chain is invoked")
	}
}

func TestDeliverRefuses(tt *testing.T) {
	x := newTester(tt)
	for arn, m := range map[string]Message{
		"x":                                  {Body: "b"},
		"arn:aws:sqs:us-east-1:111122223333": {Body: "b"},
		"arn:aws:sqs:us-east-1:111122223333:none": {Body: "b"},
		work.ARN(): {Body: ""},
		"arn:aws:sns:us-east-1:111122223333:none": {Body: "b"},
		news.ARN():   {Body: strings.Repeat("x", 256<<10+1)},
		fn:           {Body: "no json"},
		fn + ":live": {Body: `"` + strings.Repeat("x", 1<<20) + `"`},
		bus.ARN():    {Body: "{}"},
		"arn:aws:events:us-east-1:111122223333:event-bus/none":  {Body: "{}", Entry: &buses.Entry{}},
		"arn:aws:events:us-east-1:111122223333:event-bus/other": {Body: "{}"},
		store:               {Body: "{}"},
		"arn:aws:s3:::none": {Body: "{}", Key: "k"},
		"arn:aws:states:us-east-1:111122223333:stateMachine:x": {Body: "{}"},
	} {
		if err := x.r.Deliver(x.now, arn, m); err == nil {
			tt.Errorf("%s took %.20q", arn, m.Body)
		}
	}
	for _, arn := range []string{work.ARN(), news.ARN(), bus.ARN(), store} {
		if !x.r.Exists(arn) || x.r.Exists(arn+"x") {
			tt.Errorf("existence of %s", arn)
		}
	}
}
