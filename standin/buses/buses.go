// Package buses is the state of EventBridge's event buses: rules with patterns
// or schedules, their targets, and what an event becomes on its way to each, as
// a pure state machine. Putting an event, and letting time pass, gives the
// deliveries that follow; ids come from a counter.
//
// It delivers and retries nothing itself, speaks no HTTP, and keeps no archive,
// connection or API destination.
package buses

import (
	"cmp"
	"maps"
	"slices"
	"strings"
	"time"

	"squall/standin/catalog"
	"squall/standin/pattern"
)

// Config holds what buses need to know about their surroundings.
type Config struct {
	Epoch time.Time // the wall clock when now is zero
	// Compress divides the ticks of schedules; 0 is 1.
	Compress float64
}

// ID names a bus.
type ID struct{ Account, Region, Name string }

// Default is the bus that every account has.
const Default = "default"

// ARN is the bus's Amazon resource name.
func (id ID) ARN() string {
	return "arn:aws:events:" + id.Region + ":" + id.Account + ":event-bus/" + id.Name
}

// ParseARN reads an ARN made by ID.ARN.
func ParseARN(arn string) (id ID, ok bool) {
	f := strings.Split(arn, ":")
	if len(f) != 6 || f[0] != "arn" || f[2] != "events" || f[3] == "" || f[4] == "" {
		return ID{}, false
	}
	name, ok := strings.CutPrefix(f[5], "event-bus/")
	return ID{Account: f[4], Region: f[3], Name: name}, ok && name != ""
}

// Buses is all buses of all accounts and regions.
type Buses struct {
	config  Config `keep:"-"`
	buses   map[ID]*bus
	events  uint64
	ticking []*rule // enabled ones with a schedule, soonest first
}

type bus struct {
	id    ID
	rules map[string]*rule
	made  int64 // ns since 1970
}

// rule is one rule of a bus.
type rule struct {
	bus      ID
	view     Rule
	arn      string
	filter   pattern.Pattern
	schedule schedule
	due      int64 // of an enabled schedule
	targets  []Target
}

// New makes an empty set of buses. Default buses exist from the start.
func New(c Config) *Buses { return &Buses{config: c, buses: map[ID]*bus{}} }

// Resume plans the ticks of schedules anew, after a time without any.
func (s *Buses) Resume(now int64) {
	for _, b := range s.buses {
		for _, r := range b.rules {
			s.plan(now, r)
		}
	}
}

// SetCompress changes by how much the ticks of schedules are divided.
func (s *Buses) SetCompress(now int64, by float64) {
	if by == s.config.Compress {
		return
	}
	s.config.Compress = by
	for _, b := range s.buses {
		for _, r := range b.rules {
			s.plan(now, r)
		}
	}
}

// Exists says whether there is such a bus.
func (s *Buses) Exists(id ID) bool { return s.buses[id] != nil || id.Name == Default }

// find gives a bus; the default one comes to be when it is looked for.
func (s *Buses) find(id ID) (*bus, error) {
	b := s.buses[id]
	if b == nil && id.Name == Default {
		b = &bus{id: id, rules: map[string]*rule{}, made: s.config.Epoch.UnixNano()}
		s.buses[id] = b
	}
	if b == nil {
		return nil, notFound("Event bus " + id.Name + " does not exist.")
	}
	return b, nil
}

// Create makes a bus.
// https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_CreateEventBus.html
func (s *Buses) Create(now int64, id ID) error {
	switch {
	case !nameOK(id.Name, 256, "._-/"):
		return invalid(violation(id.Name, "name", `Member must satisfy regular expression pattern: [/\.\-_A-Za-z0-9]+`))
	case id.Name == Default, s.buses[id] != nil:
		return &Error{Status: 400, Code: "ResourceAlreadyExistsException", Message: "Event bus " + id.Name + " already exists."}
	case strings.HasPrefix(id.Name, "aws."):
		return notBuilt("Partner event buses are")
	case strings.Contains(id.Name, "/"):
		return invalid("Event bus name must not contain '/'.")
	}
	s.buses[id] = &bus{id: id, rules: map[string]*rule{}, made: s.stamp(now)}
	return nil
}

func (s *Buses) stamp(now int64) int64 { return s.config.Epoch.UnixNano() + now }

func nameOK(name string, most int, also string) bool {
	ok := func(r rune) bool {
		return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || strings.ContainsRune(also, r)
	}
	return name != "" && len(name) <= most && !strings.ContainsFunc(name, func(r rune) bool { return !ok(r) })
}

// Delete removes a bus without rules; one that is not there is no error.
func (s *Buses) Delete(id ID) error {
	if id.Name == Default {
		return invalid("Cannot delete event bus default.")
	}
	if b := s.buses[id]; b != nil && len(b.rules) > 0 {
		return invalid("Event bus can't be deleted since it has rules.")
	}
	delete(s.buses, id)
	return nil
}

// Bus is a bus as lists show it.
type Bus struct {
	Name, ARN string
	Created   int64 // ns since 1970
}

// Describe shows a bus.
func (s *Buses) Describe(id ID) (Bus, error) {
	b, err := s.find(id)
	if err != nil {
		return Bus{}, err
	}
	return Bus{id.Name, id.ARN(), b.made}, nil
}

// List gives the buses of an account in a region whose names have a prefix, by
// name.
func (s *Buses) List(account, region, prefix string) []Bus {
	_, _ = s.find(ID{account, region, Default}) // it is always there
	var out []Bus
	for id, b := range s.buses {
		if id.Account == account && id.Region == region && strings.HasPrefix(id.Name, prefix) {
			out = append(out, Bus{id.Name, id.ARN(), b.made})
		}
	}
	slices.SortFunc(out, func(a, b Bus) int { return cmp.Compare(a.Name, b.Name) })
	return out
}

// Next is when the next schedule is due; false when none is.
func (s *Buses) Next() (at int64, ok bool) {
	if len(s.ticking) == 0 {
		return 0, false
	}
	return s.ticking[0].due, true
}

// Expire gives the deliveries of schedules that are due, in the order of their
// times, then of their rules' ARNs. A schedule that was due several times since
// the last look ticks once.
func (s *Buses) Expire(now int64) []Delivery {
	var out []Delivery
	for _, r := range slices.Clone(s.ticking) {
		if r.due > now {
			break
		}
		id := r.bus
		e := event{
			Version: "0", ID: s.eventID(), DetailType: "Scheduled Event", Source: "aws.events", Account: id.Account,
			Time: s.config.Epoch.Add(time.Duration(r.due)).UTC().Format(timeForm), Region: id.Region, Resources: []string{r.arn}, Detail: []byte("{}"),
		}
		out = append(out, r.deliveries(&e)...)
		s.plan(now, r)
	}
	return out
}

// line puts the rules that tick in order.
func (s *Buses) line() {
	s.ticking = s.ticking[:0]
	for _, b := range s.buses {
		for _, r := range b.rules {
			if r.view.Schedule != "" && r.view.State == Enabled && r.due >= 0 {
				s.ticking = append(s.ticking, r)
			}
		}
	}
	slices.SortFunc(s.ticking, func(a, b *rule) int { return cmp.Or(cmp.Compare(a.due, b.due), cmp.Compare(a.arn, b.arn)) })
}

func (s *Buses) eventID() string {
	s.events++
	return catalog.UUID("event", s.events)
}

// sorted are the rules of a bus by name.
func (b *bus) sorted() []*rule {
	var out []*rule
	for _, name := range slices.Sorted(maps.Keys(b.rules)) {
		out = append(out, b.rules[name])
	}
	return out
}
