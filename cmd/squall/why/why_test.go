package why

import (
	"bytes"
	"slices"
	"strings"
	"testing"
	"time"

	"squall/analyze"
	"squall/attack/hit"
	"squall/cmd/squall/simulate"
	"squall/profiles"
	"squall/profiles/read"
	"squall/standin/core"
)

// kept is a recorder that keeps every hit.
type kept struct{ hits []hit.Hit }

func (k *kept) Hit(h *hit.Hit)                        { k.hits = append(k.hits, *h) }
func (*kept) Sighting(*hit.Sighting)                  {}
func (*kept) Scheduled(int, int, int, uint64, uint64) {}

const frame = `{name: t, platform: {%s}, account: {concurrency: %C}, functions: [{name: f, timeout: 10s, %F, aliases: {live: v1}}], attack: [{path: sdk, function: %Q, phases: [{for: 20s, rate: %R}]}]}`

func profile(platform, concurrency, function, target, rate string) string {
	return strings.NewReplacer("%s", platform, "%C", concurrency, "%F", function, "%Q", target, "%R", rate).Replace(frame)
}

// Each kind of end is told by its rules; one that a request of another kind
// does not name.
func TestStories(t *testing.T) {
	const model = "model: {runtime: python3.13, duration: {constant: 300ms}}"
	for name, tt := range map[string]struct {
		profile string
		pick    func(h *hit.Hit) bool
		rules   []string
		text    string
	}{
		"reserved": {profile("", "1000", model+", reserved: 2", "f", "20/s"), words["throttled"], []string{"order", "reserved-ceiling", "overhead"}, "used up, 2 of 2"},
		"zero":     {profile("", "1000", model+", reserved: 0", "f", "20/s"), words["throttled"], []string{"reserved-zero", "overhead"}, "is 0: refused"},
		"account":  {profile("", "101", "model: {duration: {constant: 9s}}", "f", "30/s"), words["throttled"], []string{"order", "account-limit", "overhead"}, "the account's 101"},
		"scaling":  {profile("scaling_rate: 3/10s", "1000", model, "f", "50/s"), words["throttled"], []string{"scaling-rate", "scaling-reason", "overhead"}, "the 3 in 10s"},
		"requests": {profile("request_rate: 1/s, sandbox: none", "1000", "model: {duration: {constant: 1ms}}, reserved: 5", "f", "20/s"), words["throttled"],
			[]string{"rps-10x", "rps-bucket", "rps-reason", "overhead"}, "1 for each of 5 reserved"},
		"cold": {profile("", "1000", model, "f", "1/s"), words["cold"], []string{"one-request", "cold-start", "overhead"}, "a new one starts"},
		"warm": {profile("", "1000", model, "f", "1/s"), func(h *hit.Hit) bool { return h.Start == hit.Warm }, []string{"most-recently-used", "overhead"}, "most recently used idle"},
		"slow init": {profile("", "1000", "model: {init: {constant: 11s}, duration: {constant: 1ms}}", "f", "1/s"), words["failed"],
			[]string{"one-request", "cold-start", "init-limit", "timeout-reset", "overhead"}, "ended by the function's timeout"},
		"init error":  {profile("", "1000", "model: {init_errors: 100%, duration: {constant: 1ms}}", "f", "1/s"), words["failed"], []string{"one-request", "cold-start", "init-error", "overhead"}, "init fails"},
		"provisioned": {profile("", "1000", model+", provisioned: {live: 2}", "f:live", "1/s"), words["slowest"], []string{"order", "most-recently-used", "overhead"}, "free provisioned"},
		"spillover": {profile("", "1000", model+", provisioned: {live: 1}", "f:live", "20/s"), words["cold"],
			[]string{"spillover", "one-request", "cold-start", "overhead"}, "spills over"},
	} {
		t.Run(name, func(t *testing.T) {
			s := told(t, tt.profile, tt.pick)
			var rules []string
			text := ""
			for _, step := range s.Steps {
				text += step.Text + "\n"
				for _, r := range step.Rules {
					if !slices.Contains(rules, r) {
						rules = append(rules, r)
					}
				}
			}
			if !slices.Equal(rules, tt.rules) || !strings.Contains(text, tt.text) {
				t.Errorf("rules %v, want %v; want %q in\n%s", rules, tt.rules, tt.text, text)
			}
			if !slices.IsSortedFunc(s.Steps, func(a, b Step) int { return int(min(max(a.At-b.At, -1), 1)) }) {
				t.Errorf("steps are not in order: %+v", s.Steps)
			}
			var out bytes.Buffer
			if err := s.Write(&out, 80); err != nil || !strings.Contains(out.String(), "what it says [source]") {
				t.Errorf("%v:\n%s", err, &out)
			}
		})
	}
}

// told simulates a profile, and tells of the last hit of a kind.
func told(t *testing.T, text string, pick func(*hit.Hit) bool) *Story {
	t.Helper()
	plan, err := read.Profile("t.yaml", []byte(text), nil)
	if err != nil {
		t.Fatal(err)
	}
	epoch := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	k := &kept{}
	if _, err := simulate.Run(t.Context(), plan, simulate.Options{Epoch: epoch, Recorder: k, Keep: func(uint64) bool { return true }}); err != nil {
		t.Fatal(err)
	}
	f := found(plan, epoch)
	at := -1
	for i := range k.hits {
		if pick(&k.hits[i]) {
			at = i
		}
	}
	if at < 0 {
		t.Fatalf("none of %d hits is of the kind", len(k.hits))
	}
	f.Hit = k.hits[at]
	s, err := Tell(t.Context(), plan, f)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func found(plan *profiles.Plan, epoch time.Time) *Found {
	f := &Found{Run: &analyze.Run{Clock: "virtual", Started: epoch.Format(time.RFC3339)}}
	f.Names.Entries = plan.Entries
	for _, a := range plan.Arms {
		f.Names.Arms = append(f.Names.Arms, a.Name)
	}
	return f
}

// A hit of another run is noticed.
func TestAnotherRun(t *testing.T) {
	plan, err := read.Profile("t.yaml", []byte(profile("", "1000", "model: {duration: {constant: 1ms}}", "f", "1/s")), nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, h := range []hit.Hit{{N: 3, Due: 17}, {N: 300}} {
		f := found(plan, time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC))
		f.Hit = h
		if _, err := Tell(t.Context(), plan, f); err == nil || !strings.Contains(err.Error(), "cannot be walked again") {
			t.Errorf("%+v: %v", h, err)
		}
	}
}

// Every rule that a story may name is one.
func TestNamedRulesExist(t *testing.T) {
	names := map[string]bool{}
	for _, r := range core.Rules() {
		names[r.Name] = true
	}
	looked := 0
	for _, of := range []map[string]string{reasons, conditions} {
		for word, rules := range of {
			for _, r := range strings.Fields(rules) {
				looked++
				if !names[r] {
					t.Errorf("%s: there is no rule %s", word, r)
				}
			}
		}
	}
	for c, end := range endings {
		if looked++; end[0] != "" && !names[end[0]] {
			t.Errorf("%v: there is no rule %s", c, end[0])
		}
	}
	if looked < 10 {
		t.Fatalf("looked at %d", looked)
	}
}
