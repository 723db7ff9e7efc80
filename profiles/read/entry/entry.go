// Package entry reads the lines of a profile's attack: what is reached, what
// requests carry, what their answers must hold and when they are due. What does
// not go together is reported where it stands.
//
// It knows the functions of a profile by name only, and it reads no file itself.
package entry

import (
	"slices"
	"strings"
	"time"

	"squall/profiles"
	"squall/profiles/feed"
	"squall/profiles/limits"
	"squall/profiles/metric"
	"squall/profiles/schema"
	"squall/profiles/source"
	"squall/profiles/trace"
)

// slack is how much longer than the function a client waits by default.
const slack = 40 * time.Second

// Scope is what surrounds the entries of one arm.
type Scope struct {
	World  *profiles.World // with its functions, and the entries read so far
	Arms   []string        // the names of all arms
	Folder string          // where files are looked for
	Report func(at source.Place, path, format string, args ...any)
	// Sound says whether a section of the file has no problem of structure, so
	// that what it lacks is not that problem's echo.
	Sound func(section string) bool
	// Spoil makes the attack unsound.
	Spoil func()
	// Function finds a function, and reports it if it or its qualifier is unknown.
	Function func(n *source.Node, path, function, qualifier string) *profiles.Function
	// Trace looks through a trace.
	Trace func(path string, until int64) (trace.Summary, error)
	// Data and Text read files that requests are made of.
	Data func(path string) (*feed.Table, error)
	Text func(path string) (string, error)
	// Idle says that an entry may send nothing: others do.
	Idle bool
	// Blocks is how often a run makes the load.
	Blocks int
}

// Read reads one entry and reports what is wrong with it.
func Read(s Scope, n *source.Node, path string) profiles.Entry {
	r := &reader{Scope: s}
	e := profiles.Entry{
		Name:       schema.ReadText(n.Get("name")),
		Path:       schema.ReadText(n.Get("path")),
		URL:        schema.ReadText(n.Get("url")),
		Workers:    schema.ReadCount(n.Get("workers")),
		Timeout:    schema.ReadDuration(n.Get("timeout")),
		MultiValue: schema.ReadSwitch(n.Get("multi_value")),
		Single:     n.Has("keep_alive") && !schema.ReadSwitch(n.Get("keep_alive")),
		HTTP2:      schema.ReadSwitch(n.Get("http2")),
		Warmup:     schema.ReadDuration(n.Get("warmup")),
		Prefix:     schema.ReadText(n.Get("prefix")),
		External:   schema.ReadText(n.Get("owner")) == "external",
		AccessLog:  schema.ReadText(n.Get("access_log")),
		Log:        strings.TrimPrefix(schema.ReadText(n.Get("function_log")), "logs:"),
	}
	if n.Has("path") && n.Has("function") {
		e.URL, e.Address = "", e.URL
	}
	if e.Name == "" {
		e.Name = e.Path
	}
	e.Retry = r.retry(n.Get("retry"), path+".retry")
	r.schedule(&e, n.Get("phases"), path+".phases")
	r.target(&e, n, path)
	r.requests(&e, n, path)
	r.source(&e, n, path)
	r.multiValue(&e, n, path)
	r.name(e, n, path)
	return e
}

// reader reads one entry.
type reader struct {
	Scope
	lost bool // its data could not be read
}

func (r *reader) name(e profiles.Entry, n *source.Node, path string) {
	for _, other := range r.World.Attack {
		if other.Name == e.Name && e.Name != "" {
			r.Report(n.At, path, "two entries are called %s, give each a name of its own", e.Name)
			r.Spoil()
		}
	}
	at := n.At
	if n.Has("name") {
		at = n.Get("name").At
	}
	switch {
	case metric.Reserved(e.Name):
		r.Report(at, path, "an entry cannot be called %s, which is a metric", e.Name)
	case slices.Contains(r.Arms, e.Name):
		r.Report(at, path, "%s is an arm and an entry, give one of them another name", e.Name)
	}
}

// target finds what an entry reaches: an endpoint, or a function and the
// alias or version that is asked for.
func (r *reader) target(e *profiles.Entry, n *source.Node, path string) {
	switch {
	case n.Has("url") && n.Has("path") != n.Has("function"):
		r.Report(n.Get("url").At, path+".url", "an entry has either url alone, or path and function, with which url is the address of the door on AWS")
	case e.Address != "" && !e.Door():
		r.Report(n.Get("url").At, path+".url", "path %s has no address of its own, only alb, apigw-rest, apigw-http and url have", e.Path)
	case n.Has("owner") && !n.Has("url"):
		r.Report(n.Get("owner").At, path+".owner", "owner says whose a url is, and there is none")
	case n.Has("access_log") && e.Path != profiles.PathALB && e.Path != profiles.PathREST && e.Path != profiles.PathHTTP:
		r.Report(n.Get("access_log").At, path+".access_log", "the paths alb, apigw-rest and apigw-http write access logs, no other does")
	case n.Has("function_log") && (e.Function == "" && !n.Has("function") || e.Async()):
		r.Report(n.Get("function_log").At, path+".function_log", "only requests that wait for a function's answer are completed from its log")
	case n.Has("url") && !n.Has("name") && !n.Has("path"):
		r.Report(n.At, path, "an entry with url needs a name")
	case !n.Has("url") && !n.Has("path"):
		r.Report(n.At, path, "path is missing: sdk, alb, apigw-rest, apigw-http, url, async, s3, sns or events; or write url for any endpoint")
	case n.Has("path") && !n.Has("function"):
		r.Report(n.At, path, "function is missing: the function to reach, as name or name:alias")
	}
	if e.Timeout == 0 {
		e.Timeout = slack
	}
	if !n.Has("function") {
		return
	}
	v := n.Get("function")
	e.Function, e.Alias, _ = strings.Cut(schema.ReadText(v), ":")
	if e.Alias == limits.Latest {
		e.Alias = ""
	}
	f := r.Function(v, path+".function", e.Function, e.Alias)
	if f != nil && !n.Has("timeout") {
		e.Timeout = f.Timeout + slack
	}
}

func (r *reader) multiValue(e *profiles.Entry, n *source.Node, path string) {
	if e.HTTP2 && e.Single {
		r.Report(n.Get("http2").At, path+".http2", "http2 shares one connection between requests, and keep_alive: false has one for each; leave one of them out")
	}
	if n.Has("multi_value") && e.Path != profiles.PathALB {
		r.Report(n.Get("multi_value").At, path+".multi_value", "multi_value is a setting of path alb only")
	}
	for _, other := range r.World.Attack {
		if e.Path == profiles.PathALB && other.Path == e.Path && other.Function == e.Function && other.Alias == e.Alias && other.MultiValue != e.MultiValue {
			r.Report(n.At, path, "entry %s reaches the same target group with another multi_value, a target group has one setting", other.Name)
		}
	}
}
