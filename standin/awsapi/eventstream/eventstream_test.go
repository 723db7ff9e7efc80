package eventstream

import (
	"bytes"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws/protocol/eventstream"
)

// FuzzEvent: AWS's own decoder reads what is written, frame by frame.
func FuzzEvent(f *testing.F) {
	f.Add("PayloadChunk", "application/octet-stream", []byte(`{"ok":true}`))
	f.Add("InvokeComplete", "application/json", []byte{})
	f.Fuzz(func(t *testing.T, kind, contentType string, payload []byte) {
		if len(kind) > 30000 || len(contentType) > 30000 || len(payload) > 1<<20 {
			t.Skip("longer than a frame may be")
		}
		r := bytes.NewReader(Event(Event([]byte(nil), kind, contentType, payload), "second", "x", nil))
		d := eventstream.NewDecoder()
		got, err := d.Decode(r, nil)
		if err != nil {
			t.Fatal(err)
		}
		if got.Headers.Get(":event-type").String() != kind || got.Headers.Get(":content-type").String() != contentType || !bytes.Equal(got.Payload, payload) {
			t.Errorf("read %+v", got)
		}
		if got, err = d.Decode(r, nil); err != nil || got.Headers.Get(":event-type").String() != "second" || r.Len() != 0 {
			t.Errorf("the frame behind it: %+v, %v", got, err)
		}
	})
}
