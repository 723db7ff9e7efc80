package live

import (
	"cmp"
	"sync"
	"time"

	"squall/standin/core"
	"squall/standin/logs"
	"squall/standin/modelled"
)

// LogLine is one line of a function's log, as CloudWatch Logs returns it.
type LogLine struct {
	Stream    string `json:"logStreamName"`
	Timestamp int64  `json:"timestamp"` // ms
	Message   string `json:"message"`
}

// journal is the logs with a lock of their own, so that who reads much of them
// does not hold up the loop. Safe for concurrent use.
type journal struct {
	mu     sync.Mutex
	store  *logs.Store
	groups map[destination]*logs.Group
	latest map[string]string // group by function of the stand-in's own account
}

// destination is where a function logs to.
type destination struct {
	fn   int32
	name string
}

func newJournal() *journal {
	j := &journal{}
	j.reset()
	return j
}

func (j *journal) reset() {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.store, j.groups = logs.New(), map[destination]*logs.Group{}
	j.latest = map[string]string{}
}

// group is where a version of a call's function logs to. The lock is held.
func (l *Loop) group(c *call, version int32, ms int64) *logs.Group {
	s, _ := l.catalog.VersionSettings(c.target.Fn, version)
	at := destination{c.target.Fn, s.Logging.Group}
	if g := l.journal.groups[at]; g != nil && !g.Gone() {
		return g
	}
	names := l.catalog.Names(c.target.Fn)
	name := s.Logging.GroupOf(names.Function)
	g := l.journal.store.Ensure(ms, logs.Scope{Account: names.Account, Region: names.Region}, name)
	l.journal.groups[at] = g
	if names.Account == l.options.Account && names.Region == l.options.Region {
		l.journal.latest[names.Function] = name
	}
	return g
}

// keep logs an attempt that has ended.
func (l *Loop) keep(c *call, e *core.Effect) {
	const ms = int64(time.Millisecond)
	in := logs.Invocation{Request: c.number, Start: l.unix(e.Start) / ms, End: l.unix(e.Start+e.Duration) / ms,
		Effect: e, Memory: l.memory(c, e), Async: c.request.Async, Event: c.event, Output: l.wrote(e)}
	s, _ := l.catalog.VersionSettings(c.target.Fn, e.Version)
	if s.Logging.Group != "" {
		in.Stream = l.catalog.Names(c.target.Fn).Function
	}
	if s.Logging.JSON() {
		in.Lines = modelled.JSONLines(c.id, in.Output, e, in.Memory, s.Logging.System, l.unix(e.Start))
	}
	l.journal.mu.Lock()
	defer l.journal.mu.Unlock()
	l.journal.store.Invoked(l.group(c, e.Version, in.Start), &in)
}

// keepRefused logs that a target did not take a delivery.
func (l *Loop) keepRefused(c *call, d core.Delivery, arn string, at int64) {
	ms, event := at/int64(time.Millisecond), ""
	if c.event != "" {
		event = "\tEvent: " + c.event
	}
	l.journal.mu.Lock()
	defer l.journal.mu.Unlock()
	l.journal.store.Refused(l.group(c, 0, ms), ms, "DELIVERY_REFUSED RequestId: "+c.id+"\tTarget: "+d.String()+"\tArn: "+arn+event+"\n")
}

// Logs runs f with the logs, whom nothing else uses then. What takes long is
// done with a View after f. Now is ms since 1970.
func (l *Loop) Logs(f func(now int64, s *logs.Store)) {
	l.journal.mu.Lock()
	defer l.journal.mu.Unlock()
	f(l.unix(l.now())/int64(time.Millisecond), l.journal.store)
}

// Log returns what asynchronous attempts of a function logged from a cursor
// on, and which deliveries were refused: at most limit lines, the cursor
// behind them, and how many lines the reader lost because it came too late for
// them.
func (l *Loop) Log(function string, cursor uint64, limit int) (lines []LogLine, next, lost uint64) {
	l.journal.mu.Lock()
	defer l.journal.mu.Unlock()
	name := cmp.Or(l.journal.latest[function], "/aws/lambda/"+function)
	g := l.journal.store.Find(logs.Scope{Account: l.options.Account, Region: l.options.Region}, name)
	if g == nil {
		return nil, cursor, 0
	}
	events, next, lost := g.Attempts(cursor, limit)
	for _, ev := range events {
		lines = append(lines, LogLine{ev.Stream, ev.At, ev.Message})
	}
	return lines, next, lost
}

// tail is the log of one attempt, as the Invoke API returns it.
func (l *Loop) tail(c *call, e *core.Effect) []byte {
	s, _ := l.catalog.VersionSettings(c.target.Fn, e.Version)
	if !s.Logging.JSON() {
		return modelled.LogTail(c.id, l.wrote(e), e, s.Memory)
	}
	var out []byte
	for _, line := range modelled.JSONLines(c.id, l.wrote(e), e, s.Memory, s.Logging.System, l.unix(e.Start)) {
		out = append(out, line.Text...)
	}
	return out
}
