package main

import (
	"net/http"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/lambda"
	"github.com/aws/aws-sdk-go-v2/service/lambda/types"
	"github.com/aws/aws-sdk-go-v2/service/sqs"

	"squall/attack/cloud"
	"squall/profiles"
)

// poor is a run on AWS whose events fail at one function and succeed at another,
// and whose queues refuse some of what they would be told.
const poor = `
name: poor
account: {id: "111122223333", region: us-east-1}
budget: 5
functions:
  - {name: poor, model: {duration: {constant: 1ms}}, async: {retries: 0, max_age: 60s, dead_letter: sqs:dead}}
  - {name: other, model: {duration: {constant: 1ms}}, async: {retries: 0, max_age: 60s, on_success: sqs:done, on_failure: sqs:failed}}
attack:
  - {name: events, path: async, function: poor, phases: [{for: 4s, rate: 10/s}]}
  - {name: records, path: async, function: other, phases: [{for: 4s, rate: 10/s}]}
faults:
  - {at: 1s, for: 1500ms, function: poor, kind: dlq.deny}
  - {at: 1s, for: 1500ms, function: other, kind: dest.deny}
expect: [events.lost == 0]
`

// A run with queues that refuse what they are told goes to its verdict: events
// are lost, and the ledger says how many.
func TestRefusedLettersOnAWS(t *testing.T) {
	if os.Getenv("SQUALL_KILL_MATRIX") == "" {
		t.Skip("it waits for letters as long as events get old, a minute: make kill-matrix")
	}
	s := accountOf(t, neighbours, "poor")
	tagged(t, s, "other")
	t.Chdir(t.TempDir())
	before := s.state(t)
	var mu sync.Mutex
	var policies []string
	spoiled(t, s, func(_ http.ResponseWriter, r *http.Request) bool {
		if r.Header.Get("X-Amz-Target") == "AmazonSQS.SetQueueAttributes" {
			mu.Lock()
			defer mu.Unlock()
			policies = append(policies, peek(t, r))
		}
		return false
	})
	code, said := squallIn(t, "chaos", "run", writeProfile(t, poor), "--target", "aws", "--allow", everyLeave, "--out", "one")
	unchanged(t, s, before)
	r, err := readResult("one")
	if err != nil {
		t.Fatal(err)
	}
	l := r.Arms[0].Paths[0].Ledger
	if code != 10 || l.Accepted != 40 || l.RetriesExhausted != 40 || l.Lost == 0 || l.Lost > 30 || l.Unaccounted != 0 || !strings.Contains(said, "events were lost") {
		t.Errorf("exit code %d, ledger %+v\n%s", code, l, said)
	}
	l = r.Arms[0].Paths[1].Ledger
	if d := l.Deliveries["on_success"]; l.Succeeded != 40 || l.Lost != 0 || d.Expected != 40 || d.Received == 0 || d.Received >= 40 {
		t.Errorf("ledger %+v, records %+v\n%s", l, d, said)
	}
	denied := func(policy string) bool { return strings.Contains(policy, "DateLessThan") }
	if len(policies) != 6 || slices.ContainsFunc(policies[3:], denied) || !denied(policies[0]) || !denied(policies[1]) || !denied(policies[2]) {
		t.Errorf("policies were set to %q", policies)
	}
}

// What a queue that refuses is told meanwhile is gone; other queues of the same
// function are told, and it is told itself of what comes later.
func TestDeniedQueuesAreToldNothing(t *testing.T) {
	s := accountOf(t, neighbours, "poor")
	setenv(t, s.Endpoint())
	ctx := t.Context()
	session, err := cloud.Open(ctx, cloud.Options{Account: profiles.Account{ID: "111122223333", Region: "us-east-1"}, Mark: "test"})
	if err != nil {
		t.Fatal(err)
	}
	target := session.Target()
	make := func(c profiles.Change) []profiles.Change {
		t.Helper()
		seen, err := target.Look(ctx, c)
		if err == nil {
			err = target.Make(ctx, c)
		}
		if err != nil {
			t.Fatal(c, err)
		}
		return seen.Undo
	}
	urls := map[string]*string{}
	for _, name := range []string{"dead", "failed"} {
		q, err := s.sqs.CreateQueue(ctx, &sqs.CreateQueueInput{QueueName: &name})
		if err != nil {
			t.Fatal(err)
		}
		urls[name] = q.QueueUrl
	}
	make(profiles.Change{Kind: profiles.PutDeadLetter, Function: "poor", Queue: "sqs:dead"})
	make(profiles.Change{Kind: profiles.PutEventInvoke, Function: "poor", Qualifier: "$LATEST", Async: profiles.Async{MaxAge: time.Minute, OnFailure: "sqs:failed"}})
	send := func(event string) {
		t.Helper()
		if _, err := s.lambda.Invoke(ctx, &lambda.InvokeInput{FunctionName: aws.String("poor"), InvocationType: types.InvocationTypeEvent, Payload: []byte(`"` + event + `"`)}); err != nil {
			t.Fatal(err)
		}
	}
	told := func(queue string) string {
		t.Helper()
		out, err := s.sqs.ReceiveMessage(ctx, &sqs.ReceiveMessageInput{QueueUrl: urls[queue], WaitTimeSeconds: 20})
		if err != nil || len(out.Messages) != 1 {
			t.Fatalf("%s: %+v %v", queue, out, err)
		}
		if _, err := s.sqs.DeleteMessage(ctx, &sqs.DeleteMessageInput{QueueUrl: urls[queue], ReceiptHandle: out.Messages[0].ReceiptHandle}); err != nil {
			t.Fatal(err)
		}
		return aws.ToString(out.Messages[0].Body)
	}
	deny := func(queue string) profiles.Change {
		return make(profiles.Change{Kind: profiles.PutDenial, Queue: queue, Lease: "run/#0", Lasts: time.Minute})[0]
	}
	end := deny("sqs:dead")
	send("one")
	if got := told("failed"); !strings.Contains(got, `"one"`) { // at the same instant
		t.Errorf("the destination was told %s while the dead-letter queue refused", got)
	}
	make(end)
	end = deny("sqs:failed")
	send("two")
	if got := told("dead"); got != `"two"` {
		t.Errorf("the dead-letter queue was told %s while the destination refused, after it refused itself", got)
	}
	make(end)
	send("three")
	if dead, failed := told("dead"), told("failed"); dead != `"three"` || !strings.Contains(failed, `"three"`) {
		t.Errorf("afterwards they were told %s and %s", dead, failed)
	}
}

// Which queues a run would have refuse, and for how long, is said beforehand;
// what else would be struck is refused.
func TestDeniedQueuesOfTheRun(t *testing.T) {
	s := accountOf(t, neighbours, "poor")
	tagged(t, s, "other")
	setenv(t, s.Endpoint())
	before := s.state(t)
	dry := func(set ...string) (int, string) {
		args := []string{"chaos", "run", writeProfile(t, poor), "--target", "aws", "--allow", everyLeave, "--dry-run"}
		for _, s := range set {
			args = append(args, "--set", s)
		}
		return squallIn(t, args...)
	}
	code, said := dry()
	for _, queue := range []string{"-dead", "-done", "-failed"} {
		if n := strings.Count(said, queue+": as it is -> refuses messages for 1.5s (--allow policy)"); n != 1 {
			t.Errorf("%s is denied %d times", queue, n)
		}
	}
	if code != 0 || t.Failed() {
		t.Errorf("exit code %d\n%s", code, said)
	}
	for set, want := range map[string]string{
		"functions.other.async={max_age: 60s}":                                        "faults.1.function: function other has no destination here: write async: {on_success: sqs:NAME, on_failure: sqs:NAME}",
		"functions.other.async={max_age: 60s, on_success: sqs:dead}":                  "sqs:dead is told of something else too",
		"functions.other.async={max_age: 60s, dead_letter: sqs:a, on_failure: sqs:a}": "sqs:a is told of something else too",
		"functions.other.async={on_failure: sqs:failed}":                              "so the run waits for them as long as events of other may get old, 6h0m0s",
		"faults.1.share=50%": "faults.1.share: a queue's policy refuses all messages",
	} {
		if code, said := dry(set); code != 2 || !strings.Contains(said, want) {
			t.Errorf("%s: exit code %d\n%s", set, code, said)
		}
	}
	unchanged(t, s, before)
}
