package queue

import (
	"fmt"
	"strconv"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// copyOf is a message in the simplest model of a queue: a list that is
// scanned for everything.
type copyOf struct {
	body    string
	sent    int64
	visible int64
	handle  string
	count   int
}

// TestAgainstModel makes random histories and compares every answer with the
// model's.
func TestAgainstModel(t *testing.T) {
	const retention, visibility = 60, 7
	rapid.Check(t, func(r *rapid.T) {
		q := New(Config{})
		if err := q.Create(0, work, map[string]string{"MessageRetentionPeriod": strconv.Itoa(retention), "VisibilityTimeout": strconv.Itoa(visibility)}); err != nil {
			r.Fatal(err)
		}
		var now int64
		var model []copyOf
		for step := range rapid.IntRange(1, 60).Draw(r, "steps") {
			now += int64(rapid.IntRange(0, 5).Draw(r, "seconds")) * second
			kept := model[:0]
			for _, m := range model {
				if m.sent+retention*second > now {
					kept = append(kept, m)
				}
			}
			model = kept
			switch rapid.IntRange(0, 3).Draw(r, "what") {
			case 0:
				delay := rapid.IntRange(0, 9).Draw(r, "delay")
				m := copyOf{body: fmt.Sprint(step), sent: now, visible: now + int64(delay)*second}
				if _, err := q.Send(now, work, Message{Body: m.body, Delay: delay, DelaySet: true}); err != nil {
					r.Fatal(err)
				}
				model = append(model, m)
			case 1:
				n := rapid.IntRange(1, 10).Draw(r, "max")
				got, err := q.Receive(now, work, Ask{Max: n})
				if err != nil {
					r.Fatal(err)
				}
				for i := range model {
					m := &model[i]
					if n == 0 || m.visible > now {
						continue
					}
					n--
					if len(got) == 0 || got[0].Body != m.body || got[0].Count != m.count+1 {
						r.Fatalf("at %d s received %v, want %+v", now/second, got, *m)
					}
					m.visible, m.handle, m.count = now+visibility*second, got[0].ReceiptHandle, m.count+1
					got = got[1:]
				}
				if len(got) > 0 {
					r.Fatalf("received %d more than there are", len(got))
				}
			case 2:
				if len(model) == 0 {
					continue
				}
				i := rapid.IntRange(0, len(model)-1).Draw(r, "which")
				if model[i].handle == "" {
					continue
				}
				if err := q.DeleteMessage(now, work, model[i].handle); err != nil {
					r.Fatal(err)
				}
				model = append(model[:i], model[i+1:]...)
			}
			checkAgainst(r, q, now, model)
		}
	})
}

// checkAgainst compares the counts, and the time of the next change.
func checkAgainst(r *rapid.T, q *Queues, now int64, model []copyOf) {
	want := map[string]int{"ApproximateNumberOfMessages": 0, "ApproximateNumberOfMessagesDelayed": 0, "ApproximateNumberOfMessagesNotVisible": 0}
	next := int64(-1)
	for _, m := range model {
		switch {
		case m.visible <= now:
			want["ApproximateNumberOfMessages"]++
			continue
		case m.count == 0:
			want["ApproximateNumberOfMessagesDelayed"]++
		default:
			want["ApproximateNumberOfMessagesNotVisible"]++
		}
		if next < 0 || m.visible < next {
			next = m.visible
		}
	}
	all, err := q.Attributes(now, work)
	if err != nil {
		r.Fatal(err)
	}
	seen := 0
	for _, a := range all {
		if n, ok := want[a.Name]; ok {
			seen++
			if a.Value != strconv.Itoa(n) {
				r.Fatalf("at %d s %s = %s, want %d", now/second, a.Name, a.Value, n)
			}
		}
	}
	if seen != len(want) {
		r.Fatalf("only %d of the counts are there", seen)
	}
	if at, ok := q.Next(); ok != (next >= 0) || ok && at != next {
		r.Fatalf("Next = %d, %v; want %d", at, ok, next)
	}
}

func BenchmarkSendReceiveDelete(b *testing.B) {
	q := New(Config{Epoch: time.Unix(0, 0)})
	if err := q.Create(0, work, nil); err != nil {
		b.Fatal(err)
	}
	for i := range 100_000 { // a backlog, which must not matter
		if _, err := q.Send(int64(i), work, Message{Body: "backlog", Delay: 900, DelaySet: true}); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportAllocs()
	now := int64(100_000)
	for b.Loop() {
		now++
		if _, err := q.Send(now, work, Message{Body: "x"}); err != nil {
			b.Fatal(err)
		}
		got, err := q.Receive(now, work, Ask{Max: 1})
		if err != nil || len(got) != 1 {
			b.Fatal(got, err)
		}
		if err := q.DeleteMessage(now, work, got[0].ReceiptHandle); err != nil {
			b.Fatal(err)
		}
	}
}
