// Package from reads what other tools write about load: traces of Azure
// Functions, exports of CloudWatch, of Logs Insights and of load balancers,
// targets of vegeta and options of k6.
//
// It streams: a line is known to be bad, or is handed on, before the next one
// is read. It opens no file, keeps no requests, and makes no profile of them.
package from

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"strings"
	"time"

	"squall/profiles/dist"
)

// Unknown is a time that a source does not tell.
const Unknown = -1

// Event is a number of requests in a span of time. One without requests says
// that the source tells of this span.
type Event struct {
	Function string
	Path     string // of squall, that the requests took; "": not told
	At, For  int64  // ns since 1970, or since the start of the source; a For of 0: all at once
	Count    float64
	Duration int64 // ns of each, or Unknown
	Init     int64 // ns of the cold start of each, or Unknown
	Memory   int   // MB that the function has; 0: not told
}

// Quantiles are what a source says of the durations of a function as a whole.
type Quantiles struct {
	Function string
	Points   []dist.Point
	Weight   float64 // of these among others of the same function
}

// Stretch is a phase of a source that is itself a plan.
type Stretch struct {
	For      time.Duration
	From, To float64 // requests per second
}

// Plan is load as another tool was told to make it.
type Plan struct {
	Name     string
	Phases   []Stretch
	Workers  int
	Assumed  string // what was assumed for want of a rate; "": nothing
	LeftOver []string
}

// Target is a request of vegeta.
type Target struct {
	Method, URL string
	Header      [][2]string
	Body        []byte
}

// Sink takes what is read. The memory behind an event is used again.
type Sink struct {
	Event     func(e *Event) error
	Quantiles func(q Quantiles)
	Memory    func(app string, mb int)
	Plan      func(p Plan)
	Target    func(t Target) error
}

// Options are what a format cannot know from its input.
type Options struct {
	Day    int     // how many days of the same source came before
	VURate float64 // requests per second that a virtual user of k6 makes
}

// Find is the format of a name.
func Find(name string) (*Format, error) {
	var names []string
	for i := range Formats {
		if Formats[i].Name == name {
			return &Formats[i], nil
		}
		names = append(names, Formats[i].Name)
	}
	return nil, fmt.Errorf("%q is no format; known are %s", name, strings.Join(names, ", "))
}

// detect finds the format of an input by its first bytes; nil when there is none.
func detect(head []byte) *Format {
	for i := range Formats {
		if Formats[i].knows(head) {
			return &Formats[i]
		}
	}
	return nil
}

// headBytes is how much of an input is looked at to know its format.
const headBytes = 8 << 10

// Read reads an input to its end. want is the format it should have; nil finds
// it out. The report says what was read even when there is an error.
func Read(name string, in io.Reader, want *Format, opt Options, sink Sink) (*Report, error) {
	d := &decoder{in: bufio.NewReaderSize(in, 64<<10), opt: opt, sink: sink, rep: &Report{File: name}}
	if bom, _ := d.in.Peek(3); bytes.Equal(bom, []byte("\xef\xbb\xbf")) {
		_, _ = d.in.Discard(3)
	}
	head, err := d.in.Peek(headBytes)
	if err != nil && err != io.EOF {
		return d.rep, fmt.Errorf("%s: %w", name, err)
	}
	f := detect(head)
	switch {
	case len(bytes.TrimSpace(head)) == 0 && err == io.EOF:
		return d.rep, fmt.Errorf("%s: there is nothing in it", name)
	case ours(head):
		return d.rep, fmt.Errorf("%s: this is a trace of squall already; write it into a phase as {arrival: replay, trace: %s}", name, name)
	case want != nil && f != nil && f.Name != want.Name:
		return d.rep, fmt.Errorf("%s: this looks like %s: use --from %s", name, f.What, f.Name)
	case want != nil:
		f = want
	case f == nil:
		return d.rep, fmt.Errorf("%s: this is in no format that is known; say which with --from, one of\n%s", name, list())
	}
	d.rep.Format = f.Name
	return d.rep, d.run(f)
}

// ours says whether an input is a trace of squall.
func ours(head []byte) bool {
	for line := range bytes.Lines(head) {
		if line = bytes.TrimSpace(line); len(line) > 0 && line[0] != '#' {
			return bytes.Contains(line, []byte("at_s"))
		}
	}
	return false
}

func list() string {
	var b strings.Builder
	for _, f := range Formats {
		fmt.Fprintf(&b, "  %-11s %s\n", f.Name, f.What)
	}
	return strings.TrimRight(b.String(), "\n")
}
