package live

import (
	"testing"
	"testing/synctest"
	"time"

	"squall/standin/catalog"
	"squall/standin/core"
	"squall/standin/pollers"
	"squall/standin/queue"
)

// mapped makes a mapping of a queue with some messages.
func (w *world) mapped(s pollers.Settings, messages int) {
	w.t.Helper()
	w.loop.Queues(func(now int64, q *queue.Queues) {
		if err := q.Create(now, heard, nil); err != nil {
			w.t.Fatal(err)
		}
		for range messages {
			if _, err := q.Send(now, heard, queue.Message{Body: "m"}); err != nil {
				w.t.Fatal(err)
			}
		}
	})
	s.FunctionARN, s.Enabled = "arn:aws:lambda:us-east-1:111122223333:function:f", true
	err := w.loop.Mappings(w.ctx, func(now int64, _ *catalog.Catalog, p *pollers.Pollers) {
		if _, err := p.Create(now, heard, s); err != nil {
			w.t.Fatal(err)
		}
	})
	if err != nil {
		w.t.Fatal(err)
	}
}

// after says how many messages are left after a while, visible and in flight.
func (w *world) after(d time.Duration, want string) {
	w.t.Helper()
	time.Sleep(d)
	synctest.Wait()
	w.loop.Queues(func(now int64, q *queue.Queues) {
		list, err := q.Attributes(now, heard)
		if err != nil {
			w.t.Fatal(err)
		}
		if got := list[0].Value + " " + list[2].Value; got != want {
			w.t.Errorf("after %v: %s messages (visible, in flight), want %s", d, got, want)
		}
	})
}

// TestMappingDrains: two batches of two at a time, each of which takes a second.
func TestMappingDrains(t *testing.T) {
	model := core.Model{Duration: constant(t, time.Second)}
	inWorld(t, core.Config{}, model, func(w *world) {
		w.create("")
		w.mapped(pollers.Settings{BatchSize: 2, MaxConcurrency: 2}, 7)
		w.after(500*time.Millisecond, "3 4")
		w.after(time.Second, "0 3")
		w.after(time.Second, "0 0")
	})
}

// TestMappingOfFailures: what fails is received again after its visibility
// timeout, until the queue's redrive policy moves it.
func TestMappingOfFailures(t *testing.T) {
	model := core.Model{Duration: constant(t, time.Second), Errors: 1}
	inWorld(t, core.Config{}, model, func(w *world) {
		w.create("")
		failed := queue.ID{Account: heard.Account, Region: heard.Region, Name: "failed"}
		w.mapped(pollers.Settings{BatchSize: 10}, 1)
		w.loop.Queues(func(now int64, q *queue.Queues) {
			err := q.Create(now, failed, nil)
			if err == nil {
				err = q.SetAttributes(now, heard, map[string]string{"RedrivePolicy": `{"deadLetterTargetArn":"` + failed.ARN() + `","maxReceiveCount":2}`})
			}
			if err != nil {
				t.Fatal(err)
			}
		})
		w.after(29*time.Second, "0 1")
		w.after(30*time.Second, "0 1")
		w.after(2*time.Second, "0 0")
		w.loop.Queues(func(now int64, q *queue.Queues) {
			got, err := q.Receive(now, failed, queue.Ask{Max: 10})
			if err != nil || len(got) != 1 || got[0].Count != 3 {
				t.Errorf("in the dead-letter queue: %+v, %v", got, err)
			}
		})
	})
}

// TestMappingWithoutConcurrency: a function with nothing reserved is not
// invoked, and the messages are kept.
func TestMappingWithoutConcurrency(t *testing.T) {
	model := core.Model{Duration: constant(t, time.Second)}
	inWorld(t, core.Config{}, model, func(w *world) {
		w.create("")
		w.control(func(c *catalog.Catalog) *catalog.Error { return c.PutReserved(catalog.Ref{Name: "f"}, 0) })
		w.mapped(pollers.Settings{BatchSize: 10}, 3)
		w.after(20*time.Second, "0 3")
		w.control(func(c *catalog.Catalog) *catalog.Error { return c.DeleteReserved(catalog.Ref{Name: "f"}) })
		w.after(20*time.Second, "0 0")
	})
}

// TestMappingOfNobody: the function was deleted, and reset forgets mappings.
func TestMappingOfNobody(t *testing.T) {
	inWorld(t, core.Config{}, core.Model{Duration: constant(t, time.Second)}, func(w *world) {
		w.create("")
		w.control(func(c *catalog.Catalog) *catalog.Error { return c.DeleteFunction(catalog.Ref{Name: "f"}) })
		w.mapped(pollers.Settings{BatchSize: 10}, 1)
		w.after(time.Minute, "0 1")
		if err := w.loop.Reset(w.ctx); err != nil {
			t.Fatal(err)
		}
		_ = w.loop.Mappings(w.ctx, func(_ int64, _ *catalog.Catalog, p *pollers.Pollers) {
			if n := len(p.List()); n != 0 {
				t.Errorf("%d mappings after a reset", n)
			}
		})
	})
}
