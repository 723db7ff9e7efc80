package target

import (
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"squall/attack/evidence"
	"squall/attack/local"
)

func TestDrain(t *testing.T) {
	f, target := newFake(t)
	for i := range 23 {
		f.Queues["dlq"] = append(f.Queues["dlq"], fmt.Sprint(i))
	}
	var got []evidence.Message
	n, err := target.Drain(t.Context(), "sqs:dlq", func(m evidence.Message) bool { got = append(got, m); return true })
	if err != nil || n != 23 || len(got) != 23 || len(f.Queues["dlq"]) != 0 {
		t.Fatalf("%d messages, %v; %d left", n, err, len(f.Queues["dlq"]))
	}
	want := evidence.Message{ID: "2", Body: "22", SentAt: 1_700_000_000_123, Attributes: map[string]string{"RequestID": "r22"}}
	if diff := cmp.Diff(want, got[22]); diff != "" {
		t.Error(diff)
	}
	if _, err := target.Drain(t.Context(), "nope", nil); err == nil || !strings.Contains(err.Error(), "there is no queue nope") {
		t.Errorf("got %v", err)
	}
}

func TestLogs(t *testing.T) {
	f, target := newFake(t)
	f.logs["alb"] = "one\ntwo\n"
	f.logs["checkout"] = `{"logStreamName":"s","timestamp":5,"message":"START\n"}` + "\n"
	lines, next, err := target.DoorLog(t.Context(), "alb", "")
	if err != nil || !slices.Equal(lines, []string{"one", "two"}) || next != "c1" {
		t.Errorf("%q %q %v", lines, next, err)
	}
	if lines, next, err = target.DoorLog(t.Context(), "alb", next); err != nil || len(lines) != 0 || next != "c1" {
		t.Errorf("the next page: %q %q %v", lines, next, err)
	}
	events, next, err := target.LogEvents(t.Context(), "checkout", "")
	if diff := cmp.Diff([]evidence.LogEvent{{LogStreamName: "s", Timestamp: 5, Message: "START\n"}}, events); diff != "" || err != nil || next != "c1" {
		t.Error(diff, err, next)
	}
	f.lost = "12"
	var lost *local.LostError
	if lines, _, err := target.DoorLog(t.Context(), "alb", ""); !errors.As(err, &lost) || lost.Lines != 12 || len(lines) != 2 {
		t.Errorf("%q %v", lines, err)
	}
	f.logs["checkout"] = "no JSON\n"
	if _, next, err := target.LogEvents(t.Context(), "checkout", ""); err == nil || next != "" {
		t.Errorf("the cursor must not pass what was not understood: %q %v", next, err)
	}
	h, err := target.Health(t.Context())
	if err != nil || h.Status != "ok" || h.Doors["alb"] != "http://a" || h.LagMs.P99 != 0.4 || h.Compress != 60 {
		t.Errorf("%+v %v", h, err)
	}
}

func TestWorldIsPosted(t *testing.T) {
	f, target := newFake(t)
	apply(t, target, world)
	if !strings.HasPrefix(f.World, `{"compress":60,"seed":7,"world":{"Account":{"ID":"111122223333"`) {
		t.Errorf("posted %s", f.World)
	}
}

// direct hands requests to a handler without a socket, which a bubble could not
// see through.
type direct struct{ http.Handler }

func (d direct) RoundTrip(r *http.Request) (*http.Response, error) {
	w := httptest.NewRecorder()
	d.ServeHTTP(w, r)
	return w.Result(), nil
}

func TestQueueNameIsWaitedFor(t *testing.T) {
	for _, c := range []struct {
		deleted int
		took    time.Duration
		ok      bool
	}{{0, 0, true}, {3, 3 * time.Second, true}, {1000, 70 * time.Second, false}} {
		synctest.Test(t, func(t *testing.T) {
			f := &fake{Queues: map[string][]string{}, deleted: c.deleted}
			target := New(Options{Endpoint: "http://standin", Region: "r", Account: "1", HTTP: &http.Client{Transport: direct{f}}})
			began := time.Now()
			_, err := target.Apply(t.Context(), queued)
			if took := time.Since(began).Truncate(time.Second); (err == nil) != c.ok || took > c.took+c.took/5 || took < c.took {
				t.Errorf("name taken %d times: %v after %v, want %v", c.deleted, err, took, c.took)
			}
		})
	}
}
