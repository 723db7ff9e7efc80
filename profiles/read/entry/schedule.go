package entry

import (
	"errors"
	"io/fs"
	"path/filepath"
	"time"

	"squall/profiles"
	"squall/profiles/schema"
	"squall/profiles/source"
)

// mostHits is more than can be worked off in virtual time in days.
const mostHits = 1e12

func (r *reader) schedule(e *profiles.Entry, n *source.Node, path string) {
	if n == nil || n.Kind != source.List {
		return
	}
	if len(n.Items) == 0 {
		r.Report(n.At, path, "there is no phase, write one as {for: 10s, rate: 100/s}")
		return
	}
	good := r.Sound("attack")
	for i, item := range n.Items {
		p := phase(item)
		at, why := phaseProblem(item, p)
		if why == "" && good && p.Arrival == profiles.ArrivalReplay {
			at, why = item.Get("trace").At, r.replay(&p, item)
		}
		if why != "" {
			r.Report(at, source.Join(path, n.ItemName(i)), "%s", why)
			good = false
		}
		if p.Closed && e.Workers == 0 && why == "" {
			r.Report(item.Get("rate").At, source.Join(path, n.ItemName(i)), "rate: max needs workers in its entry: each sends its next request when the last one has ended")
		}
		e.Phases = append(e.Phases, p)
	}
	if good && e.Hits() > mostHits {
		r.Report(n.At, path, "the load comes to %.3g requests, at most %.0g are allowed: no clock gets through it", e.Hits(), mostHits)
	}
	if good && e.Hits() == 0 && !e.Closed() && !r.Idle {
		r.Report(n.At, path, "no phase has a rate above 0, the entry would send nothing")
	}
	if e.Warmup > 0 && e.Phases[0].Arrival == profiles.ArrivalReplay {
		r.Report(n.Items[0].At, source.Join(path, n.ItemName(0)), "a replay has no rate to warm up at; leave warmup out, or put a phase before the replay")
	}
}

// belongs says which keys of a phase only one arrival has; those marked must
// be there.
var belongs = []struct {
	key     string
	arrival profiles.Arrival
	must    string // how it is written
}{
	{"on", profiles.ArrivalOnOff, "on: 2s"},
	{"off", profiles.ArrivalOnOff, "off: 8s"},
	{"amplitude", profiles.ArrivalSine, "amplitude: 80/s"},
	{"period", profiles.ArrivalSine, "period: 24h"},
	{"shift", profiles.ArrivalSine, ""},
	{"spread", profiles.ArrivalMinute, ""},
	{"trace", profiles.ArrivalReplay, "trace: day.csv"},
	{"speed", profiles.ArrivalReplay, ""},
	{"scale", profiles.ArrivalReplay, ""},
	{"durations", profiles.ArrivalReplay, ""},
}

// phaseProblem finds what is wrong between the keys of a phase.
func phaseProblem(n *source.Node, p profiles.Phase) (at source.Place, why string) {
	ramp, replay := n.Has("from") && n.Has("to"), p.Arrival == profiles.ArrivalReplay
	if replay && (n.Has("rate") || n.Has("from") || n.Has("to")) {
		return n.At, "a replay has no rate but its trace's; scale: 2 doubles it"
	}
	if !replay && !n.Has("for") {
		return n.At, "for is missing: the length of the phase"
	}
	if !replay && n.Has("rate") == ramp || n.Has("rate") && (n.Has("from") || n.Has("to")) {
		return n.At, "a phase has either rate, or from and to"
	}
	if p.Arrival != profiles.ArrivalUniform && p.Arrival != profiles.ArrivalPoisson && ramp {
		return n.At, "arrival " + string(p.Arrival) + " takes a rate and no ramp"
	}
	if p.Closed && n.Has("arrival") {
		return n.Get("arrival").At, "rate: max has no arrival of its own: requests come when workers are free"
	}
	for _, b := range belongs {
		switch {
		case b.arrival == p.Arrival && b.must != "" && !n.Has(b.key):
			return n.At, "arrival " + string(p.Arrival) + " needs " + b.key + ", as in " + b.must
		case b.arrival != p.Arrival && n.Has(b.key):
			return n.Get(b.key).At, b.key + " belongs to arrival: " + string(b.arrival)
		}
	}
	switch {
	case p.Arrival == profiles.ArrivalSine && p.Amplitude > p.From:
		return n.Get("amplitude").At, "the amplitude is higher than the rate, which would fall below 0"
	case p.Arrival == profiles.ArrivalSine && p.Period < time.Second:
		return n.Get("period").At, "a period is at least 1s"
	case p.Arrival == profiles.ArrivalMinute && p.Spread > time.Minute:
		return n.Get("spread").At, "a spread is at most 1m, when the next minute begins"
	}
	return n.At, ""
}

func phase(n *source.Node) profiles.Phase {
	p := profiles.Phase{
		For:     schema.ReadDuration(n.Get("for")),
		From:    perSecond(n.Get("from")),
		To:      perSecond(n.Get("to")),
		Arrival: profiles.ArrivalUniform,
		On:      schema.ReadDuration(n.Get("on")),
		Off:     schema.ReadDuration(n.Get("off")),

		Amplitude: perSecond(n.Get("amplitude")),
		Period:    schema.ReadDuration(n.Get("period")),
		Shift:     schema.ReadDuration(n.Get("shift")),
		Spread:    schema.ReadDuration(n.Get("spread")),
	}
	if n.Has("arrival") {
		p.Arrival = profiles.Arrival(schema.ReadText(n.Get("arrival")))
	}
	if n.Has("rate") {
		p.From = perSecond(n.Get("rate"))
		p.To = p.From
		p.Closed = schema.ReadText(n.Get("rate")) == schema.Max
	}
	return p
}

func perSecond(n *source.Node) float64 {
	if r := schema.ReadRate(n); r.Span > 0 {
		return r.PerSecond()
	}
	return 0
}

// replay looks through the trace of a phase, and says what is wrong with it.
func (r *reader) replay(p *profiles.Phase, n *source.Node) string {
	file := schema.ReadText(n.Get("trace"))
	if !filepath.IsAbs(file) {
		file = filepath.Join(r.Folder, file)
	}
	p.Speed, p.Scale = max(1, schema.ReadFactor(n.Get("speed"))), 1
	if n.Has("scale") {
		p.Scale = schema.ReadNumber(n.Get("scale"))
	}
	until := int64(float64(p.For) * p.Speed)
	sum, err := r.Trace(file, until)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return "there is no file " + file + "; a trace is looked for from the folder of the profile"
	case err != nil:
		return "the trace cannot be replayed: " + err.Error()
	case sum.Requests == 0:
		return "the trace " + file + " has no request to replay"
	case schema.ReadText(n.Get("durations")) == "recorded" && !sum.Timed:
		return "durations: recorded wants a trace that has them, in a column duration_s; " + file + " has none"
	}
	p.Drawn = schema.ReadText(n.Get("durations")) == "drawn"
	if p.For == 0 {
		p.For = time.Duration(sum.Length)
		if p.Speed > 1 {
			p.For = time.Duration(float64(sum.Length)/p.Speed) + 1
		}
	}
	p.Trace = profiles.Trace{Path: file, SHA256: sum.SHA256, Until: until, Requests: sum.Requests, Peak: sum.Peak, Timed: sum.Timed}
	return ""
}
