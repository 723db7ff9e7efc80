package evidence

import (
	"strings"
	"time"

	"squall/attack/hit"
)

// Attempt is one run of a function as its log tells it.
// https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-logformat.html
type Attempt struct {
	RequestID   string
	Trace       string // root of its trace, where X-Ray traces the function; or ""
	Event       string // what the source of the event calls it, or ""
	Version     string
	Environment string // the log stream
	Start       int64  // ms of the Unix epoch: the START line
	Duration    time.Duration
	Init        time.Duration // of a cold start; 0 when there was none
	Cold        bool          // there was an Init Duration
	Failed      bool
	Status      string // of the REPORT line: timeout, error, or ""
	ErrorType   string // Runtime.ExitError, ...
}

// Sighting is the attempt as a sighting in a block that began at zero.
func (a *Attempt) Sighting(zero time.Time) hit.Sighting {
	return hit.Sighting{
		Kind: hit.Attempt, At: since(zero, a.Start), Duration: int64(a.Duration), RequestID: a.RequestID, Event: a.Event,
		Version: a.Version, Environment: a.Environment, Failed: a.Failed,
	}
}

// Hit is the attempt as a hit of somebody else's request: what its caller saw is
// not known, how long it ran is.
func (a *Attempt) Hit(zero time.Time) hit.Hit {
	at := since(zero, a.Start)
	h := hit.Hit{Due: at, Sent: at, Done: at + int64(a.Duration), RequestID: a.RequestID, Version: a.Version, VersionFrom: hit.Logs,
		Environment: a.Environment, Start: hit.Warm, StartFrom: hit.Logs, Init: int64(a.Init)}
	if a.Cold {
		h.Start, h.Done = hit.Cold, h.Done+h.Init
	}
	if a.Failed {
		h.Outcome = hit.FunctionError
	}
	return h
}

// Attempts joins the START, REPORT and error lines of attempts. Lines of one
// log stream must be added in their order; streams may be interleaved.
type Attempts struct {
	open map[string]*Attempt // by log stream: an environment serves one request at a time
}

// Add reads one line; ok is true when it completed an attempt.
func (as *Attempts) Add(ev LogEvent) (done Attempt, ok bool) {
	text := strings.TrimRight(ev.Message, "\r\n")
	switch {
	case strings.HasPrefix(text, "START RequestId: "):
		as.start(ev, strings.TrimPrefix(text, "START RequestId: "))
	case strings.HasPrefix(text, "REPORT RequestId: "):
		return as.report(ev, strings.TrimPrefix(text, "REPORT RequestId: "))
	case strings.HasPrefix(text, hit.EventMark):
		as.event(ev, strings.TrimPrefix(text, hit.EventMark))
	default:
		if a := as.open[ev.LogStreamName]; a != nil && tellsFailure(text) {
			a.Failed = true
		}
	}
	return Attempt{}, false
}

// Open is the number of attempts that have started and not been reported.
func (as *Attempts) Open() int { return len(as.open) }

func (as *Attempts) start(ev LogEvent, rest string) {
	id, version, _ := strings.Cut(rest, " Version: ")
	if as.open == nil {
		as.open = map[string]*Attempt{}
	}
	as.open[ev.LogStreamName] = &Attempt{
		RequestID: strings.TrimSpace(id), Version: strings.TrimSpace(version),
		Environment: ev.LogStreamName, Start: ev.Timestamp,
	}
}

// event takes the line by which a function tells which event it works on.
func (as *Attempts) event(ev LogEvent, rest string) {
	id, event, ok := strings.Cut(rest, "\tEvent: ")
	if a := as.open[ev.LogStreamName]; ok && a != nil && a.RequestID == id {
		a.Event = strings.TrimSpace(event)
	}
}

// report completes an attempt. Where its START line was never seen, it began
// its duration before.
func (as *Attempts) report(ev LogEvent, rest string) (Attempt, bool) {
	fields := strings.Split(rest, "\t")
	id := strings.TrimSpace(fields[0])
	a := as.open[ev.LogStreamName]
	known := a != nil && a.RequestID == id
	if !known {
		a = &Attempt{RequestID: id, Environment: ev.LogStreamName, Start: ev.Timestamp, Version: versionOf(ev.LogStreamName)}
	}
	for _, f := range fields[1:] {
		name, value, ok := strings.Cut(strings.TrimSpace(f), ": ")
		if ok {
			a.note(name, value)
		}
	}
	if !known {
		a.Start -= a.Duration.Milliseconds()
	} else {
		delete(as.open, ev.LogStreamName)
	}
	return *a, id != ""
}

// versionOf is the version in the name of a log stream, 2026/01/02/[7]0a1b2c...,
// or "".
func versionOf(stream string) string {
	_, rest, _ := strings.Cut(stream, "[")
	version, _, ok := strings.Cut(rest, "]")
	if !ok {
		return ""
	}
	return version
}

// note takes one field of a REPORT line.
func (a *Attempt) note(name, value string) {
	switch name {
	case "Duration":
		a.Duration = milliseconds(value)
	case "Init Duration", "Restore Duration":
		a.Init, a.Cold = milliseconds(value), true
	case "Status":
		a.Status, a.Failed = value, a.Failed || value != "success"
	case "XRAY TraceId":
		a.Trace = value
	case "Error Type":
		a.ErrorType = value
	}
}

// milliseconds reads "102.25 ms" without the rounding of a float.
func milliseconds(s string) time.Duration {
	s = strings.TrimSuffix(strings.TrimSpace(s), " ms")
	d, err := time.ParseDuration(s + "ms")
	if err != nil || d < 0 {
		return 0
	}
	return d
}

// tellsFailure knows the lines that runtimes and the platform write when an
// attempt fails without saying so in the REPORT line. Python's runtime puts a
// space behind [ERROR]; a tab there is a line that the code logged itself.
func tellsFailure(text string) bool {
	return text == "[ERROR]" || strings.HasPrefix(text, "[ERROR] ") ||
		strings.Contains(text, "\tERROR\tInvoke Error") ||
		strings.Contains(text, " Task timed out after ") ||
		strings.Contains(text, " Error: Runtime exited ")
}
