package explore

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"squall/analyze"
	"squall/cmd/squall/trial"
	"squall/profiles"
	"squall/profiles/fault"
	"squall/profiles/fault/experiments"
	"squall/profiles/read"

	"github.com/google/go-cmp/cmp"
)

// world has what any fault can bite, and beside it what no fault may touch.
const world = `
name: catalogue
waits: 60x
platform: {idle_expiry: {constant: 60s}}
functions:
  - name: shop
    timeout: 1s
    reserved: 60
    versions: {v1: {model: {init: {constant: 200ms}, duration: {constant: 60ms}, errors: 4%}}, v2: {model: {duration: {constant: 1ms}}}}
    aliases: {live: v1}
    provisioned: {live: 2}
    async: {retries: 0, dead_letter: sqs:dlq, on_success: sqs:done}
  - {name: other, model: {duration: {constant: 50ms}, init: {constant: 100ms}}, async: {dead_letter: sqs:dlq2}}
attack:
  - {path: sdk, function: shop:live, phases: [{for: 20s, rate: 30/s, arrival: poisson}]}
  - {path: alb, function: shop:live, headers: {x-tenant: blue}, phases: [{for: 20s, rate: 30/s, arrival: poisson}]}
  - {name: events, path: async, function: shop:live, payload: {template: '{"kind": "poison"}'}, phases: [{for: 20s, rate: 15/s, arrival: poisson}]}
  - {name: other, path: sdk, function: other, phases: [{for: 20s, rate: 30/s, arrival: poisson}]}
  - {name: others, path: async, function: other, phases: [{for: 20s, rate: 5/s}]}
faults: []
`

var options = trial.Options{Epoch: time.Unix(1767225600, 0)}

// play runs the world with faults, and gives what was seen.
func play(t *testing.T, faults string, set ...string) *analyze.Result {
	t.Helper()
	plan, err := read.Profile("catalogue.yaml", []byte(world), append(set, "faults=["+faults+"]"))
	if err != nil {
		t.Fatal(err)
	}
	return trial.All(t.Context(), []*profiles.Plan{plan}, options)[0].Result
}

// paths is what was seen at some entries, as text.
func paths(t *testing.T, r *analyze.Result, keep func(entry string) bool) string {
	t.Helper()
	var out []any
	for _, p := range r.Arms[0].Paths {
		if keep(p.Entry) {
			out = append(out, p)
		}
	}
	text, err := json.MarshalIndent(out, "", " ")
	if err != nil || len(out) == 0 {
		t.Fatal(err, len(out))
	}
	return string(text)
}

func bystander(entry string) bool { return strings.HasPrefix(entry, "other") }

// all are the kinds that strike whoever is there.
func all(k *fault.Kind) bool { return k.Scope == fault.All || k.Name == "conc.account" }

// Every kind bites where it should and nowhere else, and is undone.
func TestEveryFaultBites(t *testing.T) {
	without := play(t, "")
	for _, k := range fault.Catalogue() {
		if k.Ground == fault.Mappings || k.Ground == fault.Wire || k.Ground == fault.Live || k.Name == "pc.slow-alloc" {
			continue // nothing of them is in virtual time, or nothing asks for environments
		}
		t.Run(k.Name, func(t *testing.T) {
			text := strings.Replace(k.In("shop"), "at: 30s, for: 20s", "at: 6s, for: 6s", 1)
			if k.Name == "throttle.reserved" {
				text = strings.Replace(text, "value: 0", "value: 2", 1) // its provisioned concurrency is in it
			}
			if k.Proof != "" {
				text = text[:len(text)-1] + ", expect: [" + k.Proof + "]}"
			}
			without := without
			var set []string
			if k.Name == "alias.split" { // not of an alias with provisioned concurrency
				set = append(set, "functions.shop.provisioned=null")
				without = play(t, "", set...)
			}
			with := play(t, text, set...)
			if with.Error != "" || len(with.Faults) != 1 || with.Faults[0].Error != "" || !with.Faults[0].Undone {
				t.Fatalf("%s: %q %+v", text, with.Error, with.Faults)
			}
			if !all(&k) {
				if diff := cmp.Diff(paths(t, without, bystander), paths(t, with, bystander)); diff != "" {
					t.Errorf("it touches a function that it does not name:\n%s", diff)
				}
			}
			if k.Name != "reserved.remove" && k.Name != "async.no-retry" && k.Name != "async.short-age" && k.Name != "dest.slow" && // the world has room, no retries, and time
				paths(t, without, func(e string) bool { return !bystander(e) }) == paths(t, with, func(e string) bool { return !bystander(e) }) {
				t.Error("nothing was different")
			}
			if k.Ground == fault.Settings {
				return
			}
			proof := with.Experiment.Faults[0]
			if proof.Observed != "yes" || *proof.Injected == 0 {
				t.Errorf("%+v, injected %d of %d", proof, *proof.Injected, *proof.Matched)
			}
		})
	}
}

// Provisioned environments that are asked for while the fault lasts come later,
// so more requests spill over; nobody else notices, and nothing does where nobody
// asks for any.
func TestSlowProvisioningBites(t *testing.T) {
	const shrink = "{at: 4s, for: 2s, kind: pc.shrink, function: shop, alias: live, value: 0}"
	const slow = "{at: %s, for: 4s, kind: pc.slow-alloc, function: shop, delay: 3s}"
	spilled := func(r *analyze.Result) float64 { return *r.Arms[0].Path("sdk").SpilloverRate.Rate }
	without := play(t, shrink)
	with := play(t, shrink+", "+fmt.Sprintf(slow, "5s"))
	elsewhere := play(t, shrink+", "+fmt.Sprintf(slow, "14s"))
	if n := with.Experiment.Faults[1]; n.Observed != "yes" || *n.Injected != 1 {
		t.Errorf("%+v, injected %d", n, *n.Injected)
	}
	if n := elsewhere.Experiment.Faults[1]; n.Observed != "no" || *n.Injected != 0 {
		t.Errorf("%+v, injected %d", n, *n.Injected)
	}
	if a, b, c := spilled(without), spilled(with), spilled(elsewhere); b < a+.03 || a != c {
		t.Errorf("spilled over: %g, %g with the fault, %g with it at another time", a, b, c)
	}
	if diff := cmp.Diff(paths(t, without, bystander), paths(t, with, bystander)); diff != "" {
		t.Errorf("it touches a function that it does not name:\n%s", diff)
	}
}

// What a match leaves out is not struck.
func TestFaultsStrikeWhatTheyMatch(t *testing.T) {
	for _, c := range []struct {
		match   string
		entries string // that may change
	}{
		{"path: alb", "alb"},
		{"path: async", "events"},
		{"version: v1", "sdk alb events"},
		{"version: v2", ""},
		{"header: x-nobody", ""},
		{"header: x-tenant", "alb"},
		{"header: 'X-Tenant: blue'", "alb"},
		{"header: 'x-tenant: red'", ""},
		{"payload: nothing like it", ""},
		{"payload: poison", "events"},
		{"path: sdk, version: v1", "sdk"},
		{"path: sdk, header: x-tenant", ""},
	} {
		with := play(t, "{at: 6s, for: 6s, kind: invoke.error.unhandled, function: shop, match: {"+c.match+"}}")
		n := *with.Experiment.Faults[0].Injected
		if (n > 0) != (c.entries != "") {
			t.Errorf("match %s strikes %d", c.match, n)
		}
		for _, p := range with.Arms[0].Paths {
			failed := p.Outcomes["function_error"] > 60 || p.Ledger != nil && p.Ledger.RetriesExhausted > 30
			if struck := strings.Contains(" "+c.entries+" ", " "+p.Entry+" "); failed != struck {
				t.Errorf("match %s: entry %s %v %+v", c.match, p.Entry, p.Outcomes, p.Ledger)
			}
		}
	}
}

// Half of a share is half of the strikes, and the same seed strikes the same.
func TestShareIsDrawn(t *testing.T) {
	struck := func(share string) uint64 {
		r := play(t, "{at: 2s, for: 16s, kind: invoke.delay, delay: 1ms, function: shop, share: "+share+"}")
		return *r.Experiment.Faults[0].Injected
	}
	whole, half, none := struck("100%"), struck("50%"), struck("0%")
	if none != 0 || float64(half) < .44*float64(whole) || float64(half) > .56*float64(whole) || half != struck("50%") {
		t.Errorf("struck %d, %d and %d", whole, half, none)
	}
}

// The built-in experiments end as their descriptions say.
func TestBuiltinExperiments(t *testing.T) {
	var plans []*profiles.Plan
	for _, name := range experiments.Names() {
		text, _ := experiments.Text(name)
		plan, err := read.Profile(name+".yaml", text, nil)
		if err != nil {
			t.Fatal(err)
		}
		if !plan.Experiment() || plan.Name != name {
			t.Errorf("%s is called %s and is an experiment: %v", name, plan.Name, plan.Experiment())
		}
		plans = append(plans, plan)
	}
	if len(plans) < 8 {
		t.Fatalf("%d experiments", len(plans))
	}
	for i, o := range trial.All(t.Context(), plans, options) {
		want := fmt.Sprintf("Ends %s (%s)", o.Result.Verdict, o.Result.Experiment.Verdict)
		if !strings.Contains(plans[i].Description, want) {
			t.Errorf("%s: %s, it says %q\n%v", plans[i].Name, want, plans[i].Description, o.Result.Why)
		}
	}
}
