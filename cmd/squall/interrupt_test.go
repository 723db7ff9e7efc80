package main

import (
	"bytes"
	"context"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"

	"squall/analyze"
	"squall/attack/journal"
	"squall/profiles"

	"github.com/google/go-cmp/cmp"
)

// shopProfile has every phase: it waits for provisioned environments, warms up,
// and its events fail until they are dead letters.
const shopProfile = `
name: shop
waits: 60x
account: {concurrency: 300}
functions:
  - name: shop
    memory: 512
    model: {duration: {constant: 5ms}}
    aliases: {live: v1}
    provisioned: {live: 2}
    reserved: 50
  - name: failing
    model: {duration: {constant: 5ms}, errors: 100%}
    aliases: {live: v1}
    async: {dead_letter: sqs:dead}
attack:
  - {path: alb, function: shop:live, warmup: 500ms, phases: [{for: 1s, rate: 20/s}]}
  - {path: async, function: failing:live, phases: [{for: 500ms, rate: 10/s}]}
`

// ownProfile is a stand-in's own: one of its functions is the run's too, with
// other settings, which must come back.
const ownProfile = `
name: own
account: {concurrency: 700}
functions:
  - {name: shop, memory: 256, timeout: 9s, env: {STAGE: own}, model: {duration: {constant: 1ms}}, aliases: {live: v1}, reserved: 3}
  - {name: other, model: {duration: {constant: 1ms}}, async: {dead_letter: sqs:dead}}
attack: [{path: sdk, function: shop, phases: [{for: 1s, rate: 1/s}]}]
`

// watcher calls back once, when what is written contains a word.
type watcher struct {
	word string
	call func()

	mu   sync.Mutex
	text strings.Builder
	done bool
}

func (w *watcher) Write(b []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.text.Write(b)
	if !w.done && w.word != "" && strings.Contains(w.text.String(), w.word) {
		w.done = true
		w.call()
	}
	return len(b), nil
}

func (w *watcher) String() string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.text.String()
}

func writeProfile(t *testing.T, text string) string {
	t.Helper()
	name := filepath.Join(t.TempDir(), "profile.yaml")
	if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	return name
}

// runProfile runs a profile in this process until it ends, or until its
// progress says a word: then a signal arrives.
func runProfile(t *testing.T, profile, word string, signal os.Signal, args ...string) (code int, out, diag string, r *analyze.Result) {
	t.Helper()
	ctx, cancel := context.WithCancelCause(t.Context())
	defer cancel(nil)
	dir := filepath.Join(t.TempDir(), "result")
	seen := &watcher{word: word, call: func() { cancel(interrupted{signal}) }}
	var printed bytes.Buffer
	code = run(ctx, append([]string{"run", writeProfile(t, profile), "--out", dir}, args...), strings.NewReader(""), &printed, seen)
	if word != "" && !seen.done {
		t.Fatalf("the run never said %q:\n%s", word, seen)
	}
	r, err := readResult(dir)
	if err != nil {
		t.Fatalf("exit code %d, %v:\n%s", code, err, seen)
	}
	for _, name := range []string{"report.md", "report.html", "junit.xml", "hits.sqh", "sightings.sqh", "latency.hlog"} {
		if _, err := os.Stat(filepath.Join(dir, name)); err != nil {
			t.Error(err)
		}
	}
	if left := pending(t, dir); len(left) > 0 {
		t.Errorf("%d changes are open in the journal, the first is %s", len(left), left[0].Change)
	}
	return code, printed.String(), seen.String(), r
}

func pending(t *testing.T, dir string) []journal.Entry {
	t.Helper()
	j, err := journal.Open(filepath.Join(dir, "journal.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	defer j.Close()
	return j.Pending()
}

// settled fails unless a run went to its end. Whether a busy machine let it
// measure anything that can be trusted is not asked.
func settled(t *testing.T, code int, r *analyze.Result) {
	t.Helper()
	if !(code == 0 && r.Verdict == analyze.Pass || code == 15 && r.Verdict == analyze.Invalid) {
		t.Errorf("exit code %d, %s %q %s", code, r.Verdict, r.Why, r.Error)
	}
}

// leftUnchanged runs squall, with its results in the folder one, and gives them
// and what it said: it had a verdict, and the stand-in is as it was.
func leftUnchanged(t *testing.T, s *served, before []string, args ...string) (r *analyze.Result, said string) {
	t.Helper()
	code, said := squallIn(t, args...)
	if code == 1 || code == 2 || code == 13 {
		t.Fatalf("exit code %d\n%s", code, said)
	}
	unchanged(t, s, before)
	r, err := readResult("one")
	if err != nil {
		t.Fatal(err)
	}
	return r, said
}

func unchanged(t *testing.T, s *served, before []string) {
	t.Helper()
	if diff := cmp.Diff(before, s.state(t)); diff != "" {
		t.Errorf("the stand-in is not as it was (- before, + now):\n%s", diff)
	}
}

func sent(r *analyze.Result) (n uint64) {
	for _, a := range r.Arms {
		for _, p := range a.Paths {
			n += p.Sent
		}
	}
	return n
}

// An interrupted run reports what it measured and leaves nothing behind,
// wherever it was; the next run on the same stand-in works.
func TestInterrupted(t *testing.T) {
	t.Parallel()
	s := serveStandin(t, ownProfile)
	before := s.state(t)
	for _, c := range []struct {
		phase, word string
		signal      os.Signal
		code        int
		measured    bool
	}{
		{"setup", "2 functions, 2 entries", os.Interrupt, 130, false},
		{"wait", "until 2 environments of shop:live are READY", syscall.SIGTERM, 143, false},
		{"warm up", "warm up", os.Interrupt, 130, false},
		{"load", "\nload ", syscall.SIGTERM, 143, false},
		{"drain", "\ndrain: ", os.Interrupt, 130, true},
	} {
		t.Run(c.phase, func(t *testing.T) {
			code, out, _, r := runProfile(t, shopProfile, c.word, c.signal, "--target", s.Endpoint())
			if code != c.code || r.Verdict != analyze.Aborted || !strings.Contains(out, "ABORTED") {
				t.Errorf("exit code %d, want %d; %s %q\n%s", code, c.code, r.Verdict, r.Why, out)
			}
			if c.measured && sent(r) == 0 {
				t.Error("the report holds nothing of what was measured")
			}
			unchanged(t, s, before)
		})
	}
	code, _, _, r := runProfile(t, shopProfile, "", nil, "--target", s.Endpoint())
	settled(t, code, r)
	if a := r.Arms[0].Paths[1].Ledger; a == nil || a.Accepted != 5 || a.Deliveries["dead_letter"].Received != 5 {
		t.Errorf("the events of the run after: %+v", a)
	}
	unchanged(t, s, before)
}

// A signal that comes before there is anything to interrupt is no error of the
// user's.
func TestInterruptedBeforeTheStart(t *testing.T) {
	ctx, cancel := context.WithCancelCause(t.Context())
	cancel(interrupted{os.Interrupt})
	dir := filepath.Join(t.TempDir(), "result")
	if code := run(ctx, []string{"run", writeProfile(t, shopProfile), "--out", dir}, strings.NewReader(""), io.Discard, io.Discard); code != 130 {
		t.Errorf("exit code %d, want 130", code)
	}
}

func TestStopRule(t *testing.T) {
	t.Parallel()
	s := serveStandin(t, ownProfile)
	before := s.state(t)
	code, out, _, r := runProfile(t, `
name: stops
functions: [{name: shop, model: {duration: {constant: 5ms}, errors: 100%}, aliases: {live: v1}}]
attack: [{path: sdk, function: shop:live, phases: [{for: 60s, rate: 20/s}]}]
stop: [error_rate > 50% for 1s]
`, "", nil, "--target", s.Endpoint())
	if code != 12 || r.Verdict != analyze.Aborted || sent(r) == 0 || !strings.Contains(out, "error_rate > 50% for 1s") {
		t.Errorf("exit code %d, %s %q, %d sent\n%s", code, r.Verdict, r.Why, sent(r), out)
	}
	unchanged(t, s, before)
}

// A run that is killed leaves a journal that says what is still changed, and a
// stand-in that the next run works on.
func TestKilled(t *testing.T) {
	t.Parallel()
	s := serveStandin(t, ownProfile)
	dir := filepath.Join(t.TempDir(), "result")
	profile := writeProfile(t, shopProfile)
	child := exec.Command("squall", "run", profile, "--out", dir, "--target", s.Endpoint())
	killed := &watcher{word: "\nload ", call: func() { _ = child.Process.Kill() }}
	child.Stderr = killed
	if err := child.Run(); err == nil || !killed.done {
		t.Fatalf("the run was not killed: %v\n%s", err, killed)
	}
	kinds := map[profiles.ChangeKind]bool{}
	for _, e := range pending(t, dir) {
		kinds[e.Change.Kind] = len(e.Undo) > 0
	}
	for _, kind := range []profiles.ChangeKind{profiles.SetStandin, profiles.PutReserved, profiles.PublishFresh, profiles.PutAlias, profiles.RegisterDoor, profiles.PutProvisioned} {
		if !kinds[kind] {
			t.Errorf("the journal does not say how to take %s back", kind)
		}
	}
	var again bytes.Buffer
	if code := run(t.Context(), []string{"run", profile, "--out", dir}, strings.NewReader(""), io.Discard, &again); code != exitUsage || !strings.Contains(again.String(), "not taken back") {
		t.Errorf("a run into the folder of a killed one: exit code %d, %s", code, &again)
	}
	before := s.state(t)
	code, _, _, r := runProfile(t, shopProfile, "", nil, "--target", s.Endpoint())
	settled(t, code, r)
	if diff := cmp.Diff(lasting(before), lasting(s.state(t))); diff != "" {
		t.Errorf("the next run left something (- before, + now):\n%s", diff)
	}
}

// lasting leaves out the provisioned concurrency that a killed run left on the
// alias of its block: the next run's block has an alias of that name.
func lasting(state []string) []string {
	return slices.DeleteFunc(state, func(line string) bool {
		return strings.HasPrefix(line, "provisioned ") && strings.Contains(line, ":live-base-1")
	})
}
