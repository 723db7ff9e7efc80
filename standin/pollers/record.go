package pollers

import (
	"bytes"
	"encoding/json"
	"strconv"

	"squall/standin/queue"
)

// record is a message as the function gets it.
// https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html
type record struct {
	MessageID     string               `json:"messageId"`
	ReceiptHandle string               `json:"receiptHandle"`
	Body          string               `json:"body"`
	Attributes    attributes           `json:"attributes"`
	Message       map[string]attribute `json:"messageAttributes"`
	AttributesMD5 string               `json:"md5OfMessageAttributes,omitempty"`
	BodyMD5       string               `json:"md5OfBody"`
	Source        string               `json:"eventSource"`
	SourceARN     string               `json:"eventSourceARN"`
	Region        string               `json:"awsRegion"`
}

type attributes struct {
	Count       string `json:"ApproximateReceiveCount"`
	TraceHeader string `json:"AWSTraceHeader,omitempty"`
	Sent        string `json:"SentTimestamp"`
	Sender      string `json:"SenderId"`
	First       string `json:"ApproximateFirstReceiveTimestamp"`
	Source      string `json:"DeadLetterQueueSourceArn,omitempty"`
}

// attribute is a message attribute; the lists are always empty.
type attribute struct {
	Text   string   `json:"stringValue,omitempty"`
	Binary []byte   `json:"binaryValue,omitempty"`
	Texts  []string `json:"stringListValues"`
	Bins   []string `json:"binaryListValues"`
	Type   string   `json:"dataType"`
}

func recordOf(from queue.ID, m *queue.Received) *record {
	r := &record{
		MessageID: m.MessageID, ReceiptHandle: m.ReceiptHandle, Body: m.Body, BodyMD5: m.BodyMD5,
		Attributes: attributes{Count: strconv.Itoa(m.Count), TraceHeader: m.TraceHeader, Sent: strconv.FormatInt(m.SentAt, 10),
			Sender: from.Account, First: strconv.FormatInt(m.FirstAt, 10), Source: m.Source},
		Message: map[string]attribute{}, AttributesMD5: queue.AttributesMD5(m.Attributes),
		Source: "aws:sqs", SourceARN: from.ARN(), Region: from.Region,
	}
	for _, a := range m.Attributes {
		r.Message[a.Name] = attribute{Text: a.Text, Binary: a.Binary, Texts: []string{}, Bins: []string{}, Type: a.Type}
	}
	return r
}

func (r *record) bytes() []byte {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(r); err != nil {
		panic("pollers: internal error: a message has no JSON: " + err.Error())
	}
	return bytes.TrimSuffix(b.Bytes(), []byte("\n"))
}

// document is the record as filters read it: a body in JSON is what it says.
// https://docs.aws.amazon.com/lambda/latest/dg/with-sqs-filtering.html
func (r *record) document() map[string]any {
	document, _ := decode(r.bytes()).(map[string]any) // a record is an object
	if body := decode([]byte(r.Body)); body != nil {
		document["body"] = body
	}
	return document
}

// decode reads JSON as patterns want it; nil for anything else.
func decode(text []byte) (v any) {
	if !json.Valid(text) {
		return nil
	}
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber()
	if d.Decode(&v) != nil {
		return nil
	}
	return v
}

// The event around the records.
const (
	eventHead = `{"Records":[`
	eventTail = `]}`
)

// event is what the function is invoked with.
func (b *batch) event() []byte {
	out := make([]byte, 0, b.size)
	out = append(out, eventHead...)
	for i, it := range b.items {
		if i > 0 {
			out = append(out, ',')
		}
		out = append(out, it.record...)
	}
	return append(out, eventTail...)
}

// itemFailures reads which messages of a batch a function could not deal with;
// ok is false when the whole batch has failed, as it has when the answer names
// a message that is not in it, or none. No answer, or one without a list, is
// success. An answer in JSON that is no object is a failure (a guess).
// https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html#services-sqs-batchfailurereporting
func itemFailures(payload []byte, b *batch) (failed map[string]bool, ok bool) {
	if len(bytes.TrimSpace(payload)) == 0 {
		return nil, true
	}
	var answer map[string]json.RawMessage // names are told apart by case
	if json.Unmarshal(payload, &answer) != nil {
		return nil, false
	}
	var list []map[string]any
	if text := answer["batchItemFailures"]; text != nil && json.Unmarshal(text, &list) != nil {
		return nil, false
	}
	known := map[string]bool{}
	for _, it := range b.items {
		known[it.id] = true
	}
	failed = map[string]bool{}
	for _, f := range list {
		id, _ := f["itemIdentifier"].(string)
		if !known[id] {
			return nil, false
		}
		failed[id] = true
	}
	return failed, true
}
