package standin

import (
	"encoding/json"
	"fmt"
	"net/http"
	"time"

	"squall/standin/awsapi"
	"squall/standin/door/route"
	"squall/standin/invoke"
	"squall/standin/kept"
	"squall/standin/lease"
	livekept "squall/standin/live/kept"
)

// Unkept is what --keep does not keep, as it is said at the start.
const Unkept = "log lines but those of asynchronous attempts, lines of\n             access logs, uploads in parts, code to be downloaded"

// parts are all that is kept.
func (s *Standin) parts() kept.Parts {
	return kept.Parts{Loop: s.loop, Objects: s.objects,
		Cells: []kept.Cell{{Name: "elbv2", Of: s.balance}, {Name: "apigateway", Of: s.gateways}, {Name: "codedeploy", Of: &s.hooked}, {Name: "ssm", Of: &s.stored},
			{Name: "scheduler", Of: &s.calendar}, {Name: "fis", Of: &s.trials}, {Name: "servicequotas", Of: &s.wanted}},
		Beside: []kept.Beside{s.keptDoors(), s.keptConfig()}}
}

// recall opens the folder of the state. The stand-in may not be there yet: then
// nobody listens, as while it is dead.
func (s *Standin) recall() error {
	parts := s.parts()
	if found := parts.Unkept(); found != nil {
		return fmt.Errorf("internal error: of the state cannot be kept: %q", found)
	}
	begun := Config{Compress: s.options.Compress, Seed: s.options.Seed, World: *s.options.World}
	state, err := kept.Open(s.options.Keep, "squall state 1 "+parts.Kinds(), begun, s.options.Diag)
	if err != nil {
		return err
	}
	s.memory = state
	until, err := livekept.Away(state.Record)
	if err != nil || s.options.Wait == nil || !until.After(time.Now()) {
		return err
	}
	return s.options.Wait(until)
}

// keep takes back what is in the folder, and has kept what changes from now on.
func (s *Standin) keep() (err error) {
	s.objects.Note()
	s.loop.KeepIn(s.memory)
	if s.resumed, err = s.memory.Resume(s.parts()); err != nil {
		return fmt.Errorf("the state in %s: %w", s.options.Keep, err)
	}
	for _, name := range invoke.Doors {
		if log := s.doors.Log(name); log != nil {
			log.Begin(s.loop.Numbers())
		}
	}
	s.calendar.Resume(time.Now())
	s.trials.Resume()
	s.wanted.Resume()
	return nil
}

// looked is the API of Lambda, whose readers have nothing written.
func looked(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodGet {
			r = r.WithContext(livekept.Looking(r.Context()))
		}
		next.ServeHTTP(w, r)
	})
}

// mortal is the stand-in as faults may kill it; nil: they may not.
func (s *Standin) mortal() *lease.Mortal {
	if s.options.Die == nil {
		return nil
	}
	return &lease.Mortal{Doom: s.loop.Doom, Die: s.options.Die}
}

func (s *Standin) keptDoors() kept.Beside {
	doors := s.doors.Registry()
	return kept.Beside{Name: "doors", Stamp: doors.Stamp, Of: func() any { return doors.List() }, Restore: func(b []byte) error {
		var list []route.Route
		if err := json.Unmarshal(b, &list); err != nil {
			return err
		}
		return doors.Restore(list)
	}}
}

func (s *Standin) keptConfig() kept.Beside {
	return kept.Beside{Name: "config", Of: func() any { return s.config() },
		Stamp:   func() any { s.mu.Lock(); defer s.mu.Unlock(); return s.configured },
		Restore: func(b []byte) error { s.mu.Lock(); defer s.mu.Unlock(); return json.Unmarshal(b, &s.now) }}
}

// Resumed says whether the stand-in goes on from a state that was kept.
func (s *Standin) Resumed() bool { return s.resumed }

// Begun says that the stand-in is what it was to be begun as; from now on its
// state outlives the process.
func (s *Standin) Begun() error {
	if s.memory == nil || s.resumed {
		return nil
	}
	return s.memory.Begun()
}

// lasting holds answers back until what they say is on the disk.
func (s *Standin) lasting(next http.Handler) http.Handler {
	if s.options.Keep == "" {
		return next
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { s.memory.Over(next, awsapi.Unavailable).ServeHTTP(w, r) })
}
