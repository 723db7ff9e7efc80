// Package alarm keeps metric alarms and judges them: M of N periods, the four
// treatments of missing data, and the three states.
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/AlarmThatSendsEmail.html
//
// It is pure: the time is an argument, in ns since 1970. What an alarm does is
// left to the caller, which takes the Actions.
package alarm

import (
	"maps"
	"slices"

	"squall/standin/metrics"
	"squall/standin/metrics/expr"
)

// The states of an alarm.
const (
	OK           = "OK"
	Alarmed      = "ALARM"
	Insufficient = "INSUFFICIENT_DATA"
)

// Settings are what an alarm watches.
type Settings struct {
	Name        string
	Description *string
	Queries     []expr.Query
	Watched     string // id of the query that is compared
	Single      bool   // the metric was given by itself, not as a query
	Statistic   string // of a single metric
	Unit        string // of a single metric
	Period      int64  // s
	Evaluated   int64  // N
	Datapoints  int64  // M; 0: not given, as many as N
	Comparison  string
	Threshold   float64
	Missing     string // "": missing
	Enabled     bool   // its actions are carried out
	Actions     map[string][]string
	Tags        map[string]string
}

// Alarm is one alarm.
type Alarm struct {
	Settings
	Where        metrics.Scope
	State        string
	Reason, Data string // of its state
	Configured   int64  // ms
	Updated      int64  // ms
	Transitioned int64  // ms
	History      []Item // the oldest first
	due          int64  // ns
}

// ARN is the alarm's name in full.
func (a *Alarm) ARN() string {
	return "arn:aws:cloudwatch:" + a.Where.Region + ":" + a.Where.Account + ":alarm:" + a.Name
}

// Item is one entry of an alarm's history.
type Item struct {
	At                  int64 // ms
	Type, Summary, Data string
}

// maxHistory is how many entries are kept of an alarm.
const maxHistory = 200

func (a *Alarm) remember(now int64, kind, summary, data string) {
	if len(a.History) == maxHistory {
		a.History = a.History[1:]
	}
	a.History = append(a.History, Item{now / 1e6, kind, summary, data})
}

// Action is something an alarm has to do because its state changed.
type Action struct {
	ARN   string
	Alarm Alarm // as it was then
	Old   State
	At    int64 // ns
}

// State is a state with its reason.
type State struct {
	Value, Reason, Data string
	At                  int64 // ms
}

func (a *Alarm) state() State { return State{a.State, a.Reason, a.Data, a.Updated} }

// Alarms are those of every account and region. They are not safe for
// concurrent use.
type Alarms struct {
	scopes  map[metrics.Scope]map[string]*Alarm
	actions []Action
	first   int64 // when the first is due, ns; 0: none is
}

// New makes none.
func New() *Alarms { return &Alarms{scopes: map[metrics.Scope]map[string]*Alarm{}} }

// Find is an alarm by its name, or nil.
func (s *Alarms) Find(where metrics.Scope, name string) *Alarm { return s.scopes[where][name] }

// List is the alarms of a scope, by name.
func (s *Alarms) List(where metrics.Scope) (out []*Alarm) {
	for _, name := range slices.Sorted(maps.Keys(s.scopes[where])) {
		out = append(out, s.scopes[where][name])
	}
	return out
}

// Put makes an alarm, or changes one, whose state stays.
func (s *Alarms) Put(now int64, where metrics.Scope, in Settings) {
	all := s.scopes[where]
	if all == nil {
		all = map[string]*Alarm{}
		s.scopes[where] = all
	}
	a := all[in.Name]
	if a == nil {
		a = &Alarm{Where: where, State: Insufficient, Reason: "Unchecked: Initial alarm creation", Updated: now / 1e6, Transitioned: now / 1e6}
		all[in.Name] = a
		a.Settings = in
		a.remember(now, "ConfigurationUpdate", `Alarm "`+in.Name+`" created`, "")
	} else {
		in.Tags = a.Tags // those of an alarm that exists are changed by other means
		a.Settings = in
		a.remember(now, "ConfigurationUpdate", `Alarm "`+in.Name+`" updated`, "")
	}
	a.Configured = now / 1e6
	a.due = a.next(now)
	s.plan()
}

// Delete removes an alarm.
func (s *Alarms) Delete(where metrics.Scope, name string) {
	delete(s.scopes[where], name)
	s.plan()
}

// every is how often an alarm is judged, in seconds: those of short periods
// every ten.
func (a *Alarm) every() int64 {
	if a.Period < 60 {
		return 10
	}
	return 60
}

const second = 1_000_000_000

// next is when the alarm is judged next: when a period ends, by the clock.
func (a *Alarm) next(now int64) int64 {
	every := a.every() * second
	return now - now%every + every
}

// Next is when Expire has something to do.
func (s *Alarms) Next() (at int64, ok bool) { return s.first, s.first != 0 }

// plan finds out when the first alarm is due.
func (s *Alarms) plan() {
	s.first = 0
	for _, all := range s.scopes {
		for _, a := range all {
			if s.first == 0 || a.due < s.first {
				s.first = a.due
			}
		}
	}
}

// Expire judges every alarm that is due. Shown says up to when data are seen
// that there are from start to end, in seconds; nil: to the end.
func (s *Alarms) Expire(now int64, store *metrics.Store, shown func(start, end int64) int64) {
	for _, where := range slices.SortedFunc(maps.Keys(s.scopes), byScope) {
		for _, a := range s.List(where) {
			if a.due <= now {
				s.judge(now, store, a, shown)
				a.due = a.next(now)
			}
		}
	}
	s.plan()
}

func byScope(a, b metrics.Scope) int {
	return slices.Compare([]string{a.Account, a.Region}, []string{b.Account, b.Region})
}

// Take gives the actions that are to be carried out, and forgets them.
func (s *Alarms) Take() []Action {
	out := s.actions
	s.actions = nil
	return out
}

// Set puts an alarm into a state until it is judged again.
func (s *Alarms) Set(now int64, a *Alarm, to State) {
	old := a.state()
	a.State, a.Reason, a.Data, a.Updated = to.Value, to.Reason, to.Data, now/1e6
	if old.Value == to.Value {
		return
	}
	a.Transitioned = now / 1e6
	a.remember(now, "StateUpdate", "Alarm updated from "+old.Value+" to "+to.Value, historyData(old, to))
	if !a.Enabled {
		return
	}
	for _, arn := range a.Actions[to.Value] {
		s.actions = append(s.actions, Action{ARN: arn, Alarm: *a, Old: old, At: now})
	}
}

// Done keeps how an action went.
func (s *Alarms) Done(act *Action, err error) {
	a := s.Find(act.Alarm.Where, act.Alarm.Name)
	if a == nil {
		return
	}
	summary := "Successfully executed action " + act.ARN
	if err != nil {
		summary = "Failed to execute action " + act.ARN + ". Received error: \"" + err.Error() + "\""
	}
	a.remember(act.At, "Action", summary, "")
}
