package buckets

import (
	"encoding/json"
	"strings"
)

type identity struct {
	PrincipalID string `json:"principalId"`
}

// record is one change in an event, version 2.1.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html
type record struct {
	EventVersion      string            `json:"eventVersion"`
	EventSource       string            `json:"eventSource"`
	Region            string            `json:"awsRegion"`
	EventTime         string            `json:"eventTime"`
	EventName         string            `json:"eventName"`
	UserIdentity      identity          `json:"userIdentity"`
	RequestParameters map[string]string `json:"requestParameters"`
	ResponseElements  map[string]string `json:"responseElements"`
	S3                recordS3          `json:"s3"`
}

type recordS3 struct {
	SchemaVersion string       `json:"s3SchemaVersion"`
	Configuration string       `json:"configurationId"`
	Bucket        recordBucket `json:"bucket"`
	Object        recordObject `json:"object"`
}

type recordBucket struct {
	Name  string   `json:"name"`
	Owner identity `json:"ownerIdentity"`
	ARN   string   `json:"arn"`
}

type recordObject struct {
	Key       string `json:"key"`
	Size      *int64 `json:"size,omitempty"`
	ETag      string `json:"eTag,omitempty"`
	Sequencer string `json:"sequencer"`
}

// record is the event that a target gets; of a removed object it has no size
// and no tag.
func (s *Buckets) record(now int64, b *bucket, n *Notification, c *Change, sequencer string) string {
	object := recordObject{Key: encoded(c.Key), Sequencer: sequencer}
	if strings.HasPrefix(c.Event, "ObjectCreated:") {
		object.Size, object.ETag = &c.Size, c.ETag
	}
	return text(struct{ Records []record }{[]record{{
		EventVersion: "2.1", EventSource: "aws:s3", Region: b.Region, EventTime: s.clock(now), EventName: c.Event,
		UserIdentity:      identity{"AWS:" + c.Principal},
		RequestParameters: map[string]string{"sourceIPAddress": c.SourceIP},
		ResponseElements:  map[string]string{"x-amz-request-id": c.RequestID, "x-amz-id-2": hostID(c.RequestID)},
		S3: recordS3{SchemaVersion: "1.0", Configuration: n.ID, Object: object,
			Bucket: recordBucket{Name: b.Name, Owner: identity{b.Account}, ARN: ARN(b.Name)}},
	}}})
}

// reasons are the operations behind events, as EventBridge names them.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/ev-events.html
var reasons = map[string]string{
	"ObjectCreated:Put": "PutObject", "ObjectCreated:Post": "POST Object", "ObjectCreated:Copy": "CopyObject",
	"ObjectCreated:CompleteMultipartUpload": "CompleteMultipartUpload", "ObjectRemoved:Delete": "DeleteObject",
}

type busDetail struct {
	Version string            `json:"version"`
	Bucket  map[string]string `json:"bucket"`
	Object  struct {
		Key       string `json:"key"`
		Size      *int64 `json:"size,omitempty"`
		ETag      string `json:"etag,omitempty"`
		Sequencer string `json:"sequencer"`
	} `json:"object"`
	RequestID    string `json:"request-id"`
	Requester    string `json:"requester"`
	SourceIP     string `json:"source-ip-address"`
	Reason       string `json:"reason"`
	DeletionType string `json:"deletion-type,omitempty"`
}

func busEvent(b *bucket, c *Change, sequencer string) *BusEvent {
	d := busDetail{Version: "0", Bucket: map[string]string{"name": b.Name}, RequestID: c.RequestID, Requester: b.Account, SourceIP: c.SourceIP, Reason: reasons[c.Event]}
	d.Object.Key, d.Object.Sequencer = c.Key, sequencer
	kind := "Object Created"
	if strings.HasPrefix(c.Event, "ObjectRemoved:") {
		kind, d.DeletionType = "Object Deleted", "Permanently Deleted"
	} else {
		d.Object.Size, d.Object.ETag = &c.Size, c.ETag
	}
	return &BusEvent{b.Account, b.Region, kind, text(d), ARN(b.Name)}
}

// text is the JSON of a value as AWS writes it: < and > stay.
func text(v any) string {
	var b strings.Builder
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		panic("buckets: internal error: " + err.Error())
	}
	return strings.TrimSuffix(b.String(), "\n")
}
