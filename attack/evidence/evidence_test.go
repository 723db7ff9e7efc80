package evidence

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"squall/attack/hit"
)

// albLine is an example of AWS's documentation for a Lambda target, made to
// fail.
func albLine(status, targetStatus, trace, reason string) string {
	return `http 2026-11-30T22:23:00.186641Z app/my-loadbalancer/50dc6c495c0c9188 192.168.131.39:2817 - 0.000 0.001 0.000 ` +
		status + ` ` + targetStatus + ` 34 366 "GET http://www.example.com:80/checkout/live?q=\"a b\" HTTP/1.1" "curl/7.46.0 \"x\"" - - ` +
		`arn:aws:elasticloadbalancing:us-east-2:123456789012:targetgroup/my-targets/73e2d6bc24d8a067 "` + trace + `" "-" "-" ` +
		`0 2026-11-30T22:22:48.364000Z "forward" "-" "` + reason + `" "-" "-" "-" "-" TID_1234abcd5678ef90` + "\n"
}

func TestALB(t *testing.T) {
	const root = "1-58337364-23a8c76965a2ef7629b185e3"
	for _, c := range []struct {
		name, line string
		want       DoorLine
	}{
		{"throttled", albLine("502", "-", "Root="+root, "LambdaThrottling"), DoorLine{root, 502, "LambdaThrottling", ""}},
		{"the function's own 500", albLine("500", "500", "Root="+root, "-"), DoorLine{root, 500, "the function answered 500", ""}},
		{"the door's 502 for what it answered", albLine("502", "200", "Root="+root, "LambdaInvalidResponse"), DoorLine{root, 502, "LambdaInvalidResponse", ""}},
		{"the door's 502 without a reason", albLine("502", "200", "Root="+root, "-"), DoorLine{root, 502, "", ""}},
		{"the function's own 404", albLine("404", "404", "Root="+root, "-"), DoorLine{root, 404, "", ""}},
		{"served", albLine("200", "200", "Root="+root, "-"), DoorLine{root, 200, "", ""}},
		{"with a parent", albLine("200", "200", "Self=1-2-3;Root="+root+";Parent=4", "-"), DoorLine{root, 200, "", ""}},
		{"no trace", albLine("503", "-", "-", "-"), DoorLine{"", 503, "", ""}},
		{"a newer field at the end", strings.TrimSuffix(albLine("502", "-", "Root="+root, "LambdaUnhandled"), "\n") + ` "-" "-" -`, DoorLine{root, 502, "LambdaUnhandled", ""}},
	} {
		got, err := ALB(c.line)
		if err != nil || got != c.want {
			t.Errorf("%s: %+v, %v; want %+v", c.name, got, err, c.want)
		}
	}
	for _, bad := range []string{"", "http", `http "open`, albLine("abc", "-", "-", "-"), albLine("99", "-", "-", "-"), strings.Repeat("- ", 40)} {
		if got, err := ALB(bad); !errors.Is(err, ErrFormat) {
			t.Errorf("%q gave %+v, %v", bad, got, err)
		}
	}
}

func TestGateway(t *testing.T) {
	for _, c := range []struct {
		line string
		want DoorLine
	}{
		{`{"requestId":"r","status":"500","xrayTraceId":"Root=1-2-3","integrationErrorMessage":"Rate Exceeded."}`, DoorLine{"1-2-3", 500, "Rate Exceeded.", ""}},
		{`{"status":"200","xrayTraceId":"Root=1-2-3","integrationRequestId":"id"}`, DoorLine{"1-2-3", 200, "", "id"}},
		{`{"status":503,"xrayTraceId":"1-2-3","integrationErrorMessage":"-","integrationError":"x"}`, DoorLine{"1-2-3", 503, "x", ""}},
		{`{"status":"200","xrayTraceId":"-","integrationErrorMessage":"-"}`, DoorLine{"", 200, "", ""}},
		{`{"status":"403","errorMessage":"Missing Authentication Token"}`, DoorLine{"", 403, "Missing Authentication Token", ""}},
		{`{"status":"503","xrayTraceId":"1-2-3","errorMessage":"-","functionStatus":"503"}`, DoorLine{"1-2-3", 503, "the function answered 503", ""}},
		{`{"status":"504","xrayTraceId":"1-2-3","functionStatus":"-"}`, DoorLine{"1-2-3", 504, "", ""}},
		{`{"status":"200","errorMessage":"kept out"}`, DoorLine{"", 200, "", ""}},
	} {
		got, err := Gateway(c.line)
		if err != nil || got != c.want {
			t.Errorf("%s: %+v, %v; want %+v", c.line, got, err, c.want)
		}
	}
	for _, bad := range []string{"", "{", "[]", `{"status":"x"}`, `{"status":{}}`, `{}`} {
		if got, err := Gateway(bad); !errors.Is(err, ErrFormat) {
			t.Errorf("%q gave %+v, %v", bad, got, err)
		}
	}
}

// read adds lines "stream|ms|text" and shows what completed.
func read(lines ...string) []Attempt {
	var as Attempts
	var out []Attempt
	for _, l := range lines {
		var ev LogEvent
		f := strings.SplitN(l, "|", 3)
		ev.LogStreamName, ev.Message = f[0], f[2]+"\n"
		fmt.Sscan(f[1], &ev.Timestamp)
		if a, ok := as.Add(ev); ok {
			out = append(out, a)
		}
	}
	return out
}

const reportRest = "\tDuration: 102.25 ms\tBilled Duration: 103 ms\tMemory Size: 128 MB\tMax Memory Used: 35 MB\t"

func TestAttempts(t *testing.T) {
	ok := Attempt{RequestID: "r1", Version: "7", Environment: "s1", Start: 1000, Duration: 102_250_000}
	with := func(change func(*Attempt)) Attempt { a := ok; change(&a); return a }
	for _, c := range []struct {
		name  string
		lines []string
		want  []Attempt
	}{
		{"plain", []string{"s1|1000|START RequestId: r1 Version: 7", "s1|1001|hello", "s1|1102|END RequestId: r1", "s1|1102|REPORT RequestId: r1" + reportRest}, []Attempt{ok}},
		{"cold", []string{"s1|1000|START RequestId: r1 Version: 7", "s1|1102|REPORT RequestId: r1" + reportRest + "Init Duration: 110.05 ms\t"},
			[]Attempt{with(func(a *Attempt) { a.Init, a.Cold = 110_050_000, true })}},
		{"restored", []string{"s1|1000|START RequestId: r1 Version: 7", "s1|1102|REPORT RequestId: r1" + reportRest + "Restore Duration: 200.00 ms\tBilled Restore Duration: 3 ms\t"},
			[]Attempt{with(func(a *Attempt) { a.Init, a.Cold = 200_000_000, true })}},
		{"new style timeout", []string{"s1|1000|START RequestId: r1 Version: 7", "s1|1102|REPORT RequestId: r1" + reportRest + "Status: timeout"},
			[]Attempt{with(func(a *Attempt) { a.Status, a.Failed = "timeout", true })}},
		{"new style error", []string{"s1|1000|START RequestId: r1 Version: 7", "s1|1102|REPORT RequestId: r1" + reportRest + "Status: error\tError Type: Runtime.ExitError"},
			[]Attempt{with(func(a *Attempt) { a.Status, a.ErrorType, a.Failed = "error", "Runtime.ExitError", true })}},
		{"old style timeout", []string{"s1|1000|START RequestId: r1 Version: 7", "s1|1102|2026-11-22T10:00:00.000Z r1 Task timed out after 3.00 seconds", "s1|1102|REPORT RequestId: r1" + reportRest},
			[]Attempt{with(func(a *Attempt) { a.Failed = true })}},
		{"Python error", []string{"s1|1000|START RequestId: r1 Version: 7", "s1|1102|[ERROR] ValueError: boom", "s1|1102|REPORT RequestId: r1" + reportRest},
			[]Attempt{with(func(a *Attempt) { a.Failed = true })}},
		{"Python code logs an error", []string{"s1|1000|START RequestId: r1 Version: 7", "s1|1102|[ERROR]\t2026-11-22T10:00:00.000Z\tr1\tcard declined", "s1|1102|REPORT RequestId: r1" + reportRest}, []Attempt{ok}},
		{"Node error", []string{"s1|1000|START RequestId: r1 Version: 7", "s1|1102|2026-11-22T10:00:00.000Z\tr1\tERROR\tInvoke Error \t{}", "s1|1102|REPORT RequestId: r1" + reportRest},
			[]Attempt{with(func(a *Attempt) { a.Failed = true })}},
		{"error of another environment", []string{"s1|1000|START RequestId: r1 Version: 7", "s2|1050|[ERROR] x", "s1|1102|REPORT RequestId: r1" + reportRest}, []Attempt{ok}},
		{"retry in one environment", []string{"s1|1000|START RequestId: r1 Version: 7", "s1|1102|[ERROR] x", "s1|1102|REPORT RequestId: r1" + reportRest,
			"s1|9000|START RequestId: r1 Version: 7", "s1|9102|REPORT RequestId: r1" + reportRest},
			[]Attempt{with(func(a *Attempt) { a.Failed = true }), with(func(a *Attempt) { a.Start = 9000 })}},
		{"interleaved", []string{"s1|1000|START RequestId: r1 Version: 7", "s2|1001|START RequestId: r2 Version: $LATEST", "s1|1102|REPORT RequestId: r1" + reportRest, "s2|1103|REPORT RequestId: r2" + reportRest},
			[]Attempt{ok, with(func(a *Attempt) { a.RequestID, a.Version, a.Environment, a.Start = "r2", "$LATEST", "s2", 1001 })}},
		{"START lost", []string{"s1|1102|REPORT RequestId: r1" + reportRest}, []Attempt{with(func(a *Attempt) { a.Version = "" })}},
		{"rubbish", []string{"s1|1|REPORT RequestId: ", "s1|1|REPORT", "s1|1|", "s1|1|END RequestId: r1"}, nil},
	} {
		if diff := cmp.Diff(c.want, read(c.lines...)); diff != "" {
			t.Errorf("%s:\n%s", c.name, diff)
		}
	}
	var as Attempts
	as.Add(LogEvent{"s", 1, "START RequestId: r Version: 1\n"})
	if as.Open() != 1 {
		t.Errorf("%d open", as.Open())
	}
}

var zero = time.UnixMilli(10_000).Add(250 * time.Microsecond)

func TestSightings(t *testing.T) {
	a := Attempt{RequestID: "r", Version: "3", Environment: "e", Start: 12_000, Duration: time.Second, Failed: true}
	want := hit.Sighting{Kind: hit.Attempt, At: int64(2*time.Second - 250*time.Microsecond), Duration: 1e9, RequestID: "r", Version: "3", Environment: "e", Failed: true}
	if diff := cmp.Diff(want, a.Sighting(zero)); diff != "" {
		t.Error(diff)
	}
	letter := Message{Body: `{"any":1}`, SentAt: 11_000, Attributes: map[string]string{"RequestID": "r", "ErrorCode": "200", "ErrorMessage": "boom"}}
	got, err := DeadLetter(letter, zero)
	want = hit.Sighting{Kind: hit.DeadLetter, At: int64(time.Second - 250*time.Microsecond), RequestID: "r", ErrorCode: "200", Failed: true}
	if diff := cmp.Diff(want, got); diff != "" || err != nil {
		t.Error(err, diff)
	}
	if _, err := DeadLetter(Message{}, zero); !errors.Is(err, ErrFormat) {
		t.Errorf("a message that is no dead letter: %v", err)
	}
}

func TestRecord(t *testing.T) {
	// Recorded from AWS, with made-up names.
	record := func(condition string, count int) string {
		return fmt.Sprintf(`{"version":"1.0","timestamp":"2025-11-24T23:11:12.345Z",
 "requestContext":{"requestId":"r","functionArn":"arn:aws:lambda:us-east-1:111111111111:function:f:$LATEST","condition":%q,"approximateInvokeCount":%d},
 "requestPayload":{},"responseContext":{"statusCode":200,"executedVersion":"$LATEST","functionError":"Unhandled"},"responsePayload":{"errorMessage":"x"}}`, condition, count)
	}
	for _, c := range []struct {
		condition string
		count     int
		kind      hit.SightingKind
	}{{"Success", 1, hit.OnSuccess}, {"RetriesExhausted", 3, hit.OnFailure}, {"EventAgeExceeded", 2, hit.OnFailure}} {
		got, err := Record(Message{Body: record(c.condition, c.count), SentAt: 11_000}, zero)
		want := hit.Sighting{Kind: c.kind, At: int64(time.Second - 250*time.Microsecond), RequestID: "r", Version: "$LATEST",
			Condition: c.condition, Count: c.count, Failed: c.kind == hit.OnFailure}
		if diff := cmp.Diff(want, got); diff != "" || err != nil {
			t.Error(c.condition, err, diff)
		}
	}
	// An event that never ran has no response.
	got, err := Record(Message{Body: `{"requestContext":{"requestId":"r","condition":"ZeroReservedConcurrency","approximateInvokeCount":0}}`}, zero)
	if err != nil || got.Condition != "ZeroReservedConcurrency" || got.Version != "" || got.Count != 0 {
		t.Errorf("%+v, %v", got, err)
	}
	for _, bad := range []string{"", "{}", "[]", "null", `{"requestContext":{"requestId":"r"}}`, `{"requestContext":7}`} {
		if _, err := Record(Message{Body: bad}, zero); !errors.Is(err, ErrFormat) {
			t.Errorf("%q: %v", bad, err)
		}
	}
}

func TestRefusal(t *testing.T) {
	s, ok := Refusal(LogEvent{"deliveries", 11_000, "DELIVERY_REFUSED RequestId: r\tTarget: on-failure\tArn: arn:aws:sqs:us-east-1:1:q\n"}, zero)
	want := hit.Sighting{Kind: hit.Refused, Target: hit.OnFailure, RequestID: "r", At: int64(time.Second - 250*time.Microsecond)}
	if diff := cmp.Diff(want, s); diff != "" || !ok {
		t.Error(ok, diff)
	}
	for _, bad := range []string{"", "START RequestId: r", "DELIVERY_REFUSED RequestId: r", "DELIVERY_REFUSED RequestId: \tTarget: on-failure", "DELIVERY_REFUSED RequestId: r\tTarget: moon"} {
		if _, ok := Refusal(LogEvent{Message: bad}, zero); ok {
			t.Errorf("%q was taken for a refusal", bad)
		}
	}
}

func FuzzDoorLines(f *testing.F) {
	f.Add(albLine("502", "-", "Root=1-2-3", "LambdaThrottling"))
	f.Add(`{"status":"500","xrayTraceId":"Root=1-2-3","integrationErrorMessage":"x"}`)
	f.Add(`"\`)
	f.Fuzz(func(t *testing.T, line string) {
		for _, parse := range []func(string) (DoorLine, error){ALB, Gateway} {
			got, err := parse(line)
			if err == nil && (got.Status < 100 || got.Status > 999) {
				t.Errorf("status %d", got.Status)
			}
			if err != nil && !errors.Is(err, ErrFormat) {
				t.Errorf("%v is no format error", err)
			}
		}
	})
}

func FuzzLogs(f *testing.F) {
	f.Add("START RequestId: r1 Version: 7\nREPORT RequestId: r1" + reportRest + "Status: error\n")
	f.Add("REPORT RequestId: r\tDuration: 9999999999999999999 ms\tInit Duration: -1 ms\n")
	f.Fuzz(func(t *testing.T, text string) {
		var as Attempts
		for line := range strings.Lines(text) {
			ev := LogEvent{"s", 1, line}
			if a, ok := as.Add(ev); ok && (a.RequestID == "" || a.Duration < 0 || a.Init < 0) {
				t.Errorf("%q gave %+v", line, a)
			}
			if s, ok := Refusal(ev, zero); ok && s.RequestID == "" {
				t.Errorf("%q gave %+v", line, s)
			}
		}
	})
}

func FuzzRecord(f *testing.F) {
	f.Add(`{"requestContext":{"requestId":"r","condition":"Success","approximateInvokeCount":1}}`)
	f.Fuzz(func(t *testing.T, body string) {
		s, err := Record(Message{Body: body}, zero)
		if err == nil && (s.RequestID == "" || !json.Valid([]byte(body))) {
			t.Errorf("%q gave %+v", body, s)
		}
	})
}
