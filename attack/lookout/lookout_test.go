package lookout

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"testing"
	"time"

	"squall/attack/evidence"
	"squall/attack/hit"
	"squall/attack/local"
	"squall/profiles"
)

// shelf is a Watcher over fixed texts.
type shelf struct {
	doors    map[string][]string
	events   []evidence.LogEvent
	messages map[string][]evidence.Message
	page     int // lines of one answer; 0: all
	err      error
}

func (s *shelf) DoorLog(_ context.Context, door, cursor string) ([]string, string, error) {
	lines, next := after(s.doors[door], cursor)
	if s.page > 0 && len(lines) > s.page {
		read, _ := strconv.Atoi(cursor)
		return lines[:s.page], strconv.Itoa(read + s.page), s.err
	}
	return lines, next, s.err
}

func (s *shelf) LogEvents(_ context.Context, _, cursor string) ([]evidence.LogEvent, string, error) {
	events, next := after(s.events, cursor)
	return events, next, s.err
}

func (s *shelf) Drain(_ context.Context, queue string, fn func(evidence.Message) bool) (int, error) {
	for _, m := range s.messages[queue] {
		fn(m)
	}
	return len(s.messages[queue]), s.err
}

func watchOf(s *shelf, entries ...profiles.Entry) *Watch {
	w := New(s, func(hit.Sighting) bool { return true })
	w.Aim(&profiles.World{
		Functions: []profiles.Function{
			{Name: "f", Async: profiles.Async{DeadLetter: "sqs:dead", OnSuccess: "sqs:done", OnFailure: "sqs:dead"}}, {Name: "g"},
		},
		Attack: entries,
	})
	return w
}

func TestWhatIsWatched(t *testing.T) {
	w := watchOf(&shelf{},
		profiles.Entry{Path: profiles.PathALB, Function: "f"}, profiles.Entry{Path: profiles.PathALB, Function: "g"},
		profiles.Entry{Path: profiles.PathREST, Function: "g"}, profiles.Entry{Path: profiles.PathURL, Function: "g"},
		profiles.Entry{Path: profiles.PathSDK, Function: "g"}, profiles.Entry{URL: "http://x.test"},
		profiles.Entry{Path: profiles.PathAsync, Function: "f"}, profiles.Entry{Path: profiles.PathAsync, Function: "g"})
	got := fmt.Sprint(w.doors, w.functions, w.queues)
	if want := "[alb apigw-rest] [f g] [sqs:dead sqs:done]"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestLook(t *testing.T) {
	zero := time.UnixMilli(1_000_000)
	s := &shelf{
		doors: map[string][]string{
			profiles.PathALB:  {albLine("Root=1-1-a", 502, "LambdaThrottling"), albLine("Root=1-1-b", 200, "-"), "rubbish"},
			profiles.PathREST: {`{"status":"500","xrayTraceId":"Root=1-1-c","integrationErrorMessage":"Rate Exceeded."}`},
		},
		events: []evidence.LogEvent{
			{LogStreamName: "e", Timestamp: 1_002_000, Message: "START RequestId: r1 Version: 3\n"},
			{LogStreamName: "e", Timestamp: 1_002_005, Message: "REPORT RequestId: r1\tDuration: 5.00 ms\tStatus: timeout\t\n"},
		},
		messages: map[string][]evidence.Message{
			"sqs:dead": {
				{Attributes: map[string]string{"RequestID": "r1", "ErrorCode": "200"}, SentAt: 1_003_000},
				{Body: `{"requestContext":{"requestId":"r1","condition":"RetriesExhausted","approximateInvokeCount":1}}`, SentAt: 1_004_000},
				{Body: "{}"},
			},
		},
	}
	w := watchOf(s, profiles.Entry{Path: profiles.PathALB, Function: "f"}, profiles.Entry{Path: profiles.PathREST, Function: "f"}, profiles.Entry{Path: profiles.PathAsync, Function: "f"})
	b := w.Look(t.Context(), zero, true)
	if got, want := fmt.Sprint(b.Facts), "[{1-1-a LambdaThrottling } {1-1-b  } {1-1-c Rate Exceeded. }]"; got != want {
		t.Errorf("facts %s, want %s", got, want)
	}
	var seen []string
	for _, s := range b.Sightings {
		seen = append(seen, fmt.Sprint(s.Kind, " ", s.RequestID, " ", time.Duration(s.At), " ", s.Failed))
	}
	if got, want := strings.Join(seen, ", "), "attempt r1 2s true, dead_letter r1 3s true, on_failure r1 4s true"; got != want {
		t.Errorf("sightings %s\nwant %s", got, want)
	}
	if len(b.Warnings) != 2 || !strings.HasPrefix(b.Warnings[0], "access log of alb: ") || !strings.HasPrefix(b.Warnings[1], "queue sqs:dead: ") {
		t.Errorf("warnings %q", b.Warnings)
	}
	again := w.Look(t.Context(), zero, false)
	if len(again.Facts)+len(again.Sightings)+len(again.Warnings) > 0 {
		t.Errorf("a second look brought %+v", again)
	}
}

// What a log held before the run is not its evidence; what comes between two
// blocks is.
func TestPrimeSkipsOnlyTheFirstTime(t *testing.T) {
	line := albLine("Root=1-1-a", 502, "LambdaThrottling")
	s := &shelf{doors: map[string][]string{profiles.PathALB: {line}}}
	w := watchOf(s, profiles.Entry{Path: profiles.PathALB, Function: "f"})
	w.Prime(t.Context())
	s.doors[profiles.PathALB] = []string{line, line}
	w.Prime(t.Context())
	if b := w.Look(t.Context(), time.Time{}, false); len(b.Facts) != 1 {
		t.Errorf("got %+v", b)
	}
}

// A stand-in that has served for long has more than one page of old lines.
func TestPrimeSkipsEveryPage(t *testing.T) {
	line := albLine("Root=1-1-a", 502, "LambdaThrottling")
	s := &shelf{page: 2, doors: map[string][]string{profiles.PathALB: {line, line, line, line, line}}}
	w := watchOf(s, profiles.Entry{Path: profiles.PathALB, Function: "f"})
	w.Prime(t.Context())
	if b := w.Look(t.Context(), time.Time{}, false); len(b.Facts) != 0 {
		t.Errorf("old lines are evidence: %+v", b)
	}
}

func TestLogErrors(t *testing.T) {
	s := &shelf{doors: map[string][]string{profiles.PathALB: {albLine("Root=1-1-a", 502, "LambdaThrottling")}}}
	entry := profiles.Entry{Path: profiles.PathALB, Function: "f"}

	s.err = &local.LostError{Log: "alb", Lines: 9}
	if b := watchOf(s, entry).Look(t.Context(), time.Time{}, false); len(b.Facts) != 1 || len(b.Warnings) != 1 {
		t.Errorf("lines lost: got %+v", b)
	}
	s.err = errors.New("no answer")
	w := watchOf(s, entry)
	if b := w.Look(t.Context(), time.Time{}, false); len(b.Facts) != 0 || len(b.Warnings) != 1 {
		t.Errorf("no answer: got %+v", b)
	}
	s.err = nil
	if b := w.Look(t.Context(), time.Time{}, false); len(b.Facts) != 1 {
		t.Errorf("the lines of a failed look are gone: %+v", b)
	}
	s.err = errors.New("canceled")
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if b := watchOf(s, entry).Look(ctx, time.Time{}, false); len(b.Warnings) != 0 {
		t.Errorf("an interrupted look warns: %q", b.Warnings)
	}
}

var _ Watcher = (*shelf)(nil)

func after[T any](log []T, cursor string) ([]T, string) {
	from, _ := strconv.Atoi(cursor)
	return log[from:], strconv.Itoa(len(log))
}

func albLine(trace string, status int, reason string) string {
	return fmt.Sprintf(`http 2026-01-02T03:04:05.000000Z app/squall/1 127.0.0.1:1 - 0.0 0.1 0.0 %d - 34 366 "POST http://a:80/ HTTP/1.1" "squall" - - arn "%s" "-" "-" 0 2026-01-02T03:04:05.000000Z "forward" "-" "%s" "-" "-" "-" "-" TID_1`,
		status, trace, reason)
}

// Attempts of a function that is only looked at are hits of somebody else, and
// no events of the run.
func TestReal(t *testing.T) {
	zero := time.UnixMilli(1_000_000)
	s := &shelf{events: []evidence.LogEvent{
		{LogStreamName: "2026/01/02/[3]a", Timestamp: 1_002_000, Message: "START RequestId: r1 Version: 3\n"},
		{LogStreamName: "2026/01/02/[3]a", Timestamp: 1_002_005, Message: "REPORT RequestId: r1\tDuration: 5.00 ms\tInit Duration: 100.00 ms\t\n"},
		{LogStreamName: "2026/01/02/[4]b", Timestamp: 1_003_007, Message: "REPORT RequestId: r2\tDuration: 7.00 ms\tStatus: timeout\t\n"},
	}}
	w := New(s, func(hit.Sighting) bool { return true })
	w.Real = "f"
	w.Aim(&profiles.World{Functions: []profiles.Function{{Name: "f"}}})
	b := w.Look(t.Context(), zero, false)
	var seen []string
	for _, h := range b.Real {
		seen = append(seen, fmt.Sprint(h.Version, " ", h.Outcome, " ", uint8(h.Start), " ", time.Duration(h.Sent), " ", time.Duration(h.Done)))
	}
	if got, want := strings.Join(seen, ", "), "3 ok 2 2s 2.105s, 4 function_error 1 3s 3.007s"; got != want || len(b.Sightings) > 0 {
		t.Errorf("real %s, sightings %v\nwant %s", got, b.Sightings, want)
	}
}
