package door

import (
	"bytes"
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"testing"
)

// eventOf is the event a door makes of a raw request, indented.
func eventOf(t *testing.T, d *Doors, inv *invoker, door, raw string) string {
	t.Helper()
	inv.asked = nil
	roundTrip(t, d, door, raw)
	if len(inv.asked) != 1 {
		t.Fatalf("%d invokes, want 1", len(inv.asked))
	}
	var out bytes.Buffer
	if err := json.Indent(&out, inv.asked[0].Payload, "", "  "); err != nil {
		t.Fatalf("the event is not JSON: %v\n%s", err, inv.asked[0].Payload)
	}
	return out.String() + "\n"
}

const (
	get = "?parameter1=value1&parameter1=value2&parameter2=a%20b HTTP/1.1\r\nHost: api.example.com:8080\r\n" +
		"User-Agent: curl/7.46.0\r\nAccept: text/html\r\nAccept: application/json\r\nCookie: a=1; b=2\r\n" +
		"X-Forwarded-For: 203.0.113.9\r\nX-Amzn-Trace-Id: Root=1-5bdb40ca-556d8b0c50dc66f0511bf520\r\nConnection: keep-alive\r\n\r\n"
	post = " HTTP/1.1\r\nHost: api.example.com\r\nContent-Type: application/json\r\nContent-Length: 16\r\n\r\n{\"say\": \"h\u00e9\\n\"}"
	blob = " HTTP/1.1\r\nHost: api.example.com\r\nContent-Type: application/octet-stream\r\nContent-Length: 3\r\n\r\n\x00\xff\""
)

func TestEvents(t *testing.T) {
	for _, tt := range []struct{ name, door, raw string }{
		{"alb_get", "alb", "GET /checkout/live/a%20b" + get},
		{"alb_post", "alb", "POST /checkout" + post},
		{"alb_blob", "alb", "PUT /checkout" + blob},
		{"rest_get", "apigw-rest", "GET /prod/checkout/live/a%20b/" + get},
		{"rest_post", "apigw-rest", "POST /prod/checkout" + post},
		{"rest_blob", "apigw-rest", "PUT /prod/checkout" + blob},
		{"http_get", "apigw-http", "GET /checkout/live/a%20b" + get},
		{"http_post", "apigw-http", "POST /checkout" + post},
		{"http_blob", "apigw-http", "PUT /checkout" + blob},
		{"url_get", "url", "GET /checkout/live/a%20b" + get},
		{"url_post", "url", "POST /checkout" + post},
		{"url_blob", "url", "PUT /checkout" + blob},
	} {
		t.Run(tt.name, func(t *testing.T) {
			d, inv := testDoors(t, says(done(`{"statusCode":200}`)))
			golden(t, tt.name+".json", eventOf(t, d, inv, tt.door, tt.raw))
		})
	}
}

func TestALBEventWithMultiValueHeaders(t *testing.T) {
	d, inv := testDoors(t, says(done(`{"statusCode":200}`)))
	if _, err := d.Registry().Register("alb", "checkout", "live", true); err != nil {
		t.Fatal(err)
	}
	golden(t, "alb_multi.json", eventOf(t, d, inv, "alb", "GET /checkout/live"+get))
}

func keysOf(t *testing.T, raw []byte, path ...string) []string {
	t.Helper()
	for _, p := range path {
		var m map[string]json.RawMessage
		if err := json.Unmarshal(raw, &m); err != nil {
			t.Fatal(err)
		}
		raw = m[p]
	}
	var m map[string]json.RawMessage
	if err := json.Unmarshal(raw, &m); err != nil {
		t.Fatalf("%v: %v", path, err)
	}
	return slices.Sorted(maps.Keys(m))
}

// The members as recorded from AWS (REST) and as documented (the others).
func TestEventMembers(t *testing.T) {
	for _, tt := range []struct {
		door, raw string
		path      []string
		want      string
	}{
		{"apigw-rest", "GET /prod/checkout" + get, nil, "body headers httpMethod isBase64Encoded multiValueHeaders multiValueQueryStringParameters path pathParameters queryStringParameters requestContext resource stageVariables"},
		{"apigw-rest", "GET /prod/checkout" + get, []string{"requestContext"}, "accountId apiId deploymentId domainName domainPrefix extendedRequestId httpMethod identity path protocol requestId requestTime requestTimeEpoch resourceId resourcePath stage"},
		{"apigw-rest", "GET /prod/checkout" + get, []string{"requestContext", "identity"}, "accessKey accountId caller cognitoAuthenticationProvider cognitoAuthenticationType cognitoIdentityId cognitoIdentityPoolId principalOrgId sourceIp user userAgent userArn"},
		{"apigw-http", "GET /checkout/live/x" + get, nil, "cookies headers isBase64Encoded pathParameters queryStringParameters rawPath rawQueryString requestContext routeKey version"},
		{"apigw-http", "POST /checkout" + post, nil, "body headers isBase64Encoded rawPath rawQueryString requestContext routeKey version"},
		{"apigw-http", "POST /checkout" + post, []string{"requestContext"}, "accountId apiId domainName domainPrefix http requestId routeKey stage time timeEpoch"},
		{"apigw-http", "POST /checkout" + post, []string{"requestContext", "http"}, "method path protocol sourceIp userAgent"},
		{"url", "GET /checkout" + get, nil, "cookies headers isBase64Encoded queryStringParameters rawPath rawQueryString requestContext routeKey version"},
		{"alb", "GET /checkout" + get, nil, "body headers httpMethod isBase64Encoded path queryStringParameters requestContext"},
		{"alb", "GET /checkout" + get, []string{"requestContext", "elb"}, "targetGroupArn"},
	} {
		d, inv := testDoors(t, says(done(`{"statusCode":200}`)))
		got := strings.Join(keysOf(t, []byte(eventOf(t, d, inv, tt.door, tt.raw)), tt.path...), " ")
		if got != tt.want {
			t.Errorf("%s %v:\n got %s\nwant %s", tt.door, tt.path, got, tt.want)
		}
	}
}

// A URL reached by its own host gets the whole path, one reached by prefix the
// rest of it; the function cannot tell them apart.
func TestURLByHostAndByPath(t *testing.T) {
	d, inv := testDoors(t, says(done(`{"statusCode":200}`)))
	route, _ := d.Registry().Lookup("url", "checkout", "live")
	host := route.URLID + ".lambda-url.us-east-1.on.aws"
	for _, raw := range []string{
		"GET /a/b HTTP/1.1\r\nHost: " + host + "\r\n\r\n",
		"GET /checkout/live/a/b HTTP/1.1\r\nHost: 127.0.0.1:9404\r\n\r\n",
	} {
		var e struct {
			RawPath        string
			RequestContext struct{ DomainName, DomainPrefix, ApiID string }
		}
		if err := json.Unmarshal([]byte(eventOf(t, d, inv, "url", raw)), &e); err != nil {
			t.Fatal(err)
		}
		if e.RawPath != "/a/b" || e.RequestContext.DomainName != host || e.RequestContext.ApiID != route.URLID {
			t.Errorf("event of %.30q: %+v", raw, e)
		}
		if inv.asked[0].Qualifier != "live" {
			t.Errorf("%.30q went to qualifier %q", raw, inv.asked[0].Qualifier)
		}
	}
}

func TestIsText(t *testing.T) {
	for contentType, want := range map[string]bool{
		"text/plain": true, "TEXT/CSV; charset=utf-8": true, "application/json": true, "application/json; charset=utf-8": true,
		"application/javascript": true, "application/xml": true,
		"": false, "application/octet-stream": false, "application/x-www-form-urlencoded": false, "application/jsonx": false, "image/png": false,
	} {
		if isText(contentType) != want {
			t.Errorf("isText(%q) = %v", contentType, !want)
		}
	}
	d, inv := testDoors(t, says(done(`{"statusCode":200}`)))
	e := eventOf(t, d, inv, "alb", "POST /checkout HTTP/1.1\r\nHost: a\r\nContent-Type: text/plain\r\nContent-Encoding: gzip\r\nContent-Length: 2\r\n\r\nhi")
	if !strings.Contains(e, `"isBase64Encoded": true`) {
		t.Errorf("a body with a content-encoding was not encoded: %s", e)
	}
}
