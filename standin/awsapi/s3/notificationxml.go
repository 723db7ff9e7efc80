package s3

import (
	"cmp"
	"encoding/xml"
	"net/http"
	"strings"

	"squall/standin/buckets"
	"squall/standin/catalog/naming"
	"squall/standin/relay"
)

// read checks the ARN and the filter of one target.
func (t *target) read(service string) (buckets.Notification, *buckets.Error) {
	n := buckets.Notification{ID: t.ID, ARN: cmp.Or(t.Topic, t.Queue, t.Function), Events: t.Events}
	a, ok := naming.ParseARN(n.ARN)
	if !ok || a.Service != service || a.Resource == "" {
		return n, invalid("The ARN could not be parsed", strings.ToUpper(service[:1])+service[1:], n.ARN)
	}
	if strings.HasSuffix(a.Resource, ".fifo") {
		return n, invalid("FIFO queues and topics are not supported as destinations", "Arn", n.ARN)
	}
	for _, r := range t.Rules {
		switch strings.ToLower(r.Name) {
		case "prefix":
			if n.Prefix != "" {
				return n, invalid("Cannot specify more than one prefix rule in a filter.", "FilterRule", r.Value)
			}
			n.Prefix = r.Value
		case "suffix":
			if n.Suffix != "" {
				return n, invalid("Cannot specify more than one suffix rule in a filter.", "FilterRule", r.Value)
			}
			n.Suffix = r.Value
		default:
			return n, invalid("filter rule name must be either prefix or suffix", "FilterRule.Name", r.Name)
		}
		if len(r.Value) > 1024 {
			return n, invalid("filter rule value cannot exceed 1024 bytes", "FilterRule.Value", r.Value[:64])
		}
	}
	return n, nil
}

// showNotifications writes the configuration as S3 shows it: the names of
// filter rules begin with a capital letter, whatever they were written with.
func (x *exchange) showNotifications() *buckets.Error {
	var config buckets.Notifications
	refused := code("InternalError") // unless the buckets can be asked
	x.backend.Relay(func(_ int64, r *relay.Relay) { config, refused = r.Buckets.Notifications(x.bucket) })
	if refused != nil {
		return refused
	}
	out := configuration{Namespace: "http://s3.amazonaws.com/doc/2006-03-01/"}
	if config.EventBridge {
		out.EventBridge = &struct{}{}
	}
	for _, n := range config.Targets {
		t := target{ID: n.ID, Events: n.Events}
		if n.Prefix != "" {
			t.Rules = append(t.Rules, rule{"Prefix", n.Prefix})
		}
		if n.Suffix != "" {
			t.Rules = append(t.Rules, rule{"Suffix", n.Suffix})
		}
		switch a, _ := naming.ParseARN(n.ARN); a.Service {
		case "sns":
			t.Topic = n.ARN
			out.Topics = append(out.Topics, t)
		case "sqs":
			t.Queue = n.ARN
			out.Queues = append(out.Queues, t)
		default:
			t.Function = n.ARN
			out.Functions = append(out.Functions, t)
		}
	}
	text, err := xml.Marshal(out)
	if err != nil {
		return &buckets.Error{Status: http.StatusInternalServerError, Code: "InternalError", Message: err.Error()}
	}
	return x.writeXML(string(text))
}
