package main

import (
	"bytes"
	"io"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"squall/standin"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/lambda"
	"github.com/aws/aws-sdk-go-v2/service/scheduler"
)

// restored is a run on AWS whose every change can be put back by a schedule.
const restored = `
name: restored
account: {id: "111122223333", region: us-east-1}
budget: 5
max_weight: 100%
restorer: arn:aws:iam::111122223333:role/restorer
functions:
  - name: shop
    versions: {v1: {model: {duration: {constant: 1ms}}}, v2: {model: {duration: {constant: 1ms}}}}
    aliases: {live: v1}
    provisioned: {live: 2}
    reserved: 50
    async: {retries: 1, max_age: 60s, dead_letter: sqs:dead, on_success: sqs:done}
attack:
  - {path: sdk, function: shop:live, phases: [{for: 2s, rate: 20/s}]}
  - {path: async, function: shop:live, phases: [{for: 100ms, rate: 20/s}]}
faults:
  - {at: 20ms, for: 20ms, kind: throttle.reserved, function: shop, value: 20}
  - {at: 80ms, for: 200ms, kind: alias.repoint, function: shop, alias: live, value: v2}
`

const restoring = "reserved,provisioned,alias,async,queue"

// slowly is an account whose waits leave a slow machine time: a run's schedules
// come after a quarter of a minute.
func slowly(t *testing.T, enforce bool) *served {
	t.Helper()
	s := accountWith(t, deployed, "shop", standin.Options{Compress: 240, Enforce: enforce})
	setenv(t, s.Endpoint())
	t.Chdir(t.TempDir())
	return s
}

// killedWhen is a run in a process of its own that is killed when a request to
// the account is of some kind, once that was answered.
func killedWhen(t *testing.T, s *served, profile string, when func(r *http.Request, body string) bool) (dir string) {
	t.Helper()
	return killedBy(t, s, when, "run", writeProfile(t, profile), "--target", "aws", "--allow", restoring)
}

// killedBy is a command that is killed so.
func killedBy(t *testing.T, s *served, when func(r *http.Request, body string) bool, args ...string) (dir string) {
	t.Helper()
	to, err := url.Parse(s.Endpoint())
	if err != nil {
		t.Fatal(err)
	}
	dir = filepath.Join(t.TempDir(), "result")
	child := exec.Command("squall", append(args, "--out", dir)...)
	next, started := httputil.NewSingleHostReverseProxy(to), make(chan struct{})
	kill := sync.OnceFunc(func() {
		<-started
		_ = child.Process.Kill()
	})
	proxy := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		r.Body = io.NopCloser(bytes.NewReader(body))
		if !when(r, string(body)) {
			next.ServeHTTP(w, r)
			return
		}
		next.ServeHTTP(httptest.NewRecorder(), r)
		kill()
		panic(http.ErrAbortHandler) // nobody is left to answer
	}))
	defer proxy.Close()
	child.Env, child.Dir = os.Environ(), t.TempDir()
	for name, value := range awsEnv(proxy.URL) {
		child.Env = append(child.Env, name+"="+value)
	}
	var said bytes.Buffer
	child.Stderr = &said
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	close(started)
	if err := child.Wait(); err == nil || !strings.Contains(err.Error(), "killed") {
		t.Fatalf("%v\n%s", err, &said)
	}
	redirect(t, dir, s.Endpoint())
	return dir
}

// scheduled are the schedules of an account.
func scheduled(t *testing.T, s *served) (names []string) {
	t.Helper()
	out, err := s.schedules().ListSchedules(t.Context(), &scheduler.ListSchedulesInput{})
	if err != nil {
		t.Fatal(err)
	}
	for _, x := range out.Schedules {
		names = append(names, *x.Name)
	}
	return names
}

// expired lets the time pass until every schedule has come.
func expired(t *testing.T, s *served) {
	t.Helper()
	var now standin.Config
	s.get(t, "config", &now)
	fast := now
	fast.Compress = 1e6
	if err := s.Configure(t.Context(), fast); err != nil {
		t.Fatal(err)
	}
	for len(scheduled(t, s)) > 0 && t.Context().Err() == nil {
	}
	if err := s.Configure(t.Context(), now); err != nil {
		t.Fatal(err)
	}
}

// armed is the request by which the restore of an alias learns its revision.
func armed(r *http.Request, body string) bool {
	return r.Method == http.MethodPut && strings.HasPrefix(r.URL.Path, "/schedules/") && strings.Contains(body, "updateAlias") && strings.Contains(body, "RevisionId")
}

// A runner that is killed and never comes back: what is scheduled puts back all
// that it had changed by then, and whoever recovers later finds nothing to do.
func TestNobodyRecovers(t *testing.T) {
	s := slowly(t, false)
	before := s.state(t)
	for name, when := range map[string]func(r *http.Request, body string) bool{
		"between two schedules": func(r *http.Request, _ string) bool {
			return r.Method == http.MethodPost && strings.HasSuffix(r.URL.Path, "-02")
		},
		"while an alias is moved": func(r *http.Request, _ string) bool {
			return r.Method == http.MethodPut && strings.HasSuffix(r.URL.Path, "/aliases/live")
		},
		"while it takes back": func(r *http.Request, _ string) bool {
			return r.Method == http.MethodDelete && strings.HasPrefix(r.URL.Path, "/2017-03-31/tags/")
		},
	} {
		t.Run(name, func(t *testing.T) {
			dir := killedWhen(t, s, restored, when)
			if len(scheduled(t, s)) == 0 || slices.Equal(before, s.state(t)) {
				t.Fatal("nothing was scheduled")
			}
			expired(t, s)
			unchanged(t, s, before)
			code, said := recovered(t, dir)
			for line := range strings.Lines(said) { // of queues nobody looks whether they are there
				if code != 0 || strings.HasPrefix(line, "  taken back ") && !strings.Contains(line, " queue ") {
					t.Errorf("recover: exit code %d\n%s", code, said)
				}
			}
			unchanged(t, s, before)
		})
	}
}

// Recovery takes the schedules away with the changes; a plan lists them.
func TestRecoverUnschedules(t *testing.T) {
	s := slowly(t, false)
	before := s.state(t)
	dir := killedWhen(t, s, restored, armed)
	if n := len(scheduled(t, s)); n < 7 {
		t.Errorf("%d schedules", n)
	}
	for range 2 {
		if code, said := recovered(t, dir); code != 0 || !strings.Contains(said, "nothing is left changed") {
			t.Errorf("exit code %d\n%s", code, said)
		}
		unchanged(t, s, before)
	}
	profile := writeProfile(t, restored)
	code, said := squallIn(t, "plan", profile, "--target", "aws", "--allow", restoring)
	for _, want := range []string{"Scheduled before the first change, should nobody take it back", "reserved concurrency of shop: 20 (lambda:PutFunctionConcurrency)",
		"alias live of shop: to 1 (lambda:UpdateAlias)", "(lambda:UntagResource)", "(sqs:DeleteQueue)"} {
		if !strings.Contains(strings.Join(strings.Fields(said), " "), want) || code != 0 {
			t.Errorf("plan: exit code %d, want %q in\n%s", code, want, said)
		}
	}
}

// What somebody else has set meanwhile: an alias and a function that were deployed
// stay, by their revision; another setting is overwritten, since no call can look
// first.
func TestDeployBeforeTheRestore(t *testing.T) {
	s := slowly(t, false)
	ctx := t.Context()
	killedWhen(t, s, restored, armed)
	deploy := func(_ any, err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	deploy(s.lambda.UpdateAlias(ctx, &lambda.UpdateAliasInput{FunctionName: aws.String("shop"), Name: aws.String("live"), FunctionVersion: aws.String("2"), Description: aws.String("deployed")}))
	deploy(s.lambda.PutFunctionConcurrency(ctx, &lambda.PutFunctionConcurrencyInput{FunctionName: aws.String("shop"), ReservedConcurrentExecutions: aws.Int32(33)}))
	deploy(s.lambda.UpdateFunctionConfiguration(ctx, &lambda.UpdateFunctionConfigurationInput{FunctionName: aws.String("shop"), MemorySize: aws.Int32(1024)}))
	expired(t, s)
	latest, err := s.lambda.GetFunctionConfiguration(ctx, &lambda.GetFunctionConfigurationInput{FunctionName: aws.String("shop")})
	if err != nil || *latest.MemorySize != 1024 || latest.DeadLetterConfig == nil {
		t.Errorf("$LATEST %+v, %v", latest, err)
	}
	alias, err := s.lambda.GetAlias(ctx, &lambda.GetAliasInput{FunctionName: aws.String("shop"), Name: aws.String("live")})
	if err != nil {
		t.Fatal(err)
	}
	reserved, err := s.lambda.GetFunctionConcurrency(ctx, &lambda.GetFunctionConcurrencyInput{FunctionName: aws.String("shop")})
	if err != nil {
		t.Fatal(err)
	}
	if *alias.FunctionVersion != "2" || *alias.Description != "deployed" || aws.ToInt32(reserved.ReservedConcurrentExecutions) != 20 {
		t.Errorf("alias to %s, reserved %d", *alias.FunctionVersion, aws.ToInt32(reserved.ReservedConcurrentExecutions))
	}
}

// policies are those that a doctor prints: of the role of restores, and of runs.
func policies(t *testing.T, said string) (role, run string) {
	t.Helper()
	_, rest, ok := strings.Cut(said, "must trust scheduler.amazonaws.com, and the least policy of it is:\n")
	if !ok {
		t.Fatalf("no policy of the role in\n%s", said)
	}
	role, _, _ = strings.Cut(rest, "\n\n")
	return role, printed(t, rest)
}

// A role that EventBridge Scheduler may not take ends the run before its first
// change.
func TestRestorerRole(t *testing.T) {
	s := slowly(t, true)
	before := s.state(t)
	profile := writeProfile(t, restored)
	code, said := squallIn(t, "run", profile, "--target", "aws", "--allow", restoring, "--out", "one")
	if code != 2 || !strings.Contains(said, "must allow AWS EventBridge Scheduler to assume the role") {
		t.Errorf("without its role: exit code %d\n%s", code, said)
	}
	unchanged(t, s, before)
}

// identity asks IAM for something.
func identity(t *testing.T, s *served, form url.Values) {
	t.Helper()
	form.Set("Version", "2010-05-08")
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, s.Endpoint(), strings.NewReader(form.Encode()))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Authorization", "AWS4-HMAC-SHA256 Credential=squall/20261122/us-east-1/iam/aws4_request, SignedHeaders=host, Signature=0")
	res, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	if text, err := io.ReadAll(res.Body); err != nil || res.StatusCode != http.StatusOK {
		t.Fatalf("%s: status %d, %v\n%s", form.Get("Action"), res.StatusCode, err, text)
	}
}

// The least policy that a doctor prints is enough for a run, which leaves no
// schedule; one that cannot be made ends the run before its first change.
func TestRestorerPolicies(t *testing.T) {
	for i, run := range restoredRuns {
		if i > 0 && os.Getenv("SQUALL_KILL_MATRIX") == "" {
			continue // the other actions are tried without a restorer, too
		}
		t.Run(run.name, func(t *testing.T) {
			s := accountWith(t, run.there, "shop", standin.Options{Compress: 240})
			setenv(t, s.Endpoint())
			t.Chdir(t.TempDir())
			if run.more != nil {
				run.more(s, t)
			}
			before, profile := s.coded(t), writeProfile(t, standingBy(run.profile))
			w := &warden{t: t}
			spoiled(t, s, w.spoil)
			w.allows(`{"Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}`)
			_, said := squallIn(t, "doctor", profile, "--target", "aws")
			_, least := policies(t, said)
			w.allows(least)
			code, told := squallIn(t, run.command, profile, "--target", "aws", "--allow", everyLeave, "--out", "one")
			used, denied := w.said()
			if !carriedOut(code) || len(denied) > 0 || !slices.Contains(used, "scheduler:DeleteSchedule") {
				t.Errorf("exit code %d, denied %q\n%s", code, denied, told)
			}
			promoted(t, s, run.command, true)
			s.same(t, before)
			w.allows(without(least, "scheduler:CreateSchedule"))
			if code, told := squallIn(t, run.command, profile, "--target", "aws", "--allow", everyLeave, "--out", "two"); code != 2 || !tells(told, "scheduler:CreateSchedule") {
				t.Errorf("exit code %d\n%s", code, told)
			}
			s.same(t, before)
		})
	}
}
