package target

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/google/go-cmp/cmp"

	"squall/attack/target/specimens"
	"squall/profiles"
)

// checkout is a function of a profile with two versions.
var checkout = &profiles.Function{
	Name: "checkout", Memory: 512, Timeout: 2500 * time.Millisecond, Env: map[string]string{"STAGE": "prod"},
	Versions: []profiles.Version{{Name: "v1", Model: profiles.Model{Runtime: "python3.13", Arch: "arm64"}}, {Name: "v2"}},
}

func change(kind profiles.ChangeKind, edit func(*profiles.Change)) profiles.Change {
	c := profiles.Change{Kind: kind, Function: "checkout"}
	if edit != nil {
		edit(&c)
	}
	return c
}

var (
	create   = change(profiles.CreateFunction, func(c *profiles.Change) { c.Spec, c.Version = checkout, "v1" })
	publish1 = change(profiles.PublishFresh, func(c *profiles.Change) { c.Spec, c.Version, c.Nonce = checkout, "v1", "n1" })
	publish2 = change(profiles.PublishFresh, func(c *profiles.Change) { c.Spec, c.Version, c.Nonce = checkout, "v2", "n1" })
	live     = change(profiles.PutAlias, func(c *profiles.Change) { c.Alias, c.To = "live", "v1" })
	weighted = change(profiles.PutAlias, func(c *profiles.Change) { c.Alias, c.To, c.Other, c.Weight = "live", "v1", "v2", 0.1 })
	mark     = change(profiles.PutMark, func(c *profiles.Change) { c.Mark = profiles.Mark{Run: "r1", Expires: "2026-01-02T03:04:05Z"} })
	reserve  = change(profiles.PutReserved, func(c *profiles.Change) { c.Count = 10 })
	provide  = change(profiles.PutProvisioned, func(c *profiles.Change) { c.Qualifier, c.Count = "live", 60 })
	letters  = change(profiles.PutDeadLetter, func(c *profiles.Change) { c.Queue = "sqs:dlq" })
	async    = change(profiles.PutEventInvoke, func(c *profiles.Change) {
		c.Qualifier, c.Async = "live", profiles.Async{Retries: 1, MaxAge: time.Hour, OnFailure: "sqs:failed"}
	})
	door   = change(profiles.RegisterDoor, func(c *profiles.Change) { c.Path, c.Qualifier, c.MultiValue = "alb", "live", true })
	queued = profiles.Change{Kind: profiles.CreateQueue, Queue: "sqs:dlq"}
	world  = profiles.Change{Kind: profiles.SetStandin, World: &profiles.World{Account: profiles.Account{ID: "111122223333"}}}
)

func apply(t *testing.T, target *Target, changes ...profiles.Change) (last Applied) {
	t.Helper()
	for _, c := range changes {
		var err error
		if last, err = target.Apply(t.Context(), c); err != nil {
			t.Fatal(err)
		}
	}
	return last
}

func undo(t *testing.T, target *Target, list []profiles.Change) {
	t.Helper()
	for _, c := range list {
		if err := target.Make(t.Context(), c); err != nil {
			t.Fatalf("undo: %v", err)
		}
	}
}

// cases are all kinds of changes, each on a state that it finds.
var cases = []struct {
	name                string
	given               []profiles.Change
	change              profiles.Change
	what, before, after string
	lasting             bool // can't be taken back
}{
	{"new function", nil, create, "function checkout", "absent", "512 MB, 2.5s, 2 variables", false},
	{"function that is there", []profiles.Change{create}, change(profiles.CreateFunction, func(c *profiles.Change) {
		c.Spec, c.Version = &profiles.Function{Name: "checkout", Memory: 128, Timeout: time.Second}, "v1"
	}), "function checkout", "512 MB, 3s, 2 variables", "128 MB, 1s, 1 variables", false},
	{"delete function", []profiles.Change{create}, change(profiles.DeleteFunction, nil), "function checkout", "512 MB, 3s, 2 variables", "absent", true},
	{"delete no function", nil, change(profiles.DeleteFunction, nil), "function checkout", "absent", "absent", false},
	{"publish", []profiles.Change{create}, publish2, "version v2 of checkout", "not published", "a new version", false},
	{"publish again", []profiles.Change{create, publish1}, change(profiles.PublishFresh, func(c *profiles.Change) { c.Spec, c.Version, c.Nonce = checkout, "v1", "n2" }),
		"version v1 of checkout", "1", "a new version", false},
	{"delete version", []profiles.Change{create, publish1}, change(profiles.DeleteVersion, func(c *profiles.Change) { c.Version = "v1" }),
		"version v1 of checkout", "version 1", "absent", true},
	{"delete no version", []profiles.Change{create}, change(profiles.DeleteVersion, func(c *profiles.Change) { c.Version = "v1" }), "version v1 of checkout", "absent", "absent", false},
	{"new alias", []profiles.Change{create, publish1}, live, "alias live of checkout", "absent", "to v1", false},
	{"weights on", []profiles.Change{create, publish1, publish2, live}, weighted, "alias live of checkout", "to 1", "to v1, 10% to v2", false},
	{"weights off", []profiles.Change{create, publish1, publish2, weighted}, live, "alias live of checkout", "to 1, 10% to 2", "to v1", false},
	{"alias to $LATEST", []profiles.Change{create}, change(profiles.PutAlias, func(c *profiles.Change) { c.Alias, c.To = "dev", "$LATEST" }), "alias dev of checkout", "absent", "to $LATEST", false},
	{"delete alias", []profiles.Change{create, publish1, publish2, weighted}, change(profiles.DeleteAlias, func(c *profiles.Change) { c.Alias = "live" }),
		"alias live of checkout", "to 1, 10% to 2", "absent", false},
	{"mark", []profiles.Change{create}, mark, "mark of a run on checkout", "none", "r1 until 2026-01-02T03:04:05Z", false},
	{"unmark", []profiles.Change{create, mark}, change(profiles.DeleteMark, nil), "mark of a run on checkout", "r1 until 2026-01-02T03:04:05Z", "none", false},
	{"reserve", []profiles.Change{create}, reserve, "reserved concurrency of checkout", "unset", "10", false},
	{"reserve less", []profiles.Change{create, reserve}, change(profiles.PutReserved, nil), "reserved concurrency of checkout", "10", "0", false},
	{"release", []profiles.Change{create, reserve}, change(profiles.DeleteReserved, nil), "reserved concurrency of checkout", "10", "unset", false},
	{"provision", []profiles.Change{create, publish1, live}, provide, "provisioned concurrency of checkout:live", "none", "60", false},
	{"provision a version", []profiles.Change{create, publish1}, change(profiles.PutProvisioned, func(c *profiles.Change) { c.Qualifier, c.Count = "v1", 2 }),
		"provisioned concurrency of checkout:v1", "none", "2", false},
	{"provision more", []profiles.Change{create, publish1, live, provide}, change(profiles.PutProvisioned, func(c *profiles.Change) { c.Qualifier, c.Count = "live", 70 }),
		"provisioned concurrency of checkout:live", "60", "70", false},
	{"unprovision", []profiles.Change{create, publish1, live, provide}, change(profiles.DeleteProvisioned, func(c *profiles.Change) { c.Qualifier = "live" }),
		"provisioned concurrency of checkout:live", "60", "none", false},
	{"dead letters", []profiles.Change{create}, letters, "dead-letter queue of checkout", "none", "arn:aws:sqs:eu-west-1:111122223333:dlq", false},
	{"no dead letters", []profiles.Change{create, letters}, change(profiles.PutDeadLetter, nil), "dead-letter queue of checkout", "arn:aws:sqs:eu-west-1:111122223333:dlq", "none", false},
	{"async settings", []profiles.Change{create}, async, "asynchronous settings of checkout:live", "none", "1 retries, 1h0m0s, on success none, on failure sqs:failed", false},
	{"other async settings", []profiles.Change{create, async}, change(profiles.PutEventInvoke, func(c *profiles.Change) { c.Qualifier = "live"; c.Async.OnSuccess = "sqs:done" }),
		"asynchronous settings of checkout:live", "1 retries, 1h0m0s, on success none, on failure arn:aws:sqs:eu-west-1:111122223333:failed", "0 retries, 0s, on success sqs:done, on failure none", false},
	{"no async settings", []profiles.Change{create, async}, change(profiles.DeleteEventInvoke, func(c *profiles.Change) { c.Qualifier = "live" }),
		"asynchronous settings of checkout:live", "1 retries, 1h0m0s, on success none, on failure arn:aws:sqs:eu-west-1:111122223333:failed", "none", false},
	{"queue", nil, queued, "queue dlq", "absent", "present", false},
	{"queue that is there", []profiles.Change{queued}, queued, "queue dlq", "present", "present", false},
	{"delete queue", []profiles.Change{queued}, profiles.Change{Kind: profiles.DeleteQueue, Queue: "dlq"}, "queue dlq", "present", "absent", false},
	{"door", nil, door, "door alb of checkout:live", "absent", "registered", false},
	{"no door", []profiles.Change{door}, change(profiles.DeregisterDoor, func(c *profiles.Change) { c.Path, c.Qualifier, c.MultiValue = "alb", "live", true }),
		"door alb of checkout:live", "http://door/alb/checkout/live", "absent", false},
	{"fault", nil, broken, "fault invoke.delay 50% of checkout", "none", "live for 5s", false},
	{"end of a fault", []profiles.Change{broken}, ended, "fault invoke.delay 50% of checkout", "none", "live for 5s", true},
	{"first world", nil, world, "stand-in's account, platform and models", "its own", "this profile's", false},
	{"second world", []profiles.Change{world}, profiles.Change{Kind: profiles.SetStandin, World: &profiles.World{}}, "stand-in's account, platform and models", "an earlier arm's", "this profile's", false},
}

var (
	broken = profiles.Change{Kind: profiles.PutFault, Function: "checkout", Lease: "one", Lasts: 5 * time.Second,
		Fault: &profiles.Fault{Kind: "invoke.delay", Function: "checkout", Share: .5}}
	ended = broken.Ended()[0]
)

// TestApplyAndUndo applies every kind of change and takes it back: the state
// must be what it was.
func TestApplyAndUndo(t *testing.T) {
	tried := map[profiles.ChangeKind]bool{}
	for _, c := range cases {
		tried[c.change.Kind] = true
		t.Run(c.name, func(t *testing.T) {
			f, target := newFake(t)
			f.busy = 2
			apply(t, target, c.given...)
			before := f.snapshot(t)
			got := apply(t, target, c.change)
			if diff := cmp.Diff([]string{c.what, c.before, c.after}, []string{got.What, got.Before, got.After}); diff != "" {
				t.Error(diff)
			}
			after := f.snapshot(t)
			undo(t, target, got.Undo)
			if diff := cmp.Diff(before, published0(f.snapshot(t), before)); diff != "" && !c.lasting {
				t.Errorf("not as it was: %s", diff)
			}
			if c.before != c.after && before == after {
				t.Error("the change changed nothing")
			}
			// Undoing what was never made, or is undone already, must work too.
			undo(t, target, got.Undo)
		})
	}
	for kind := range appliers {
		if strings.HasSuffix(string(kind), "Source") || strings.HasSuffix(string(kind), "Trigger") {
			continue // of package source, which has a test of its own
		}
		if kind == specimens.Delete {
			continue // the same
		}
		if !tried[kind] {
			t.Errorf("no case for %s", kind)
		}
	}
}

// published0 takes out what no undo can bring back: AWS never reuses a number.
func published0(now, before string) string {
	line := func(s string) string {
		i := strings.Index(s, `"Published":`)
		if i < 0 {
			return ""
		}
		return s[i : i+strings.IndexByte(s[i:], '\n')]
	}
	return strings.Replace(now, line(now), line(before), 1)
}

func TestLookChangesNothing(t *testing.T) {
	for _, c := range cases {
		f, target := newFake(t)
		apply(t, target, c.given...)
		before := f.snapshot(t)
		if _, err := target.Look(t.Context(), c.change); err != nil {
			t.Errorf("%s: %v", c.name, err)
		}
		if diff := cmp.Diff(before, f.snapshot(t)); diff != "" {
			t.Errorf("%s: looking changed %s", c.name, diff)
		}
	}
}

func TestFunctionOnTheWire(t *testing.T) {
	f, target := newFake(t)
	apply(t, target, create, publish2)
	fn := f.Functions["checkout"]
	if fn.MemorySize != 512 || fn.Timeout != 3 || fn.Runtime != "python3.13" || fn.Role != "arn:aws:iam::111122223333:role/squall" {
		t.Errorf("function: %+v", fn.fakeConfig)
	}
	want := map[string]string{"STAGE": "prod", "SQUALL_MODEL": "v2", "SQUALL_BLOCK": "n1"}
	if diff := cmp.Diff(want, fn.Versions["1"].Environment.Variables); diff != "" {
		t.Error(diff)
	}
}

func TestVersionNumbers(t *testing.T) {
	f, target := newFake(t)
	apply(t, target, create)
	if _, err := target.Apply(t.Context(), live); err == nil || !strings.Contains(err.Error(), "version v1 of checkout is not published yet") {
		t.Errorf("alias to what is not there: %v", err)
	}
	again := change(profiles.PublishFresh, func(c *profiles.Change) { c.Spec, c.Version, c.Nonce = checkout, "v1", "n2" })
	apply(t, target, publish1, publish2, again, weighted, door)
	got := []string{target.Version("checkout", "v1"), target.Version("checkout", "v2"), target.Version("checkout", "v3")}
	if !slices.Equal(got, []string{"3", "2", ""}) {
		t.Errorf("versions %q", got)
	}
	if a := f.Functions["checkout"].Aliases["live"]; a.FunctionVersion != "3" || a.RoutingConfig.AdditionalVersionWeights["2"] != 0.1 {
		t.Errorf("alias %+v", a)
	}
	apply(t, target, change(profiles.DeleteVersion, func(c *profiles.Change) { c.Version = "v1" }))
	if target.Version("checkout", "v1") != "1" || target.VersionName("checkout", "3") != "v1" || target.VersionName("checkout", "9") != "" {
		t.Error("a deleted version goes, its name stays")
	}
	if got := target.DoorURL("alb", "checkout", "live"); got != "http://door/alb/checkout/live" {
		t.Errorf("door at %q", got)
	}
}

// TestRecoverWithoutMemory takes back a publication as another process would:
// knowing only what the journal says.
func TestRecoverWithoutMemory(t *testing.T) {
	f, target := newFake(t)
	apply(t, target, create)
	before := f.snapshot(t)
	seen := apply(t, target, publish1)
	fresh := New(target.opt)
	undo(t, fresh, seen.Undo)
	if diff := cmp.Diff(before, published0(f.snapshot(t), before)); diff != "" {
		t.Error(diff)
	}
}

func TestWaitReady(t *testing.T) {
	f, target := newFake(t)
	f.busy = 3
	apply(t, target, create, publish1, live, provide)
	f.pending["provisioned"] = 3
	var said []string
	if err := target.WaitReady(t.Context(), []profiles.Change{create, publish1, provide, reserve}, func(s string) { said = append(said, s) }); err != nil {
		t.Fatal(err)
	}
	if want := []string{"checkout:live provisioned 0 of 60", "checkout:live provisioned 60 of 60"}; !slices.Equal(said, want) {
		t.Errorf("said %q", said)
	}
	f.failWith = "FUNCTION_ERROR_INIT_FAILURE"
	if err := target.WaitReady(t.Context(), []profiles.Change{provide}, nil); err == nil || !strings.Contains(err.Error(), "FUNCTION_ERROR_INIT_FAILURE") {
		t.Errorf("got %v", err)
	}
	f.failWith = ""
	f.pending["provisioned"] = 1 << 30
	ctx, cancel := context.WithCancelCause(t.Context())
	stopped := errors.New("stopped")
	if err := target.WaitReady(ctx, []profiles.Change{provide}, func(string) { cancel(stopped) }); !errors.Is(err, stopped) && !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}

func TestErrorsNameTheChange(t *testing.T) {
	_, target := newFake(t)
	for _, c := range []struct {
		change profiles.Change
		text   string
	}{
		{reserve, "PutReserved checkout: "},
		{provide, "PutProvisioned checkout:live: "},
		{publish1, "PublishFresh checkout:v1: function checkout does not exist: CreateFunction must come first"},
		{profiles.Change{Kind: "Nonsense"}, `change "Nonsense": not known here`},
		{change(profiles.CreateFunction, nil), "the change carries no function"},
		{profiles.Change{Kind: profiles.SetStandin}, "the change carries no world"},
	} {
		if _, err := target.Apply(t.Context(), c.change); err == nil || !strings.Contains(err.Error(), c.text) {
			t.Errorf("got %v, want %q", err, c.text)
		}
	}
}

func TestOnAWSNothingOfAStandin(t *testing.T) {
	target := New(Options{AWS: &aws.Config{Region: "eu-west-1"}, Account: "1"})
	for _, c := range []profiles.Change{world, door, change(profiles.DeregisterDoor, nil)} {
		if _, err := target.Look(t.Context(), c); !errors.Is(err, errNoStandin) {
			t.Errorf("%s: %v", c.Kind, err)
		}
		if err := target.Make(t.Context(), c); !errors.Is(err, errNoStandin) {
			t.Errorf("%s: %v", c.Kind, err)
		}
	}
	_, healthErr := target.Health(t.Context())
	_, _, doorErr := target.DoorLog(t.Context(), "alb", "")
	_, _, logErr := target.LogEvents(t.Context(), "f", "")
	for _, err := range []error{healthErr, doorErr, logErr} {
		if !errors.Is(err, errNoStandin) {
			t.Errorf("got %v", err)
		}
	}
	if err := target.Make(t.Context(), change(profiles.DeleteFunction, nil)); err == nil || !strings.Contains(err.Error(), "does not delete functions on AWS") {
		t.Errorf("got %v", err)
	}
}
