package relay

import (
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"squall/standin/buckets"
	"squall/standin/buses"
	"squall/standin/catalog"
	"squall/standin/catalog/naming"
	"squall/standin/queue"
	"squall/standin/topics"
)

// Message is what is to be handed to a target, whatever that is.
type Message struct {
	Body       string
	Attributes []queue.Attribute // for queues and topics
	Caller     Caller            // for functions
	Entry      *buses.Entry      // for buses; nil: no bus takes it
	Key        string            // for buckets; "": no bucket takes it
	Hops       int
}

// maxHops is how many functions may follow one another by deliveries. Lambda's
// recursive loop detection stops at about 16.
// https://docs.aws.amazon.com/lambda/latest/dg/invocation-recursion.html
const maxHops = 16

// maxPayload is the largest event that an asynchronous invoke takes.
// https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
const maxPayload = 1 << 20

// Deliver hands a message to the target that an ARN names. The error says why
// the target did not take it.
func (r *Relay) Deliver(now int64, arn string, m Message) error {
	a, ok := naming.ParseARN(arn)
	if !ok {
		return fmt.Errorf("%q is no ARN", arn)
	}
	switch a.Service {
	case "sqs":
		id, ok := queue.ParseARN(arn)
		if !ok {
			return fmt.Errorf("%s is no queue's ARN", arn)
		}
		_, err := r.Queues.Send(now, id, queue.Message{Body: m.Body, Attributes: m.Attributes})
		return err
	case "sns":
		id, _ := topics.ParseARN(arn)
		_, err := r.publish(now, id, topics.Message{Body: m.Body, Attributes: m.Attributes}, m.Hops)
		return err
	case "lambda":
		return r.invoke(now, arn, m)
	case "events":
		return r.put(now, arn, m)
	case "s3":
		return r.store(now, arn, m)
	}
	return fmt.Errorf("nothing is delivered to the service %s", a.Service)
}

func (r *Relay) invoke(now int64, arn string, m Message) error {
	switch {
	case m.Hops >= maxHops && (r.options.Loops == nil || !r.options.Loops(arn)):
		return fmt.Errorf("a recursive loop of %d functions was stopped", m.Hops)
	case !json.Valid([]byte(m.Body)):
		return fmt.Errorf("the event is no JSON")
	case r.options.Allowed != nil && m.Caller.Service != "lambda.amazonaws.com":
		if err := r.options.Allowed(arn, m.Caller); err != nil {
			return err
		}
	}
	switch {
	case len(m.Body) > maxPayload:
		return fmt.Errorf("the event has %d bytes, an asynchronous invoke takes %d", len(m.Body), maxPayload)
	}
	return r.options.Invoke(now, Call{ARN: arn, Payload: []byte(m.Body), Caller: m.Caller, Hops: m.Hops + 1})
}

// put puts an event onto the bus of an ARN.
func (r *Relay) put(now int64, arn string, m Message) error {
	id, ok := buses.ParseARN(arn)
	switch {
	case !ok || !r.Buses.Exists(id):
		return fmt.Errorf("there is no event bus %s", arn)
	case m.Entry == nil:
		return fmt.Errorf("an event bus takes no message of this kind")
	case m.Entry.Size() > maxEvent:
		return fmt.Errorf("the event is larger than %d bytes", maxEvent)
	case m.Hops >= maxHops:
		return fmt.Errorf("a recursive loop of %d deliveries was stopped", m.Hops)
	}
	_, out := r.Buses.Put(now, id, *m.Entry)
	r.fromBus(now, out, m.Hops)
	return nil
}

// maxEvent is the largest event of a bus.
// https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-putevents.html
const maxEvent = 256 << 10

// store puts an object into the bucket of an ARN, which tells its own targets.
func (r *Relay) store(now int64, arn string, m Message) error {
	name, _ := buckets.ParseARN(arn)
	b, ok := r.Buckets.Find(name)
	switch {
	case !ok || r.options.Store == nil:
		return fmt.Errorf("there is no bucket %q", name)
	case m.Key == "":
		return fmt.Errorf("a bucket takes no message of this kind")
	case m.Hops >= maxHops:
		return fmt.Errorf("a recursive loop of %d deliveries was stopped", m.Hops)
	}
	r.stored++
	etag, err := r.options.Store(name, m.Key, []byte(m.Body))
	if err != nil {
		return err
	}
	r.changed(now, name, buckets.Change{Event: "ObjectCreated:Put", Key: m.Key, Size: int64(len(m.Body)), ETag: etag,
		RequestID: RequestID(1<<63 + r.stored), SourceIP: "127.0.0.1", Principal: b.Account}, m.Hops)
	return nil
}

// RequestID shapes a number as S3 shapes the ids of requests.
func RequestID(n uint64) string {
	return strings.ToUpper(strings.ReplaceAll(catalog.UUID("s3 request", n), "-", "")[16:])
}

// Publish takes a message for a topic and gives its id.
func (r *Relay) Publish(now int64, id topics.ID, m topics.Message) (messageID string, err error) {
	return r.publish(now, id, m, 0)
}

func (r *Relay) publish(now int64, id topics.ID, m topics.Message, hops int) (string, error) {
	messageID, out, err := r.Topics.Publish(now, id, m)
	for _, d := range out {
		r.hand(now, d.Endpoint, d.DeadLetter, Message{Body: d.Body, Attributes: d.Attributes, Hops: hops,
			Caller: Caller{"sns.amazonaws.com", id.ARN(), id.Account}})
	}
	return messageID, err
}

// PutEvent takes an event for a bus and gives its id.
func (r *Relay) PutEvent(now int64, id buses.ID, e buses.Entry) (eventID string) {
	eventID, out := r.Buses.Put(now, id, e)
	r.fromBus(now, out, 0)
	return eventID
}

func (r *Relay) fromBus(now int64, list []buses.Delivery, hops int) {
	for _, d := range list {
		m := Message{Body: d.Body, Entry: d.Entry, Hops: hops, Caller: Caller{Service: "events.amazonaws.com", SourceARN: d.Rule}}
		if d.Entry != nil {
			m.Hops++ // a bus that leads back to itself ends as well
		}
		if a, ok := naming.ParseARN(d.Rule); ok {
			m.Caller.Account = a.Account
		}
		r.hand(now, d.Endpoint, d.DeadLetter, m)
	}
}

// Changed takes a change of an object.
func (r *Relay) Changed(now int64, bucket string, c buckets.Change) { r.changed(now, bucket, c, 0) }

func (r *Relay) changed(now int64, bucket string, c buckets.Change, hops int) {
	b, _ := r.Buckets.Find(bucket)
	for _, d := range r.Buckets.Changed(now, bucket, c) {
		if d.Bus != nil {
			e := buses.Entry{Source: "aws.s3", DetailType: d.Bus.DetailType, Detail: d.Bus.Detail, Resources: []string{d.Bus.Resource}}
			_, out := r.Buses.Put(now, buses.ID{Account: d.Bus.Account, Region: d.Bus.Region, Name: buses.Default}, e)
			r.fromBus(now, out, hops)
			continue
		}
		r.hand(now, d.ARN, "", Message{Body: d.Body, Hops: hops,
			Caller: Caller{"s3.amazonaws.com", buckets.ARN(bucket), b.Account}})
	}
}

// hand delivers a message, or puts it into a dead-letter queue, and counts what
// became of it.
func (r *Relay) hand(now int64, arn, deadLetter string, m Message) {
	err := r.Deliver(now, arn, m)
	if err == nil {
		r.counts.Delivered++
		return
	}
	if id, ok := queue.ParseARN(deadLetter); ok {
		if _, err = r.Queues.Send(now, id, queue.Message{Body: m.Body, Attributes: deadLetterAttributes(arn, m, err)}); err == nil {
			r.counts.DeadLettered++
			return
		}
	}
	r.counts.Dropped++
}

// deadLetterAttributes tell a rule's dead-letter queue why an event is in it;
// SNS's get the message's own attributes.
// https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-dlq.html
func deadLetterAttributes(arn string, m Message, err error) []queue.Attribute {
	if m.Caller.Service != "events.amazonaws.com" {
		return m.Attributes
	}
	attribute := func(name, value string) queue.Attribute {
		return queue.Attribute{Name: name, Type: "String", Text: value}
	}
	return []queue.Attribute{
		attribute("ERROR_CODE", "RESOURCE_NOT_FOUND"), attribute("ERROR_MESSAGE", err.Error()),
		attribute("RULE_ARN", m.Caller.SourceARN), attribute("TARGET_ARN", arn),
	}
}

// Exists says whether the target of an ARN is there and can be delivered to;
// functions are not asked for.
func (r *Relay) Exists(arn string) bool {
	a, ok := naming.ParseARN(arn)
	if !ok {
		return false
	}
	switch a.Service {
	case "sqs":
		id, ok := queue.ParseARN(arn)
		return ok && r.Queues.Exists(id)
	case "sns":
		id, ok := topics.ParseARN(arn)
		return ok && r.Topics.Exists(id)
	case "events":
		id, ok := buses.ParseARN(arn)
		return ok && r.Buses.Exists(id)
	case "s3":
		name, _ := buckets.ParseARN(arn)
		_, ok := r.Buckets.Find(name)
		return ok
	}
	return false
}

// Tellable says why a service cannot hand anything to a target, in S3's words;
// "" when it can.
func (r *Relay) Tellable(arn string, by Caller) string {
	a, _ := naming.ParseARN(arn)
	switch {
	case a.Service == "lambda":
		if r.options.Allowed != nil && r.options.Allowed(arn, by) != nil {
			return "Not authorized to invoke function [" + arn + "]"
		}
		return ""
	case r.Exists(arn):
		return ""
	}
	return "The destination " + a.Service + " does not exist" // what AWS says of a queue or topic of the owner's
}

// Clock is the wall clock at a time of the relay.
func (r *Relay) Clock(now int64) time.Time { return r.options.Epoch.Add(time.Duration(now)) }
