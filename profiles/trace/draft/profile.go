package draft

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"squall/profiles/trace/from"
)

// Options are what a profile says beside what was read.
type Options struct {
	Name   string
	Source string  // what was imported, in words
	Scale  float64 // of all requests
	Traces string  // the folder of the traces, from that of the profile
}

// Profile writes a profile that replays the collection.
func (c *Collection) Profile(o Options) []byte {
	b := opening(o, fmt.Sprintf("The load of %s, replayed over %v. Ends PASS.", o.Source, time.Duration(c.survey.Length())))
	b.WriteString("functions:\n")
	for _, f := range c.Functions {
		d, known := f.Duration()
		if f.Key != f.Name {
			fmt.Fprintf(b, "  # %s\n", quotable(f.Key))
		}
		if !known {
			b.WriteString("  # its durations are assumed: the source does not tell them\n")
		}
		if f.timed {
			b.WriteString("  # requests run as long as the trace says; durations: drawn in the phase takes this model\n")
		}
		fmt.Fprintf(b, "  - name: %s\n    memory: %d\n    timeout: %ds\n", f.Name, f.size(), int(f.timeout().Seconds()))
		model := "duration: " + d.String()
		if init, seen := f.Init(); seen > 0 {
			model += fmt.Sprintf("\n      init: %v   # %.0f seen", init, seen)
		}
		fmt.Fprintf(b, "    model:\n      %s\n", model)
	}
	b.WriteString("attack:\n")
	for _, f := range c.Functions {
		path := f.path
		if path == "" {
			path = "sdk"
		}
		fmt.Fprintf(b, "  - {name: %s, path: %s, function: %s, phases: [{arrival: replay, trace: %s/%s.csv.gz%s}]}\n",
			f.Name, path, f.Name, o.Traces, f.Name, scale(o.Scale))
	}
	return []byte(b.String())
}

func scale(f float64) string {
	if f == 1 {
		return ""
	}
	return fmt.Sprintf(", scale: %s", decimal(f))
}

// decimal writes a number as a profile reads it, without an exponent.
func decimal(f float64) string {
	return strings.TrimRight(strings.TrimRight(fmt.Sprintf("%.6f", f), "0"), ".")
}

func opening(o Options, description string) *strings.Builder {
	b := &strings.Builder{}
	fmt.Fprintf(b, "# Made by squall import of %s.\nname: %s\ndescription: %q\n", quotable(o.Source), clean(o.Name), description)
	return b
}

// quotable is text that a comment of one line can hold.
func quotable(text string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f {
			return ' '
		}
		return r
	}, strings.ToValidUTF8(text, "?"))
}

// Plans writes a profile of plans: each an entry with phases, all to one
// modelled function.
func Plans(o Options, plans []from.Plan) []byte {
	b := opening(o, fmt.Sprintf("The phases of %s, to a function that is assumed. Ends PASS.", o.Source))
	fmt.Fprintf(b, "functions:\n  # assumed: the source tells nothing of what it calls\n  - {name: target, model: {duration: %v}}\nattack:\n", assumed)
	var keys []string
	for _, p := range plans {
		keys = append(keys, p.Name)
	}
	for i, name := range names(keys) {
		fmt.Fprintf(b, "  - name: %s\n    path: alb\n    function: target\n", name)
		if plans[i].Workers > 0 {
			fmt.Fprintf(b, "    workers: %d\n", plans[i].Workers)
		}
		b.WriteString("    phases:\n")
		for _, s := range plans[i].Phases {
			fmt.Fprintf(b, "      - %s\n", stretch(s, o.Scale))
		}
	}
	return []byte(b.String())
}

func stretch(s from.Stretch, scale float64) string {
	if s.From == s.To {
		return fmt.Sprintf("{for: %v, rate: %s/s}", s.For, decimal(s.From*scale))
	}
	return fmt.Sprintf("{for: %v, from: %s/s, to: %s/s}", s.For, decimal(s.From*scale), decimal(s.To*scale))
}

// Targets counts requests of vegeta that are the same.
type Targets struct {
	order []string
	count map[string]float64
	first map[string]from.Target
	total float64
}

// mostTargets is how many different targets a profile can do something with.
const mostTargets = 200

// Add counts a target.
func (t *Targets) Add(target from.Target) error {
	if t.count == nil {
		t.count, t.first = map[string]float64{}, map[string]from.Target{}
	}
	if !utf8.Valid(target.Body) {
		return fmt.Errorf("the body of %s %s is not text, which a profile is", target.Method, target.URL)
	}
	key := fmt.Sprintf("%s %s %q %q", target.Method, target.URL, target.Header, target.Body)
	if _, known := t.count[key]; !known {
		if len(t.order) >= mostTargets {
			return fmt.Errorf("there are more than %d different targets, and each would be an entry of its own", mostTargets)
		}
		t.order = append(t.order, key)
		t.first[key] = target
	}
	t.count[key]++
	t.total++
	return nil
}

// Len is how many different targets there are.
func (t *Targets) Len() int { return len(t.order) }

// Profile writes a profile that shares a rate among the targets, as often as
// each was there.
func (t *Targets) Profile(o Options, rate float64, length time.Duration) []byte {
	b := opening(o, fmt.Sprintf("The targets of %s. Ends PASS.", o.Source))
	b.WriteString("attack:\n")
	for i, key := range t.order {
		target := t.first[key]
		fmt.Fprintf(b, "  - name: target-%d\n    url: %q\n    method: %s\n", i+1, target.URL, target.Method)
		headers := map[string]string{}
		for _, h := range target.Header {
			headers[h[0]] = h[1]
		}
		if len(headers) > 0 {
			b.WriteString("    headers:\n")
			for _, name := range slices.Sorted(maps.Keys(headers)) {
				fmt.Fprintf(b, "      %q: %q\n", name, headers[name])
			}
		}
		if len(target.Body) > 0 {
			fmt.Fprintf(b, "    body: %q\n", target.Body)
		}
		s := from.Stretch{For: length, From: rate * t.count[key] / t.total}
		s.To = s.From
		fmt.Fprintf(b, "    phases: [%s]\n", stretch(s, o.Scale))
	}
	return []byte(b.String())
}
