package k6

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"squall/profiles/adopt"
	"squall/profiles/trace/from"
)

// scenario is when a function of the script is called.
type scenario struct {
	name   string
	exec   string
	phases []from.Stretch
	users  bool // its rate is a number of virtual users
	note   string
}

// entries makes an entry of each scenario and each host that it calls.
func (s *script) entries() error {
	scenarios, err := s.scenarios()
	if err != nil {
		return err
	}
	for _, sc := range scenarios {
		body := s.main
		if sc.exec != "" && sc.exec != "default" {
			body = s.functions[sc.exec]
		}
		if body == nil {
			s.draft.Notes = append(s.draft.Notes, fmt.Sprintf("scenario %s: its function %s is not in the script", sc.name, sc.exec))
			continue
		}
		s.walk(body)
		s.draft.Notes = append(s.draft.Notes, s.notes...)
		var origins []string
		for _, r := range s.requests {
			if !slices.Contains(origins, r.origin) {
				origins = append(origins, r.origin)
			}
		}
		for _, origin := range origins {
			s.draft.Entries = append(s.draft.Entries, s.entry(sc, origin, len(origins) > 1))
		}
	}
	if len(s.draft.Entries) == 0 {
		return errors.New("it sends no HTTP request that could be read: http.get, http.post and the like are looked for")
	}
	return nil
}

// entry is what a scenario sends to a host.
func (s *script) entry(sc scenario, origin string, several bool) adopt.Item {
	like := sc.name
	if several {
		like += "-" + origin[strings.Index(origin, "://")+3:]
	}
	i := adopt.Item{Name: adopt.Unlike(s.draft.Entries, like)}
	i.Set("url", adopt.Quote(origin), "")
	var requests []string
	for _, r := range s.requests {
		if r.origin == origin {
			requests = append(requests, r.write())
			i.Notes = append(i.Notes, r.notes...)
		}
	}
	i.Set("requests", "\n  - "+strings.Join(requests, "\n  - "), "")
	calls := float64(len(requests))
	if sc.users {
		pause := max(s.sleeps, 0.001)
		if s.sleeps == 0 {
			pause = 1
			sc.note += "; an iteration is taken to last 1s, since there is no sleep that says so"
		} else {
			sc.note += fmt.Sprintf("; an iteration is taken to last its %gs of sleep", s.sleeps)
		}
		calls /= pause
	}
	var phases []string
	for _, p := range sc.phases {
		phases = append(phases, stretch(p, calls))
	}
	i.Set("phases", "\n  - "+strings.Join(phases, "\n  - "), "")
	if sc.note != "" {
		i.Notes = append(i.Notes, strings.TrimPrefix(sc.note, "; "))
	}
	return i
}

func stretch(p from.Stretch, by float64) string {
	rate := func(r float64) string {
		return strings.TrimRight(strings.TrimRight(fmt.Sprintf("%.6f", r*by), "0"), ".") + "/s"
	}
	if p.From == p.To {
		return fmt.Sprintf("{for: %v, rate: %s, arrival: poisson}", p.For, rate(p.From))
	}
	return fmt.Sprintf("{for: %v, from: %s, to: %s, arrival: poisson}", p.For, rate(p.From), rate(p.To))
}

// write is the request in YAML.
func (r *request) write() string {
	parts := []string{"method: " + r.method, "resource: " + adopt.Quote(r.rest)}
	if r.headers != nil && len(r.headers.keys) > 0 {
		var pairs []string
		for _, key := range r.headers.keys {
			pairs = append(pairs, adopt.Quote(key)+": "+adopt.Quote(text(r.headers.values[key])))
		}
		parts = append(parts, "headers: {"+strings.Join(pairs, ", ")+"}")
	}
	switch {
	case strings.Contains(r.body, "{{"):
		parts = append(parts, "payload: {template: "+adopt.Quote(r.body)+"}")
	case r.body != "":
		parts = append(parts, "body: "+adopt.Quote(r.body))
	}
	if len(r.checks) > 0 {
		parts = append(parts, "checks: ["+strings.Join(r.checks, ", ")+"]")
	}
	return "{" + strings.Join(parts, ", ") + "}"
}

// scenarios follows the options; without any, the default function is called
// once by one user, which makes no load: that is noted.
func (s *script) scenarios() ([]scenario, error) {
	o := s.options
	if o.get("stages") == nil && o.get("scenarios") == nil && o.get("duration") == nil {
		return []scenario{{name: "default", exec: "", phases: []from.Stretch{{From: 10, To: 10, For: 10e9}}, note: "options, of which there are none that say when: the phases are a guess"}}, nil
	}
	plain := &object{values: map[string]value{}}
	for _, key := range []string{"stages", "scenarios", "duration", "vus", "startVUs"} {
		v := o.get(key)
		if all, ok := v.(*object); ok && key == "scenarios" {
			if v = s.unfollowed(all); len(v.(*object).keys) == 0 {
				return nil, fmt.Errorf("its options: none of its scenarios has a rate that could be told ahead: %s; understood are constant- and ramping-arrival-rate, constant- and ramping-vus",
					strings.Join(s.draft.Notes, "; "))
			}
		}
		if v != nil {
			plain.set(key, v)
		}
	}
	text, _ := stringify(plain)
	format, err := from.Find("k6")
	if err != nil {
		return nil, err
	}
	var out []scenario
	_, err = from.Read("options", strings.NewReader(text), format, from.Options{VURate: 1}, from.Sink{Plan: func(p from.Plan) {
		sc := scenario{name: p.Name, phases: p.Phases, users: p.Assumed != ""}
		if of, ok := o.get("scenarios").(*object); ok {
			if one, ok := of.get(p.Name).(*object); ok {
				sc.exec, _ = one.get("exec").(string)
			}
		}
		if left := slices.DeleteFunc(p.LeftOver, func(key string) bool { return key == "exec" }); len(left) > 0 && o.get("scenarios") != nil {
			s.draft.Notes = append(s.draft.Notes, fmt.Sprintf("%sscenario %s: %s", s.at(`\b`+regexp.QuoteMeta(p.Name)+`["']?\s*:\s*\{`), p.Name, strings.Join(left, ", ")))
		}
		out = append(out, sc)
	}})
	if err != nil {
		return nil, fmt.Errorf("its options: %w", err)
	}
	return out, nil
}

var (
	quantile  = regexp.MustCompile(`^p\((\d+(?:\.\d+)?)\)\s*(<=?)\s*(\d+(?:\.\d+)?)$`)
	rateBelow = regexp.MustCompile(`^rate\s*(<=?)\s*(\d*\.?\d+)$`)
	named     = map[string]string{"50": "p50", "90": "p90", "95": "p95", "99": "p99", "99.9": "p999"}
)

// thresholds become expectations.
func (s *script) thresholds() {
	o, _ := s.options.get("thresholds").(*object)
	if o == nil {
		return
	}
	for _, metric := range o.keys {
		list, ok := o.values[metric].([]value)
		if !ok {
			list = []value{o.values[metric]}
		}
		for _, v := range list {
			if one, ok := v.(*object); ok {
				v = one.get("threshold")
			}
			condition := strings.TrimSpace(text(v))
			if e := expectation(metric, condition); e != "" {
				s.draft.Expect = append(s.draft.Expect, e)
			} else {
				s.draft.Notes = append(s.draft.Notes, s.where(condition)+"threshold "+metric+": "+condition)
			}
		}
	}
}

func expectation(metric, condition string) string {
	if m := quantile.FindStringSubmatch(condition); m != nil && metric == "http_req_duration" && named[m[1]] != "" {
		return named[m[1]] + " " + m[2] + " " + m[3] + "ms"
	}
	m := rateBelow.FindStringSubmatch(condition)
	if m == nil || metric != "http_req_failed" {
		return ""
	}
	var share float64
	if _, err := fmt.Sscan(m[2], &share); err != nil || share > 1 {
		return ""
	}
	return fmt.Sprintf("failure_rate %s %g%%", m[1], share*100)
}
