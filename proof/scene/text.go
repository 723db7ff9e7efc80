package scene

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"time"
)

// changeMark begins the lines of a scene's text that hold its changes: to a
// reader of profiles they are comments.
const changeMark = "# change "

// Text is the scene as a profile in YAML, with its changes in comments.
func (s *Scene) Text() string {
	var b strings.Builder
	for _, c := range s.Changes {
		line, err := json.Marshal(c)
		if err != nil {
			panic("scene: internal error: " + err.Error())
		}
		b.WriteString(changeMark + string(line) + "\n")
	}
	fmt.Fprintf(&b, "name: scene\nseed: %d\nwaits: %dx\naccount: {concurrency: %d}\n", s.Seed, max(s.Waits, 1), s.Limit)
	s.platform(&b)
	b.WriteString("functions:\n")
	for i := range s.Functions {
		s.Functions[i].text(&b)
	}
	b.WriteString("attack:\n")
	for i := range s.Entries {
		s.Entries[i].text(&b)
	}
	if len(s.Arms) > 0 {
		b.WriteString("arms:\n")
	}
	for _, a := range s.Arms {
		environments := "new"
		if a.Keep {
			environments = "keep"
		}
		fmt.Fprintf(&b, "  - {name: %s, environments: %s, set: {%s}}\n", a.Name, environments, strings.Join(a.Set, ", "))
	}
	return b.String()
}

func or(text, otherwise string, ok bool) string {
	if ok {
		return text
	}
	return otherwise
}

func (s *Scene) platform(b *strings.Builder) {
	b.WriteString("platform:\n")
	line := func(key, value string, on bool) { b.WriteString("  " + key + ": " + or(value, "none", on) + "\n") }
	line("idle_expiry", fmt.Sprintf("{uniform: [%v, %v]}", s.Idle[0], s.Idle[1]), s.Idle[1] > 0)
	line("max_lifetime", s.Lifetime.String(), s.Lifetime > 0)
	line("proactive", strconv.Itoa(s.Proactive)+"%", s.Proactive > 0)
	line("sandbox", s.Sandbox, s.Sandbox != "")
	line("invoke_overhead", s.Overhead, s.Overhead != "")
	line("scaling_rate", fmt.Sprintf("%d/%v", s.Burst, s.Per), s.Burst > 0)
	if s.Requests != 0 {
		line("request_rate", fmt.Sprintf("%d/s", s.Requests), s.Requests > 0)
	}
	if s.Lifetime > 0 {
		line("lifetime_spread", fmt.Sprintf("%d%%", s.Spread), true)
	}
	if s.Backoff != "" {
		line("async_backoff", s.Backoff, true)
	}
	line("provisioning", fmt.Sprintf("{delay: %v, rate: %s}", s.Delay, or(strconv.Itoa(s.Rate)+"/min", "none", s.Rate > 0)), true)
}

func (f *Function) text(b *strings.Builder) {
	fmt.Fprintf(b, "  - name: %s\n    timeout: %ds\n    versions:\n", f.Name, f.Timeout)
	for i, v := range f.Versions {
		fmt.Fprintf(b, "      v%d: {model: {duration: %s, init: %s, errors: %d%%, init_errors: %d%%}}\n",
			i+1, v.Duration, or(v.Init, "none", v.Init != ""), v.Errors, v.InitErrors)
	}
	for i, a := range f.Aliases {
		if i == 0 {
			b.WriteString("    aliases:\n")
		}
		to := a.To
		if a.Other != "" {
			to = fmt.Sprintf("{to: %s, weights: {%s: %d%%}}", a.To, a.Other, a.Weight)
		}
		fmt.Fprintf(b, "      %s: %s\n", a.Name, to)
	}
	for i, p := range f.Provisioned {
		if i == 0 {
			b.WriteString("    provisioned:\n")
		}
		fmt.Fprintf(b, "      %s: %d\n", p.Qualifier, p.Count)
	}
	fmt.Fprintf(b, "    reserved: %s\n", or(strconv.Itoa(f.Reserved), "none", f.Reserved >= 0))
	a := f.Async
	fmt.Fprintf(b, "    async: {retries: %d, max_age: %ds", a.Retries, a.MaxAge)
	for _, q := range []struct {
		key string
		on  bool
	}{{"dead_letter", a.DeadLetter}, {"on_success", a.OnSuccess}, {"on_failure", a.OnFailure}} {
		if q.on {
			fmt.Fprintf(b, ", %s: sqs:%s-%s", q.key, f.Name, q.key)
		}
	}
	b.WriteString("}\n")
}

func (e *Entry) text(b *strings.Builder) {
	function := e.Function
	if e.Qualifier != "" {
		function += ":" + e.Qualifier
	}
	fmt.Fprintf(b, "  - name: %s\n    path: %s\n    function: %s\n", e.Name, e.Path, function)
	if e.Warmup > 0 {
		fmt.Fprintf(b, "    warmup: %v\n", e.Warmup)
	}
	if e.Workers > 0 {
		fmt.Fprintf(b, "    workers: %d\n", e.Workers)
	}
	b.WriteString("    phases:\n")
	for _, p := range e.Phases {
		rate := "rate: " + p.Rate
		if p.To != "" {
			rate = "from: " + p.Rate + ", to: " + p.To
		}
		onoff := ""
		if p.Arrival == "onoff" {
			onoff = fmt.Sprintf(", on: %v, off: %v", p.On, p.Off)
		}
		fmt.Fprintf(b, "      - {for: %v, %s, arrival: %s%s}\n", p.For, rate, p.Arrival, onoff)
	}
}

// Changes reads the changes back from a scene's text.
func Changes(text string) (changes []Change, err error) {
	for line := range strings.Lines(text) {
		written, ok := strings.CutPrefix(line, changeMark)
		if !ok {
			continue
		}
		var c Change
		if err := json.Unmarshal([]byte(written), &c); err != nil {
			return nil, fmt.Errorf("%q is no change: %w", strings.TrimSpace(line), err)
		}
		if _, err := time.ParseDuration(c.At); err != nil {
			return nil, fmt.Errorf("%q: at: %w", strings.TrimSpace(line), err)
		}
		changes = append(changes, c)
	}
	return changes, nil
}
