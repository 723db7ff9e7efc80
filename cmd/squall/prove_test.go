package main

import (
	"bytes"
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

	"squall/standin"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/lambda"
	"github.com/aws/aws-sdk-go-v2/service/s3"
)

// deployed is what stands in the account before a run on AWS.
const deployed = `
name: deployed
account: {concurrency: 300}
functions:
  - name: shop
    memory: 512
    env: {AWS_FIS_CONFIGURATION_LOCATION: "arn:aws:s3:::runs/fis/", AWS_LAMBDA_EXEC_WRAPPER: /opt/aws-fis/bootstrap}
    versions: {v1: {model: {duration: {constant: 1ms}}}, v2: {model: {duration: {constant: 1ms}}}}
    aliases: {live: v1}
    provisioned: {live: 1}
    reserved: 20
attack: [{path: sdk, function: shop, phases: [{for: 1s, rate: 1/s}]}]
`

// proven is a run on AWS that makes a change of every kind it can make.
const proven = `
name: proven
account: {id: "111122223333", region: us-east-1}
state: s3://runs/squall
budget: 5
max_weight: 100%
fis_role: arn:aws:iam::111122223333:role/fis
functions:
  - name: shop
    versions: {v1: {model: {duration: {constant: 1ms}}}, v2: {model: {duration: {constant: 1ms}}}}
    aliases: {live: v1}
    provisioned: {live: 2}
    reserved: 50
    async: {retries: 1, max_age: 60s, dead_letter: sqs:dead, on_success: sqs:done}
attack:
  - {path: sdk, function: shop:live, phases: [{for: 100ms, rate: 20/s}]}
  - {path: async, function: shop:live, phases: [{for: 100ms, rate: 20/s}]}
  - {path: events, bus: orders, function: shop:live, phases: [{for: 100ms, rate: 20/s}]}
faults:
  - {at: 20ms, for: 20ms, kind: throttle.reserved, function: shop, value: 20}
  - {at: 20ms, for: 20ms, kind: alias.repoint, function: shop, alias: live, value: v2}
  - {at: 20ms, for: 20ms, kind: invoke.delay, function: shop, delay: 1ms}
  - {at: 20ms, for: 20ms, kind: dlq.deny, function: shop}
`

const everyLeave = "reserved,provisioned,alias,async,queue,source,fis,policy,mapping,config,code"

// account is a stand-in that is taken for AWS.
func account(t *testing.T) *served {
	t.Helper()
	return accountOf(t, deployed, "shop")
}

// accountOf is one with a function that may be changed, and a bucket for state.
func accountOf(t *testing.T, profile, function string) *served {
	t.Helper()
	return accountWith(t, profile, function, standin.Options{Compress: 600})
}

func accountWith(t *testing.T, profile, function string, o standin.Options) *served {
	t.Helper()
	s := serveWith(t, profile, o)
	ctx := t.Context()
	tagged(t, s, function)
	bucket := s3.New(s3.Options{BaseEndpoint: aws.String(s.Endpoint()), Region: "us-east-1", UsePathStyle: true, Credentials: credentials.NewStaticCredentialsProvider("squall", "squall", "")})
	if _, err := bucket.CreateBucket(ctx, &s3.CreateBucketInput{Bucket: aws.String("runs")}); err != nil {
		t.Fatal(err)
	}
	return s
}

// tagged lets runs change a function.
func tagged(t *testing.T, s *served, function string) {
	t.Helper()
	in := &lambda.TagResourceInput{Resource: aws.String("arn:aws:lambda:us-east-1:111122223333:function:" + function), Tags: map[string]string{"squall": "allowed"}}
	if _, err := s.lambda.TagResource(t.Context(), in); err != nil {
		t.Fatal(err)
	}
}

// awsEnv is the environment of who has credentials for an account.
func awsEnv(endpoint string) map[string]string {
	return map[string]string{"AWS_ENDPOINT_URL": endpoint, "AWS_ACCESS_KEY_ID": "squall", "AWS_SECRET_ACCESS_KEY": "squall", "AWS_SESSION_TOKEN": "",
		"AWS_REGION": "us-east-1", "AWS_DEFAULT_REGION": "", "AWS_PROFILE": "", "AWS_CONFIG_FILE": "/dev/null", "AWS_SHARED_CREDENTIALS_FILE": "/dev/null", "AWS_EC2_METADATA_DISABLED": "true"}
}

func setenv(t *testing.T, endpoint string) {
	for name, value := range awsEnv(endpoint) {
		t.Setenv(name, value)
	}
}

// squallIn runs the program in this process.
func squallIn(t *testing.T, args ...string) (code int, said string) {
	t.Helper()
	var out bytes.Buffer
	code = run(t.Context(), args, strings.NewReader(""), &out, &out)
	return code, out.String()
}

// carriedOut says whether a run went to its end. How busy the machine was, which
// spoils a measurement and faults of a few milliseconds, does not matter here.
func carriedOut(code int) bool { return code == 0 || code == 11 || code == 15 }

// A run on AWS does what it may and nothing else, and leaves nothing behind.
func TestProve(t *testing.T) {
	s := account(t)
	setenv(t, s.Endpoint())
	t.Chdir(t.TempDir())
	before := s.state(t)
	profile := writeProfile(t, strings.ReplaceAll(proven, "{for: 100ms, rate: 20/s}", "{for: 1s, rate: 2/s}")) // for its faults to begin on a busy machine
	code, said := squallIn(t, "run", profile, "--target", "aws", "--allow", everyLeave, "--out", "one")
	if !carriedOut(code) { // how busy the machine is does not matter here
		t.Fatalf("exit code %d\n%s", code, said)
	}
	unchanged(t, s, before)
	r, err := readResult("one")
	if err != nil {
		t.Fatal(err)
	}
	if sent(r) != 6 || r.Run.Target != "aws" || r.Run.Model != "none" {
		t.Errorf("%d sent to %s, model %s", sent(r), r.Run.Target, r.Run.Model)
	}
	for _, f := range r.Faults {
		if f.Error != "" || !f.Undone {
			t.Errorf("fault %+v", f)
		}
	}
	for _, c := range r.Changes {
		if !c.Undone {
			t.Errorf("%s is not undone", c.What)
		}
	}
	if len(r.Changes) < 9 { // and those of faults, as many as a busy machine had time for
		t.Errorf("only %d changes: %+v", len(r.Changes), r.Changes)
	}
}

// What a profile does not pin, allow or know is refused, and nothing changes.
func TestProveRefuses(t *testing.T) {
	s := account(t)
	setenv(t, s.Endpoint())
	t.Chdir(t.TempDir())
	before := s.state(t)
	for name, c := range map[string]struct {
		args []string
		want []string
	}{
		"no leave":          {nil, []string{"the run would change what it may not", "reserved concurrency of shop: 20 -> 50", "--allow alias,async,fis,policy,provisioned,queue,reserved,source"}},
		"some leave":        {[]string{"--allow", "reserved,queue,source"}, []string{"provisioned concurrency of shop:live: 1 -> 2"}},
		"no such leave":     {[]string{"--allow", "everything"}, []string{"--allow everything: want alias, async"}},
		"another account":   {[]string{"--set", `account.id="999900001111"`}, []string{"account is 111122223333 and the profile pins 999900001111: nothing else was asked"}},
		"another region":    {[]string{"--set", "account.region=eu-west-1"}, []string{"region is us-east-1 and the profile pins eu-west-1"}},
		"not pinned":        {[]string{"--set", "account=null"}, []string{"id and region are missing"}},
		"other memory":      {[]string{"--set", "functions.shop.memory=1024"}, []string{"has 512 MB and the profile says 1024"}},
		"no such function":  {[]string{"--set", "functions.shop.name=shep", "--set", "faults=[]", "--set", "attack=[{path: sdk, function: shep:live, phases: [{for: 1s, rate: 1/s}]}]"}, []string{"function shep does not exist: deploy it first"}},
		"a door unnamed":    {[]string{"--set", "attack.sdk.path=alb"}, []string{"url is missing: the address of the door alb on AWS"}},
		"a door of nobody":  {[]string{"--set", "attack.sdk={path: alb, url: 'http://127.0.0.1:1/', function: 'shop:live', phases: [{for: 1s, rate: 1/s}]}"}, []string{"is no load balancer, API or function URL of account 111122223333"}},
		"too fast":          {[]string{"--allow", everyLeave, "--set", "max_rate=50/s"}, []string{"max_rate: the load is up to 60 requests a second and the profile allows 50"}},
		"too dear":          {[]string{"--allow", everyLeave, "--set", "budget=0.001"}, []string{"budget: the run could cost $"}},
		"nobody to ask":     {[]string{"--allow", everyLeave, "--set", "budget=null"}, []string{"there is no terminal to ask on"}},
		"no such alarm":     {[]string{"--allow", everyLeave, "--set", "stop=[{alarm: 'arn:aws:cloudwatch:us-east-1:111122223333:alarm:high'}]"}, []string{"there is no alarm high"}},
		"no such bucket":    {[]string{"--allow", everyLeave, "--set", "state=s3://nowhere"}, []string{"state s3://nowhere", "NoSuchBucket"}},
		"arms of the model": {[]string{"--set", "arms=[{name: a}, {name: b, set: {functions.shop.env.STAGE: b}}]"}, []string{"the arms differ in functions.shop.env.STAGE, which a run on AWS does not set"}},
		"version unheard of": {[]string{"--set", "functions.shop.versions.v9={model: {duration: {constant: 1ms}}}", "--set", "faults.1.value=v9"},
			[]string{"function shop has no version 9"}},
	} {
		t.Run(name, func(t *testing.T) {
			code, said := squallIn(t, append([]string{"run", writeProfile(t, proven), "--target", "aws", "--out", t.TempDir()}, c.args...)...)
			for _, want := range c.want {
				if code != 2 || !strings.Contains(said, want) {
					t.Errorf("exit code %d, want %q in\n%s", code, want, said)
				}
			}
		})
	}
	if _, err := s.lambda.UntagResource(t.Context(), &lambda.UntagResourceInput{Resource: aws.String("arn:aws:lambda:us-east-1:111122223333:function:shop"), TagKeys: []string{"squall"}}); err != nil {
		t.Fatal(err)
	}
	if code, said := squallIn(t, "run", writeProfile(t, proven), "--target", "aws", "--allow", everyLeave, "--out", t.TempDir()); code != 2 || !strings.Contains(said, "function shop has no tag squall=allowed") {
		t.Errorf("without its tag: exit code %d\n%s", code, said)
	}
	var untagged []string
	for _, line := range before {
		if strings.HasPrefix(line, "tags of shop") {
			line = `tags of shop {}`
		}
		untagged = append(untagged, line)
	}
	unchanged(t, s, untagged)
}

// A plan file says what will happen, and is refused once the account is another.
func TestProvePlanned(t *testing.T) {
	s := account(t)
	setenv(t, s.Endpoint())
	t.Chdir(t.TempDir())
	profile := writeProfile(t, strings.Replace(proven, "budget: 5\n", "", 1))
	code, said := squallIn(t, "plan", profile, "--target", "aws", "--allow", everyLeave, "-o", "p.plan")
	for _, want := range []string{"reserved concurrency of shop: 20 -> 50 (--allow reserved)", "provisioned concurrency of shop:live: 1 -> 2",
		"Requests: at most 6, up to 60 a second", "Cost: at most $", "of which provisioned environments $", "Concurrency: 31 taken of the 280", "wrote  p.plan"} {
		if code != 0 || !strings.Contains(said, want) {
			t.Errorf("exit code %d, want %q in\n%s", code, want, said)
		}
	}
	before := s.state(t)
	if code, said := squallIn(t, "run", "p.plan", "--out", "one"); !carriedOut(code) {
		t.Errorf("exit code %d\n%s", code, said)
	}
	unchanged(t, s, before)
	if code, said := squallIn(t, "run", "p.plan", "--set", "seed=2"); code != 2 || !strings.Contains(said, "a plan file says everything itself") {
		t.Errorf("exit code %d\n%s", code, said)
	}
	if _, err := s.lambda.PutFunctionConcurrency(t.Context(), &lambda.PutFunctionConcurrencyInput{FunctionName: aws.String("shop"), ReservedConcurrentExecutions: aws.Int32(30)}); err != nil {
		t.Fatal(err)
	}
	code, said = squallIn(t, "run", "p.plan", "--out", "two")
	if code != 2 || !strings.Contains(said, "the account is not what it was when the plan was made") || !strings.Contains(said, "+ base, repeat 1: reserved concurrency of shop: 30 -> 50") {
		t.Errorf("exit code %d\n%s", code, said)
	}
}

// mortal is a run on AWS in a process of its own, which is killed at its n-th
// request that changes or writes something, before or after it.
func mortal(t *testing.T, s *served, n int, after bool, profile string) (dir string, requests int) {
	t.Helper()
	return mortally(t, s, n, after, 0, "run", profile, "--target", "aws", "--allow", everyLeave)
}

// mortally is a command on AWS that is killed so, or else ends with a code.
func mortally(t *testing.T, s *served, n int, after bool, code int, args ...string) (dir string, requests int) {
	t.Helper()
	to, err := url.Parse(s.Endpoint())
	if err != nil {
		t.Fatal(err)
	}
	dir = filepath.Join(t.TempDir(), "result")
	child := exec.Command("squall", append(args, "--out", dir)...)
	started := make(chan struct{})
	a := &assassin{next: httputil.NewSingleHostReverseProxy(to), after: after, at: n, kill: sync.OnceFunc(func() {
		<-started
		_ = child.Process.Kill()
	})}
	proxy := httptest.NewServer(http.HandlerFunc(a.ServeHTTP))
	defer proxy.Close()
	child.Env = os.Environ()
	for name, value := range awsEnv(proxy.URL) {
		child.Env = append(child.Env, name+"="+value)
	}
	var said bytes.Buffer
	child.Stderr = &said
	child.Dir = t.TempDir()
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	close(started)
	err = child.Wait()
	a.mu.Lock()
	defer a.mu.Unlock()
	if killed := n > 0 && a.seen >= n; killed && (err == nil || !strings.Contains(err.Error(), "killed")) ||
		n == 0 && child.ProcessState.ExitCode() != code && !carriedOut(child.ProcessState.ExitCode()) { // a busy machine is no matter here
		t.Fatalf("request %d: %v\n%s", n, err, &said)
	}
	return dir, a.seen
}

// TestKilledOnAWS kills runs on AWS around every line of their journal and
// every call: with the disk of the run kept, and with all of it lost. What is
// there after squall recover is what was there before, and a second recovery
// finds nothing. CI tries a sample; SQUALL_KILL_MATRIX=all tries every point.
func TestKilledOnAWS(t *testing.T) {
	killedEverywhere(t, account(t), proven, 60, 11)
}

// TestKilledSpoiling does the same with runs whose faults change what functions
// are, which publish versions of them.
func TestKilledSpoiling(t *testing.T) {
	killedEverywhere(t, opened(t), spoilingFor("500ms",
		"at: 20ms, for: 300ms, function: shop, alias: live, kind: cold.storm",
		"at: 20ms, for: 300ms, function: cart, kind: config.env, value: TABLE=nowhere"), 30, 9)
}

// TestKilledSettings does it while arms have versions of their own.
func TestKilledSettings(t *testing.T) {
	killedEverywhere(t, opened(t), strings.Replace(tuned, "repeat: 2", "state: s3://runs/squall\narms: [{name: small}, {name: big, set: {functions.shop.memory: 1024}}]", 1), 20, 13)
}

// killedEverywhere kills a run that makes so many requests at least at each, or at
// each of so many.
func killedEverywhere(t *testing.T, s *served, text string, least, step int) {
	t.Helper()
	setenv(t, s.Endpoint())
	before := s.state(t)
	profile := writeProfile(t, text)
	_, all := mortal(t, s, 0, false, profile)
	unchanged(t, s, before)
	if all < least {
		t.Fatalf("the run made only %d requests that change something", all)
	}
	killPoints(t, 1, step, all, func(n int, after, lost bool) {
		killedOnAWS(t, s, n, after, lost, profile, "s3://runs/squall")
		unchanged(t, s, before)
	})
}

// killPoints tries to kill at so many of a run's requests, before or after each,
// with the disk kept or lost in turn; with SQUALL_KILL_MATRIX=all at every one in
// every way.
func killPoints(t *testing.T, first, step, all int, try func(n int, after, lost bool)) {
	t.Helper()
	if os.Getenv("SQUALL_KILL_MATRIX") == "all" {
		first, step = 1, 1
	}
	points := 0
	for n := first; n <= all; n += step {
		for mode := range 4 {
			if step > 1 && mode != n/step%4 {
				continue
			}
			after, lost := mode&1 != 0, mode&2 != 0
			try(n, after, lost)
			if points++; t.Failed() {
				t.Fatalf("request %d of %d, after %v, disk lost %v", n, all, after, lost)
			}
		}
	}
	t.Logf("%d requests, %d kill points", all, points)
}

func killedOnAWS(t *testing.T, s *served, n int, after, lost bool, profile, state string) {
	t.Helper()
	dir, _ := mortal(t, s, n, after, profile)
	back := []string{"recover", "--state", state, "--dead"}
	if !lost {
		if _, err := os.Stat(filepath.Join(dir, "journal.jsonl")); err == nil && len(pending(t, dir)) > 0 {
			redirect(t, dir, s.Endpoint())
			back = []string{"recover", dir}
		}
	}
	for range 2 {
		if code, said := squallIn(t, back...); code != 0 || !strings.Contains(said, "nothing is left changed") {
			t.Errorf("%v: exit code %d\n%s", back, code, said)
		}
	}
}
