package standin_test

import (
	"bufio"
	"context"
	"encoding/json"
	"net/http"
	"strconv"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/lambda"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
)

// settled looks at every message and waits for the end of every event.
func (k *killable) settled(o *told) {
	k.t.Helper()
	ctx := context.Background()
	url := k.endpoint + "/111122223333/jobs"
	seen := map[string]int{}
	for {
		out, err := k.sqs.ReceiveMessage(ctx, &sqs.ReceiveMessageInput{QueueUrl: &url, MaxNumberOfMessages: 10, VisibilityTimeout: 600})
		if err != nil {
			k.t.Fatal(err)
		}
		if len(out.Messages) == 0 {
			break
		}
		for _, m := range out.Messages {
			if seen[*m.MessageId]++; o.messages[*m.MessageId] != "" && o.messages[*m.MessageId] != *m.Body || seen[*m.MessageId] > 1 {
				k.t.Errorf("message %s is %q", *m.MessageId, *m.Body)
			}
		}
	}
	for id, body := range o.messages {
		if seen[id] == 0 {
			k.t.Errorf("the message %s is lost", body)
		}
	}
	for k.waiting() > 0 { // each look is a request
	}
	ended, succeeded := k.sighted()
	if len(succeeded) < len(o.events)/2 {
		k.t.Errorf("%d of %d events succeeded", len(succeeded), len(o.events))
	}
	for id, times := range succeeded {
		if times > 1 {
			k.t.Errorf("the event %s succeeded %d times: once it had, it was told to have ended", id, times)
		}
	}
	lost := 0
	for id := range o.events {
		if !ended[id] {
			lost++
		}
	}
	if lost > 0 {
		k.t.Errorf("%d of %d events were never attempted", lost, len(o.events))
	}
}

func (k *killable) waiting() int {
	resp, err := http.Get(k.endpoint + "/_squall/state")
	if err != nil {
		k.t.Fatal(err)
	}
	defer func() { _ = resp.Body.Close() }()
	var state struct{ Waiting int }
	if err := json.NewDecoder(resp.Body).Decode(&state); err != nil {
		k.t.Fatal(err)
	}
	return state.Waiting
}

// trigger has a function that fails invoked for each message of a queue, and what
// failed twice put into another.
func (k *killable) trigger() {
	k.t.Helper()
	ctx := context.Background()
	_, err := k.sqs.CreateQueue(ctx, &sqs.CreateQueueInput{QueueName: aws.String("work-dead")})
	if err == nil {
		_, err = k.sqs.CreateQueue(ctx, &sqs.CreateQueueInput{QueueName: aws.String("work"), Attributes: map[string]string{"VisibilityTimeout": "1",
			"RedrivePolicy": `{"deadLetterTargetArn":"arn:aws:sqs:us-east-1:111122223333:work-dead","maxReceiveCount":"2"}`}})
	}
	if err == nil {
		short := int32(1)
		_, err = k.lambda.UpdateFunctionConfiguration(ctx, &lambda.UpdateFunctionConfigurationInput{FunctionName: aws.String("fails"), Timeout: &short})
	}
	if err == nil {
		_, err = k.lambda.CreateEventSourceMapping(ctx, &lambda.CreateEventSourceMappingInput{FunctionName: aws.String("fails"), BatchSize: aws.Int32(10),
			EventSourceArn: aws.String("arn:aws:sqs:us-east-1:111122223333:work")})
	}
	if err != nil {
		k.t.Fatal(err)
	}
}

// buried waits until every message that a trigger had is a dead letter, each once.
func (k *killable) buried(o *told) {
	k.t.Helper()
	dead := k.endpoint + "/111122223333/work-dead"
	seen := map[string]int{}
	for missing := len(o.work); missing > 0; {
		out, err := k.sqs.ReceiveMessage(context.Background(), &sqs.ReceiveMessageInput{QueueUrl: &dead, MaxNumberOfMessages: 10, VisibilityTimeout: 600, WaitTimeSeconds: 20})
		if err != nil {
			k.t.Fatal(err)
		}
		if len(out.Messages) == 0 {
			k.t.Fatalf("%d of %d messages of the trigger are lost", missing, len(o.work))
		}
		for _, m := range out.Messages {
			if seen[*m.Body]++; seen[*m.Body] > 1 {
				k.t.Errorf("%s is a dead letter %d times", *m.Body, seen[*m.Body])
			} else if o.work[*m.Body] {
				missing--
			}
		}
	}
}

// sighted are the requests of which there is an attempt in the log, and how often
// each succeeded.
func (k *killable) sighted() (ids map[string]bool, succeeded map[string]int) {
	ids, succeeded = map[string]bool{}, map[string]int{}
	for after := uint64(0); ; {
		resp, err := http.Get(k.endpoint + "/_squall/sightings?function=busy&after=" + strconv.FormatUint(after, 10))
		if err != nil {
			k.t.Fatal(err)
		}
		lines := bufio.NewScanner(resp.Body)
		n := 0
		for ; lines.Scan(); n++ {
			if _, id, ok := strings.Cut(lines.Text(), "START RequestId: "); ok {
				ids[strings.Fields(id)[0]] = true
			}
			if _, id, ok := strings.Cut(lines.Text(), "REPORT RequestId: "); ok && !strings.Contains(lines.Text(), "Status: error") {
				succeeded[strings.Fields(strings.ReplaceAll(id, `\t`, " "))[0]]++
			}
		}
		_ = resp.Body.Close()
		next, _ := strconv.ParseUint(resp.Header.Get("X-Squall-Cursor"), 10, 64)
		if lost := resp.Header.Get("X-Squall-Lost"); lost != "0" {
			k.t.Errorf("%s lines of attempts are lost", lost)
		}
		if n == 0 || next == after {
			return ids, succeeded
		}
		after = next
	}
}
