package logs

import (
	"maps"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"squall/standin/logs"
)

// FuzzOperations: no request of any operation panics or is answered with 500.
func FuzzOperations(f *testing.F) {
	for _, body := range []string{`{}`, `{"logGroupName":"/aws/lambda/f","logStreamName":"s","nextToken":"f/00000000000000000000000000000000/s","limit":1}`,
		`{"logGroupName":"/aws/lambda/f","logStreamName":"s","logEvents":[{"timestamp":-9223372036854775808,"message":"m"},{"timestamp":9223372036854775807,"message":"m"}]}`,
		`{"logGroupName":"/aws/lambda/f","startTime":-1,"endTime":9223372036854775807,"queryString":"stats count(*) by bin(1m)","filterPattern":"{ $.a = 1 }"}`,
		`{"resourceArn":"arn:aws:logs:us-east-1:111122223333:log-group:/aws/lambda/f:*","tags":{"a":"b"},"tagKeys":["a"],"retentionInDays":1}`} {
		for op := range 19 {
			f.Add(op, body)
		}
	}
	f.Fuzz(func(t *testing.T, op int, body string) {
		o := &owner{now: noon, store: logs.New()}
		o.invoked(3)
		api := New(Options{Account: "111122223333", Region: "us-east-1"}, o)
		names := slices.Sorted(maps.Keys(api.Operations))
		name := names[uint(op)%uint(len(names))]
		for range 2 {
			r := httptest.NewRequest("POST", "/", strings.NewReader(body))
			r.Header.Set("X-Amz-Target", "Logs_20140328."+name)
			w := httptest.NewRecorder()
			if api.ServeHTTP(w, r); w.Code == 500 {
				t.Errorf("%s %q: %s", name, body, w.Body)
			}
		}
	})
}
