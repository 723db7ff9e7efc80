package standin

import (
	"context"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"
	"time"
)

const echoed = "arn:aws:lambda:us-east-1:111122223333:function:f"

// field is a text member of an answer.
func field(t *testing.T, w *httptest.ResponseRecorder, name string) string {
	t.Helper()
	m := regexp.MustCompile(`"` + name + `":"([^"]+)"`).FindStringSubmatch(w.Body.String())
	if w.Code >= 300 || m == nil {
		t.Fatalf("%d %s has no %s", w.Code, w.Body, name)
	}
	return m[1]
}

// count sends requests at once, and tells how many were let through.
func count(a asker, name, host, path string, n, want int, body string) {
	a.t.Helper()
	through := 0
	for range n {
		switch w := a.door(name, host, path, ""); {
		case w.Code == 200:
			through++
		case w.Code != 429 || w.Body.String() != body:
			a.t.Errorf("%s: %d %s", path, w.Code, w.Body)
		case name == "apigw-rest" && w.Header().Get("X-Amzn-Errortype") != "TooManyRequestsException":
			a.t.Errorf("%s: headers %v", path, w.Header())
		}
	}
	if through != want {
		a.t.Errorf("%s %s: %d of %d were let through, want %d", name, path, through, n, want)
	}
}

const tooMany = `{"message":"Too Many Requests"}`

// TestStageLimits: what a stage's limits refuse never reaches Lambda, and the
// bucket fills again at its rate. A method has its own limit, or the stage's.
func TestStageLimits(t *testing.T) {
	inBubble(t, Options{}, func(_ context.Context, s *Standin) {
		a := asker{t, s}
		a.create()
		call := func(line, body string) *httptest.ResponseRecorder {
			return a.aws("apigateway", us, "", line, body)
		}
		id := field(t, call("POST /restapis", `{"name":"n"}`), "id")
		root := field(t, call("GET /restapis/"+id+"/resources", ""), "id")
		child := field(t, call("POST /restapis/"+id+"/resources/"+root, `{"pathPart":"a"}`), "id")
		for _, r := range []string{root, child} {
			call("PUT /restapis/"+id+"/resources/"+r+"/methods/GET", `{"authorizationType":"NONE"}`)
			call("PUT /restapis/"+id+"/resources/"+r+"/methods/GET/integration", `{"type":"AWS_PROXY","httpMethod":"POST","uri":"arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/`+echoed+`/invocations"}`)
		}
		call("POST /restapis/"+id+"/deployments", `{"stageName":"p"}`)
		patch := func(operations string) *httptest.ResponseRecorder {
			return call("PATCH /restapis/"+id+"/stages/p", `{"patchOperations":[`+operations+`]}`)
		}
		host := id + ".execute-api.us-east-1.localhost"
		count(a, "apigw-rest", host, "/p/a", 20, 20, tooMany)
		a.want("limits", patch(`{"op":"replace","path":"/*/*/throttling/rateLimit","value":"1"},{"op":"replace","path":"/*/*/throttling/burstLimit","value":"5"},`+
			`{"op":"replace","path":"/~1a/GET/throttling/burstLimit","value":"7"},{"op":"replace","path":"/a/GET/throttling/rateLimit","value":"0.1"}`), 200, `"a/GET":`)
		a.want("half of it is wrong", patch(`{"op":"replace","path":"/*/*/throttling/burstLimit","value":"50"},{"op":"replace","path":"/*/*/throttling/rateLimit","value":"x"}`), 400, "Invalid patch value")
		count(a, "apigw-rest", host, "/p/", 20, 5, tooMany)
		count(a, "apigw-rest", host, "/p/a", 20, 7, tooMany)
		elapse(4 * time.Second)
		count(a, "apigw-rest", host, "/p/", 20, 4, tooMany)
		if lines, _, _ := s.doors.Log("apigw-rest").After(0, 99); len(lines) != 80 || !strings.Contains(lines[len(lines)-1], "429") {
			t.Errorf("the log has %d lines, the last is %q", len(lines), lines[len(lines)-1])
		}
		patch(`{"op":"remove","path":"/*/*"}`)
		count(a, "apigw-rest", host, "/p/", 20, 20, tooMany)
		a.want("not built", patch(`{"op":"replace","path":"/cacheClusterEnabled","value":"true"}`), 501, "not built")
	})
}

func TestRouteLimits(t *testing.T) {
	inBubble(t, Options{}, func(_ context.Context, s *Standin) {
		a := asker{t, s}
		a.create()
		call := func(line, body string) *httptest.ResponseRecorder {
			return a.aws("apigateway", us, "", line, body)
		}
		api := "/v2/apis/" + field(t, call("POST /v2/apis", `{"name":"n","protocolType":"HTTP"}`), "apiId")
		integration := field(t, call("POST "+api+"/integrations", `{"integrationType":"AWS_PROXY","integrationUri":"`+echoed+`","payloadFormatVersion":"2.0"}`), "integrationId")
		for _, key := range []string{"GET /a", "$default"} {
			call("POST "+api+"/routes", `{"routeKey":"`+key+`","target":"integrations/`+integration+`"}`)
		}
		a.want("stage", call("POST "+api+"/stages", `{"stageName":"$default","autoDeploy":true,"defaultRouteSettings":{"throttlingBurstLimit":3,"throttlingRateLimit":1}}`), 201, `"throttlingBurstLimit":3`)
		host := strings.TrimPrefix(api, "/v2/apis/") + ".execute-api.us-east-1.localhost"
		count(a, "apigw-http", host, "/x", 9, 3, tooMany)
		a.want("route", call("PATCH "+api+"/stages/$default", `{"routeSettings":{"GET /a":{"throttlingBurstLimit":0,"throttlingRateLimit":0}}}`), 200, `"GET /a"`)
		count(a, "apigw-http", host, "/a", 9, 0, tooMany)
		elapse(time.Second)
		count(a, "apigw-http", host, "/x", 9, 1, tooMany)
		a.want("no such route", call("PATCH "+api+"/stages/$default", `{"routeSettings":{"GET /b":{"throttlingBurstLimit":0}}}`), 404, "Unable to find Route by key GET /b")
	})
}
