package live

import (
	"time"

	"squall/standin/core"
	"squall/standin/live/journal"
	"squall/standin/logs"
	"squall/standin/modelled"
)

// group is where a version of a call's function logs to.
func (l *Loop) group(c *call, version int32) *journal.Target {
	s, _ := l.catalog.VersionSettings(c.target.Fn, version)
	names := l.catalog.Names(c.target.Fn)
	t := &journal.Target{Place: journal.Place{Fn: c.target.Fn, Name: s.Logging.Group},
		Scope: logs.Scope{Account: names.Account, Region: names.Region}, Group: s.Logging.GroupOf(names.Function)}
	if names.Account == l.options.Account && names.Region == l.options.Region {
		t.Function = names.Function
	}
	return t
}

// keep logs an attempt that has ended.
func (l *Loop) keep(c *call, e *core.Effect) {
	const ms = int64(time.Millisecond)
	s, _ := l.catalog.VersionSettings(c.target.Fn, e.Version)
	in := logs.Invocation{Request: c.number, Start: l.unix(e.Start) / ms, End: l.unix(e.Start+e.Duration) / ms,
		Effect: e, Memory: s.Memory, Async: c.request.Async, Event: c.event, Output: l.process.Wrote(e)}
	if s.Logging.Group != "" {
		in.Stream = l.catalog.Names(c.target.Fn).Function
	}
	if s.Logging.JSON() {
		in.Lines = modelled.JSONLines(c.id, in.Output, e, in.Memory, s.Logging.System, l.unix(e.Start))
	}
	l.enter(l.group(c, e.Version), &journal.Entry{Attempt: &in})
}

// enter logs something, and has kept what is about an asynchronous event.
func (l *Loop) enter(t *journal.Target, e *journal.Entry) {
	if l.options.Keeper != nil {
		l.kept.Sighting(l.journal.Sight(t, e))
	}
	l.journal.Keep(t, e)
}

// keepRefused logs that a target did not take a delivery.
func (l *Loop) keepRefused(c *call, d core.Delivery, arn string, at int64) {
	l.enter(l.group(c, 0), journal.Refusal(at/int64(time.Millisecond), c.id, d.String(), arn, c.event))
}

// Logs runs f with the logs, whom nothing else uses then. What takes long is
// done with a View after f. Now is ms since 1970.
func (l *Loop) Logs(f func(now int64, s *logs.Store)) {
	l.journal.Use(func(s *logs.Store) { f(l.unix(l.now())/int64(time.Millisecond), s) })
}

// Log is journal.Attempts of a function.
func (l *Loop) Log(function string, cursor uint64, limit int) (lines []journal.Line, next, lost uint64) {
	return l.journal.Attempts(logs.Scope{Account: l.options.Account, Region: l.options.Region}, function, cursor, limit)
}

// tail is the log of one attempt, as the Invoke API returns it.
func (l *Loop) tail(c *call, e *core.Effect) []byte {
	s, _ := l.catalog.VersionSettings(c.target.Fn, e.Version)
	if !s.Logging.JSON() {
		return modelled.LogTail(c.id, l.process.Wrote(e), e, s.Memory)
	}
	var out []byte
	for _, line := range modelled.JSONLines(c.id, l.process.Wrote(e), e, s.Memory, s.Logging.System, l.unix(e.Start)) {
		out = append(out, line.Text...)
	}
	return out
}
