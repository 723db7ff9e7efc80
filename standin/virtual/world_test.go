package virtual

import (
	"testing"
	"time"

	"squall/attack/hit"
	"squall/profiles/dist"
	"squall/standin/catalog"
	"squall/standin/catalog/setting"
	"squall/standin/core"
	"squall/standin/invoke"
	"squall/standin/queue"
)

// told is a sink that keeps what it is told.
type told struct {
	at           []int64 // of replies
	ids          []string
	outcomes     []core.Outcome
	environments map[string]bool
	seen         []hit.Sighting
	tickets      []Ticket
	ended        []string
	last         invoke.Response
	w            *World
}

func (s *told) Reply(r *Reply) {
	s.at = append(s.at, r.Effect.At)
	s.ids = append(s.ids, r.RequestID())
	s.outcomes = append(s.outcomes, r.Effect.Outcome)
	s.environments[r.Environment()] = true
	s.tickets = append(s.tickets, *r.Ticket)
	s.last = s.w.Response(r, catalog.Target{ARN: "arn"}, invoke.DoorSDK)
}

func (s *told) Saw(t *Ticket, seen *hit.Sighting) {
	s.seen = append(s.seen, *seen)
	s.tickets = append(s.tickets, *t)
}

func (s *told) Ended(_ *Ticket, requestID string) { s.ended = append(s.ended, requestID) }

func constant(t testing.TB, d time.Duration) dist.Dist {
	t.Helper()
	c, err := dist.Constant(d)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// newWorld has one function, f.
func newWorld(t testing.TB, rules core.Config, model core.Model, deadLetter string) (*World, *told, catalog.Target) {
	t.Helper()
	sink := &told{environments: map[string]bool{}}
	w := New(Options{Account: "111122223333", Region: "us-east-1", Rules: rules, Sink: sink})
	sink.w = w
	if err := w.Configure(rules, 1000, []Model{{Function: "f", Version: "v1", Model: model}}); err != nil {
		t.Fatal(err)
	}
	runtime, handler, role, memory, timeout := "provided.al2023", "bootstrap", "arn:aws:iam::111122223333:role/r", 256, 30
	env := map[string]string{"SQUALL_MODEL": "v1"}
	var refused *catalog.Error
	err := w.Control(func(c *catalog.Catalog) {
		_, refused = c.CreateFunction(catalog.Ref{Name: "f"}, setting.Changes{Runtime: &runtime, Handler: &handler, Role: &role,
			Memory: &memory, Timeout: &timeout, Environment: &env, DeadLetter: &deadLetter}, catalog.Creation{})
	})
	if err != nil || refused != nil {
		t.Fatal(err, refused)
	}
	target, err := w.Resolve("f", "")
	if err != nil {
		t.Fatal(err)
	}
	return w, sink, target
}

func TestColdThenWarm(t *testing.T) {
	rules := core.Config{Sandbox: constant(t, 150*time.Millisecond), IdleExpiry: constant(t, time.Minute)}
	w, sink, target := newWorld(t, rules, core.Model{Init: constant(t, 200*time.Millisecond), Duration: constant(t, 40*time.Millisecond)}, "")
	w.Advance(int64(time.Second))
	w.Invoke(&Request{Target: target, Key: 1, Ticket: Ticket{Line: 3, N: 7, Due: w.Now()}})
	w.Advance(int64(2 * time.Second))
	w.Invoke(&Request{Target: target, Key: 2})
	if w.Waiting() != 1 {
		t.Errorf("%d requests wait", w.Waiting())
	}
	w.Advance(int64(20 * time.Second))
	if len(sink.at) != 2 || sink.at[0] != int64(1390*time.Millisecond) || sink.at[1] != int64(2040*time.Millisecond) {
		t.Errorf("answers at %v", sink.at)
	}
	if ticket := sink.tickets[0]; ticket.Line != 3 || ticket.N != 7 || ticket.Due != int64(time.Second) {
		t.Errorf("ticket %+v", ticket)
	}
	if len(sink.environments) != 1 || sink.ids[0] == sink.ids[1] || sink.ids[0] != catalog.UUID("request", 1) {
		t.Errorf("environments %v, ids %v", sink.environments, sink.ids)
	}
	if alive := time.Duration(w.EnvironmentTime(target.Fn)); alive != 19*time.Second {
		t.Errorf("alive for %v", alive)
	}
	w.Advance(int64(time.Hour))
	// From 1 s on, until a minute after the end of the second request.
	if alive := time.Duration(w.EnvironmentTime(target.Fn)); alive != 61*time.Second+40*time.Millisecond {
		t.Errorf("alive for %v in all", alive)
	}
	for _, p := range w.envs.pages {
		if p != nil {
			t.Errorf("the names of %d environments are left", p.alive)
		}
	}
	if w.Waiting() != 0 {
		t.Errorf("%d requests are left", w.Waiting())
	}
	if _, ok := w.Next(); ok {
		t.Error("something is still to come")
	}
}

// A dead letter that no queue takes is a refusal.
func TestDelivery(t *testing.T) {
	id := queue.ID{Account: "111122223333", Region: "us-east-1", Name: "q"}
	for _, there := range []bool{true, false} {
		w, sink, target := newWorld(t, core.Config{}, core.Model{Duration: constant(t, 10*time.Millisecond), Errors: 1}, id.ARN())
		if err := w.CreateQueue("q"); err != nil {
			t.Fatal(err)
		}
		w.Advance(1)
		w.Invoke(&Request{Target: target, Async: true, Key: 1, Ticket: Ticket{N: 5}})
		if sink.outcomes[0] != core.Accepted || sink.last.ExecutedVersion != "" {
			t.Errorf("answered %v: %+v", sink.outcomes[0], sink.last)
		}
		w.Advance(int64(time.Minute))
		if !there {
			if err := w.DeleteQueue("q"); err != nil {
				t.Fatal(err)
			}
		}
		w.Advance(int64(time.Hour))
		if len(sink.seen) != 4 {
			t.Fatalf("%d sightings", len(sink.seen))
		}
		for i, at := range []time.Duration{0, time.Minute + 10*time.Millisecond, 3*time.Minute + 20*time.Millisecond} {
			if s := sink.seen[i]; s.Kind != hit.Attempt || !s.Failed || time.Duration(s.At) != at || s.Duration != int64(10*time.Millisecond) {
				t.Errorf("attempt %d: %+v", i, s)
			}
		}
		if len(sink.ended) != 1 || sink.ended[0] != sink.ids[0] {
			t.Errorf("ended: %v", sink.ended)
		}
		end := sink.seen[3]
		if there && (end.Kind != hit.DeadLetter || end.ErrorCode != "200" || end.RequestID != sink.ids[0]) ||
			!there && (end.Kind != hit.Refused || end.Target != hit.DeadLetter) {
			t.Errorf("queue there %v: %+v", there, end)
		}
	}
}

// Memory grows with what is in flight, not with requests.
func TestSlotsAreReused(t *testing.T) {
	w, sink, target := newWorld(t, core.Config{}, core.Model{Duration: constant(t, 15*time.Millisecond)}, "")
	for i := range int64(10_000) {
		w.Advance(i * int64(10*time.Millisecond))
		w.Invoke(&Request{Target: target, Key: uint64(i)})
	}
	if len(w.calls.slots) > 3 || cap(w.effects) > 64 || len(sink.environments) > 2 {
		t.Errorf("%d slots, %d effects, %d environments", len(w.calls.slots), cap(w.effects), len(sink.environments))
	}
}

func TestAbsentFunction(t *testing.T) {
	w, _, _ := newWorld(t, core.Config{}, core.Model{}, "")
	if _, err := w.Resolve("g", ""); err == nil {
		t.Error("a function that is not there was found")
	}
	if _, err := w.Resolve("f", "9"); err == nil {
		t.Error("a version that is not there was found")
	}
}

// silent is a sink that nobody listens to.
type silent struct{}

func (silent) Reply(*Reply)               {}
func (silent) Saw(*Ticket, *hit.Sighting) {}
func (silent) Ended(*Ticket, string)      {}

// One request, from its arrival to its answer.
func BenchmarkInvoke(b *testing.B) {
	w, _, target := newWorld(b, core.Config{IdleExpiry: constant(b, time.Minute)}, core.Model{Duration: constant(b, 100*time.Millisecond)}, "")
	w.options.Sink = silent{}
	b.ReportAllocs()
	for i := range b.N {
		w.Advance(int64(i) * int64(time.Millisecond))
		w.Invoke(&Request{Target: target, Key: uint64(i)})
	}
}
