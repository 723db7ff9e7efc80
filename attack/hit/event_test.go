package hit

import "testing"

func TestEventID(t *testing.T) {
	for payload, want := range map[string]string{
		`{"Records":[{"eventSource":"aws:s3","responseElements":{"x-amz-request-id":"0123456789ABCDEF"}}]}`: "0123456789ABCDEF",
		`{"Records":[{"EventSource":"aws:sns","Sns":{"MessageId":"m-1"}}]}`:                                 "m-1",
		`{"version":"0","id":"e-1","detail-type":"order","detail":{}}`:                                      "e-1",
		`{"id":"7"}`: "",
		`{"Records":[{"eventSource":"aws:sqs","messageId":"x"}]}`: "",
		`{"Records":"aws:s3"}`: "",
		`"aws:s3"`:             "",
		`{"detail-type": [1]}`: "",
		``:                     "",
		`{"Records":["aws:s3"`: "",
	} {
		if got := EventID([]byte(payload)); got != want {
			t.Errorf("%s: %q, want %q", payload, got, want)
		}
	}
}
