package hit

import (
	"bytes"
	"encoding/json"
)

// EventMark begins the line by which a function tells, in its log, which event
// of its source an attempt works on: EventMark, the Lambda request id, a tab,
// "Event: " and the id.
const EventMark = "SQUALL_EVENT RequestId: "

// EventID is what the source of an asynchronous event calls it: of a change in
// S3 the id of the request that made it, of an SNS message and an EventBridge
// event their own ids. Who put the object, message or event there knows it too.
// It is "" for an event of any other kind.
func EventID(payload []byte) string {
	if !bytes.Contains(payload, []byte(`"aws:s3"`)) && !bytes.Contains(payload, []byte(`"aws:sns"`)) && !bytes.Contains(payload, []byte(`"detail-type"`)) {
		return ""
	}
	var p struct {
		ID         string `json:"id"`
		DetailType string `json:"detail-type"`
		Records    []struct {
			Source string            `json:"eventSource"`
			S3     map[string]string `json:"responseElements"`
			Sns    struct{ MessageId string }
		}
	}
	if json.Unmarshal(payload, &p) != nil {
		return ""
	}
	if len(p.Records) == 0 {
		if p.DetailType == "" {
			return ""
		}
		return p.ID
	}
	if id := p.Records[0].Sns.MessageId; id != "" {
		return id
	}
	return p.Records[0].S3["x-amz-request-id"]
}
