package sns

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	client "github.com/aws/aws-sdk-go-v2/service/sns"
	"github.com/aws/aws-sdk-go-v2/service/sns/types"
	"github.com/aws/smithy-go"

	"squall/standin/queue"
	"squall/standin/relay"
)

var work = queue.ID{Account: "111122223333", Region: "eu-west-1", Name: "work"}

// owner is a Backend without a goroutine.
type owner struct {
	relay *relay.Relay
	calls []relay.Call
}

func newOwner(t testing.TB) *owner {
	o := &owner{}
	o.relay = relay.New(relay.Options{Epoch: time.UnixMilli(1_700_000_000_000), Invoke: func(_ int64, c relay.Call) error {
		o.calls = append(o.calls, c)
		return nil
	}})
	if err := o.relay.Queues.Create(0, work, nil); err != nil {
		t.Fatal(err)
	}
	return o
}

func (o *owner) Relay(fn func(int64, *relay.Relay)) { fn(0, o.relay) }

// received are the bodies of the queue's messages with their attributes.
func (o *owner) received(t *testing.T) (out []string) {
	t.Helper()
	got, err := o.relay.Queues.Receive(0, work, queue.Ask{Max: 10})
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range got {
		out = append(out, m.Body+fmt.Sprint(m.Attributes))
	}
	return out
}

// direct hands requests to a handler without a socket.
type direct struct{ handler http.Handler }

func (d direct) RoundTrip(r *http.Request) (*http.Response, error) {
	w := httptest.NewRecorder()
	d.handler.ServeHTTP(w, r)
	return w.Result(), nil
}

func sdk(o *owner) *client.Client {
	return client.New(client.Options{
		BaseEndpoint: aws.String("http://sns.test"), Region: "eu-west-1", Retryer: aws.NopRetryer{},
		HTTPClient:  &http.Client{Transport: direct{New(Options{Account: "111122223333", Region: "us-east-1"}, o)}},
		Credentials: credentials.NewStaticCredentialsProvider("key", "secret", ""),
	})
}

func must[T any](t *testing.T, out T, err error) T {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func code(err error) string {
	var e smithy.APIError
	if errors.As(err, &e) {
		return e.ErrorCode()
	}
	return fmt.Sprint(err)
}

const fn = "arn:aws:lambda:eu-west-1:111122223333:function:f:live"

func TestPublishToQueueAndFunction(t *testing.T) {
	o := newOwner(t)
	c, ctx := sdk(o), context.Background()
	topic, err := c.CreateTopic(ctx, &client.CreateTopicInput{Name: aws.String("news"), Attributes: map[string]string{"DisplayName": "News"}})
	arn := must(t, topic, err).TopicArn
	sub, err := c.Subscribe(ctx, &client.SubscribeInput{TopicArn: arn, Protocol: aws.String("sqs"), Endpoint: aws.String(work.ARN()),
		Attributes: map[string]string{"RawMessageDelivery": "true", "FilterPolicy": `{"kind":["a"]}`}})
	queueSub := *must(t, sub, err).SubscriptionArn
	sub, err = c.Subscribe(ctx, &client.SubscribeInput{TopicArn: arn, Protocol: aws.String("lambda"), Endpoint: aws.String(fn)})
	must(t, sub, err)
	out, err := c.Publish(ctx, &client.PublishInput{TopicArn: arn, Message: aws.String("hello & <you>"), Subject: aws.String("s"), MessageAttributes: map[string]types.MessageAttributeValue{
		"kind": {DataType: aws.String("String"), StringValue: aws.String("a")}, "raw": {DataType: aws.String("Binary"), BinaryValue: []byte{1, 2}}}})
	if id := *must(t, out, err).MessageId; len(o.calls) != 1 || !strings.Contains(string(o.calls[0].Payload), `"MessageId":"`+id) || o.calls[0].ARN != fn {
		t.Errorf("calls %+v", o.calls)
	}
	batch, err := c.PublishBatch(ctx, &client.PublishBatchInput{TopicArn: arn, PublishBatchRequestEntries: []types.PublishBatchRequestEntry{
		{Id: aws.String("1"), Message: aws.String("one")}, {Id: aws.String("2"), Message: aws.String(""), Subject: aws.String("x")},
		{Id: aws.String("3"), Message: aws.String(`{"default":"d","sqs":"for queues"}`), MessageStructure: aws.String("json"), MessageAttributes: map[string]types.MessageAttributeValue{
			"kind": {DataType: aws.String("String"), StringValue: aws.String("a")}}}}})
	if b := must(t, batch, err); len(b.Successful) != 2 || len(b.Failed) != 1 || *b.Failed[0].Code != "InvalidParameter" || !b.Failed[0].SenderFault {
		t.Errorf("batch %+v", b)
	}
	got := o.received(t)
	if len(got) != 2 || got[0] != `hello & <you>[{kind String a []} {raw Binary  [1 2]}]` || !strings.HasPrefix(got[1], "for queues[") {
		t.Errorf("received %q", got)
	}
	attributes, err := c.GetSubscriptionAttributes(ctx, &client.GetSubscriptionAttributesInput{SubscriptionArn: &queueSub})
	if a := must(t, attributes, err).Attributes; a["FilterPolicy"] != `{"kind":["a"]}` || a["FilterPolicyScope"] != "MessageAttributes" || a["RawMessageDelivery"] != "true" {
		t.Errorf("attributes %v", a)
	}
	_, err = c.SetSubscriptionAttributes(ctx, &client.SetSubscriptionAttributesInput{SubscriptionArn: &queueSub, AttributeName: aws.String("RawMessageDelivery"), AttributeValue: aws.String("false")})
	must(t, 0, err)
	_, err = c.Publish(ctx, &client.PublishInput{TargetArn: arn, Message: aws.String("m"), MessageAttributes: map[string]types.MessageAttributeValue{"kind": {DataType: aws.String("String"), StringValue: aws.String("a")}}})
	must(t, 0, err)
	if got := o.received(t); len(got) != 1 || !strings.HasPrefix(got[0], `{"Type":"Notification"`) {
		t.Errorf("received %q", got)
	}
}

func TestTopicsAndSubscriptions(t *testing.T) {
	o := newOwner(t)
	c, ctx := sdk(o), context.Background()
	var arn *string
	for i := range 105 {
		out, err := c.CreateTopic(ctx, &client.CreateTopicInput{Name: aws.String(fmt.Sprintf("t%03d", i))})
		arn = must(t, out, err).TopicArn
		sub, err := c.Subscribe(ctx, &client.SubscribeInput{TopicArn: arn, Protocol: aws.String("sqs"), Endpoint: aws.String(work.ARN())})
		must(t, sub, err)
	}
	topics := 0
	for p := client.NewListTopicsPaginator(c, &client.ListTopicsInput{}); p.HasMorePages(); {
		page, err := p.NextPage(ctx)
		topics += len(must(t, page, err).Topics)
	}
	subs := 0
	for p := client.NewListSubscriptionsPaginator(c, &client.ListSubscriptionsInput{}); p.HasMorePages(); {
		page, err := p.NextPage(ctx)
		subs += len(must(t, page, err).Subscriptions)
	}
	if topics != 105 || subs != 105 {
		t.Errorf("%d topics, %d subscriptions", topics, subs)
	}
	by, err := c.ListSubscriptionsByTopic(ctx, &client.ListSubscriptionsByTopicInput{TopicArn: arn})
	list := must(t, by, err).Subscriptions
	if len(list) != 1 || *list[0].Endpoint != work.ARN() || *list[0].Protocol != "sqs" {
		t.Errorf("%+v", list)
	}
	_, err = c.SetTopicAttributes(ctx, &client.SetTopicAttributesInput{TopicArn: arn, AttributeName: aws.String("DisplayName"), AttributeValue: aws.String("D")})
	must(t, 0, err)
	_, err = c.Unsubscribe(ctx, &client.UnsubscribeInput{SubscriptionArn: list[0].SubscriptionArn})
	must(t, 0, err)
	about, err := c.GetTopicAttributes(ctx, &client.GetTopicAttributesInput{TopicArn: arn})
	if a := must(t, about, err).Attributes; a["SubscriptionsConfirmed"] != "0" || a["SubscriptionsDeleted"] != "1" || a["DisplayName"] != "D" || a["Owner"] != "111122223333" {
		t.Errorf("%v", a)
	}
	for range 2 {
		_, err = c.DeleteTopic(ctx, &client.DeleteTopicInput{TopicArn: arn})
		must(t, 0, err)
	}
	if _, err := c.Publish(ctx, &client.PublishInput{TopicArn: arn, Message: aws.String("m")}); code(err) != "NotFound" {
		t.Error(err)
	}
}

func TestRefused(t *testing.T) {
	o := newOwner(t)
	c, ctx := sdk(o), context.Background()
	topic, err := c.CreateTopic(ctx, &client.CreateTopicInput{Name: aws.String("t")})
	arn := must(t, topic, err).TopicArn
	create := func(name string, attributes map[string]string) error {
		_, err := c.CreateTopic(ctx, &client.CreateTopicInput{Name: &name, Attributes: attributes})
		return err
	}
	subscribe := func(protocol, endpoint string, attributes ...string) error {
		set := map[string]string{}
		for i := 0; i+1 < len(attributes); i += 2 {
			set[attributes[i]] = attributes[i+1]
		}
		_, err := c.Subscribe(ctx, &client.SubscribeInput{TopicArn: arn, Protocol: &protocol, Endpoint: &endpoint, Attributes: set})
		return err
	}
	publish := func(in client.PublishInput) error {
		if in.TopicArn == nil && in.PhoneNumber == nil {
			in.TopicArn = arn
		}
		_, err := c.Publish(ctx, &in)
		return err
	}
	long, text := aws.String(strings.Repeat("x", 256<<10+1)), aws.String("m")
	_, twice := c.PublishBatch(ctx, &client.PublishBatchInput{TopicArn: arn, PublishBatchRequestEntries: []types.PublishBatchRequestEntry{{Id: text, Message: text}, {Id: text, Message: text}}})
	_, gone := c.GetSubscriptionAttributes(ctx, &client.GetSubscriptionAttributesInput{SubscriptionArn: aws.String(*arn + ":x")})
	_, tags := c.ListTagsForResource(ctx, &client.ListTagsForResourceInput{ResourceArn: arn})
	for i, tt := range []struct {
		err  error
		want string
	}{
		{create("a b", nil), "InvalidParameter"}, {create("x.fifo", nil), "NotImplementedException"}, {create("x", map[string]string{"Policy": "{}"}), "NotImplementedException"},
		{create("x", map[string]string{"Nonsense": "1"}), "InvalidParameter"}, {create("t", map[string]string{"DisplayName": "other"}), "InvalidParameter"},
		{subscribe("sqs", "work"), "InvalidParameter"}, {subscribe("sqs", work.ARN()+".fifo"), "InvalidParameter"}, {subscribe("lambda", work.ARN()), "InvalidParameter"},
		{subscribe("https", "https://x"), "NotImplementedException"}, {subscribe("fax", "x"), "InvalidParameter"},
		{subscribe("lambda", fn, "RawMessageDelivery", "true"), "InvalidParameter"}, {subscribe("sqs", work.ARN(), "FilterPolicy", "{"), "InvalidParameter"},
		{subscribe("sqs", work.ARN(), "FilterPolicy", `{"a":{"b":["c"]}}`), "InvalidParameter"}, {subscribe("sqs", work.ARN(), "FilterPolicyScope", "x"), "InvalidParameter"},
		{subscribe("sqs", work.ARN(), "FilterPolicy", `{"a":[{"cidr":"10.0.0.0/8"}]}`), "NotImplementedException"}, {subscribe("sqs", work.ARN(), "RedrivePolicy", `{"deadLetterTargetArn":"x"}`), "InvalidParameter"},
		{subscribe("sqs", work.ARN(), "DeliveryPolicy", "{}"), "NotImplementedException"},
		{publish(client.PublishInput{Message: aws.String("")}), "InvalidParameter"}, {publish(client.PublishInput{Message: long}), "InvalidParameter"},
		{publish(client.PublishInput{Message: text, TopicArn: text}), "InvalidParameter"}, {publish(client.PublishInput{Message: text, Subject: aws.String("a\nb")}), "InvalidParameter"},
		{publish(client.PublishInput{Message: text, MessageStructure: aws.String("json")}), "InvalidParameter"}, {publish(client.PublishInput{Message: text, PhoneNumber: text}), "NotImplementedException"},
		{publish(client.PublishInput{Message: text, MessageGroupId: text}), "NotImplementedException"},
		{publish(client.PublishInput{Message: text, MessageAttributes: map[string]types.MessageAttributeValue{"a": {DataType: aws.String("Thing"), StringValue: text}}}), "InvalidParameter"},
		{twice, "BatchEntryIdsNotDistinct"}, {gone, "NotFound"}, {tags, "NotImplementedException"},
	} {
		if code(tt.err) != tt.want {
			t.Errorf("case %d: %v, want %s", i, tt.err, tt.want)
		}
	}
}

// No form makes the decoder panic, and every answer is XML with a status.
func FuzzDecoder(f *testing.F) {
	h := New(Options{Account: "111122223333", Region: "us-east-1"}, newOwner(f))
	for name := range h.Operations {
		f.Add("Action=" + name + "&TopicArn=arn:aws:sns:us-east-1:111122223333:t&Name=t&Message=m&Attributes.entry.1.key=FilterPolicy&Attributes.entry.1.value={}")
	}
	f.Add("Action=PublishBatch&TopicArn=arn:aws:sns:us-east-1:111122223333:t&PublishBatchRequestEntries.member.1.Id=1&PublishBatchRequestEntries.member.1.MessageAttributes.entry.1.Name=a")
	f.Fuzz(func(t *testing.T, body string) {
		w := httptest.NewRecorder()
		h.ServeHTTP(w, httptest.NewRequest(http.MethodPost, "/", strings.NewReader(body)))
		if w.Code < 200 || w.Code == 500 || w.Header().Get("Content-Type") != "text/xml" {
			t.Errorf("%s: %d %s", body, w.Code, w.Body)
		}
	})
}
