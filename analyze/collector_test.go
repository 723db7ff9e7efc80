package analyze

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"squall/analyze/cost"
	"squall/attack/hit"
	"squall/profiles"
	"squall/profiles/dist"
	"squall/profiles/price"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// plan is two arms, on demand and with provisioned concurrency, a limited
// function beside them, and asynchronous events.
func plan(expect ...profiles.Expectation) *profiles.Plan {
	p := &profiles.Plan{Prices: price.Default(),
		Name: "test", Seed: 1, Compress: 60, Repeat: 2, SharedKeys: true, Expect: expect,
		Entries: []string{"alb", "limited", "events"}, Varied: []string{"functions.checkout.provisioned.live"},
	}
	for _, name := range []string{"on-demand", "provisioned"} {
		p.Arms = append(p.Arms, profiles.Arm{Name: name, NewEnvironments: true, World: world()})
	}
	p.Arms[1].World.Functions[0].Provisioned = []profiles.Provisioned{{Qualifier: "live", Count: 20}}
	return p
}

func world() profiles.World {
	three := 3
	model := func(d time.Duration) []profiles.Version {
		return []profiles.Version{{Name: "v1", Model: profiles.Model{Duration: dist.Must(dist.Constant(d))}}}
	}
	steady := func(name, path, function, alias string, rate float64) profiles.Entry {
		return profiles.Entry{Name: name, Path: path, Function: function, Alias: alias,
			Phases: []profiles.Phase{{For: 4 * time.Second, From: rate, To: rate, Arrival: profiles.ArrivalPoisson}}}
	}
	return profiles.World{
		Functions: []profiles.Function{
			{Name: "checkout", Memory: 512, Versions: model(40 * time.Millisecond), Aliases: []profiles.Alias{{Name: "live", To: "v1"}}},
			{Name: "report", Memory: 128, Versions: model(100 * time.Millisecond), Reserved: &three},
			{Name: "thumbnail", Memory: 128, Versions: model(20 * time.Millisecond), Async: profiles.Async{Retries: 2, DeadLetter: "sqs:dlq"}},
		},
		Attack: []profiles.Entry{
			steady("alb", profiles.PathALB, "checkout", "live", 100),
			steady("limited", profiles.PathSDK, "report", "", 20),
			steady("events", profiles.PathAsync, "thumbnail", "", 5),
		},
	}
}

// record is one thing a run tells the collector.
type record func(*Collector)

func aHit(h hit.Hit) record { return func(c *Collector) { c.Hit(&h) } }

// run is what all blocks of the plan would show.
func run() []record {
	var out []record
	for arm := range uint16(2) {
		for repeat := range uint16(2) {
			out = append(out, checkout(arm, repeat)...)
			out = append(out, limited(arm, repeat)...)
			out = append(out, events(arm, repeat)...)
		}
	}
	return out
}

func checkout(arm, repeat uint16) []record {
	out := []record{func(c *Collector) { c.Scheduled(int(arm), 0, int(repeat), 400, 0) }}
	for n := range uint64(400) {
		h := hit.Hit{N: n, Arm: arm, Repeat: repeat, Due: int64(n) * 10e6, Status: 200, Start: hit.Warm, StartFrom: hit.Probe,
			Environment: fmt.Sprintf("r%d/e%d", repeat, n%20), InitType: hit.OnDemand, Version: fmt.Sprint(1 + 2*repeat + arm), VersionFrom: hit.Probe}
		h.Sent = h.Due + int64(n%5)*20e3
		h.Done = h.Sent + 40e6 + int64(dist.U(1, dist.StreamDuration, n, uint64(repeat))*20e6)
		switch {
		case arm == 1:
			h.InitType = hit.Provisioned
		case n < 20:
			h.Start, h.Init = hit.Cold, 300e6
			h.Done += 450e6
		}
		out = append(out, aHit(h))
	}
	return out
}

func limited(arm, repeat uint16) []record {
	out := []record{func(c *Collector) { c.Scheduled(int(arm), 1, int(repeat), 80, 0) }}
	for n := range uint64(80) {
		h := hit.Hit{N: n, Entry: 1, Arm: arm, Repeat: repeat, Due: int64(n) * 50e6, Sent: int64(n) * 50e6, Done: int64(n)*50e6 + 110e6,
			Status: 200, Start: hit.Warm, StartFrom: hit.Tail, Environment: fmt.Sprint("l", n%3), InitType: hit.OnDemand}
		if n%5 == 0 {
			h.Status, h.Outcome, h.Done, h.Environment, h.Start = 429, hit.Throttled, h.Due+5e6, "", hit.StartUnknown
			h.Reason, h.ReasonFrom = "ReservedFunctionConcurrentInvocationLimitExceeded", hit.Wire
		}
		out = append(out, aHit(h))
	}
	return out
}

func events(arm, repeat uint16) []record {
	out := []record{func(c *Collector) { c.Scheduled(int(arm), 2, int(repeat), 20, 0) }}
	for n := range uint64(20) {
		id := fmt.Sprintf("%d-%d-%d", arm, repeat, n)
		due := int64(n) * 200e6
		out = append(out, aHit(hit.Hit{N: n, Entry: 2, Arm: arm, Repeat: repeat, Due: due, Sent: due, Done: due + 4e6, Status: 202, RequestID: id}))
		at, tries := due+10e6, 1
		if n%5 == 0 {
			tries = 3
		}
		for k := range tries {
			failed := n%10 == 0 || k < tries-1
			s := hit.Sighting{Kind: hit.Attempt, Arm: arm, Repeat: repeat, At: at, Duration: 20e6, RequestID: id, Version: "$LATEST", Environment: fmt.Sprint("t", n%2), Failed: failed}
			out = append(out, func(c *Collector) { c.Sighting(&s) })
			at += 20e6 + int64(k+1)*1e9
		}
		if n%10 == 0 {
			s := hit.Sighting{Kind: hit.DeadLetter, Arm: arm, Repeat: repeat, At: at, RequestID: id, ErrorCode: "200"}
			out = append(out, func(c *Collector) { c.Sighting(&s) })
		}
	}
	return out
}

func ending() Ending {
	cpu := 0.41
	return Ending{
		Duration: 50 * time.Second, CPU: &cpu, Lag: &Lag{N: 1000, P50: 20e3, P99: 300e3, Max: 2e6},
		Changes: []ChangeSeen{{What: "alias live-a0r0", After: "v1", Undone: true}},
		Versions: []VersionName{
			{0, 0, "checkout", "1", "v1"}, {1, 0, "checkout", "2", "v1"}, {0, 1, "checkout", "3", "v1"}, {1, 1, "checkout", "4", "v1"},
		},
	}
}

func collector(p *profiles.Plan) *Collector {
	return New(p, Meta{Run: Run{ID: "r", Profile: p.Name, Seed: p.Seed, Clock: "live", Target: "local", Model: "default", Compress: p.Compress, Repeat: p.Repeat, Started: "2026-01-01T00:00:00Z", Squall: "test", Fingerprint: map[string]string{}}})
}

func finish(p *profiles.Plan, records []record, e Ending) *Result {
	c := collector(p)
	for _, r := range records {
		r(c)
	}
	return c.Finish(e)
}

func encoded(t *testing.T, r *Result) []byte {
	t.Helper()
	b, err := json.MarshalIndent(r, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	return append(b, '\n')
}

func expectation(expr, arm, base, entry, metric, op string, value float64) profiles.Expectation {
	return profiles.Expectation{Expr: expr, Arm: arm, Base: base, Entry: entry, Metric: metric, Op: op, Value: value}
}

func TestGolden(t *testing.T) {
	got := encoded(t, finish(plan(
		expectation("provisioned.alb.cold_rate < 1%", "provisioned", "", "alb", "cold_rate", "<", .01),
		expectation("provisioned/on-demand.alb.p99 < 0.8", "provisioned", "on-demand", "alb", "p99", "<", .8),
		expectation("events.lost == 0", "", "", "events", "lost", "==", 0),
		expectation("limited.throttle_rate < 30%", "", "", "limited", "throttle_rate", "<", .3),
	), run(), ending()))
	file := filepath.Join("testdata", "result.golden.json")
	if *update {
		if err := os.WriteFile(file, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Errorf("result.json changed (-update rewrites the golden file):\n%s", diff)
	}
}

// The order in which hits and sightings come is no part of the result.
func TestOrderDoesNotMatter(t *testing.T) {
	all := run()
	want := encoded(t, finish(plan(), all, ending()))
	for seed := range uint64(8) {
		mixed := append([]record{}, all...)
		rand.New(rand.NewPCG(seed, 1)).Shuffle(len(mixed), func(i, j int) { mixed[i], mixed[j] = mixed[j], mixed[i] })
		if got := encoded(t, finish(plan(), mixed, ending())); !bytes.Equal(got, want) {
			t.Fatal(cmp.Diff(string(want), string(got)))
		}
	}
}

// Warm-up hits and their events are in no figure.
func TestWarmUp(t *testing.T) {
	want := encoded(t, finish(plan(), run(), ending()))
	warm := run()
	for n := range int64(50) {
		id := fmt.Sprint("warm", n)
		warm = append(warm,
			aHit(hit.Hit{Warmup: true, Due: -1e9 + n, Sent: -1e9 + n, Done: -1e8, Start: hit.Cold, Environment: fmt.Sprint("w", n)}),
			aHit(hit.Hit{Warmup: true, Entry: 2, Due: -1e9, Status: 202, RequestID: id}),
			func(c *Collector) {
				c.Sighting(&hit.Sighting{Kind: hit.Attempt, RequestID: id, Environment: "w", Version: "9"})
			})
	}
	if diff := cmp.Diff(string(want), string(encoded(t, finish(plan(), warm, ending())))); diff != "" {
		t.Error(diff)
	}
}

func TestLedgerOfARun(t *testing.T) {
	r := finish(plan(), run(), ending())
	l := r.Arms[0].Path("events").Ledger
	got := fmt.Sprint(l.Accepted, l.Succeeded, l.RetriesExhausted, l.Lost, l.Duplicates, l.Attempts, l.Deliveries["dead_letter"], l.GapModes)
	want := "40 36 4 0 0 map[1:32 3:8] {4 4 0} [{2 8 60 1} {3 8 120 2}]"
	if got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

func TestRunWithoutAHit(t *testing.T) {
	r := finish(plan(expectation("p99 < 1s", "", "", "", "p99", "<", 1000)), nil, Ending{})
	encoded(t, r)
	if r.Verdict != Invalid || !r.Expectations[0].NoData {
		t.Errorf("verdict %s %v, expectation %+v", r.Verdict, r.Why, r.Expectations[0])
	}
}

func TestStraysAreCounted(t *testing.T) {
	c := New(plan(), Meta{})
	c.Hit(&hit.Hit{Arm: 9})
	c.Hit(&hit.Hit{Entry: 9})
	c.Hit(&hit.Hit{Repeat: 9})
	c.Sighting(&hit.Sighting{Arm: 9})
	c.Scheduled(0, 9, 0, 1, 0)
	c.Hit(&hit.Hit{Entry: 2, Status: 202})
	r := c.Finish(Ending{})
	want := []string{
		"5 records named an arm, entry or repeat that the profile does not have; they are in no figure",
		"1 accepted events came without a request id and cannot be followed",
	}
	if diff := cmp.Diff(want, r.Warnings); diff != "" {
		t.Error(diff)
	}
}

func TestCost(t *testing.T) {
	r := finish(plan(), run(), ending())
	// 20 provisioned environments of 512 MB are billed for 5 minutes in each of
	// two blocks of 4 s.
	least := 2 * 20 * .5 * 300 * 0.0000041667
	a, b := r.Arms[0].Cost, r.Arms[1].Cost
	if b.USD < least || b.USD > least*1.05 || a.USD <= 0 || a.USD > .001 {
		t.Errorf("on demand %+v, provisioned %+v, of which %g for the environments", a, b, least)
	}
	p := plan()
	for i := range p.Arms {
		for f := range p.Arms[i].World.Functions {
			p.Arms[i].World.Functions[f].Timeout = 3 * time.Second
		}
		if bound := cost.Bound(p, i); bound <= r.Arms[i].Cost.USD {
			t.Errorf("bound %g is below the cost %g", bound, r.Arms[i].Cost.USD)
		}
	}
}

func BenchmarkCollectorHit(b *testing.B) {
	c := New(plan(), Meta{})
	h := hit.Hit{Start: hit.Warm, InitType: hit.OnDemand, Version: "1", Status: 200}
	envs := make([]string, 500)
	for i := range envs {
		envs[i] = fmt.Sprint("env", i)
	}
	b.ReportAllocs()
	for i := range int64(b.N) {
		h.Due = i * 1e6 % 600e9
		h.Sent = h.Due
		h.Done = h.Sent + (i*7919)%200_000_000
		h.Environment = envs[i%500]
		c.Hit(&h)
	}
}
