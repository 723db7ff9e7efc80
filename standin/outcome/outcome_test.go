package outcome

import (
	"encoding/json"
	"net/url"
	"strings"
	"testing"

	"squall/standin/core"
	"squall/standin/invoke"
)

func faceOf(door int, r invoke.Response) Face {
	switch door {
	case invoke.DoorALB:
		return ALB(r)
	case invoke.DoorREST:
		return REST(r)
	case invoke.DoorHTTP:
		return HTTP(r, 0)
	case invoke.DoorURL:
		return URL(r)
	}
	return SDK(r)
}

func TestEveryEndHasARowAtEveryDoor(t *testing.T) {
	for door, name := range invoke.Doors {
		for o := core.Done; o <= core.NotFound; o++ {
			for r := core.NoReason; r < core.Reasons; r++ {
				end := Classify(o, r)
				if faces[door][end] == nil {
					t.Errorf("%s: outcome %d, reason %q: %v has no row", name, o, r, end)
				}
				f := faceOf(door, invoke.Response{Outcome: o, Reason: r})
				if f.Status < 200 || f.Status > 599 {
					t.Errorf("%s: outcome %d, reason %q: status %d", name, o, r, f.Status)
				}
				if f.FromFunction != (o == core.Done) && door != invoke.DoorSDK {
					t.Errorf("%s: outcome %d: FromFunction %v", name, o, f.FromFunction)
				}
				if strings.Contains(f.LogReason, errorMark) {
					t.Errorf("%s: outcome %d: log says %q", name, o, f.LogReason)
				}
			}
		}
	}
}

func TestRows(t *testing.T) {
	rows := Rows()
	if len(rows) < 50 {
		t.Fatalf("only %d rows", len(rows))
	}
	type key struct {
		door string
		end  End
	}
	seen := map[key]bool{}
	for _, r := range rows {
		if k := (key{r.Door, r.End}); seen[k] {
			t.Errorf("%s %v: two rows", r.Door, r.End)
		} else {
			seen[k] = true
		}
		if u, err := url.Parse(r.Doc); err != nil || u.Scheme != "https" {
			t.Errorf("%s %v: document %q", r.Door, r.End, r.Doc)
		}
		switch r.Status {
		case Documented, Recorded, Measured, Guess:
		default:
			t.Errorf("%s %v: status %q", r.Door, r.End, r.Status)
		}
		if r.Face.ContentType == "application/json" && len(r.Face.Body) > 0 && r.Door != "url" && !json.Valid(r.Face.Body) {
			t.Errorf("%s %v: body %q is not JSON", r.Door, r.End, r.Face.Body)
		}
	}
}

// One refusal, four faces: the table a user comes for.
func TestThrottleAtEveryDoor(t *testing.T) {
	r := invoke.Response{Outcome: core.Refused, Reason: core.ReservedFunctionConcurrentInvocationLimitExceeded}
	for door, want := range map[int]Face{
		invoke.DoorSDK: {Status: 429, ErrorType: "TooManyRequestsException",
			Body: []byte(`{"Reason":"ReservedFunctionConcurrentInvocationLimitExceeded","Type":"User","message":"Rate Exceeded."}`)},
		invoke.DoorALB: {Status: 502, LogReason: "LambdaThrottling",
			Body: []byte("<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n<center><h1>502 Bad Gateway</h1></center>\r\n</body>\r\n</html>\r\n")},
		invoke.DoorREST: {Status: 500, ErrorType: "InternalServerErrorException", Body: []byte(`{"message": "Internal server error"}`),
			LogReason: "Execution failed due to configuration error: Rate Exceeded."},
		invoke.DoorHTTP: {Status: 503, Body: []byte(`{"message":"Service Unavailable"}`), LogReason: "Rate Exceeded."},
		invoke.DoorURL: {Status: 429, ErrorType: "TooManyRequestsException",
			Body: []byte(`{"Reason":"ReservedFunctionConcurrentInvocationLimitExceeded","Type":"User","message":"Rate Exceeded."}`)},
	} {
		f := faceOf(door, r)
		if f.Status != want.Status || string(f.Body) != string(want.Body) || f.ErrorType != want.ErrorType || f.LogReason != want.LogReason {
			t.Errorf("%s:\n got %d %q %q %q\nwant %d %q %q %q", invoke.Doors[door],
				f.Status, f.Body, f.ErrorType, f.LogReason, want.Status, want.Body, want.ErrorType, want.LogReason)
		}
	}
}

func TestTheLoadBalancersLogNamesWhatCannotStart(t *testing.T) {
	for r := range core.Reasons {
		if got := ALB(invoke.Response{Outcome: core.Refused, Reason: r}).LogReason; r.Bars() && got != "Lambda"+r.String() {
			t.Errorf("%s is logged as %q", r, got)
		}
	}
}

func TestHTTPThrottledIsAParameter(t *testing.T) {
	r := invoke.Response{Outcome: core.Refused, Reason: core.ConcurrentInvocationLimitExceeded}
	for throttled, want := range map[int]string{
		0: `{"message":"Service Unavailable"}`, 503: `{"message":"Service Unavailable"}`,
		500: `{"message":"Internal Server Error"}`, 429: `{"message":"Too Many Requests"}`,
	} {
		f := HTTP(r, throttled)
		if string(f.Body) != want || throttled != 0 && f.Status != throttled {
			t.Errorf("HTTP(%d) = %d %s, want %s", throttled, f.Status, f.Body, want)
		}
	}
	if f := HTTP(invoke.Response{Outcome: core.Errored}, 429); f.Status != 500 {
		t.Errorf("a function error became %d by the throttled status", f.Status)
	}
}

func TestStatusOfEnds(t *testing.T) {
	type want struct{ sdk, alb, rest, http, url int }
	for _, tt := range []struct {
		name string
		r    invoke.Response
		want want
	}{
		{"done", invoke.Response{Outcome: core.Done}, want{200, 200, 200, 200, 200}},
		{"function error", invoke.Response{Outcome: core.Errored}, want{200, 502, 502, 500, 502}},
		{"init error", invoke.Response{Outcome: core.InitErrored}, want{200, 502, 502, 500, 502}},
		{"timeout", invoke.Response{Outcome: core.TimedOut}, want{200, 502, 502, 500, 502}},
		{"rate", invoke.Response{Outcome: core.Refused, Reason: core.FunctionInvocationRateLimitExceeded}, want{429, 502, 500, 503, 429}},
		{"not found", invoke.Response{Outcome: core.NotFound, Reason: core.NoSuchAlias}, want{404, 502, 500, 500, 403}},
		{"refused as missing", invoke.Response{Outcome: core.Refused, Reason: core.NoSuchFunction}, want{404, 502, 500, 500, 403}},
		{"cannot start", invoke.Response{Outcome: core.Refused, Reason: core.KMSDisabledException}, want{502, 502, 500, 500, 502}},
		{"refused", invoke.Response{Outcome: core.Refused, Reason: core.NoCode}, want{500, 502, 500, 500, 502}},
	} {
		got := want{SDK(tt.r).Status, ALB(tt.r).Status, REST(tt.r).Status, HTTP(tt.r, 0).Status, URL(tt.r).Status}
		if got != tt.want {
			t.Errorf("%s: %+v, want %+v", tt.name, got, tt.want)
		}
	}
}

func TestLogCarriesTheFunctionsMessage(t *testing.T) {
	r := invoke.Response{Outcome: core.Errored, Payload: []byte(`{"errorMessage":"'AZUL_S3_BUCKET'","errorType":"KeyError"}`)}
	if got, want := REST(r).LogReason, "Lambda Customer Function Error:'AZUL_S3_BUCKET'"; got != want {
		t.Errorf("REST log: %q, want %q", got, want)
	}
	if got := HTTP(r, 0).LogReason; !strings.Contains(got, ": 'AZUL_S3_BUCKET'.") {
		t.Errorf("HTTP log: %q", got)
	}
	r.Payload = []byte("not json")
	if got, want := REST(r).LogReason, "Lambda Customer Function Error:"; got != want {
		t.Errorf("REST log of a broken payload: %q, want %q", got, want)
	}
}

func TestOfFallsBackToAFailureOfLambda(t *testing.T) {
	if got, want := Of(invoke.DoorREST, UpgradeAsked).Status, Of(invoke.DoorREST, ServiceFailed).Status; got != want {
		t.Errorf("an end REST cannot meet: %d, want %d", got, want)
	}
	for e := range Ends {
		if e.String() == "" || e.String() == "end?" {
			t.Errorf("end %d has no name", e)
		}
	}
	if Ends.String() != "end?" {
		t.Errorf("Ends is called %q", Ends)
	}
}

func TestMessage(t *testing.T) {
	if got := Message(Of(invoke.DoorREST, Throttled)); got != "Internal server error" {
		t.Errorf("REST message %q", got)
	}
	if got := Message(Of(invoke.DoorALB, Throttled)); got != "" {
		t.Errorf("ALB message %q", got)
	}
}
