package draft

import (
	"cmp"
	"io"
	"math"
	"slices"
	"strings"
	"time"

	"squall/profiles/dist"
	"squall/profiles/trace"
	"squall/profiles/trace/from"
)

// Function is one function of the source that is kept.
type Function struct {
	Key, Name string
	Requests  float64
	path      string
	memory    int
	runs      sketch
	inits     sketch
	quantiles map[float64]weighted
	order     sorter
	timed     bool // its trace says how long requests ran
}

// weighted is a mean of times.
type weighted struct{ sum, weight, most float64 }

// Collection gathers the functions that were chosen, in a second look at the
// source.
type Collection struct {
	Functions []*Function
	survey    *Survey
	byKey     map[string]*Function
}

// Collect begins a collection; open gives where the trace of a function goes.
func (s *Survey) Collect(keys []string, comment string, open func(name string) (io.Writer, error)) (*Collection, error) {
	c := &Collection{survey: s, byKey: map[string]*Function{}}
	for i, name := range names(keys) {
		out, err := open(name)
		if err != nil {
			return nil, err
		}
		f := &Function{Key: keys[i], Name: name, order: sorter{out: trace.NewWriter(out, comment, s.timed), limit: held / len(keys)}}
		c.Functions = append(c.Functions, f)
		c.byKey[f.Key] = f
	}
	return c, nil
}

// Event adds an event to its function, if that is one of those chosen.
func (c *Collection) Event(e *from.Event) error {
	f := c.byKey[e.Function]
	if f == nil || e.Count == 0 || !c.survey.Window.Holds(e) {
		return nil
	}
	f.Requests += e.Count
	f.path = cmp.Or(f.path, e.Path)
	f.memory = max(f.memory, e.Memory)
	if e.Duration != from.Unknown {
		f.runs.add(e.Duration, e.Count)
	}
	if e.Init != from.Unknown {
		f.inits.add(e.Init, e.Count)
	}
	row := trace.Row{At: e.At - c.survey.Origin(), For: e.For, Count: e.Count}
	if e.Duration != from.Unknown && e.For == 0 {
		row.Took, f.timed = trace.Run(e.Duration), true
	}
	if over := row.End() - c.survey.Length(); over > 0 && row.For > over {
		row.For -= over
	}
	return f.order.add(row)
}

// Quantiles adds what a source says of a function's durations.
func (c *Collection) Quantiles(q from.Quantiles) {
	f := c.byKey[q.Function]
	if f == nil || q.Weight == 0 {
		return
	}
	if f.quantiles == nil {
		f.quantiles = map[float64]weighted{}
	}
	for _, p := range q.Points {
		w := f.quantiles[p.P]
		w.sum, w.weight, w.most = w.sum+float64(p.D)*q.Weight, w.weight+q.Weight, max(w.most, float64(p.D))
		f.quantiles[p.P] = w
	}
}

// Memory adds the memory of all functions of an app.
func (c *Collection) Memory(app string, mb int) {
	for _, f := range c.Functions {
		if strings.HasPrefix(f.Key, app+"/") {
			f.memory = max(f.memory, mb)
		}
	}
}

// Finish completes the traces.
func (c *Collection) Finish() error {
	for _, f := range c.Functions {
		if err := f.order.finish(c.survey.Length()); err != nil {
			return err
		}
	}
	return nil
}

// Duration is the model of the function's durations; known is false when the
// source does not tell.
func (f *Function) Duration() (d dist.Dist, known bool) {
	switch {
	case f.runs.n > 0:
		return f.runs.model(), true
	case len(f.quantiles) > 0:
		var points []dist.Point
		for p, w := range f.quantiles {
			d := w.sum / w.weight
			if p == 1 {
				d = w.most // the greatest is no mean
			}
			points = append(points, dist.Point{P: p, D: rounded(int64(told(time.Duration(d))))})
		}
		slices.SortFunc(points, func(a, b dist.Point) int { return cmp.Compare(a.P, b.P) })
		return tabled(points), true
	}
	return assumed, false
}

// assumed is the duration of a function whose source tells none.
var assumed = dist.Must(dist.Constant(100 * time.Millisecond))

// Init is the model of the inits seen, with how many there were.
func (f *Function) Init() (d dist.Dist, seen float64) {
	if f.inits.n == 0 {
		return dist.Dist{}, 0
	}
	return f.inits.model(), f.inits.n
}

// timeout is the least that lets the longest request end, as far as Lambda
// goes.
func (f *Function) timeout() time.Duration {
	d, _ := f.Duration()
	longest := float64(d.Quantile(1)) / 1e9
	return time.Duration(min(900, max(3, math.Ceil(longest)))) * time.Second
}

// size is the memory that Lambda would give the function, in MB.
func (f *Function) size() int { return min(10240, max(128, f.memory)) }
