package live

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"squall/profiles/dist"
	"squall/standin/catalog"
	"squall/standin/catalog/setting"
	"squall/standin/core"
	"squall/standin/core/book"
	"squall/standin/invoke"
	"squall/standin/queue"
)

// world runs a loop in a bubble of virtual time.
type world struct {
	t    *testing.T
	loop *Loop
	ctx  context.Context
}

func constant(t *testing.T, d time.Duration) dist.Dist {
	t.Helper()
	c, err := dist.Constant(d)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// storing is where the bucket of a test's world keeps its objects.
var storing func(bucket, key string, body []byte) (string, error)

func inWorld(t *testing.T, rules core.Config, model core.Model, story func(w *world)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(context.Background())
		w := &world{t: t, ctx: ctx, loop: New(Options{Account: "111122223333", Region: "us-east-1", Rules: rules, Store: storing})}
		done := make(chan struct{})
		go func() { defer close(done); w.loop.Run(ctx) }()
		if err := w.loop.Configure(ctx, rules, 1000, []Model{{Function: "f", Version: "v1", Model: model}}); err != nil {
			t.Fatal(err)
		}
		story(w)
		cancel()
		<-done
	})
}

func (w *world) control(f func(c *catalog.Catalog) *catalog.Error) {
	w.t.Helper()
	var refused *catalog.Error
	if err := w.loop.Control(w.ctx, func(c *catalog.Catalog) { refused = f(c) }); err != nil {
		w.t.Fatal(err)
	}
	if refused != nil {
		w.t.Fatal(refused)
	}
}

func (w *world) create(deadLetter string) {
	w.t.Helper()
	runtime, handler, role, memory, timeout := "provided.al2023", "bootstrap", "arn:aws:iam::111122223333:role/r", 256, 3
	env := map[string]string{"SQUALL_MODEL": "v1"}
	w.control(func(c *catalog.Catalog) *catalog.Error {
		_, err := c.CreateFunction(catalog.Ref{Name: "f"}, setting.Changes{Runtime: &runtime, Handler: &handler, Role: &role,
			Memory: &memory, Timeout: &timeout, Environment: &env, DeadLetter: &deadLetter}, catalog.Creation{})
		return err
	})
}

func (w *world) invoke(r invoke.Request) invoke.Response {
	r.Function = "f"
	resp := w.loop.Invoke(w.ctx, r)
	time.Sleep(time.Until(resp.At))
	return resp
}

// pass lets time go by in the bubble.
func (w *world) pass(d time.Duration) { time.Sleep(d) }

func TestInvokeColdThenWarm(t *testing.T) {
	rules := core.Config{Sandbox: constant(t, 150*time.Millisecond), Overhead: constant(t, 7*time.Millisecond)}
	model := core.Model{Init: constant(t, 200*time.Millisecond), Duration: constant(t, 40*time.Millisecond)}
	inWorld(t, rules, model, func(w *world) {
		w.create("")
		start := time.Now()
		cold := w.invoke(invoke.Request{LogTail: true})
		if took := time.Since(start); took != 397*time.Millisecond {
			t.Errorf("the cold request took %s", took)
		}
		if cold.Outcome != core.Done || cold.ExecutedVersion != "$LATEST" || cold.Init != 200*time.Millisecond {
			t.Errorf("cold: %+v", cold)
		}
		if log := string(cold.LogTail); !strings.Contains(log, "Init Duration: 200.00 ms\t") || !strings.Contains(log, "Billed Duration: 240 ms") {
			t.Errorf("log tail: %q", log)
		}
		var answer struct {
			StatusCode int
			Headers    map[string]string
		}
		if err := json.Unmarshal(cold.Payload, &answer); err != nil {
			t.Fatal(err)
		}
		if answer.Headers["X-Squall-Cold"] != "1" || answer.Headers["X-Squall-Init-Us"] != "200000" {
			t.Errorf("probe headers: %v", answer.Headers)
		}
		start = time.Now()
		warm := w.invoke(invoke.Request{})
		if took := time.Since(start); took != 47*time.Millisecond {
			t.Errorf("the warm request took %s", took)
		}
		if warm.RequestID == cold.RequestID || warm.LogTail != nil {
			t.Errorf("warm: %+v", warm)
		}
	})
}

func TestAbsentFunction(t *testing.T) {
	inWorld(t, core.Config{}, core.Model{}, func(w *world) {
		if r := w.invoke(invoke.Request{}); r.Outcome != core.NotFound || r.Reason != core.NoSuchFunction {
			t.Errorf("%+v", r)
		}
	})
}

// A failed event is tried three times, and its dead letter carries AWS's
// attributes.
func TestDeadLetter(t *testing.T) {
	model := core.Model{Duration: constant(t, 10*time.Millisecond), Errors: 1}
	inWorld(t, core.Config{}, model, func(w *world) {
		id := queue.ID{Account: "111122223333", Region: "us-east-1", Name: "dlq"}
		w.loop.Queues(func(now int64, q *queue.Queues) {
			if err := q.Create(now, id, nil); err != nil {
				t.Fatal(err)
			}
		})
		w.create(id.ARN())
		accepted := w.invoke(invoke.Request{Async: true, Payload: []byte(`{"id":1}`)})
		if accepted.Outcome != core.Accepted {
			t.Fatalf("%+v", accepted)
		}
		changed := w.loop.Changed()
		<-changed
		if took := time.Since(accepted.At); took != 3*time.Minute+30*time.Millisecond {
			t.Errorf("the dead letter came after %s", took)
		}
		var got []queue.Received
		w.loop.Queues(func(now int64, q *queue.Queues) {
			var err error
			if got, err = q.Receive(now, id, queue.Ask{Max: 10}); err != nil {
				t.Fatal(err)
			}
		})
		if len(got) != 1 || got[0].Body != `{"id":1}` {
			t.Fatalf("received %+v", got)
		}
		text := fmt.Sprint(got[0].Attributes)
		for _, want := range []string{accepted.RequestID, "200", "modelled error"} {
			if !strings.Contains(text, want) {
				t.Errorf("attributes %s lack %q", text, want)
			}
		}
		lines, _, _ := w.loop.Log("f", 0, 100)
		if len(lines) != 9 || !strings.HasPrefix(lines[0].Message, "START RequestId: "+accepted.RequestID) {
			t.Errorf("log: %v", lines)
		}
	})
}

func TestStopAnswersEverybody(t *testing.T) {
	model := core.Model{Duration: constant(t, time.Hour)}
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(context.Background())
		w := &world{t: t, ctx: ctx, loop: New(Options{})}
		go w.loop.Run(ctx)
		if err := w.loop.Configure(ctx, core.Config{}, 1000, []Model{{Function: "f", Version: "v1", Model: model}}); err != nil {
			t.Fatal(err)
		}
		w.create("")
		answers := make(chan invoke.Response)
		go func() { answers <- w.loop.Invoke(context.Background(), invoke.Request{Function: "f"}) }()
		synctest.Wait()
		cancel()
		if r := <-answers; r.Outcome != core.Refused {
			t.Errorf("%+v", r)
		}
		if r := w.loop.Invoke(context.Background(), invoke.Request{Function: "f"}); r.Outcome != core.Refused {
			t.Errorf("after the end: %+v", r)
		}
		if err := w.loop.Reset(context.Background()); err == nil {
			t.Error("a loop that has stopped can be reset")
		}
	})
}

// The live shell and a bare rule book see the same ends of the same requests.
func TestLiveAgreesWithTheBareRuleBook(t *testing.T) {
	d, err := dist.Exponential(300 * time.Millisecond)
	if err != nil {
		t.Fatal(err)
	}
	idle := constant(t, 5*time.Second)
	rules := core.Config{Seed: 9, Sandbox: constant(t, 100*time.Millisecond), IdleExpiry: idle}
	model := core.Model{Duration: d, Init: constant(t, 150*time.Millisecond), Errors: 0.1}
	const n, gap = 400, 70 * time.Millisecond
	var want []string
	inWorld(t, rules, model, func(w *world) {
		w.create("")
		base := w.loop.now()
		got := make([]string, n)
		done := make(chan int)
		for i := range n {
			go func() {
				time.Sleep(time.Duration(i) * gap)
				r := w.loop.Invoke(w.ctx, invoke.Request{Function: "f", Trace: traceOf(uint64(i))})
				got[i] = fmt.Sprintf("%d %s init=%s took=%s at=%s", i, r.Outcome, r.Init, r.Duration,
					r.At.Sub(w.loop.epoch)-time.Duration(base))
				done <- i
			}()
		}
		for range n {
			<-done
		}
		b := book.New(rules)
		b.AddModel(model)
		b.Step(0, core.Event{Kind: core.CreateFunction, Timeout: int64(3 * time.Second)}, nil)
		want = make([]string, n)
		see := func(effects []core.Effect) {
			for _, e := range effects {
				if e.Kind == core.Reply {
					want[e.Req-1] = fmt.Sprintf("%d %s init=%s took=%s at=%s", e.Req-1, e.Outcome, time.Duration(e.Init),
						time.Duration(e.Duration), time.Duration(e.At))
				}
			}
		}
		for i := range n {
			now := int64(time.Duration(i) * gap)
			see(b.Expire(now, nil))
			see(b.Step(now, core.Event{Kind: core.Invoke, Req: uint64(i + 1), Key: uint64(i)}, nil))
		}
		for at, ok := b.Next(); ok && at < int64(time.Minute); at, ok = b.Next() {
			see(b.Expire(at, nil))
		}
		for i := range n {
			if got[i] != want[i] {
				t.Fatalf("request %d: live %q, bare %q", i, got[i], want[i])
			}
		}
	})
}

func traceOf(key uint64) string { return fmt.Sprintf("1-00000000-%016x00000000", key) }
