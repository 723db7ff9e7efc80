package outcome

import (
	"errors"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"

	"squall/standin/invoke"
)

// show prints an answer in one line: status, headers, body.
func show(a Answer) string {
	var b strings.Builder
	b.WriteString(strconv.Itoa(a.Status))
	for _, h := range a.Headers {
		b.WriteString(" " + h.Name + "=" + h.Value)
	}
	return b.String() + " | " + string(a.Body)
}

const (
	restType = " content-type=application/json | "
	httpType = " content-type=text/plain; charset=utf-8 | "
	albType  = " content-type=application/octet-stream | "
)

const bad, big = "malformed", "too large"

type parseCase struct {
	door    int
	payload string
	want    string // as show prints it, or bad or big
}

// restCases are a REST API's, as recorded.
var restCases = []parseCase{
	{invoke.DoorREST, `{"statusCode":200}`, "200" + restType},
	{invoke.DoorREST, `{}`, "200" + restType},
	{invoke.DoorREST, `{"headers":{"test-header":"value"}}`, "200 test-header=value" + restType},
	{invoke.DoorREST, `{"statusCode":200,"headers":{"t":"value","b":true}}`, "200 b=true t=value" + restType},
	{invoke.DoorREST, `{"statusCode":200,"headers":null}`, "200" + restType},
	{invoke.DoorREST, `{"statusCode":200,"wrongValue":"value"}`, bad},
	{invoke.DoorREST, `{"statusCode":200,"body":"dGVzdA==","isBase64Encoded":true}`, "200" + restType + "dGVzdA=="},
	{invoke.DoorREST, `{"statusCode":200,"multiValueHeaders":{"m":["1","2"]}}`, "200 m=1 m=2" + restType},
	{invoke.DoorREST, `{"statusCode":200,"multiValueHeaders":{"m":["multi"]},"headers":{"m":"solo"}}`, "200 m=multi" + restType},
	{invoke.DoorREST, `{"statusCode":200,"multiValueHeaders":{"m":"value1"}}`, bad},
	{invoke.DoorREST, `{"statusCode":"test"}`, bad},
	{invoke.DoorREST, `{"statusCode":"201"}`, "201" + restType},
	{invoke.DoorREST, `"justAString"`, bad},
	{invoke.DoorREST, `null`, bad},
	{invoke.DoorREST, ``, bad},
	{invoke.DoorREST, `{"statusCode":200,"body":{"a":1}}`, bad},
	{invoke.DoorREST, `{"statusCode":200,"isBase64Encoded":"yes"}`, bad},
	{invoke.DoorREST, `{"body":"` + strings.Repeat("x", GatewayLimit) + `"}`, big},
}

// httpCases are an HTTP API's (payload format 2.0), as recorded.
var httpCases = []parseCase{
	{invoke.DoorHTTP, `{"statusCode":200}`, "200" + httpType},
	{invoke.DoorHTTP, `{"statusCode":200,"wrongValue":"value"}`, "200" + httpType},
	{invoke.DoorHTTP, `{}`, "200" + restType + "{}"},
	{invoke.DoorHTTP, `{"statusCode":200,"body":"dGVzdA==","isBase64Encoded":true}`, "200" + httpType + "test"},
	{invoke.DoorHTTP, `{"statusCode":200,"body":"dGVzdA=="}`, "200" + httpType + "dGVzdA=="},
	{invoke.DoorHTTP, `{"statusCode":200,"cookies":["a=1","b=2"]}`, "200 content-type=text/plain; charset=utf-8 set-cookie=a=1 set-cookie=b=2 | "},
	{invoke.DoorHTTP, `{"statusCode":200,"cookies":{"a":"1"}}`, bad},
	{invoke.DoorHTTP, `{"statusCode":"test"}`, bad},
	{invoke.DoorHTTP, `{"statusCode":"201"}`, "201" + httpType},
	{invoke.DoorHTTP, `"null"`, "200" + restType + "null"},
	{invoke.DoorHTTP, `{"headers":{"a":"b"}}`, "200" + restType + `{"headers":{"a":"b"}}`},
	{invoke.DoorHTTP, `{"errorMessage":"test fake error message"}`, bad},
	{invoke.DoorHTTP, `"errorMessage"`, "200" + restType + "errorMessage"},
	{invoke.DoorHTTP, `not json`, bad},
	{invoke.DoorHTTP, `[1,2]`, "200" + restType + "[1,2]"},
	{invoke.DoorHTTP, strings.Repeat(" ", GatewayLimit+1), big},
}

// urlCases are a function URL's, as in the documents.
var urlCases = []parseCase{
	{invoke.DoorURL, `"Hello, world!"`, "200" + restType + `"Hello, world!"`},
	{invoke.DoorURL, "{\n  \"message\": \"Hello, world!\"\n}", "200" + restType + "{\n  \"message\": \"Hello, world!\"\n}"},
	{invoke.DoorURL, `{"statusCode":201,"headers":{"Content-Type":"application/json","My-Custom-Header":"Custom Value"},"body":"{ \"message\": \"Hello, world!\" }","cookies":["a=1; Max-Age=7"],"isBase64Encoded":false}`,
		`201 Content-Type=application/json My-Custom-Header=Custom Value set-cookie=a=1; Max-Age=7 | { "message": "Hello, world!" }`},
	{invoke.DoorURL, `null`, "200" + restType + "null"},
	{invoke.DoorURL, `{"statusCode":99}`, bad},
	{invoke.DoorURL, `{"statusCode":101}`, bad},
	{invoke.DoorURL, `{"statusCode":600}`, bad},
	{invoke.DoorURL, strings.Repeat(" ", EventLimit+101), big},
}

// albCases are the load balancer's.
var albCases = []parseCase{
	{invoke.DoorALB, `{"isBase64Encoded":false,"statusCode":200,"statusDescription":"200 OK","headers":{"Set-cookie":"c","Content-Type":"application/json"},"body":"Hello"}`,
		"200 Content-Type=application/json Set-cookie=c | Hello"},
	{invoke.DoorALB, `{"statusCode":200}`, "200" + albType},
	{invoke.DoorALB, `{"statusCode":404,"body":"aGk=","isBase64Encoded":true}`, "404" + albType + "hi"},
	{invoke.DoorALB, `{"statusCode":404,"body":"?","isBase64Encoded":true}`, bad},
	{invoke.DoorALB, `{"body":"no status"}`, bad},
	{invoke.DoorALB, `{}`, bad},
	{invoke.DoorALB, `null`, bad},
	{invoke.DoorALB, `{"statusCode":null}`, bad},
	{invoke.DoorALB, `{"statusCode":200,"headers":["a"]}`, bad},
	{invoke.DoorALB, `{"statusCode":200,"headers":{"a":["b"]}}`, bad},
	{invoke.DoorALB, `{"statusCode":200,"multiValueHeaders":{"a":["b"]}}`, bad},
	{invoke.DoorALB, `{"statusCode":200,"body":"` + strings.Repeat("x", ALBLimit) + `"}`, big},
}

// sdkCases say that the Invoke API hands the payload on.
var sdkCases = []parseCase{
	{invoke.DoorSDK, `anything`, "200 | anything"},
}

func TestParse(t *testing.T) {
	for _, tt := range slices.Concat(restCases, httpCases, urlCases, albCases, sdkCases) {
		a, err := Parse(tt.door, []byte(tt.payload), false)
		got := show(a)
		switch {
		case errors.Is(err, ErrTooLarge):
			got = big
		case errors.Is(err, ErrMalformed):
			got = bad
		case err != nil:
			t.Errorf("%s %.60q: an error of neither kind: %v", invoke.Doors[tt.door], tt.payload, err)
		}
		if got != tt.want {
			t.Errorf("%s %.60q:\n got %s\nwant %s (%v)", invoke.Doors[tt.door], tt.payload, got, tt.want, err)
		}
	}
}

func TestParseALBMultiValue(t *testing.T) {
	a, err := ParseALB([]byte(`{"statusCode":200,"multiValueHeaders":{"Set-cookie":["a","b"],"Content-Type":["text/plain"]}}`), true)
	if err != nil || show(a) != "200 Content-Type=text/plain Set-cookie=a Set-cookie=b | " {
		t.Errorf("got %s, %v", show(a), err)
	}
	if _, err := ParseALB([]byte(`{"statusCode":200,"headers":{"a":"b"}}`), true); !errors.Is(err, ErrMalformed) {
		t.Errorf("headers where multiValueHeaders is wanted: %v", err)
	}
	if _, err := ParseALB([]byte(`{"statusCode":200}`), true); err != nil {
		t.Errorf("no headers at all: %v", err)
	}
}

func TestBroken(t *testing.T) {
	for _, tt := range []struct {
		door   int
		err    error
		status int
		reason string
	}{
		{invoke.DoorALB, malformed("x"), 502, "LambdaInvalidResponse"},
		{invoke.DoorALB, ErrTooLarge, 502, "LambdaResponseTooLarge"},
		{invoke.DoorREST, malformed("x"), 502, "Execution failed due to configuration error: Malformed Lambda proxy response"},
		{invoke.DoorHTTP, malformed("x"), 500, httpMalformed},
		{invoke.DoorURL, malformed("x"), 502, ""},
	} {
		if f := Broken(tt.door, tt.err); f.Status != tt.status || f.LogReason != tt.reason {
			t.Errorf("%s %v: %d %q, want %d %q", invoke.Doors[tt.door], tt.err, f.Status, f.LogReason, tt.status, tt.reason)
		}
	}
}

func FuzzParse(f *testing.F) {
	for _, seed := range []string{
		`{"statusCode":200,"headers":{"a":"b"},"multiValueHeaders":{"c":["d",null,1]},"body":"x","isBase64Encoded":false,"cookies":["e"]}`,
		`"text"`, `null`, `[`, `{"statusCode":"2e2"}`, `{"statusCode":200,"headers":{"":""}}`,
	} {
		f.Add([]byte(seed), true)
	}
	f.Fuzz(func(t *testing.T, payload []byte, multi bool) {
		for door, name := range invoke.Doors {
			a, err := Parse(door, payload, multi)
			if err != nil {
				if !errors.Is(err, ErrMalformed) && !errors.Is(err, ErrTooLarge) {
					t.Fatalf("%s: an error of neither kind: %v", name, err)
				}
				continue
			}
			if a.Status < 200 || a.Status > 599 {
				t.Fatalf("%s: status %d", name, a.Status)
			}
			if again, _ := Parse(door, payload, multi); !reflect.DeepEqual(a, again) {
				t.Fatalf("%s: two answers to one payload:\n%v\n%v", name, a, again)
			}
		}
	})
}
