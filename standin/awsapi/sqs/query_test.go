package sqs

import (
	"encoding/json"
	"encoding/xml"
	"errors"
	"io"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
)

// form posts a form and returns status and body.
func form(t *testing.T, h *handler, path, body string) (int, string) {
	t.Helper()
	w := httptest.NewRecorder()
	w.Header().Set("X-Amzn-Requestid", "id-1")
	r := httptest.NewRequest("POST", "http://127.0.0.1"+path, strings.NewReader(body))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	h.ServeHTTP(w, r)
	return w.Code, strings.TrimPrefix(w.Body.String(), xml.Header)
}

func TestQueryProtocol(t *testing.T) {
	h := &handler{opt: Options{Account: "111122223333", Region: "eu-west-1"}, backend: withWork(t)}
	const ns, end = ` xmlns="http://queue.amazonaws.com/doc/2012-11-05/"`, `<ResponseMetadata><RequestId>id-1</RequestId></ResponseMetadata>`
	wrap := func(action, result string) string {
		return "<" + action + "Response" + ns + "><" + action + "Result>" + result + "</" + action + "Result>" + end + "</" + action + "Response>"
	}
	for _, c := range []struct {
		name, path, body string
		status           int
		want             string // "": the start says enough
		start            string
	}{
		{"create", "/", "Action=CreateQueue&Version=2012-11-05&QueueName=q&Attribute.1.Name=VisibilityTimeout&Attribute.1.Value=7", 200,
			wrap("CreateQueue", "<QueueUrl>http://127.0.0.1/111122223333/q</QueueUrl>"), ""},
		{"attributes", "/111122223333/q", "Action=GetQueueAttributes&AttributeName.1=VisibilityTimeout", 200,
			wrap("GetQueueAttributes", "<Attribute><Name>VisibilityTimeout</Name><Value>7</Value></Attribute>"), ""},
		{"list", "/?Action=ListQueues&QueueNamePrefix=q", "", 200, wrap("ListQueues", "<QueueUrl>http://127.0.0.1/111122223333/q</QueueUrl>"), ""},
		{"send", "/111122223333/q", "Action=SendMessage&DelaySeconds=0&MessageBody=a%3Cb&MessageAttribute.1.Name=n&MessageAttribute.1.Value.DataType=Number&MessageAttribute.1.Value.StringValue=1", 200,
			"", "<SendMessageResponse" + ns + "><SendMessageResult><MD5OfMessageAttributes>"},
		{"receive", "/111122223333/q", "Action=ReceiveMessage&MaxNumberOfMessages=10&MessageAttributeName.1=All&AttributeName.1=ApproximateReceiveCount", 200,
			"", "<ReceiveMessageResponse" + ns + "><ReceiveMessageResult><Message><Attribute><Name>ApproximateReceiveCount</Name><Value>1</Value></Attribute><Body>a&lt;b</Body>"},
		{"nothing left", "/111122223333/q", "Action=ReceiveMessage", 200, wrap("ReceiveMessage", ""), ""},
		{"batch of visibilities", "/111122223333/q", "Action=ChangeMessageVisibilityBatch&ChangeMessageVisibilityBatchRequestEntry.1.Id=a&ChangeMessageVisibilityBatchRequestEntry.1.ReceiptHandle=x&ChangeMessageVisibilityBatchRequestEntry.1.VisibilityTimeout=0", 200,
			wrap("ChangeMessageVisibilityBatch", "<BatchResultErrorEntry><Code>ReceiptHandleIsInvalid</Code><Id>a</Id><Message>The input receipt handle &#34;x&#34; is not a valid receipt handle.</Message><SenderFault>true</SenderFault></BatchResultErrorEntry>"), ""},
		{"batch", "/111122223333/q", "Action=DeleteMessageBatch&DeleteMessageBatchRequestEntry.1.Id=a&DeleteMessageBatchRequestEntry.1.ReceiptHandle=x", 200,
			wrap("DeleteMessageBatch", "<BatchResultErrorEntry><Code>ReceiptHandleIsInvalid</Code><Id>a</Id><Message>The input receipt handle &#34;x&#34; is not a valid receipt handle.</Message><SenderFault>true</SenderFault></BatchResultErrorEntry>"), ""},
		{"no such queue", "/", "Action=GetQueueUrl&QueueName=nope", 400,
			"<ErrorResponse" + ns + "><Error><Type>Sender</Type><Code>AWS.SimpleQueueService.NonExistentQueue</Code><Message>The specified queue does not exist.</Message><Detail/></Error><RequestId>id-1</RequestId></ErrorResponse>", ""},
		{"not built", "/", "Action=TagQueue", 501, "", "<ErrorResponse" + ns + "><Error><Type>Receiver</Type><Code>NotImplementedException</Code>"},
		{"no action", "/", "", 400, "", "<ErrorResponse" + ns + "><Error><Type>Sender</Type><Code>MissingParameter</Code>"},
		{"no number", "/111122223333/q", "Action=ReceiveMessage&WaitTimeSeconds=x", 400, "", "<ErrorResponse" + ns + "><Error><Type>Sender</Type><Code>InvalidParameterValue</Code>"},
		{"no form", "/", "Action=%zz", 400, "", "<ErrorResponse" + ns + "><Error><Type>Sender</Type><Code>InvalidParameterValue</Code>"},
	} {
		status, body := form(t, h, c.path, c.body)
		if status != c.status || c.want != "" && body != c.want || !strings.HasPrefix(body, c.start) {
			t.Errorf("%s: %d %s\nwant %d %s%s", c.name, status, body, c.status, c.want, c.start)
		}
	}
}

func TestFormJSON(t *testing.T) {
	in, err := url.ParseQuery("Action=SendMessageBatch&SendMessageBatchRequestEntry.10.Id=j&SendMessageBatchRequestEntry.2.Id=b" +
		"&SendMessageBatchRequestEntry.2.DelaySeconds=3&SendMessageBatchRequestEntry.2.MessageAttribute.1.Name=x" +
		"&SendMessageBatchRequestEntry.2.MessageAttribute.1.Value.DataType=String&Attribute.1.Name=VisibilityTimeout&Attribute.1.Value=5")
	if err != nil {
		t.Fatal(err)
	}
	const want = `{"Action":"SendMessageBatch","Attributes":{"VisibilityTimeout":"5"},"Entries":[` +
		`{"DelaySeconds":3,"Id":"b","MessageAttributes":{"x":{"DataType":"String"}}},{"Id":"j"}]}`
	if got := string(formJSON(in)); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

// FuzzQuery: every form becomes JSON, and every answer is well-formed XML.
func FuzzQuery(f *testing.F) {
	f.Add("Action=SendMessage&QueueUrl=/111122223333/work&MessageBody=x")
	f.Add("Action=CreateQueue&QueueName=q&Attribute.1.Name=VisibilityTimeout&Attribute.1.Value=5&Attribute=x&Attribute.1=y")
	f.Fuzz(func(t *testing.T, body string) {
		if values, err := url.ParseQuery(body); err == nil && !json.Valid(formJSON(values)) {
			t.Errorf("%q has no JSON", body)
		} else if values.Has("WaitTimeSeconds") || strings.Contains(body, "ReceiveMessageWaitTimeSeconds") {
			return // it would wait
		}
		h := &handler{opt: Options{Account: "111122223333", Region: "eu-west-1"}, backend: newOwner()}
		_, answer := form(t, h, "/", body)
		d := xml.NewDecoder(strings.NewReader(answer))
		for {
			if _, err := d.Token(); errors.Is(err, io.EOF) {
				return
			} else if err != nil {
				t.Fatalf("%q is answered %q: %v", body, answer, err)
			}
		}
	})
}
