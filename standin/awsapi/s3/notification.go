package s3

import (
	"encoding/xml"
	"fmt"
	"io"
	"net/http"
	"strings"

	"squall/standin/buckets"
	"squall/standin/relay"
)

// configuration is a notification configuration on the wire, whose names are
// older than those of the SDKs.
// https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketNotificationConfiguration.html
type configuration struct {
	XMLName     xml.Name  `xml:"NotificationConfiguration"`
	Namespace   string    `xml:"xmlns,attr,omitempty"`
	Topics      []target  `xml:"TopicConfiguration"`
	Queues      []target  `xml:"QueueConfiguration"`
	Functions   []target  `xml:"CloudFunctionConfiguration"`
	EventBridge *struct{} `xml:"EventBridgeConfiguration"`
}

// target is one of them; exactly one of the three ARNs is set.
type target struct {
	ID       string   `xml:"Id,omitempty"`
	Topic    string   `xml:",omitempty"`
	Queue    string   `xml:",omitempty"`
	Function string   `xml:"CloudFunction,omitempty"`
	Events   []string `xml:"Event"`
	Rules    []rule   `xml:"Filter>S3Key>FilterRule"`
}

type rule struct{ Name, Value string }

// unableToValidate begins the refusal of destinations that could not be told.
const unableToValidate = "Unable to validate the following destination configurations"

// notification reads or replaces the notification configuration.
func (x *exchange) notification() *buckets.Error {
	switch x.r.Method {
	case http.MethodGet:
		return x.showNotifications()
	case http.MethodPut:
		return x.putNotifications()
	}
	return notAllowed()
}

func (x *exchange) putNotifications() *buckets.Error {
	body, err := io.ReadAll(http.MaxBytesReader(x.w.ResponseWriter, x.r.Body, 1<<20))
	var in configuration
	if err != nil || xml.Unmarshal(body, &in) != nil {
		return code("MalformedXML")
	}
	config := buckets.Notifications{EventBridge: in.EventBridge != nil}
	for i, list := range [...][]target{in.Topics, in.Queues, in.Functions} {
		for _, t := range list {
			n, err := t.read([...]string{"sns", "sqs", "lambda"}[i])
			if err != nil {
				return err
			}
			config.Targets = append(config.Targets, n)
		}
	}
	skip := strings.EqualFold(x.r.Header.Get("X-Amz-Skip-Destination-Validation"), "true")
	refused := code("InternalError") // unless the buckets can be asked
	x.backend.Relay(func(now int64, r *relay.Relay) { refused = x.configure(now, r, config, skip) })
	return refused
}

// configure replaces the configuration, once every target could be told, and
// sends the test event to new queues and topics.
func (x *exchange) configure(now int64, r *relay.Relay, config buckets.Notifications, skip bool) *buckets.Error {
	for i := range config.Targets {
		n := &config.Targets[i]
		if n.ID == "" {
			n.ID = fmt.Sprintf("%s-%d", x.id, i)
		}
		if why := r.Tellable(n.ARN, relay.Caller{Service: "s3.amazonaws.com", SourceARN: buckets.ARN(x.bucket), Account: x.scope.Account}); why != "" && !skip {
			return invalid(unableToValidate, n.ARN+", null", why)
		}
	}
	before, _ := r.Buckets.Notifications(x.bucket)
	if err := r.Buckets.Put(x.bucket, config); err != nil {
		return err
	}
	for _, n := range config.Targets {
		if !strings.Contains(n.ARN, ":lambda:") && !told(before, n.ARN) {
			_ = r.Deliver(now, n.ARN, relay.Message{Body: r.Buckets.Test(now, x.bucket, x.id)}) // it was there a moment ago
		}
	}
	return nil
}

func told(config buckets.Notifications, arn string) bool {
	for _, n := range config.Targets {
		if n.ARN == arn {
			return true
		}
	}
	return false
}
