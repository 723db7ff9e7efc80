package door

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"unicode/utf8"

	"squall/standin/door/route"
	"squall/standin/outcome"
)

func FuzzQuoted(f *testing.F) {
	for _, s := range []string{"", "plain", "a\"b\\c\n\r\t\x00\x1f\x7f", "h\u00e9 \u2028 \U0001f600", "\xff\xc3", "a\xe2\x82"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		got := appendQuoted(nil, s)
		if string(got) != string(appendQuoted(nil, []byte(s))) {
			t.Fatalf("a string and its bytes are quoted differently: %q", s)
		}
		var back string
		if err := json.Unmarshal(got, &back); err != nil {
			t.Fatalf("%q gives %s: %v", s, got, err)
		}
		if want := toValid(s); back != want {
			t.Fatalf("%q came back as %q, want %q", s, back, want)
		}
	})
}

// toValid is what encoding/json makes of a string: every wrong byte is U+FFFD.
func toValid(s string) string {
	var b strings.Builder
	for i := 0; i < len(s); {
		r, n := utf8.DecodeRuneInString(s[i:])
		b.WriteRune(r)
		i += n
	}
	return b.String()
}

// FuzzEvents sends arbitrary queries, header values and bodies through every
// event builder; what comes out must be JSON that holds them.
func FuzzEvents(f *testing.F) {
	f.Add("a=1&a=2&=&b", "value", "text/plain", []byte("body"))
	f.Add("%zz=%20&\"=\\", "\xff\"", "", []byte{0, 255})
	f.Fuzz(func(t *testing.T, query, value, contentType string, body []byte) {
		for door, k := range kinds {
			if k == nil {
				continue
			}
			d, _ := testDoors(t, says(done("{}")))
			r := httptest.NewRequest(http.MethodPost, "/prod/checkout/live/x", nil)
			r.URL.RawQuery = query
			r.Header = http.Header{"X-Value": {value}, "Content-Type": {contentType}, "Cookie": {value}}
			x := handler{d, k}.open(r)
			x.route, x.rest, x.body = route.Route{Door: "alb", Function: "checkout", MultiValue: len(body)%2 == 0, Path: "/prod/checkout"}, "/live/x", body
			x.fields = x.requestFields()
			var e struct {
				Body            *string
				IsBase64Encoded bool
			}
			event := k.event(x, nil)
			if err := json.Unmarshal(event, &e); err != nil {
				t.Fatalf("door %d: %v\n%s", door, err, event)
			}
			switch {
			case len(body) == 0:
			case e.Body == nil:
				t.Fatalf("door %d: the body is gone: %s", door, event)
			case !e.IsBase64Encoded && *e.Body != toValid(string(body)):
				t.Fatalf("door %d: body %q became %q", door, body, *e.Body)
			}
			x.face = outcome.Face{Status: 500, LogReason: value}
			if k.line != nil {
				checkLine(t, door, string(k.line(x, nil)))
			}
		}
	})
}
