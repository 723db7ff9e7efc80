package scheduler

import (
	"encoding/json"
	"encoding/xml"
)

// inBuckets are the operations of S3 that a universal target can be.
var inBuckets = map[string]bool{"DeleteBucket": true, "DeleteObject": true, "PutBucketNotificationConfiguration": true}

// told is one whom a bucket tells, as an SDK and as the wire has it.
type told struct {
	ID       string `json:"Id" xml:"Id,omitempty"`
	Topic    string `json:"TopicArn" xml:"Topic,omitempty"`
	Queue    string `json:"QueueArn" xml:"Queue,omitempty"`
	Function string `json:"LambdaFunctionArn" xml:"CloudFunction,omitempty"`
	Events   []string
	Filter   *struct {
		Key struct {
			FilterRules []struct{ Name, Value string } `xml:"FilterRule"`
		} `xml:"S3Key"`
	} `xml:",omitempty"`
}

// MarshalXML implements xml.Marshaler: an event is an element of its own.
func (t told) MarshalXML(e *xml.Encoder, start xml.StartElement) error {
	type plain told
	return e.EncodeElement(struct {
		plain
		Event []string
	}{plain{t.ID, t.Topic, t.Queue, t.Function, nil, t.Filter}, t.Events}, start)
}

// notified is whom a bucket tells.
type notified struct {
	XMLName     xml.Name  `json:"-" xml:"NotificationConfiguration"`
	Topics      []told    `json:"TopicConfigurations" xml:"TopicConfiguration"`
	Queues      []told    `json:"QueueConfigurations" xml:"QueueConfiguration"`
	Functions   []told    `json:"LambdaFunctionConfigurations" xml:"CloudFunctionConfiguration"`
	EventBridge *struct{} `json:"EventBridgeConfiguration" xml:"EventBridgeConfiguration,omitempty"`
}

// inXML is the body of an operation of S3.
func inXML(in map[string]any) []byte {
	var config notified
	_ = json.Unmarshal(marshal(in["NotificationConfiguration"]), &config) // what is no configuration is an empty one
	text, err := xml.Marshal(config)
	if err != nil {
		panic("scheduler: a configuration of strings is no XML: " + err.Error())
	}
	return text
}
