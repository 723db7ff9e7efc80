package profiles_test

import (
	"flag"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"squall/profiles"
	"squall/profiles/read"
)

var update = flag.Bool("update", false, "write the golden files anew")

const two = `
name: two
waits: 60x
functions:
  - name: shop
    versions: {v1: {model: {duration: {constant: 40ms}}}, v2: {model: {duration: {constant: 40ms}}}}
    aliases: {live: v1, canary: {to: v1, weights: {v2: 10%}}}
    async: {dead_letter: sqs:dlq, on_success: sqs:done}
  - {name: other, model: {duration: {constant: 1s}}, reserved: 10}
attack:
  - {path: alb, function: shop:live, warmup: 1s, phases: [{for: 8s, rate: 10/s}]}
  - {name: again, path: alb, function: shop:live, phases: [{for: 2s, rate: 1/s}]}
  - {name: direct, path: sdk, function: shop:v2, phases: [{for: 2s, rate: 1/s}]}
  - {name: plain, path: url, function: other, phases: [{for: 2s, rate: 1/s}]}
  - {name: events, path: async, function: shop:live, phases: [{for: 8s, rate: 1/s}]}
arms:
  - {name: base}
  - {name: warm, set: {functions.shop.provisioned: {live: 60}, functions.other.reserved: none}}
repeat: 2
faults:
  - {at: 6s, kind: throttle.reserved, function: other, value: 0}
  - {at: 2s, for: 2s, kind: alias.repoint, function: shop, alias: canary, value: v2}
`

func plan(t *testing.T, set ...string) *profiles.Plan {
	t.Helper()
	p, err := read.Profile("two.yaml", []byte(two), set)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// text writes changes one a line, as golden files and failures show them.
func text(changes []profiles.Change) string {
	var b strings.Builder
	for _, c := range changes {
		b.WriteString(c.String() + "\n")
	}
	return b.String()
}

func TestTimelineGolden(t *testing.T) {
	var b strings.Builder
	for _, s := range plan(t).Timeline() {
		b.WriteString(s.String() + "\n")
		for _, c := range s.Changes {
			b.WriteString("             " + c.String() + "\n")
		}
	}
	const golden = "testdata/timeline.txt"
	if *update {
		if err := os.WriteFile(golden, []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), b.String()); diff != "" {
		t.Error(diff)
	}
}

func TestBlockUndoTakesBackWhatBlockChangesMade(t *testing.T) {
	p := plan(t, "faults=[{at: 1s, for: 1s, kind: cold.storm, function: shop, alias: live}, {at: 3s, for: 1s, kind: throttle.reserved, function: other, value: 1}]")
	made := map[profiles.ChangeKind]profiles.ChangeKind{
		profiles.DeleteReserved:    profiles.PutReserved,
		profiles.DeleteProvisioned: profiles.PutProvisioned, profiles.DeregisterDoor: profiles.RegisterDoor,
		profiles.DeleteEventInvoke: profiles.PutEventInvoke, profiles.DeleteAlias: profiles.PutAlias, profiles.DeleteVersion: profiles.PublishFresh,
	}
	for i := range p.Arms {
		open := map[string]int{}
		key := func(k profiles.ChangeKind, c profiles.Change) string {
			return strings.Join([]string{string(k), c.Function, c.Qualifier, c.Alias, c.Version, c.Path}, " ")
		}
		for _, c := range p.BlockChanges(&p.Arms[i], "x-1", "n") {
			open[key(c.Kind, c)]++
		}
		for n := range p.Arms[i].World.Faults { // what they make stays until the block ends
			apply, _ := profiles.FaultChanges(n, &p.Arms[i].World, "x-1")
			for _, c := range apply {
				if c.Kind == profiles.PublishFresh {
					open[key(c.Kind, c)]++
				}
			}
		}
		undone := 0
		for _, c := range p.BlockUndo(&p.Arms[i], "x-1") {
			k := key(made[c.Kind], c)
			if open[k]--; open[k] < 0 {
				t.Errorf("%s undoes what was not made", c)
			}
			undone++
		}
		for k, n := range open {
			if kind, _, _ := strings.Cut(k, " "); n != 0 && kind != "DeleteReserved" {
				t.Errorf("%s is not taken back", k)
			}
		}
		if undone == 0 {
			t.Error("nothing is taken back")
		}
	}
}

func TestKeptEnvironmentsArePublishedOnce(t *testing.T) {
	p := plan(t, "arms.base.environments=keep", "arms.warm.environments=keep")
	if setup := text(p.Setup()); strings.Count(setup, "PublishFresh") != 3 || strings.Count(setup, "PutAlias") != 2 {
		t.Errorf("setup:\n%s", setup)
	}
	for _, s := range p.Timeline() {
		got := text(s.Changes)
		if s.Kind == profiles.StepApply && strings.Contains(got, "PublishFresh") {
			t.Errorf("a block publishes:\n%s", got)
		}
		if s.Suffix != "" {
			t.Errorf("a block has the suffix %q", s.Suffix)
		}
		if s.Kind == profiles.StepRestore && strings.Contains(got, "DeleteAlias") {
			t.Errorf("a block deletes a shared alias:\n%s", got)
		}
	}
}

func TestNonceIsNewInEveryBlock(t *testing.T) {
	seen := map[string]bool{}
	for _, s := range plan(t).Steps("run7-") {
		block := map[string]bool{}
		for _, c := range s.Changes {
			if c.Kind == profiles.PublishFresh {
				block[c.Nonce] = true
			}
		}
		for n := range block {
			if seen[n] || !strings.HasPrefix(n, "run7-") {
				t.Errorf("nonce %q", n)
			}
			seen[n] = true
		}
	}
	if len(seen) != 4 {
		t.Errorf("%d nonces, want one for each of 4 blocks", len(seen))
	}
}

func TestQualifier(t *testing.T) {
	w := &plan(t).Arms[0].World
	for _, tt := range []struct{ entry, suffix, want string }{
		{"alb", "base-1", "live-base-1"}, {"alb", "", "live"}, {"direct", "base-1", "v2"}, {"plain", "base-1", ""},
	} {
		for _, e := range w.Attack {
			if got := w.Qualifier(e, tt.suffix); e.Name == tt.entry && got != tt.want {
				t.Errorf("%s with suffix %q is %q, want %q", tt.entry, tt.suffix, got, tt.want)
			}
		}
	}
}

func TestReservationsThatClashAreGivenBackFirst(t *testing.T) {
	p := plan(t, "arms=[{name: a, set: {functions.shop.reserved: 800}}, {name: b, set: {functions.other.reserved: 800}}]", "functions.other.reserved=5")
	for i := range p.Arms {
		got := text(p.BlockChanges(&p.Arms[i], "x", "n"))
		free, put := strings.LastIndex(got, "DeleteReserved"), strings.Index(got, "PutReserved")
		if free < 0 || put < 0 || free > put {
			t.Errorf("arm %s:\n%s", p.Arms[i].Name, got)
		}
	}
}

func TestStandinIsSetPerBlockOnlyWhenItVaries(t *testing.T) {
	for set, want := range map[string]bool{
		"functions.shop.memory": false, "account.concurrency": true, "platform.proactive": true,
	} {
		value := map[string]string{"functions.shop.memory": "256", "account.concurrency": "500", "platform.proactive": "1%"}[set]
		p := plan(t, "arms=[{name: a}, {name: b, set: {"+set+": "+value+"}}]")
		if got := strings.Contains(text(p.BlockChanges(&p.Arms[1], "x", "n")), "SetStandin"); got != want {
			t.Errorf("%s varies: SetStandin %v, want %v", set, got, want)
		}
	}
}

func TestOrderIsDrawnFromTheSeed(t *testing.T) {
	p := plan(t)
	p.Repeat = 64
	first := 0
	for r := range p.Repeat {
		order := p.Order(r)
		if len(order) != 2 || order[0]+order[1] != 1 {
			t.Fatalf("order %v", order)
		}
		first += order[0]
	}
	if first < 16 || first > 48 {
		t.Errorf("the second arm goes first in %d of 64 repeats", first)
	}
	if diff := cmp.Diff(plan(t).Order(3), p.Order(3)); diff != "" {
		t.Error(diff)
	}
}

func TestHitsAndLengths(t *testing.T) {
	s := time.Second
	tests := []struct {
		phase profiles.Phase
		want  float64
	}{
		{profiles.Phase{For: 8 * s, From: 10, To: 10}, 80},
		{profiles.Phase{For: 8 * s, From: 0, To: 10}, 40},
		{profiles.Phase{For: 10 * s, From: 10, To: 10, Arrival: profiles.ArrivalOnOff, On: 2 * s, Off: 2 * s}, 60},
		{profiles.Phase{For: 1 * s, From: 10, To: 10, Arrival: profiles.ArrivalOnOff, On: 2 * s, Off: 2 * s}, 10},
		{profiles.Phase{For: 3600 * s, From: 1.0 / 600, To: 1.0 / 600}, 6},
	}
	for _, tt := range tests {
		e := profiles.Entry{Phases: []profiles.Phase{tt.phase, tt.phase}}
		if got := e.Hits(); got < 2*tt.want-1e-9 || got > 2*tt.want+1e-9 || e.Length() != 2*tt.phase.For {
			t.Errorf("%+v: %v hits in %v, want %v", tt.phase, got, e.Length(), 2*tt.want)
		}
	}
}

func TestDrainBound(t *testing.T) {
	w := &plan(t).Arms[0].World
	if got, want := w.DrainBound(60), 6*time.Minute+3*time.Second; got != want {
		t.Errorf("got %v, want %v", got, want)
	}
	w.Attack = w.Attack[:4]
	if got := w.DrainBound(60); got != 0 {
		t.Errorf("without asynchronous entries: %v", got)
	}
}

func TestBuiltinsAreNamedAndDescribed(t *testing.T) {
	names := profiles.Builtins()
	want := []string{"quickstart", "alias-repoint", "alias-weights", "async-dead-letter", "async-six-hours", "canary", "noisy-neighbour", "provisioned-concurrency", "provisioned-sweep", "reserved-and-provisioned", "s3-burst", "throttling"}
	if diff := cmp.Diff(want, names); diff != "" {
		t.Error(diff)
	}
	for _, name := range names {
		data, _ := profiles.Builtin(name)
		p, err := read.Profile(name, data, nil)
		if err != nil {
			t.Errorf("%v", err)
			continue
		}
		if p.Name != name || !strings.HasSuffix(p.Description, "Ends PASS.") || len(p.Expect) == 0 {
			t.Errorf("%s: name %q, description %q, %d expectations", name, p.Name, p.Description, len(p.Expect))
		}
		if p.Name != "async-six-hours" && p.Sweep == nil { // for the virtual clock alone
			checkBudget(t, p)
		}
	}
	if _, err := read.Profile("starter", profiles.Starter(), nil); err != nil {
		t.Errorf("starter: %v", err)
	}
	if _, ok := profiles.Builtin("nope"); ok {
		t.Error("there is a built-in called nope")
	}
}

// checkBudget keeps built-in profiles within what two cores can send.
func checkBudget(t *testing.T, p *profiles.Plan) {
	t.Helper()
	var load time.Duration
	for i := range p.Arms {
		w := &p.Arms[i].World
		load += w.LoadTime()
		rate := 0.0
		for _, e := range w.Attack {
			rate += e.Hits() / e.Length().Seconds()
		}
		if rate > 450 {
			t.Errorf("%s: %.0f requests a second, 450 are allowed", p.Name, rate)
		}
	}
	allowed := time.Minute
	if p.Canary != nil { // which takes as long as a slower version is hard to tell
		allowed = 4 * time.Minute
	}
	if load *= time.Duration(p.Repeat); load > allowed {
		t.Errorf("%s: %v of load, %v is allowed", p.Name, load, allowed)
	}
}
