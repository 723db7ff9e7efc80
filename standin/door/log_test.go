package door

import (
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"

	"squall/attack/hit"
	"squall/standin/core"
	"squall/standin/door/accesslog"
	"squall/standin/invoke"
)

func TestLogCursor(t *testing.T) {
	l := accesslog.New(3)
	if lines, next, lost := l.After(0, 10); lines != nil || next != 0 || lost != 0 {
		t.Fatalf("empty log: %v, %d, %d", lines, next, lost)
	}
	for i := range 5 {
		l.Append(fmt.Sprint(i))
	}
	for _, tt := range []struct {
		cursor uint64
		max    int
		lines  string
		next   uint64
		lost   uint64
	}{
		{0, 10, "2 3 4", 5, 2},
		{1, 2, "2 3", 4, 1},
		{2, 10, "2 3 4", 5, 0},
		{4, 10, "4", 5, 0},
		{5, 10, "", 5, 0},
		{9, 10, "", 9, 0},
		{3, 0, "", 3, 0},
	} {
		lines, next, lost := l.After(tt.cursor, tt.max)
		if got := strings.Join(lines, " "); got != tt.lines || next != tt.next || lost != tt.lost {
			t.Errorf("After(%d, %d) = %q, %d, %d; want %q, %d, %d", tt.cursor, tt.max, got, next, lost, tt.lines, tt.next, tt.lost)
		}
	}
}

// A reader goes on in the log of the next process, and is told that it may have
// lost something of the one before.
func TestLogOfTheNextProcess(t *testing.T) {
	const first = 1 << 40
	l := accesslog.New(3)
	l.Begin(first)
	if lines, next, lost := l.After(542, 10); lines != nil || next != first || lost != 1 {
		t.Errorf("before there is a line: %v, %d, %d", lines, next, lost)
	}
	for i := range 5 {
		l.Append(fmt.Sprint(i))
	}
	for _, tt := range []struct{ cursor, next, lost uint64 }{{542, first + 5, 3}, {0, first + 5, 2}, {first, first + 5, 2}, {first + 2, first + 5, 0}} {
		if lines, next, lost := l.After(tt.cursor, 10); strings.Join(lines, " ") != "2 3 4" || next != tt.next || lost != tt.lost {
			t.Errorf("After(%d) = %q, %d, %d lost", tt.cursor, lines, next, lost)
		}
	}
}

func TestLogOfManyWriters(t *testing.T) {
	l := accesslog.New(1000)
	var wg sync.WaitGroup
	for range 10 {
		wg.Go(func() {
			for range 100 {
				l.Append("x")
			}
		})
	}
	wg.Wait()
	if lines, next, lost := l.After(0, 2000); len(lines) != 1000 || next != 1000 || lost != 0 {
		t.Errorf("%d lines, next %d, lost %d", len(lines), next, lost)
	}
}

// fieldsOf splits a line of the load balancer as its readers do: at blanks
// outside of quotes.
func fieldsOf(line string) []string {
	return regexp.MustCompile(`"[^"]*"|\S+`).FindAllString(line, -1)
}

func checkLine(t *testing.T, door int, line string) {
	t.Helper()
	if strings.ContainsAny(line, "\n\r") {
		t.Fatalf("door %d: a line break in %q", door, line)
	}
	if door != invoke.DoorALB {
		var m map[string]string
		if err := json.Unmarshal([]byte(line), &m); err != nil {
			t.Fatalf("door %d: %v\n%s", door, err, line)
		}
		return
	}
	if f := fieldsOf(line); len(f) != 34 {
		t.Fatalf("%d fields, want 34: %q", len(f), line)
	}
}

// logged is the log of a door after one request.
func logged(t *testing.T, door, raw string, res invoke.Response) string {
	t.Helper()
	var line string
	d, _ := testDoors(t, says(res))
	synctest.Test(t, func(t *testing.T) {
		conn := serve(t, d, door)()
		send(t, conn, raw)
		conn.Close()
		synctest.Wait()
		lines, _, _ := d.Log(door).After(0, 10)
		if len(lines) != 1 {
			t.Fatalf("%d lines, want 1", len(lines))
		}
		line = lines[0]
	})
	return line
}

func TestAccessLogs(t *testing.T) {
	throttled := invoke.Response{Outcome: core.Refused, Reason: core.ReservedFunctionConcurrentInvocationLimitExceeded}
	failed := invoke.Response{Outcome: core.Errored, Payload: []byte(`{"errorMessage":"boom \"x\""}`)}
	const tail = " HTTP/1.1\r\nHost: www.example.com\r\nUser-Agent: curl/7.46.0 \"x\"\r\nX-Amzn-Trace-Id: Root=1-58337364-23a8c76965a2ef7629b185e3\r\n\r\n"
	var all strings.Builder
	for _, tt := range []struct {
		name, door, path string
		res              invoke.Response
	}{
		{"alb answered", "alb", "/checkout/live/?a=b", done(`{"statusCode":201,"body":"hello"}`)},
		{"alb throttled", "alb", "/checkout/live", throttled},
		{"alb failed", "alb", "/checkout", failed},
		{"alb malformed", "alb", "/checkout", done(`"?"`)},
		{"alb nowhere", "alb", "/", done(`{}`)},
		{"rest answered", "apigw-rest", "/prod/checkout/live/a", done(`{"statusCode":201,"body":"hello"}`)},
		{"rest throttled", "apigw-rest", "/prod/checkout/live", throttled},
		{"rest failed", "apigw-rest", "/prod/checkout", failed},
		{"rest nowhere", "apigw-rest", "/prod/other", done(`{}`)},
		{"http answered", "apigw-http", "/checkout/live/a", done(`{"statusCode":201,"body":"hello"}`)},
		{"http throttled", "apigw-http", "/checkout/live", throttled},
		{"http nowhere", "apigw-http", "/other", done(`{}`)},
	} {
		line := logged(t, tt.door, "GET "+tt.path+tail, tt.res)
		checkLine(t, slices.Index(invoke.Doors[:], tt.door), line)
		fmt.Fprintf(&all, "%s\n%s\n", tt.name, line)
	}
	golden(t, "access.log", all.String())
}

// Whoever has read an answer to its end finds its line: the end of a run reads
// the logs at once.
func TestLineIsThereBeforeTheAnswerEnds(t *testing.T) {
	d, _ := testDoors(t, says(done(`{"statusCode":200,"body":"`+strings.Repeat("x", 500_000)+`"}`)))
	synctest.Test(t, func(t *testing.T) {
		conn := serve(t, d, "alb")()
		defer conn.Close()
		send(t, conn, "GET /checkout HTTP/1.1\r\nHost: a\r\n\r\n")
		if lines, _, _ := d.Log("alb").After(0, 10); len(lines) != 1 {
			t.Errorf("%d lines, want 1", len(lines))
		}
	})
}

// What joins a hit to its line: the trace id it sent, and the reason.
func TestThrottleCanBeJoined(t *testing.T) {
	throttled := invoke.Response{Outcome: core.Refused, Reason: core.ConcurrentInvocationLimitExceeded}
	root := hit.TraceID(1_700_000_000, 42, 7)
	raw := func(path string) string {
		return "GET " + path + " HTTP/1.1\r\nHost: a\r\nX-Amzn-Trace-Id: Root=" + root + "\r\n\r\n"
	}
	f := fieldsOf(logged(t, "alb", raw("/checkout/live"), throttled))
	if got := hit.TraceRoot(strings.Trim(f[17], `"`)); got != root {
		t.Errorf("field 18 %s has root %q, want %q", f[17], got, root)
	}
	if f[8] != "502" || f[9] != "-" || f[24] != `"LambdaThrottling"` {
		t.Errorf("status %s, target status %s, error_reason %s", f[8], f[9], f[24])
	}
	for _, door := range []string{"apigw-rest", "apigw-http"} {
		path := map[string]string{"apigw-rest": "/prod/checkout/live", "apigw-http": "/checkout/live"}[door]
		var m map[string]string
		if err := json.Unmarshal([]byte(logged(t, door, raw(path), throttled)), &m); err != nil {
			t.Fatal(err)
		}
		if m["xrayTraceId"] != root || !strings.HasSuffix(m["integrationErrorMessage"], "Rate Exceeded.") || m["integrationStatus"] != "429" {
			t.Errorf("%s: %v", door, m)
		}
	}
}
