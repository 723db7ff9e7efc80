package read_test

import (
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"squall/profiles"
	"squall/profiles/dist"
	"squall/profiles/platform"
	"squall/profiles/read"
)

const base = `
name: base
waits: 60x
functions:
  - name: shop
    memory: 512
    versions:
      v1: {model: {runtime: python3.13, init: {preset: app}, duration: {constant: 40ms}, errors: 0.5%}}
      v2: {model: {duration: {constant: 45ms}}}
    aliases: {live: v1, canary: {to: v1, weights: {v2: 10%}}, test: v2}
    async: {retries: 1, max_age: 1h, dead_letter: sqs:dlq}
  - {name: other, model: {duration: {constant: 1s}}, reserved: 10}
attack:
  - {path: sdk, function: shop:live, phases: [{for: 8s, rate: 10/s}]}
  - {path: alb, function: shop:canary, phases: [{for: 4s, from: 10/s, to: 30/s}, {for: 4s, rate: 30/s, arrival: poisson}]}
  - {name: events, path: async, function: other, phases: [{for: 8s, rate: 1/s}]}
arms:
  - {name: one}
  - {name: two, set: {functions.shop.provisioned.live: 60}}
faults: [{at: 2s, for: 2s, kind: throttle.reserved, function: other, value: 5}]
stop: [sdk.error_rate > 50% for 5s]
expect:
  - two.sdk.cold_rate < 1%
  - two/one.sdk.p99 < 0.8
  - events.lost == 0
`

func load(t *testing.T, set ...string) *profiles.Plan {
	t.Helper()
	p, err := read.Profile("base.yaml", []byte(base), set)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// What a function is packed as shows in its cold starts.
// Every figure of the platform can be another one.
func TestPlatformParameters(t *testing.T) {
	got := load(t, "platform.lifetime_spread=10%", "platform.proactive={busy: 50%, sparse: 5%, below: 2/min}", "platform.download=20ms",
		"platform.request_rate=50/5s", "platform.init_limit=20s", "platform.provisioning={tries: 3}",
		"platform.async_backoff={error: 30s, throttle: 2s, growth: 3x, longest: 10m}",
		"platform.sandbox={mixture: [{share: 54%, of: {constant: 150ms}}, {share: 46%, of: {constant: 440ms}}]}").Arms[0].World.Platform
	want := platform.Default()
	want.LifetimeSpread, want.Proactive, want.ProactiveSparse, want.SparseGap = 0.1, 0.5, 0.05, 30*time.Second
	want.Download, want.InitLimit, want.ProvisionTries = 20*time.Millisecond, 20*time.Second, 3
	want.RequestRate, want.RequestPer = 50, 5*time.Second
	want.Backoff = profiles.Backoff{Error: 30 * time.Second, Throttle: 2 * time.Second, Growth: 3, Longest: 10 * time.Minute}
	want.Sandbox = dist.Must(dist.Mixture([]dist.Part{{Share: .54, Of: dist.Must(dist.Constant(150 * time.Millisecond))},
		{Share: .46, Of: dist.Must(dist.Constant(440 * time.Millisecond))}}))
	if diff := cmp.Diff(want, got, cmp.Comparer(dist.Dist.Equal)); diff != "" {
		t.Error(diff)
	}
	if one := load(t, "platform.proactive=20%").Arms[0].World.Platform; one.Proactive != .2 || one.SparseGap != 0 {
		t.Errorf("one share for all: %+v", one)
	}
}

func TestPackages(t *testing.T) {
	for _, tt := range []struct {
		model string
		kind  string
		size  int
		p50   time.Duration
	}{
		{"{runtime: java21, duration: {constant: 1s}}", "zip", 0, 244 * time.Millisecond},
		{"{runtime: java21, package: image, duration: {constant: 1s}}", "image", 0, 344 * time.Millisecond},
		{"{runtime: java21, package: {kind: image, loaded: 8}, duration: {constant: 1s}}", "image", 0, 564 * time.Millisecond},
		{"{runtime: java21, package: {size: 50}, duration: {constant: 1s}}", "zip", 50, 244 * time.Millisecond},
		{"{runtime: python3.13, init: {preset: app}, package: {loaded: 2}, duration: {constant: 1s}}", "zip", 0, 331 * time.Millisecond},
		{"{runtime: java17, init: {preset: snapstart}, duration: {constant: 1s}}", "zip", 0, 578 * time.Millisecond},
	} {
		m := load(t, "functions.other.model="+tt.model).Arms[0].World.Function("other").Versions[0].Model
		off := m.Init.Quantile(.5) - tt.p50
		if m.Package != tt.kind || m.SizeMB != tt.size || off.Abs() > 2*time.Millisecond {
			t.Errorf("%s: %s of %d MB, median init %v", tt.model, m.Package, m.SizeMB, m.Init.Quantile(.5))
		}
	}
}

func TestPlanHasWhatWasWritten(t *testing.T) {
	p := load(t)
	if p.Name != "base" || p.Seed != 1 || p.Compress != 60 || p.Repeat != 1 || !p.SharedKeys || len(p.Hash) != 64 {
		t.Errorf("plan: %+v", p)
	}
	if diff := cmp.Diff([]string{"sdk", "alb", "events"}, p.Entries); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{"functions.shop.provisioned.live"}, p.Varied); diff != "" {
		t.Error(diff)
	}
	one, two := p.Arms[0].World, p.Arms[1].World
	if len(one.Functions[0].Provisioned) != 0 || two.Functions[0].Provisioned[0] != (profiles.Provisioned{Qualifier: "live", Count: 60}) {
		t.Errorf("provisioned: %v and %v", one.Functions[0].Provisioned, two.Functions[0].Provisioned)
	}
	shop := one.Functions[0]
	want := []profiles.Alias{{Name: "live", To: "v1"}, {Name: "canary", To: "v1", Other: "v2", Weight: 0.1}, {Name: "test", To: "v2"}}
	if diff := cmp.Diff(want, shop.Aliases); diff != "" {
		t.Error(diff)
	}
	m := shop.Versions[0].Model
	if m.Errors != 0.005 || m.First == 0 || m.Init.IsZero() || m.Arch != "x86_64" || m.Package != "zip" {
		t.Errorf("model: %+v", m)
	}
	if m := shop.Versions[1].Model; !m.Init.IsZero() || m.First != 0 {
		t.Errorf("a model without runtime has a cold start: %+v", m)
	}
	if got := shop.Async; got != (profiles.Async{Retries: 1, MaxAge: time.Hour, DeadLetter: "sqs:dlq"}) {
		t.Errorf("async: %+v", got)
	}
	if got := *one.Functions[1].Reserved; got != 10 {
		t.Errorf("reserved: %d", got)
	}
}

func TestEntries(t *testing.T) {
	w := load(t).Arms[0].World
	alb := w.Attack[1]
	want := []profiles.Phase{
		{For: 4 * time.Second, From: 10, To: 30, Arrival: profiles.ArrivalUniform},
		{For: 4 * time.Second, From: 30, To: 30, Arrival: profiles.ArrivalPoisson},
	}
	if diff := cmp.Diff(want, alb.Phases); diff != "" {
		t.Error(diff)
	}
	if alb.Method != "GET" || alb.Timeout != 43*time.Second || alb.Function != "shop" || alb.Alias != "canary" || alb.Hits() != 200 {
		t.Errorf("alb: %+v", alb)
	}
	if f := w.Faults[0]; f.Count != 5 || f.At != 2*time.Second || f.For != 2*time.Second {
		t.Errorf("fault: %+v", f)
	}
}

func TestVerdicts(t *testing.T) {
	p := load(t)
	want := []profiles.Expectation{
		{Expr: "two.sdk.cold_rate < 1%", Arm: "two", Entry: "sdk", Metric: "cold_rate", Op: "<", Value: 0.01},
		{Expr: "two/one.sdk.p99 < 0.8", Arm: "two", Base: "one", Entry: "sdk", Metric: "p99", Op: "<", Value: 0.8},
		{Expr: "events.lost == 0", Entry: "events", Metric: "lost", Op: "=="},
	}
	if diff := cmp.Diff(want, p.Expect); diff != "" {
		t.Error(diff)
	}
	stop := []profiles.StopRule{{Expr: "sdk.error_rate > 50% for 5s", Metric: "error_rate", Entry: "sdk", Op: ">", Value: 0.5, For: 5 * time.Second}}
	if diff := cmp.Diff(stop, p.Stop); diff != "" {
		t.Error(diff)
	}
}

func TestDefaults(t *testing.T) {
	p, err := read.Profile("p", []byte("{name: a, functions: [{name: f, model: {duration: {constant: 1ms}}}], attack: [{path: sdk, function: f, phases: [{for: 1s, rate: 1/s}]}]}"), nil)
	if err != nil {
		t.Fatal(err)
	}
	w := p.Arms[0].World
	if p.Arms[0].Name != "base" || !p.Arms[0].NewEnvironments || p.Compress != 1 {
		t.Errorf("plan: %+v", p)
	}
	if w.Account != (profiles.Account{ID: "111122223333", Region: "us-east-1", Concurrency: 1000}) {
		t.Errorf("account: %+v", w.Account)
	}
	f := w.Functions[0]
	if f.Memory != 128 || f.Timeout != 3*time.Second || f.Reserved != nil || f.Async.Retries != 2 || f.Async.MaxAge != 6*time.Hour {
		t.Errorf("function: %+v", f)
	}
	if diff := cmp.Diff(platform.Default().ScalingBurst, w.Platform.ScalingBurst); diff != "" {
		t.Error(diff)
	}
}

func TestPlatformSwitchesOff(t *testing.T) {
	all := []string{"idle_expiry", "max_lifetime", "lifetime_spread", "proactive", "sandbox", "download",
		"invoke_overhead", "door_latency", "scaling_rate", "request_rate", "init_limit", "provisioning"}
	var set []string
	for _, key := range all {
		set = append(set, "platform."+key+"=none")
	}
	got := load(t, set...).Arms[0].World.Platform
	if !got.IdleExpiry.IsZero() || got.MaxLifetime != 0 || got.Download != 0 || got.Proactive != 0 || !got.Sandbox.IsZero() || !got.InvokeOverhead.IsZero() ||
		len(got.DoorLatency) != 0 || got.LifetimeSpread != 0 || got.RequestRate != 0 || got.InitLimit != 0 || got.ScalingBurst != 0 || got.ProvisionDelay != 0 || got.ProvisionPerMin != 0 {
		t.Errorf("platform: %+v", got)
	}
	got = load(t, "platform.scaling_rate=0.5/s", "platform.provisioning.rate=10/s", "platform.door_latency={alb: none, url: {constant: 1s}}").Arms[0].World.Platform
	if got.ScalingBurst != 1 || got.ScalingPer != 2*time.Second || got.ProvisionPerMin != 600 || got.ProvisionDelay != time.Minute {
		t.Errorf("rates: %+v", got)
	}
	if _, there := got.DoorLatency["alb"]; there || got.DoorLatency["url"].Mean() != time.Second || got.DoorLatency["apigw-rest"].IsZero() {
		t.Errorf("doors: %v", got.DoorLatency)
	}
}

func TestOverridesCountInTheHash(t *testing.T) {
	plain, seeded := load(t), load(t, "seed=2")
	if seeded.Seed != 2 || plain.Hash == seeded.Hash {
		t.Errorf("seed %d, hashes %s and %s", seeded.Seed, plain.Hash, seeded.Hash)
	}
}

func TestEqualArmsAreLegal(t *testing.T) {
	p := load(t, "arms=[{name: one}, {name: two, set: {functions.shop.memory: 512}}, {name: three, environments: keep}]")
	if diff := cmp.Diff([]string{"environments"}, p.Varied); diff != "" {
		t.Error(diff)
	}
	if !reflect.DeepEqual(p.Arms[0].World, p.Arms[1].World) || p.Arms[2].NewEnvironments {
		t.Error("two arms that say the same differ, or keep is not kept")
	}
}

func TestProblemsAreOfTypeProblems(t *testing.T) {
	_, err := read.Profile("base.yaml", []byte(base), []string{"seed=x", "repeat=0", "expect=[p99 < 5]"})
	problems, ok := errors.AsType[read.Problems](err)
	if !ok || len(problems) != 3 {
		t.Fatalf("got %v", err)
	}
}

// TestBad reads every profile in testdata/bad: its first lines say the
// problems that must be found, all of them and in this order.
func TestBad(t *testing.T) {
	files, err := filepath.Glob("testdata/bad/*.yaml")
	if err != nil || len(files) == 0 {
		t.Fatalf("no files: %v", err)
	}
	for _, name := range files {
		t.Run(filepath.Base(name), func(t *testing.T) {
			data, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			var want []string
			for line := range strings.Lines(string(data)) {
				if text, ok := strings.CutPrefix(line, "# want "); ok {
					want = append(want, strings.TrimSpace(text))
				}
			}
			if len(want) == 0 {
				t.Fatal("the file does not say what is wrong with it")
			}
			_, err = read.Profile(filepath.Base(name), data, nil)
			problems, _ := errors.AsType[read.Problems](err)
			for i, p := range problems {
				if i >= len(want) || !strings.Contains(p.String(), want[i]) {
					t.Errorf("problem %d: %s", i+1, p)
				}
			}
			if len(problems) != len(want) {
				t.Errorf("got %d problems, want %d", len(problems), len(want))
			}
		})
	}
}

func TestGood(t *testing.T) {
	files, err := filepath.Glob("testdata/good/*.yaml")
	if err != nil || len(files) == 0 {
		t.Fatalf("no files: %v", err)
	}
	for _, name := range files {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := read.Profile(name, data, nil); err != nil {
			t.Errorf("%v", err)
		}
	}
}

func TestTooManyArms(t *testing.T) {
	arms := "arms=["
	for i := range 51 {
		arms += "{name: a" + strconv.Itoa(i) + "},"
	}
	_, err := read.Profile("base.yaml", []byte(base), []string{arms + "]", "expect=[]"})
	if err == nil || !strings.Contains(err.Error(), "there are 51 arms, at most 50 are allowed") {
		t.Errorf("got %v", err)
	}
}

func FuzzProfile(f *testing.F) {
	f.Add([]byte(base), "functions.shop.memory=5")
	for _, name := range profiles.Builtins() {
		data, _ := profiles.Builtin(name)
		f.Add(data, "seed=2")
	}
	files, err := filepath.Glob("testdata/bad/*.yaml")
	if err != nil || len(files) == 0 {
		f.Fatalf("no files: %v", err)
	}
	for _, name := range files {
		data, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data, "attack.sdk=")
	}
	f.Fuzz(func(t *testing.T, data []byte, set string) {
		p, err := read.Profile("p.yaml", data, []string{set})
		if (p == nil) == (err == nil) {
			t.Fatal("either a plan or problems")
		}
		if p != nil && p.Repeat*len(p.Arms) < 100 {
			p.Timeline() // must not panic
		} else if err != nil && err.Error() == "" {
			t.Fatal("problems without words")
		}
	})
}

func TestManyMistakesAreFoundQuickly(t *testing.T) {
	var b strings.Builder
	b.WriteString("name: a\nattack: []\nfunctions: [{")
	for i := range 9000 {
		b.WriteString("k" + strings.Repeat("x", 50) + strconv.Itoa(i) + ": 1, ")
	}
	b.WriteString("name: f, model: {duration: {constant: 1s}}}]\narms:\n")
	for i := range 60 {
		b.WriteString("  - {name: a" + strconv.Itoa(i) + ", set: {functions.f.memory: 128}}\n")
	}
	_, err := read.Profile("p.yaml", []byte(b.String()), nil)
	problems, _ := errors.AsType[read.Problems](err)
	if len(problems) != 9000 {
		t.Errorf("got %d problems, want 9000 unknown keys", len(problems))
	}
	if text := err.Error(); !strings.HasSuffix(text, "and 8950 more problems") {
		t.Errorf("the text ends with %q", text[len(text)-40:])
	}
}
