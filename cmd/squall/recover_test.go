package main

import (
	"bytes"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"squall/attack/journal"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/lambda"
)

// everyChange is a short run that makes a change of every kind but deletions.
const everyChange = `
name: every
waits: 600x
account: {concurrency: 300}
functions:
  - name: shop
    memory: 512
    model: {duration: {constant: 1ms}}
    aliases: {live: v1}
    provisioned: {live: 2}
    reserved: 50
    async: {retries: 1, max_age: 1h, dead_letter: sqs:dead, on_success: sqs:done}
attack:
  - {path: alb, function: shop:live, phases: [{for: 100ms, rate: 20/s}]}
  - {path: async, function: shop:live, phases: [{for: 100ms, rate: 20/s}]}
faults:
  - {at: 20ms, for: 50ms, kind: throttle.reserved, function: shop, value: 20}
  - {at: 30ms, for: 50ms, kind: invoke.delay, function: shop, delay: 1ms}
`

// assassin stands between a run and its stand-in and kills the run at one of
// its changes: before the stand-in has it, or after, before the answer.
type assassin struct {
	next  http.Handler
	after bool
	at    int // which change; 0: none
	kill  func()

	mu   sync.Mutex
	seen int
}

func (a *assassin) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if !changing(r) {
		a.next.ServeHTTP(w, r)
		return
	}
	a.mu.Lock()
	a.seen++
	now := a.seen == a.at
	a.mu.Unlock()
	if !now {
		a.next.ServeHTTP(w, r)
		return
	}
	if a.after {
		a.next.ServeHTTP(httptest.NewRecorder(), r)
	}
	a.kill()
	panic(http.ErrAbortHandler) // nobody is left to answer
}

// changing says whether a request is one of the control plane that changes
// something.
func changing(r *http.Request) bool {
	if action, ok := strings.CutPrefix(r.Header.Get("X-Amz-Target"), "AmazonSQS."); ok {
		return action == "CreateQueue" || action == "DeleteQueue" || action == "SetQueueAttributes"
	}
	return r.Method != http.MethodGet && !strings.HasSuffix(r.URL.Path, "/invocations")
}

// killedAt runs the profile in a process that is killed at its n-th change.
func killedAt(t *testing.T, s *served, n int, after bool) (dir string, changes int) {
	t.Helper()
	to, err := url.Parse(s.Endpoint())
	if err != nil {
		t.Fatal(err)
	}
	dir = filepath.Join(t.TempDir(), "result")
	child := exec.Command("squall", "run", writeProfile(t, everyChange), "--out", dir)
	started := make(chan struct{})
	a := &assassin{next: httputil.NewSingleHostReverseProxy(to), after: after, at: n, kill: func() {
		<-started
		_ = child.Process.Kill()
	}}
	proxy := httptest.NewServer(a)
	defer proxy.Close()
	child.Args = append(child.Args, "--target", proxy.URL)
	var said bytes.Buffer
	child.Stderr = &said
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	close(started)
	err = child.Wait()
	a.mu.Lock()
	defer a.mu.Unlock()
	if killed := a.seen >= n && n > 0; killed && (err == nil || !strings.Contains(err.Error(), "killed")) {
		t.Fatalf("change %d: the run was not killed: %v\n%s", n, err, &said)
	}
	return dir, a.seen
}

// redirect makes a journal's changes those of another address: the proxy of the
// run is gone.
func redirect(t *testing.T, dir, endpoint string) {
	t.Helper()
	j, err := journal.Open(filepath.Join(dir, "journal.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	place := j.Place()
	place.Endpoint = endpoint
	if err := errors.Join(j.Start(place), j.Close()); err != nil {
		t.Fatal(err)
	}
}

// recovered runs squall recover on a folder whose stand-in is at an address.
func recovered(t *testing.T, dir string, args ...string) (code int, said string) {
	t.Helper()
	var out bytes.Buffer
	code = run(t.Context(), append([]string{"recover", dir}, args...), strings.NewReader(""), &out, &out)
	return code, out.String()
}

// TestRecoverAtEveryChange kills a run at each of its changes, before or after
// the call, and with SQUALL_KILL_MATRIX=all on both sides: what is there after
// recover is what was there before the run, and recovering again finds nothing.
func TestRecoverAtEveryChange(t *testing.T) {
	t.Parallel()
	s := serveStandin(t, ownProfile)
	before := s.state(t)
	_, all := killedAt(t, s, 0, false)
	unchanged(t, s, before)
	if all < 20 {
		t.Fatalf("the run made only %d changes", all)
	}
	points := 0
	for n := 1; n <= all; n++ {
		for _, after := range []bool{false, true} {
			if after == (n%2 == 0) && os.Getenv("SQUALL_KILL_MATRIX") != "all" {
				continue // each side in turn
			}
			dir, _ := killedAt(t, s, n, after)
			points++
			redirect(t, dir, s.Endpoint())
			if code, said := recovered(t, dir); code != 0 {
				t.Errorf("change %d, after %v: exit code %d\n%s", n, after, code, said)
			}
			unchanged(t, s, before)
			if code, said := recovered(t, dir); code != 0 || !strings.Contains(said, "nothing is left changed") {
				t.Errorf("change %d, after %v, again: exit code %d\n%s", n, after, code, said)
			}
			if t.Failed() {
				return
			}
		}
	}
	t.Logf("%d kill points", points)
}

// What somebody else has set since is theirs: it is told and kept, unless
// recover is to overwrite it.
func TestRecoverLeavesWhatOthersSet(t *testing.T) {
	t.Parallel()
	s := serveStandin(t, ownProfile)
	before := s.state(t)
	_, all := killedAt(t, s, 0, false)
	dir, _ := killedAt(t, s, all/2, true)
	redirect(t, dir, s.Endpoint())
	_, err := s.lambda.PutFunctionConcurrency(t.Context(), &lambda.PutFunctionConcurrencyInput{FunctionName: aws.String("shop"), ReservedConcurrentExecutions: aws.Int32(77)})
	if err != nil {
		t.Fatal(err)
	}
	code, said := recovered(t, dir)
	if code != 13 || !strings.Contains(said, "changed since") || !strings.Contains(said, "reserved concurrency of shop: 77, before the run 3") {
		t.Errorf("exit code %d\n%s", code, said)
	}
	now, err := s.lambda.GetFunctionConcurrency(t.Context(), &lambda.GetFunctionConcurrencyInput{FunctionName: aws.String("shop")})
	if err != nil || *now.ReservedConcurrentExecutions != 77 {
		t.Errorf("what somebody set is %+v, %v", now, err)
	}
	if code, said := recovered(t, dir, "--overwrite"); code != 0 {
		t.Errorf("overwriting: exit code %d\n%s", code, said)
	}
	unchanged(t, s, before)
}

// A target that does not answer loses nothing: the journal keeps every change.
func TestRecoverWithoutItsTarget(t *testing.T) {
	t.Parallel()
	s := serveStandin(t, ownProfile)
	dir, _ := killedAt(t, s, 6, true)
	left := len(pending(t, dir))
	redirect(t, dir, "http://127.0.0.1:1")
	if code, said := recovered(t, dir); code != 13 || !strings.Contains(said, fmt.Sprintf("so %d changes are left", left)) {
		t.Errorf("exit code %d, %d were left\n%s", code, left, said)
	}
	if n := len(pending(t, dir)); n != left || n == 0 {
		t.Errorf("%d changes are left of %d", n, left)
	}
}
