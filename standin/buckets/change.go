package buckets

import (
	"fmt"
	"net/url"
	"strings"
	"time"
)

// Change is what happened to one object.
type Change struct {
	Event     string // ObjectCreated:Put, without s3:
	Key       string
	Size      int64
	ETag      string // without quotes
	RequestID string // of the request that did it
	SourceIP  string
	Principal string // who did it
}

// Delivery is what is to be handed to a target. Event is the record, Bus the
// detail for the account's default bus where the bucket tells it.
type Delivery struct {
	ARN  string // of a function, queue or topic; "" for the bus
	Body string
	Bus  *BusEvent
}

// BusEvent is a change as EventBridge is told it.
type BusEvent struct {
	Account, Region, DetailType, Detail, Resource string
}

// Changed gives what follows from a change of an object, in the order of the
// configuration.
func (s *Buckets) Changed(now int64, name string, c Change) []Delivery {
	b := s.buckets[name]
	if b == nil {
		return nil
	}
	// A sequencer orders the changes of one key.
	s.sequencer = max(s.sequencer+1, s.epoch.UnixNano()+now)
	sequencer := fmt.Sprintf("%018X", s.sequencer)
	var out []Delivery
	for i := range b.config.Targets {
		if n := &b.config.Targets[i]; n.wants(&c) {
			out = append(out, Delivery{ARN: n.ARN, Body: s.record(now, b, n, &c, sequencer)})
		}
	}
	if b.config.EventBridge {
		out = append(out, Delivery{Bus: busEvent(b, &c, sequencer)})
	}
	return out
}

// Test is what queues and topics get when they become targets.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html
func (s *Buckets) Test(now int64, name, requestID string) string {
	return text(struct {
		Service, Event, Time, Bucket string
		RequestID                    string `json:"RequestId"`
		HostID                       string `json:"HostId"`
	}{"Amazon S3", "s3:TestEvent", s.clock(now), name, requestID, hostID(requestID)})
}

func (s *Buckets) clock(now int64) string {
	return s.epoch.Add(time.Duration(now)).UTC().Format("2006-01-02T15:04:05.000Z")
}

// hostID stands for x-amz-id-2, which means something to AWS's support only.
func hostID(requestID string) string { return "squall/" + requestID }

// encoded is a key as events write it: URL-encoded, a space as +, slashes as
// they are.
func encoded(key string) string {
	parts := strings.Split(key, "/")
	for i, p := range parts {
		parts[i] = url.QueryEscape(p)
	}
	return strings.Join(parts, "/")
}
