package from

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"time"
)

// mostOptions is how long the options of a script may be.
const mostOptions = 4 << 20

func knowsK6(head []byte) bool {
	return bytes.HasPrefix(bytes.TrimSpace(head), []byte("{")) && !bytes.Contains(head, []byte(`"url"`)) &&
		(bytes.Contains(head, []byte(`"stages"`)) || bytes.Contains(head, []byte(`"scenarios"`)) || bytes.Contains(head, []byte(`"vus"`)))
}

// scenario is what of k6's options says when requests come.
// https://grafana.com/docs/k6/latest/using-k6/scenarios/executors/
type scenario struct {
	Executor  string
	StartTime string
	Duration  string
	TimeUnit  string
	Rate      float64
	StartRate float64
	VUs       *float64
	StartVUs  *float64
	Stages    []stage
	PreVUs    int `json:"preAllocatedVUs"`
	MaxVUs    int
}

type stage struct {
	Duration string
	Target   float64
}

func k6(d *decoder) error {
	text, err := io.ReadAll(io.LimitReader(d.in, mostOptions+1))
	if err != nil {
		return fmt.Errorf("%s: %w", d.rep.File, err)
	}
	var options struct {
		Scenarios map[string]json.RawMessage
		scenario
	}
	if err := json.Unmarshal(text, &options); err != nil {
		return d.syntax(text, err)
	}
	if len(options.Scenarios) == 0 {
		options.Executor = "ramping-vus"
		if len(options.Stages) == 0 {
			options.Executor = "constant-vus"
		}
		return d.scenario("default", &options.scenario, text)
	}
	if rest := leftOver(text, "scenarios"); len(rest) > 0 {
		d.remark("not understood, and left out: %s", strings.Join(rest, ", "))
	}
	for _, name := range slices.Sorted(maps.Keys(options.Scenarios)) {
		var s scenario
		if err := json.Unmarshal(options.Scenarios[name], &s); err != nil {
			return fmt.Errorf("%s: scenario %s: %w", d.rep.File, name, err)
		}
		if err := d.scenario(name, &s, options.Scenarios[name]); err != nil {
			return err
		}
	}
	return nil
}

// syntax adds the line to what is wrong with a JSON text.
func (d *decoder) syntax(text []byte, err error) error {
	at := int64(0)
	var syntax *json.SyntaxError
	var typ *json.UnmarshalTypeError
	switch {
	case errors.As(err, &syntax):
		at = syntax.Offset
	case errors.As(err, &typ):
		at = typ.Offset
	}
	return d.at(1+bytes.Count(text[:min(at, int64(len(text)))], []byte("\n")), "%w", err)
}

// understood are the keys of options and scenarios that a plan follows.
var understood = []string{"executor", "starttime", "duration", "timeunit", "rate", "startrate", "vus", "startvus", "stages", "preallocatedvus", "maxvus"}

func (d *decoder) scenario(name string, s *scenario, text []byte) error {
	d.rep.Records++
	phases, err := d.phases(s)
	if err != nil {
		return fmt.Errorf("%s: scenario %s: %w", d.rep.File, name, err)
	}
	p := Plan{Name: name, Phases: phases, Workers: s.MaxVUs}
	if wait, err := span(s.StartTime); err == nil && wait > 0 {
		p.Phases = append([]Stretch{{For: wait}}, p.Phases...)
	}
	if strings.HasSuffix(s.Executor, "-vus") {
		p.Assumed = fmt.Sprintf("a virtual user sends %g/s (--vu-rate)", d.opt.VURate)
	}
	p.LeftOver = leftOver(text)
	d.sink.Plan(p)
	return nil
}

// leftOver are the keys of a JSON object that nothing comes of.
func leftOver(text []byte, but ...string) (out []string) {
	var keys map[string]json.RawMessage
	_ = json.Unmarshal(text, &keys) // it was read before
	for _, key := range slices.Sorted(maps.Keys(keys)) {
		if !slices.Contains(understood, strings.ToLower(key)) && !slices.Contains(but, key) {
			out = append(out, key)
		}
	}
	return out
}

// phases follows the executor of a scenario.
func (d *decoder) phases(s *scenario) ([]Stretch, error) {
	unit, err := span(s.TimeUnit)
	if err != nil {
		return nil, err
	}
	if unit == 0 {
		unit = time.Second
	}
	switch s.Executor {
	case "constant-arrival-rate":
		return steady(s.Duration, s.Rate/unit.Seconds())
	case "constant-vus":
		return steady(s.Duration, oneOr(s.VUs)*d.opt.VURate)
	case "ramping-arrival-rate":
		return ramps(s.Stages, s.StartRate, 1/unit.Seconds())
	case "ramping-vus":
		return ramps(s.Stages, oneOr(cmp.Or(s.StartVUs, s.VUs)), d.opt.VURate)
	}
	return nil, fmt.Errorf("executor %q has no rate that could be told ahead; understood are constant- and ramping-arrival-rate, constant- and ramping-vus", s.Executor)
}

// oneOr is a number of virtual users, of which k6 has one unless told.
func oneOr(users *float64) float64 {
	if users == nil {
		return 1
	}
	return *users
}

func steady(duration string, rate float64) ([]Stretch, error) {
	length, err := span(duration)
	if err == nil && (length == 0 || !(rate > 0)) {
		err = errors.New("it needs a duration and a rate above 0")
	}
	return []Stretch{{For: length, From: rate, To: rate}}, err
}

// ramps goes from each stage's target to the next one's; a stage without a
// length is a step.
func ramps(stages []stage, start, unit float64) ([]Stretch, error) {
	var out []Stretch
	from := start * unit
	for i, s := range stages {
		length, err := span(s.Duration)
		if err != nil || !(s.Target >= 0 && from >= 0) {
			return nil, fmt.Errorf("stage %d: duration %q, target %g: a time and a target of 0 or more are wanted", i+1, s.Duration, s.Target)
		}
		to := s.Target * unit
		if length > 0 {
			out = append(out, Stretch{For: length, From: from, To: to})
		}
		from = to
	}
	if len(out) == 0 {
		return nil, errors.New("it has no stage with a duration")
	}
	return out, nil
}

// span reads a time as k6 writes it; "" is none.
func span(text string) (time.Duration, error) {
	if text == "" {
		return 0, nil
	}
	if days, rest, ok := strings.Cut(text, "d"); ok {
		n, err := time.ParseDuration(days + "h")
		if rest == "" || err != nil {
			return 24 * n, err
		}
		d, err := time.ParseDuration(rest)
		return 24*n + d, err
	}
	d, err := time.ParseDuration(text)
	if err == nil && d < 0 {
		err = fmt.Errorf("%q is negative", text)
	}
	return d, err
}
