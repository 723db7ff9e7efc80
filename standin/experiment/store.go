package experiment

import (
	"hash/fnv"
	"maps"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// Store holds templates and experiments. It is safe for concurrent use; its
// world is called with nothing locked but the experiments.
type Store struct {
	mu          sync.Mutex
	stale       atomic.Bool
	made        int
	templates   []*Template
	experiments []*Experiment

	driver atomic.Pointer[func(p Place, id string)]
}

// OnResume is called for each experiment that Resume goes on with.
func (s *Store) OnResume(f func(p Place, id string)) { s.driver.Store(&f) }

// Still runs f while nobody else has the store.
func (s *Store) Still(f func()) {
	defer s.lock()()
	f()
}

// Resume goes on with experiments that were read as they had been kept: what was
// due meanwhile is done now.
func (s *Store) Resume() {
	defer s.lock()()
	for _, e := range s.experiments {
		if f := s.driver.Load(); f != nil && !e.Over() {
			(*f)(e.Place, e.Number)
		}
	}
}

// Reset has everything forgotten, when the store is asked next: it may be called
// where a world that is at work is waited for.
func (s *Store) Reset() { s.stale.Store(true) }

// lock takes the store, and unlocks it by what it gives.
func (s *Store) lock() (unlock func()) {
	s.mu.Lock()
	if s.stale.Swap(false) {
		s.templates, s.experiments = nil, nil
	}
	return s.mu.Unlock
}

// id is a name as AWS makes them: letters and digits after a word.
func (s *Store) id(word string) string {
	s.made++
	h := fnv.New64a()
	_, _ = h.Write([]byte(word + strconv.Itoa(s.made)))
	text := strings.ToUpper(strconv.FormatUint(h.Sum64(), 36))
	return word + (text + "00000000000000")[:14]
}

// Create makes a template; the token of one that is there gives that one.
func (s *Store) Create(now time.Time, t Template) (Template, *Error) {
	defer s.lock()()
	if err := t.check(); err != nil {
		return t, err
	}
	for _, old := range s.templates {
		if t.Token != "" && old.Token == t.Token && old.Place == t.Place {
			if !sameActions(old, &t) {
				return t, refuse(Conflict, "the clientToken was used for another template")
			}
			return *old, nil
		}
	}
	t.ID, t.Created = s.id("EXT"), now
	s.templates = append(s.templates, &t)
	return t, nil
}

func sameActions(a, b *Template) bool {
	return a.Description == b.Description && a.Role == b.Role &&
		maps.EqualFunc(a.Actions, b.Actions, func(x, y Action) bool { return x.ID == y.ID && maps.Equal(x.Parameters, y.Parameters) })
}

func (s *Store) template(p Place, id string) (*Template, *Error) {
	for _, t := range s.templates {
		if t.ID == id && t.Place == p {
			return t, nil
		}
	}
	return nil, refuse(Missing, "Experiment template not found.")
}

// Template is one by its id.
func (s *Store) Template(p Place, id string) (Template, *Error) {
	defer s.lock()()
	t, err := s.template(p, id)
	if err != nil {
		return Template{}, err
	}
	return *t, nil
}

// Templates are those of an account, oldest first.
func (s *Store) Templates(p Place) (out []Template) {
	defer s.lock()()
	for _, t := range s.templates {
		if t.Place == p {
			out = append(out, *t)
		}
	}
	return out
}

// Delete takes a template away; experiments that it was for go on.
func (s *Store) Delete(p Place, id string) (Template, *Error) {
	defer s.lock()()
	t, err := s.template(p, id)
	if err != nil {
		return Template{}, err
	}
	s.templates = slices.DeleteFunc(s.templates, func(o *Template) bool { return o == t })
	return *t, nil
}

// Start starts an experiment; Advance sets it going.
func (s *Store) Start(now time.Time, p Place, template, mode, token string, tags map[string]string) (Experiment, *Error) {
	defer s.lock()()
	t, err := s.template(p, template)
	if err != nil {
		return Experiment{}, err
	}
	active := 0
	for _, e := range s.experiments {
		if e.Place == p && token != "" && e.Token == token {
			return e.copied(), nil
		}
		if e.Place == p && !e.Over() {
			active++
		}
	}
	if active >= mostActive {
		return Experiment{}, refuse(Quota, "an account has at most %d experiments that are active", mostActive)
	}
	e := &Experiment{Template: *t, Number: s.id("EXP"), Mode: mode, Token: token, Tags: tags, Created: now,
		State: State{Initiating, "Experiment is initiating."}, Steps: map[string]Step{}, Resolved: map[string][]string{}}
	for name := range t.Actions {
		e.Steps[name] = Step{State: State{Pending, "Initial state"}}
	}
	s.experiments = append(s.experiments, e)
	return e.copied(), nil
}

// copied is an experiment that nobody changes any more.
func (e *Experiment) copied() Experiment {
	out := *e
	out.Steps, out.Resolved = maps.Clone(e.Steps), maps.Clone(e.Resolved)
	return out
}

func (s *Store) experiment(p Place, id string) (*Experiment, *Error) {
	for _, e := range s.experiments {
		if e.Number == id && e.Place == p {
			return e, nil
		}
	}
	return nil, refuse(Missing, "Experiment not found.")
}

// Advance does what is due of an experiment, and says when it wants to be
// called again: never when the time is zero.
func (s *Store) Advance(now time.Time, p Place, id string, w World) (next time.Time) {
	defer s.lock()()
	e, err := s.experiment(p, id)
	if err != nil {
		return time.Time{}
	}
	return e.advance(now, w)
}

// Halt stops an experiment.
func (s *Store) Halt(now time.Time, p Place, id string, w World) (Experiment, *Error) {
	defer s.lock()()
	e, err := s.experiment(p, id)
	switch {
	case err != nil:
		return Experiment{}, err
	case e.Over():
		return Experiment{}, refuse(Invalid, "The experiment has ended: it is %s.", e.Status)
	}
	e.halt(now, w, Stopped, "Experiment was halted by user.")
	return e.copied(), nil
}

// Experiment is one by its id.
func (s *Store) Experiment(p Place, id string) (Experiment, *Error) {
	defer s.lock()()
	e, err := s.experiment(p, id)
	if err != nil {
		return Experiment{}, err
	}
	return e.copied(), nil
}

// Experiments are those of an account, and of a template unless that is "",
// latest first.
func (s *Store) Experiments(p Place, template string) (out []Experiment) {
	defer s.lock()()
	for _, e := range slices.Backward(s.experiments) {
		if e.Place == p && (template == "" || e.ID == template) {
			out = append(out, e.copied())
		}
	}
	return out
}

// Tag changes the tags of what an ARN names: some are set, some taken away. The
// tags that there are then come back.
func (s *Store) Tag(p Place, arn string, set map[string]string, gone []string) (map[string]string, *Error) {
	defer s.lock()()
	tags := s.tagged(p, arn)
	if tags == nil {
		return nil, refuse(Missing, "Resource not found.")
	}
	next := map[string]string{}
	maps.Copy(next, *tags)
	maps.Copy(next, set)
	for _, key := range gone {
		delete(next, key)
	}
	*tags = next
	return next, nil
}

func (s *Store) tagged(p Place, arn string) *map[string]string {
	for _, t := range s.templates {
		if t.Place == p && t.ARN() == arn {
			return &t.Tags
		}
	}
	for _, e := range s.experiments {
		if e.Place == p && e.ARN() == arn {
			return &e.Tags
		}
	}
	return nil
}
