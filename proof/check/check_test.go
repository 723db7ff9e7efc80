package check

import (
	"strings"
	"testing"
	"time"

	"squall/proof/story"
	"squall/standin/core"
)

// teller writes a story down by hand.
type teller struct{ log story.Log }

func (t *teller) at(s float64, ev core.Event, effects ...core.Effect) {
	now := int64(s * float64(time.Second))
	for i := range effects {
		if effects[i].At == 0 {
			effects[i].At = now
		}
	}
	t.log.Stepped(now, ev, effects)
}

func (t *teller) set(s float64, ev core.Event) { t.at(s, ev, core.Effect{Kind: core.Answer}) }

func started(req, env uint64) core.Effect {
	return core.Effect{Kind: core.EnvStarted, Req: req, Env: env}
}

func ended(env uint64) core.Effect { return core.Effect{Kind: core.EnvEnded, Env: env} }

// reply ends a request after seconds in an environment.
func reply(req, env uint64, from, took float64, cold bool) core.Effect {
	return core.Effect{Kind: core.Reply, Req: req, Env: env, Start: int64(from * 1e9), Duration: int64(took * 1e9), Cold: cold}
}

func forget(req uint64) core.Effect { return core.Effect{Kind: core.Forget, Req: req} }

func invoke(req uint64) core.Event { return core.Event{Kind: core.Invoke, Req: req} }

func refused(req uint64, why core.Reason) []core.Effect {
	return []core.Effect{{Kind: core.Reply, Req: req, Outcome: core.Refused, Reason: why}, forget(req)}
}

const reservedFull = core.ReservedFunctionConcurrentInvocationLimitExceeded

// Every story but the first has something wrong with it.
func TestRules(t *testing.T) {
	none := core.Event{}
	tests := []struct {
		name string
		tell func(*teller)
		want string // "" when nothing is wrong
	}{
		{"one after the other", func(s *teller) {
			s.at(1, invoke(1), started(1, 1))
			s.at(2, none, reply(1, 1, 1, 1, true), forget(1))
			s.at(3, invoke(2))
			s.at(4, none, reply(2, 1, 3, 1, false), forget(2))
			s.at(14, none, ended(1))
		}, ""},
		{"two in one", func(s *teller) {
			s.at(1, invoke(1), started(1, 1))
			s.at(1.5, invoke(2))
			s.at(2, none, reply(1, 1, 1, 1, true), forget(1))
			s.at(2.5, none, reply(2, 1, 1.5, 1, false), forget(2))
		}, "requests 1 and 2 at once"},
		{"a new one beside one that is idle", func(s *teller) {
			s.at(1, invoke(1), started(1, 1))
			s.at(2, none, reply(1, 1, 1, 1, true), forget(1))
			s.at(3, invoke(2), started(2, 2))
			s.at(4, none, reply(2, 2, 3, 1, true), forget(2))
		}, "1 environments are idle"},
		{"over what is reserved", func(s *teller) {
			s.set(0, core.Event{Kind: core.PutReserved, N: 1})
			s.at(1, invoke(1), started(1, 1))
			s.at(1.5, invoke(2), started(2, 2))
			s.at(2, none, reply(1, 1, 1, 1, true), forget(1))
			s.at(2.5, none, reply(2, 2, 1.5, 1, true), forget(2))
		}, "should be refused with Reserved"},
		{"refused in spite of room", func(s *teller) {
			s.set(0, core.Event{Kind: core.PutReserved, N: 1})
			s.at(1, invoke(1), refused(1, reservedFull)...)
		}, "there was room"},
		{"refused for another reason", func(s *teller) {
			s.set(0, core.Event{Kind: core.PutReserved, N: 0})
			s.at(1, invoke(1), refused(1, core.ConcurrentInvocationLimitExceeded)...)
		}, "there was room"},
		{"refused as it should be", func(s *teller) {
			s.set(0, core.Event{Kind: core.PutReserved, N: 0})
			s.at(1, invoke(1), refused(1, reservedFull)...)
		}, ""},
		{"idle for too long", func(s *teller) {
			s.at(1, invoke(1), started(1, 1))
			s.at(2, none, reply(1, 1, 1, 1, true), forget(1))
			s.at(20, invoke(2))
			s.at(21, none, reply(2, 1, 20, 1, false), forget(2))
		}, "is still there"},
		{"ended for no reason", func(s *teller) {
			s.at(1, invoke(1), started(1, 1))
			s.at(2, none, reply(1, 1, 1, 1, true), forget(1))
			s.at(3, none, ended(1))
		}, "ends for no reason"},
		{"answered twice", func(s *teller) {
			s.at(1, invoke(1), append(refused(1, core.NoCode)[:1], refused(1, core.NoCode)...)...)
		}, "a second answer"},
		{"never answered", func(s *teller) { s.at(1, invoke(1), started(1, 1)) }, "never done with"},
		{"a hundred stay unreserved", func(s *teller) { s.set(0, core.Event{Kind: core.PutReserved, N: 901}) }, "901 of 1000 are reserved"},
		{"time goes back", func(s *teller) { s.at(3, none); s.at(2, none, ended(9)) }, "time went back"},
	}
	for _, tt := range tests {
		got := rules(t, tt.tell)
		if all := strings.Join(got, "\n"); (all == "") != (tt.want == "") || !strings.Contains(all, tt.want) {
			t.Errorf("%s: want %q in\n%s", tt.name, tt.want, all)
		}
	}
}

// rules judges the story of one function whose environments may be idle for
// ten seconds.
func rules(t *testing.T, tell func(*teller)) []string {
	t.Helper()
	var s teller
	cfg := core.Config{}
	if err := cfg.IdleExpiry.UnmarshalJSON([]byte(`{"constant": "10s"}`)); err != nil {
		t.Fatal(err)
	}
	s.log.Configured(0, &cfg)
	s.set(0, core.Event{Kind: core.CreateFunction, Timeout: 900 * second})
	tell(&s)
	_, wrong := Rules(&s.log, false)
	return wrong
}

// An asynchronous event that fails once runs again a minute later.
func TestEvents(t *testing.T) {
	none := core.Event{}
	accepted := core.Effect{Kind: core.Reply, Req: 1, Outcome: core.Accepted}
	ran := func(attempt int32, from float64, how core.Outcome) core.Effect {
		return core.Effect{Kind: core.Ran, Req: 1, Env: uint64(attempt), Cold: true, Attempt: attempt, Start: int64(from * 1e9), Duration: second, Outcome: how}
	}
	end := func(c core.Condition, attempts int32) core.Effect {
		return core.Effect{Kind: core.Forget, Req: 1, Condition: c, Attempt: attempts}
	}
	again := func(at float64, rest ...core.Effect) func(*teller) {
		return func(s *teller) {
			s.at(1, core.Event{Kind: core.InvokeEvent, Req: 1}, accepted, started(1, 1))
			s.at(2, none, ran(1, 1, core.Errored))
			s.at(12, none, ended(1))
			s.at(at, none, started(1, 2))
			s.at(at+1, none, append([]core.Effect{ran(2, at, core.Done)}, rest...)...)
		}
	}
	tests := []struct {
		name string
		tell func(*teller)
		want string
	}{
		{"after a minute", again(62, end(core.Success, 2)), ""},
		{"too early", again(32, end(core.Success, 2)), "it was due at 1m2s"},
		{"ends otherwise", again(62, end(core.RetriesExhausted, 2)), `it should end with "Success"`},
		{"with a record that nobody asked for", again(62, core.Effect{Kind: core.Deliver, Req: 1}, end(core.Success, 2)), "records 001 were sent, 000 should be"},
	}
	for _, tt := range tests {
		got := strings.Join(rules(t, tt.tell), "\n")
		if (got == "") != (tt.want == "") || !strings.Contains(got, tt.want) {
			t.Errorf("%s: want %q in\n%s", tt.name, tt.want, got)
		}
	}
}
