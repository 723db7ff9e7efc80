package sqs

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	client "github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/aws-sdk-go-v2/service/sqs/types"
	"github.com/aws/smithy-go"

	"squall/standin/queue"
)

// owner is a Backend: a lock instead of a goroutine.
type owner struct {
	mu      sync.Mutex
	began   time.Time
	queues  *queue.Queues
	seen    uint64
	changed chan struct{}
}

func newOwner() *owner {
	now := time.Now()
	return &owner{began: now, queues: queue.New(queue.Config{Epoch: now, Recreate: time.Minute}), changed: make(chan struct{})}
}

func (o *owner) Queues(fn func(int64, *queue.Queues)) {
	o.mu.Lock()
	defer o.mu.Unlock()
	fn(int64(time.Since(o.began)), o.queues)
	if n := o.queues.Changes(); n != o.seen {
		o.seen = n
		close(o.changed)
		o.changed = make(chan struct{})
	}
}

func (o *owner) Changed() <-chan struct{} {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.changed
}

func sdk(url string, h *http.Client) *client.Client {
	return client.New(client.Options{
		BaseEndpoint: &url, Region: "eu-west-1", HTTPClient: h, Retryer: aws.NopRetryer{},
		Credentials: credentials.NewStaticCredentialsProvider("key", "secret", ""),
	})
}

// serve starts the API and a queue, and gives the queue's URL.
func serve(t *testing.T) (c *client.Client, url *string, at string) {
	t.Helper()
	server := httptest.NewServer(New(Options{Account: "111122223333", Region: "us-east-1"}, newOwner()))
	t.Cleanup(server.Close)
	c = sdk(server.URL, server.Client())
	out, err := c.CreateQueue(t.Context(), &client.CreateQueueInput{QueueName: aws.String("work")})
	if err != nil {
		t.Fatal(err)
	}
	if want := server.URL + "/111122223333/work"; *out.QueueUrl != want {
		t.Fatalf("queue URL %s, want %s", *out.QueueUrl, want)
	}
	return c, out.QueueUrl, server.URL
}

func must[T any](out T, err error) func(*testing.T) T {
	return func(t *testing.T) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return out
	}
}

func TestLifeOfAMessage(t *testing.T) {
	c, url, _ := serve(t)
	ctx := t.Context()
	sent := must(c.SendMessage(ctx, &client.SendMessageInput{
		QueueUrl: url, MessageBody: aws.String("héllo <&>"),
		MessageAttributes: map[string]types.MessageAttributeValue{
			"Hello":   {DataType: aws.String("String"), StringValue: aws.String("There")},
			"General": {DataType: aws.String("String"), StringValue: aws.String("Kenobi")},
			"Help.Me": {DataType: aws.String("String"), StringValue: aws.String("Me")},
		},
		MessageSystemAttributes: map[string]types.MessageSystemAttributeValue{
			"AWSTraceHeader": {DataType: aws.String("String"), StringValue: aws.String("Root=1-5-6")},
		},
	}))(t)
	if aws.ToString(sent.MD5OfMessageAttributes) != "4c360f3fdafd970e05fae2f149d997f5" || aws.ToString(sent.MD5OfMessageSystemAttributes) == "" {
		t.Errorf("digests: %v %v", sent.MD5OfMessageAttributes, sent.MD5OfMessageSystemAttributes)
	}
	got := must(c.ReceiveMessage(ctx, &client.ReceiveMessageInput{
		QueueUrl: url, MessageAttributeNames: []string{"Hel.*"}, MessageSystemAttributeNames: []types.MessageSystemAttributeName{"All"},
	}))(t)
	if len(got.Messages) != 1 {
		t.Fatalf("%d messages", len(got.Messages))
	}
	m := got.Messages[0]
	if *m.Body != "héllo <&>" || *m.MessageId != *sent.MessageId || m.Attributes["ApproximateReceiveCount"] != "1" || m.Attributes["AWSTraceHeader"] != "Root=1-5-6" {
		t.Errorf("message: %+v", m)
	}
	if names := slices.Sorted(maps.Keys(m.Attributes)); fmt.Sprint(names) != "[AWSTraceHeader ApproximateFirstReceiveTimestamp ApproximateReceiveCount SenderId SentTimestamp]" {
		t.Errorf("system attributes: %v", names)
	}
	// The digest was recorded from AWS for this filter of these attributes.
	if len(m.MessageAttributes) != 2 || aws.ToString(m.MD5OfMessageAttributes) != "83fee93c1bcd8b9a5a923ffacdc636c7" {
		t.Errorf("Hel.* gave %v with digest %s", m.MessageAttributes, aws.ToString(m.MD5OfMessageAttributes))
	}
	if _, err := c.DeleteMessage(ctx, &client.DeleteMessageInput{QueueUrl: url, ReceiptHandle: m.ReceiptHandle}); err != nil {
		t.Fatal(err)
	}
	attrs := must(c.GetQueueAttributes(ctx, &client.GetQueueAttributesInput{QueueUrl: url, AttributeNames: []types.QueueAttributeName{"All"}}))(t)
	if a := attrs.Attributes; a["ApproximateNumberOfMessages"] != "0" || a["QueueArn"] != "arn:aws:sqs:eu-west-1:111122223333:work" || a["VisibilityTimeout"] != "30" {
		t.Errorf("attributes: %v", a)
	}
}

func TestBinaryAttribute(t *testing.T) {
	c, url, _ := serve(t)
	raw := []byte{0, 1, 0xff, 0xfe}
	must(c.SendMessage(t.Context(), &client.SendMessageInput{QueueUrl: url, MessageBody: aws.String("b"), MessageAttributes: map[string]types.MessageAttributeValue{
		"raw": {DataType: aws.String("Binary"), BinaryValue: raw},
	}}))(t)
	got := must(c.ReceiveMessage(t.Context(), &client.ReceiveMessageInput{QueueUrl: url, MessageAttributeNames: []string{".*"}}))(t)
	if !slices.Equal(got.Messages[0].MessageAttributes["raw"].BinaryValue, raw) {
		t.Errorf("got %v", got.Messages[0].MessageAttributes)
	}
}

func TestBatches(t *testing.T) {
	c, url, _ := serve(t)
	ctx := t.Context()
	sent := must(c.SendMessageBatch(ctx, &client.SendMessageBatchInput{QueueUrl: url, Entries: []types.SendMessageBatchRequestEntry{
		{Id: aws.String("one"), MessageBody: aws.String("1")},
		{Id: aws.String("bad"), MessageBody: aws.String("\a")},
		{Id: aws.String("two"), MessageBody: aws.String("2"), DelaySeconds: 0},
	}}))(t)
	if len(sent.Successful) != 2 || len(sent.Failed) != 1 || *sent.Failed[0].Id != "bad" || *sent.Failed[0].Code != "InvalidMessageContents" || !sent.Failed[0].SenderFault {
		t.Fatalf("sent: %+v", sent)
	}
	got := must(c.ReceiveMessage(ctx, &client.ReceiveMessageInput{QueueUrl: url, MaxNumberOfMessages: 10}))(t)
	back := []types.ChangeMessageVisibilityBatchRequestEntry{{Id: aws.String("x"), ReceiptHandle: aws.String("rubbish")}, {Id: aws.String("y"), ReceiptHandle: got.Messages[0].ReceiptHandle}}
	given := must(c.ChangeMessageVisibilityBatch(ctx, &client.ChangeMessageVisibilityBatchInput{QueueUrl: url, Entries: back}))(t)
	again := must(c.ReceiveMessage(ctx, &client.ReceiveMessageInput{QueueUrl: url, MaxNumberOfMessages: 10}))(t).Messages
	if len(given.Successful) != 1 || len(given.Failed) != 1 || len(again) != 1 || *again[0].Body != *got.Messages[0].Body {
		t.Fatalf("given back %+v, received again %+v", given, again)
	}
	got.Messages[0] = again[0]
	entries := []types.DeleteMessageBatchRequestEntry{{Id: aws.String("x"), ReceiptHandle: aws.String("rubbish")}}
	for _, m := range got.Messages {
		entries = append(entries, types.DeleteMessageBatchRequestEntry{Id: m.Body, ReceiptHandle: m.ReceiptHandle})
	}
	gone := must(c.DeleteMessageBatch(ctx, &client.DeleteMessageBatchInput{QueueUrl: url, Entries: entries}))(t)
	if len(gone.Successful) != 2 || len(gone.Failed) != 1 || *gone.Failed[0].Code != "ReceiptHandleIsInvalid" {
		t.Fatalf("deleted: %+v", gone)
	}
}

func TestQueues(t *testing.T) {
	c, url, at := serve(t)
	ctx := t.Context()
	for i := range 3 {
		must(c.CreateQueue(ctx, &client.CreateQueueInput{QueueName: aws.String(fmt.Sprint("other", i))}))(t)
	}
	var names []string
	pages := client.NewListQueuesPaginator(c, &client.ListQueuesInput{MaxResults: aws.Int32(2)})
	for pages.HasMorePages() {
		for _, u := range must(pages.NextPage(ctx))(t).QueueUrls {
			names = append(names, strings.TrimPrefix(u, at+"/111122223333/"))
		}
	}
	if fmt.Sprint(names) != "[other0 other1 other2 work]" {
		t.Errorf("listed %v", names)
	}
	if found := must(c.GetQueueUrl(ctx, &client.GetQueueUrlInput{QueueName: aws.String("work")}))(t); *found.QueueUrl != *url {
		t.Errorf("found %s", *found.QueueUrl)
	}
	must(c.SetQueueAttributes(ctx, &client.SetQueueAttributesInput{QueueUrl: url, Attributes: map[string]string{"VisibilityTimeout": "0"}}))(t)
	must(c.SendMessage(ctx, &client.SendMessageInput{QueueUrl: url, MessageBody: aws.String("x")}))(t)
	must(c.PurgeQueue(ctx, &client.PurgeQueueInput{QueueUrl: url}))(t)
	if got := must(c.ReceiveMessage(ctx, &client.ReceiveMessageInput{QueueUrl: url}))(t); len(got.Messages) != 0 {
		t.Errorf("purged queue gave %v", got.Messages)
	}
	must(c.DeleteQueue(ctx, &client.DeleteQueueInput{QueueUrl: url}))(t)
	var gone *types.QueueDoesNotExist
	if _, err := c.ReceiveMessage(ctx, &client.ReceiveMessageInput{QueueUrl: url}); !errors.As(err, &gone) {
		t.Errorf("receive from a deleted queue: %v", err)
	}
}

// TestErrors asks for refusals and compares the code and the type that the SDK
// makes of the answer.
func TestErrors(t *testing.T) {
	c, url, _ := serve(t)
	ctx := t.Context()
	must(c.SendMessage(ctx, &client.SendMessageInput{QueueUrl: url, MessageBody: aws.String("x")}))(t)
	m := must(c.ReceiveMessage(ctx, &client.ReceiveMessageInput{QueueUrl: url, VisibilityTimeout: 30}))(t).Messages[0]
	must(c.ChangeMessageVisibility(ctx, &client.ChangeMessageVisibilityInput{QueueUrl: url, ReceiptHandle: m.ReceiptHandle, VisibilityTimeout: 0}))(t)
	must(c.PurgeQueue(ctx, &client.PurgeQueueInput{QueueUrl: url}))(t)
	second := must(c.CreateQueue(ctx, &client.CreateQueueInput{QueueName: aws.String("second")}))(t)
	must(c.DeleteQueue(ctx, &client.DeleteQueueInput{QueueUrl: second.QueueUrl}))(t)
	for _, tc := range []struct {
		name, code string
		typed      any
		do         func() error
	}{
		{"no queue", "AWS.SimpleQueueService.NonExistentQueue", new(*types.QueueDoesNotExist), func() error {
			_, err := c.GetQueueUrl(ctx, &client.GetQueueUrlInput{QueueName: aws.String("nope")})
			return err
		}},
		{"other attributes", "QueueAlreadyExists", new(*types.QueueNameExists), func() error {
			_, err := c.CreateQueue(ctx, &client.CreateQueueInput{QueueName: aws.String("work"), Attributes: map[string]string{"DelaySeconds": "9"}})
			return err
		}},
		{"too soon", "AWS.SimpleQueueService.QueueDeletedRecently", new(*types.QueueDeletedRecently), func() error {
			_, err := c.CreateQueue(ctx, &client.CreateQueueInput{QueueName: aws.String("second")})
			return err
		}},
		{"purged", "AWS.SimpleQueueService.PurgeQueueInProgress", new(*types.PurgeQueueInProgress), func() error {
			_, err := c.PurgeQueue(ctx, &client.PurgeQueueInput{QueueUrl: url})
			return err
		}},
		{"handle", "ReceiptHandleIsInvalid", new(*types.ReceiptHandleIsInvalid), func() error {
			_, err := c.DeleteMessage(ctx, &client.DeleteMessageInput{QueueUrl: url, ReceiptHandle: aws.String("x")})
			return err
		}},
		{"unknown attribute", "InvalidAttributeName", new(*types.InvalidAttributeName), func() error {
			_, err := c.GetQueueAttributes(ctx, &client.GetQueueAttributesInput{QueueUrl: url, AttributeNames: []types.QueueAttributeName{"Nope"}})
			return err
		}},
		{"empty batch", "AWS.SimpleQueueService.EmptyBatchRequest", new(*types.EmptyBatchRequest), func() error {
			_, err := c.SendMessageBatch(ctx, &client.SendMessageBatchInput{QueueUrl: url, Entries: []types.SendMessageBatchRequestEntry{}})
			return err
		}},
		{"eleven", "InvalidParameterValue", nil, func() error {
			_, err := c.ReceiveMessage(ctx, &client.ReceiveMessageInput{QueueUrl: url, MaxNumberOfMessages: 11})
			return err
		}},
		{"long wait", "InvalidParameterValue", nil, func() error {
			_, err := c.ReceiveMessage(ctx, &client.ReceiveMessageInput{QueueUrl: url, WaitTimeSeconds: 21})
			return err
		}},
		{"fifo", "NotImplementedException", nil, func() error {
			_, err := c.CreateQueue(ctx, &client.CreateQueueInput{QueueName: aws.String("q.fifo")})
			return err
		}},
		{"group", "NotImplementedException", nil, func() error {
			_, err := c.SendMessage(ctx, &client.SendMessageInput{QueueUrl: url, MessageBody: aws.String("x"), MessageGroupId: aws.String("g")})
			return err
		}},
		{"not built", "NotImplementedException", nil, func() error {
			_, err := c.ListQueueTags(ctx, &client.ListQueueTagsInput{QueueUrl: url})
			return err
		}},
	} {
		err := tc.do()
		var api smithy.APIError
		if !errors.As(err, &api) || api.ErrorCode() != tc.code {
			t.Errorf("%s: got %v, want code %s", tc.name, err, tc.code)
		}
		if tc.typed != nil && !errors.As(err, tc.typed) {
			t.Errorf("%s: %T is not a %T", tc.name, err, tc.typed)
		}
	}
}

func TestErrorTableIsTotal(t *testing.T) {
	seen := map[string]bool{}
	for k, w := range wires {
		if w.status < 400 || w.shape == "" || w.query == "" {
			t.Errorf("kind %d has no row", k)
		}
		if seen[w.shape] {
			t.Errorf("%s is there twice", w.shape)
		}
		seen[w.shape] = true
	}
}

// TestWire looks at raw exchanges: shapes that no SDK shows.
func TestWire(t *testing.T) {
	const url = "http://any.host/111122223333/work"
	for _, c := range []struct {
		name, target, body string
		status             int
		header, want       string
	}{
		{"error", "AmazonSQS.GetQueueUrl", `{"QueueName":"nope"}`, 400, "AWS.SimpleQueueService.NonExistentQueue;Sender",
			`{"__type":"com.amazonaws.sqs#QueueDoesNotExist","message":"The specified queue does not exist."}`},
		{"nothing there", "AmazonSQS.ReceiveMessage", `{"QueueUrl":"` + url + `"}`, 200, "", `{}`},
		{"any host", "AmazonSQS.PurgeQueue", `{"QueueUrl":"https://sqs.us-east-1.amazonaws.com/111122223333/elsewhere"}`, 400, "AWS.SimpleQueueService.NonExistentQueue;Sender", ""},
		{"no URL", "AmazonSQS.PurgeQueue", `{}`, 400, "MissingParameter;Sender", ""},
		{"short URL", "AmazonSQS.PurgeQueue", `{"QueueUrl":"x"}`, 400, "AWS.SimpleQueueService.NonExistentQueue;Sender", ""},
		{"no JSON", "AmazonSQS.ListQueues", `{`, 400, "", ""},
		{"not built", "AmazonSQS.TagQueue", `{}`, 501, "NotImplementedException;Receiver",
			`{"__type":"com.amazon.coral.service#NotImplementedException","message":"The operation TagQueue of SQS is not built in squall."}`},
		{"no target", "", `{}`, 400, "", ""},
		{"too long", "AmazonSQS.ListQueues", strings.Repeat(" ", maxRequest+1), 400, "AWS.SimpleQueueService.BatchRequestTooLong;Sender", ""},
	} {
		w := httptest.NewRecorder()
		r := httptest.NewRequest("POST", "/", strings.NewReader(c.body))
		if c.target != "" {
			r.Header.Set("X-Amz-Target", c.target)
		}
		New(Options{Account: "111122223333", Region: "eu-west-1"}, withWork(t)).ServeHTTP(w, r)
		if w.Code != c.status || w.Header().Get("x-amzn-query-error") != c.header || c.want != "" && w.Body.String() != c.want {
			t.Errorf("%s: %d %q %s", c.name, w.Code, w.Header().Get("x-amzn-query-error"), w.Body)
		}
	}
}

// withWork has the queue work in eu-west-1.
func withWork(t *testing.T) *owner {
	t.Helper()
	o := newOwner()
	o.Queues(func(now int64, q *queue.Queues) {
		if err := q.Create(now, queue.ID{Account: "111122223333", Region: "eu-west-1", Name: "work"}, nil); err != nil {
			t.Fatal(err)
		}
	})
	return o
}

func TestRegionsAreApart(t *testing.T) {
	server := httptest.NewServer(New(Options{Account: "1", Region: "us-east-1"}, newOwner()))
	defer server.Close()
	c := sdk(server.URL, server.Client())
	if _, err := c.CreateQueue(context.Background(), &client.CreateQueueInput{QueueName: aws.String("q")}); err != nil {
		t.Fatal(err)
	}
	out, err := c.ListQueues(t.Context(), &client.ListQueuesInput{}, func(o *client.Options) { o.Region = "us-west-2" })
	if err != nil || len(out.QueueUrls) != 0 {
		t.Errorf("another region lists %v, %v", out, err)
	}
}

func TestAccountsAreApart(t *testing.T) {
	server := httptest.NewServer(New(Options{Account: "111122223333", Region: "us-east-1"}, newOwner()))
	defer server.Close()
	other := func(o *client.Options) {
		o.Credentials = credentials.NewStaticCredentialsProvider("222233334444", "x", "")
	}
	c := sdk(server.URL, server.Client())
	made, err := c.CreateQueue(t.Context(), &client.CreateQueueInput{QueueName: aws.String("q")}, other)
	if err != nil || !strings.HasSuffix(*made.QueueUrl, "/222233334444/q") {
		t.Fatalf("made %v, %v", made, err)
	}
	out, err := c.ListQueues(t.Context(), &client.ListQueuesInput{})
	if err != nil || len(out.QueueUrls) != 0 {
		t.Errorf("the other account lists %v, %v", out, err)
	}
}
