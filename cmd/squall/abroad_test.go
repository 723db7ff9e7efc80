package main

import (
	"net/http"
	"os"
	"strings"
	"testing"
	"time"

	"squall/attack/cloud"
	"squall/profiles"
	"squall/profiles/fault"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/lambda"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/aws-sdk-go-v2/service/sqs/types"
)

// breaking is a run on AWS that breaks things and sets nothing else.
const breaking = `
name: breaking
account: {id: "111122223333", region: us-east-1}
budget: 5
functions: [{name: shop, versions: {v1: {model: {duration: {constant: 1ms}}}, v2: {model: {duration: {constant: 1ms}}}}, aliases: {live: v1}}]
attack:
  - {path: sdk, function: shop:live, phases: [{for: 1s, rate: 40/s}]}
  - {path: async, function: shop:live, phases: [{for: 1s, rate: 2/s}]}
faults:
`

// withFaults is breaking with some faults, one a line.
func withFaults(faults ...string) string {
	return breaking + "  - " + strings.Join(faults, "\n  - ") + "\n"
}

// A fault that AWS has no place for, or that strikes more or longer than it may,
// is refused at its line; nothing is changed.
func TestFaultsThatAWSHasNot(t *testing.T) {
	s := account(t)
	setenv(t, s.Endpoint())
	t.Chdir(t.TempDir())
	before := s.state(t)
	for name, c := range map[string]struct{ fault, want string }{
		"inside":     {"{at: 0s, kind: async.dup, function: shop}", "faults.0.kind: async.dup is not on AWS: it happens inside Lambda, where AWS lets nobody in"},
		"instead":    {"{at: 0s, kind: pc.lost, function: shop, value: 1}", "pc.lost is not on AWS: pc.shrink takes provisioned environments away"},
		"too much":   {"{at: 0s, kind: alias.split, function: shop, alias: live, value: v2, share: 30%}", "alias.split strikes 30% of the requests of shop, and a fault on AWS may strike 10%: write max_weight"},
		"everything": {"{at: 0s, kind: alias.repoint, function: shop, alias: live, value: v2}", "alias.repoint strikes 100% of the requests of shop"},
	} {
		t.Run(name, func(t *testing.T) {
			code, said := squallIn(t, "run", writeProfile(t, withFaults(c.fault)), "--target", "aws", "--allow", everyLeave, "--out", t.TempDir())
			if code != 2 || !strings.Contains(said, ".yaml:10:") || !strings.Contains(said, c.want) {
				t.Errorf("exit code %d, want %q in\n%s", code, c.want, said)
			}
		})
	}
	args := []string{"run", writeProfile(t, withFaults("{at: 0s, kind: throttle.reserved, function: shop, value: 20}")), "--target", "aws", "--allow", everyLeave, "--out", t.TempDir()}
	if code, said := squallIn(t, append(args, "--set", "max_duration=500ms")...); code != 2 || !strings.Contains(said, "faults.0: throttle.reserved lasts 1s, and a fault on AWS may last 500ms") {
		t.Errorf("exit code %d\n%s", code, said)
	}
	unchanged(t, s, before)
}

// Every kind says what becomes of it on AWS, and whoever is sent to another kind
// finds it there.
func TestEveryFaultKnowsAWS(t *testing.T) {
	there := 0
	for _, k := range fault.Catalogue() {
		a := k.OnAWS()
		if (a.By == "") == (a.Instead == "") {
			t.Errorf("%s: by %q, instead %q", k.Name, a.By, a.Instead)
		}
		if a.By != "" {
			there++
		}
		for _, word := range strings.FieldsFunc(a.Instead, func(r rune) bool { return strings.ContainsRune(" :,", r) }) {
			if other, ok := fault.Named(word); ok && other.OnAWS().By == "" {
				t.Errorf("%s sends to %s, which is not there either", k.Name, word)
			}
		}
	}
	if there < 7 {
		t.Errorf("only %d kinds are on AWS", there)
	}
}

// Faults of settings leave alone what they do not name, bite while they last and
// are taken back.
func TestFaultsOfSettingsOnAWS(t *testing.T) {
	s := account(t)
	setenv(t, s.Endpoint())
	t.Chdir(t.TempDir())
	ctx := t.Context()
	// What the owner has set, and the profile does not write.
	if _, err := s.lambda.PutFunctionEventInvokeConfig(ctx, &lambda.PutFunctionEventInvokeConfigInput{FunctionName: aws.String("shop"), Qualifier: aws.String("live"),
		MaximumEventAgeInSeconds: aws.Int32(600), MaximumRetryAttempts: aws.Int32(1)}); err != nil {
		t.Fatal(err)
	}
	before := s.state(t)
	r, _ := leftUnchanged(t, s, before, "chaos", "run", writeProfile(t, withFaults(
		"{at: 200ms, for: 400ms, kind: alias.split, function: shop, alias: live, value: v2, share: 50%, expect: [sdk.throttle_rate < 1%]}",
		"{at: 200ms, for: 300ms, kind: async.no-retry, function: shop, alias: live}",
		"{at: 600ms, for: 300ms, kind: async.short-age, function: shop, alias: live, value: 90}")),
		"--target", "aws", "--allow", "alias,async", "--set", "max_weight=50%", "--out", "one")
	var made []string
	for _, c := range r.Changes {
		if !c.Undone {
			t.Errorf("%s is not undone", c.What)
		}
		made = append(made, c.What+": "+c.Before+" -> "+c.After)
	}
	all := strings.Join(made, "\n")
	for _, want := range []string{
		"alias live of shop: to 1 -> to 1, 50% to v2",
		"asynchronous settings of shop:live: 1 retries, 10m0s, on success none, on failure none -> 0 retries, 10m0s, on success none, on failure none",
		"-> 1 retries, 1m30s, on success none, on failure none",
	} {
		if !strings.Contains(all, want) {
			t.Errorf("no change %q in\n%s", want, all)
		}
	}
	for _, f := range r.Faults {
		if f.Error != "" || !f.Undone {
			t.Errorf("fault %+v", f)
		}
	}
	if two := r.Arms[0].Paths[0].Versions["v2"]; two == 0 {
		t.Errorf("nothing reached v2: %+v", r.Arms[0].Paths[0].Versions)
	}
}

// FIS carries out what it can, and is asked in vain for nothing else: while the
// fault lasts it bites, and then nothing of it is left.
func TestFaultsByFIS(t *testing.T) {
	s := account(t)
	setenv(t, s.Endpoint())
	t.Chdir(t.TempDir())
	before := s.state(t)
	args := []string{"--target", "aws", "--allow", "fis", "--set", "max_weight=100%", "--set", "fis_role=arn:aws:iam::111122223333:role/fis"}
	profile := writeProfile(t, withFaults(
		"{at: 200ms, for: 600ms, kind: invoke.error.unhandled, function: shop, share: 60%, expect: [sdk.error_rate > 5%]}",
		"{at: 200ms, for: 600ms, kind: invoke.delay, function: shop, delay: 30ms, share: 50%, expect: [sdk.p99 > 30ms]}"))
	r, _ := leftUnchanged(t, s, before, append([]string{"chaos", "run", profile, "--out", "one"}, args...)...)
	if n := r.Arms[0].Paths[0].Outcomes["function_error"]; n < 3 || n > 35 {
		t.Errorf("%d of 40 requests failed, with 60%% of them struck for 0.6 of a second", n)
	}
	for _, f := range r.Faults {
		if f.Error != "" || !f.Undone {
			t.Errorf("fault %+v", f)
		}
	}
	code, said := squallIn(t, append([]string{"chaos", "run", profile, "--dry-run"}, args...)...)
	for _, want := range []string{"FIS experiment invoke.delay 50% of shop", "none -> aws:lambda:invocation-add-delay on 50% for PT1M (--allow fis)", "experiments of AWS FIS $0.2000"} {
		if code != 0 || !strings.Contains(said, want) {
			t.Errorf("exit code %d, want %q in\n%s", code, want, said)
		}
	}
	unchanged(t, s, before)
}

// What FIS could not do, or would do to nobody, is refused.
func TestFaultsThatFISHasNot(t *testing.T) {
	s := account(t)
	setenv(t, s.Endpoint())
	t.Chdir(t.TempDir())
	before := s.state(t)
	role := []string{"--set", "max_weight=100%", "--set", "fis_role=arn:aws:iam::111122223333:role/fis"}
	for name, c := range map[string]struct {
		fault, want string
		set         []string
	}{
		"no role":       {"{at: 0s, kind: invoke.delay, function: shop, delay: 1s}", "fis_role is missing: the role that its experiments take", nil},
		"matched":       {"{at: 0s, kind: invoke.delay, function: shop, delay: 1s, match: {path: sdk}}", "faults.0.match: AWS FIS strikes invocations of the whole function", role},
		"distributed":   {"{at: 0s, kind: invoke.delay, function: shop, delay: {uniform: [1s, 2s]}}", "faults.0.delay: AWS FIS adds a constant delay of at most 15m", role},
		"too weak":      {"{at: 0s, kind: invoke.error.unhandled, function: shop, share: 0.5%}", "faults.0.share: AWS FIS strikes whole percentages", role},
		"too strong":    {"{at: 0s, kind: invoke.error.unhandled, function: shop, share: 50%}", "strikes 50% of the requests of shop", role[2:]},
		"no queue":      {"{at: 0s, kind: dlq.deny, function: shop}", "function shop has no dead-letter queue here", role},
		"old letters":   {"{at: 0s, kind: dlq.deny, function: shop}", "so the run waits for them as long as events of shop may get old, 6h0m0s: write async: {max_age: ...} of at most 10m0s", append(role, "--set", "functions.shop.async={dead_letter: sqs:dead}")},
		"shared alias":  {"{at: 0s, kind: cold.storm, function: shop, alias: live, share: 30%}", "faults.0.share: the run gives $LATEST of shop a dead-letter queue, and an alias is shared only between versions that have the same", append(role, "--set", "functions.shop.async={dead_letter: sqs:dead, max_age: 60s}")},
		"no such leave": {"{at: 0s, kind: invoke.delay, function: shop, delay: 1s}", "--allow fis", role},
	} {
		t.Run(name, func(t *testing.T) {
			code, said := squallIn(t, append([]string{"run", writeProfile(t, withFaults(c.fault)), "--target", "aws", "--allow", "alias", "--out", t.TempDir()}, c.set...)...)
			if code != 2 || !strings.Contains(said, c.want) {
				t.Errorf("exit code %d, want %q in\n%s", code, c.want, said)
			}
		})
	}
	unchanged(t, s, before)
	bare := accountOf(t, strings.Replace(deployed, "AWS_LAMBDA_EXEC_WRAPPER: /opt", "AWS_LAMBDA_EXEC_WRAPPER: /else", 1), "shop")
	setenv(t, bare.Endpoint())
	code, said := squallIn(t, append([]string{"run", writeProfile(t, withFaults("{at: 0s, kind: invoke.delay, function: shop, delay: 1s}")), "--target", "aws", "--allow", "fis", "--out", t.TempDir()}, role...)...)
	if code != 2 || !strings.Contains(said, "shop:live is not prepared for AWS FIS, which would strike nothing: AWS_LAMBDA_EXEC_WRAPPER is not /opt/aws-fis/bootstrap") {
		t.Errorf("exit code %d\n%s", code, said)
	}
}

// An event source that is off leaves its messages where they are, and is on
// again when the fault has ended.
func TestEventSourceIsOff(t *testing.T) {
	s := account(t)
	setenv(t, s.Endpoint())
	t.Chdir(t.TempDir())
	ctx := t.Context()
	queue, err := s.sqs.CreateQueue(ctx, &sqs.CreateQueueInput{QueueName: aws.String("orders")})
	if err != nil {
		t.Fatal(err)
	}
	made, err := s.lambda.CreateEventSourceMapping(ctx, &lambda.CreateEventSourceMappingInput{FunctionName: aws.String("shop"), EventSourceArn: aws.String("arn:aws:sqs:us-east-1:111122223333:orders")})
	if err != nil {
		t.Fatal(err)
	}
	for { // it is made in a moment
		now, err := s.lambda.GetEventSourceMapping(ctx, &lambda.GetEventSourceMappingInput{UUID: made.UUID})
		if err != nil {
			t.Fatal(err)
		}
		if *now.State == "Enabled" {
			break
		}
	}
	before := s.state(t)
	profile := writeProfile(t, withFaults("{at: 100ms, for: 600ms, kind: esm.disable, function: shop, value: orders}"))
	off := make(chan string, 1)
	spoiled(t, s, func(_ http.ResponseWriter, r *http.Request) bool {
		if strings.HasSuffix(r.URL.Path, "/invocations") {
			if now, err := s.lambda.GetEventSourceMapping(ctx, &lambda.GetEventSourceMappingInput{UUID: made.UUID}); err == nil && strings.HasPrefix(*now.State, "Disabl") {
				select {
				case off <- *now.State:
				default:
				}
			}
		}
		return false
	})
	code, said := squallIn(t, "run", profile, "--target", "aws", "--allow", "mapping", "--out", "one")
	if code == 1 || code == 2 || code == 13 || len(off) == 0 {
		t.Errorf("exit code %d, seen off %d times\n%s", code, len(off), said)
	}
	unchanged(t, s, before)
	if code, said := squallIn(t, "run", profile, "--clock", "virtual", "--out", "two"); code != 2 || !strings.Contains(said, "yaml:10:") || !strings.Contains(said, "esm.disable needs real sockets") {
		t.Errorf("in virtual time: exit code %d\n%s", code, said)
	}
	if _, err := s.sqs.DeleteQueue(ctx, &sqs.DeleteQueueInput{QueueUrl: queue.QueueUrl}); err != nil {
		t.Error(err)
	}
}

// A queue refuses messages from the beginning of the fault to its end, or until
// its time is over; what others have in its policy stays.
func TestQueueRefusesMessages(t *testing.T) {
	s := account(t)
	setenv(t, s.Endpoint())
	ctx := t.Context()
	const own = `{"Version":"2012-10-17","Statement":[{"Sid":"own","Effect":"Allow","Principal":"*","Action":"sqs:SendMessage","Resource":"*"}]}`
	made, err := s.sqs.CreateQueue(ctx, &sqs.CreateQueueInput{QueueName: aws.String("dead"), Attributes: map[string]string{"Policy": own}})
	if err != nil {
		t.Fatal(err)
	}
	session, err := cloud.Open(ctx, cloud.Options{Account: profiles.Account{ID: "111122223333", Region: "us-east-1"}, Mark: "test"})
	if err != nil {
		t.Fatal(err)
	}
	target := session.Target()
	send := func() error {
		_, err := s.sqs.SendMessage(ctx, &sqs.SendMessageInput{QueueUrl: made.QueueUrl, MessageBody: aws.String("b")})
		return err
	}
	denial := profiles.Change{Kind: profiles.PutDenial, Function: "shop", Queue: "sqs:dead", Lease: "run/#0", Lasts: time.Minute}
	seen, err := target.Look(ctx, denial)
	if err == nil {
		err = target.Make(ctx, denial)
	}
	if err != nil || seen.Before != "as it is" || len(seen.Undo) != 1 {
		t.Fatalf("%+v, %v", seen, err)
	}
	if err := send(); err == nil || !strings.Contains(err.Error(), "AccessDenied") {
		t.Errorf("while it lasts: %v", err)
	}
	for range 2 { // what was taken back can be taken back again
		if err := target.Make(ctx, seen.Undo[0]); err != nil {
			t.Error(err)
		}
	}
	if err := send(); err != nil {
		t.Errorf("after it: %v", err)
	}
	now, err := s.sqs.GetQueueAttributes(ctx, &sqs.GetQueueAttributesInput{QueueUrl: made.QueueUrl, AttributeNames: []types.QueueAttributeName{"Policy"}})
	if err != nil || now.Attributes["Policy"] != own {
		t.Errorf("the owner's policy is %v, %v", now.Attributes, err)
	}
}

// The section of docs/chaos.md about AWS names every kind that is there, and its
// profile would run.
func TestGuideOnAWS(t *testing.T) {
	text, err := os.ReadFile("../../docs/chaos.md")
	if err != nil {
		t.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(text), "## On AWS")
	section, _, ok := strings.Cut(rest, "## All faults")
	if !ok {
		t.Fatal("docs/chaos.md has no section about AWS")
	}
	for _, k := range fault.Catalogue() {
		if k.OnAWS().By != "" && k.Ground != fault.Wire && !strings.Contains(section, "`"+k.Name+"`") {
			t.Errorf("the section does not name %s, which AWS has", k.Name)
		}
	}
	_, rest, _ = strings.Cut(section, "```yaml\n")
	profile, _, _ := strings.Cut(rest, "```")
	s := account(t)
	setenv(t, s.Endpoint())
	code, said := squallIn(t, "chaos", "run", writeProfile(t, profile), "--target", "aws", "--allow", "fis", "--dry-run")
	if code != 0 || !strings.Contains(said, "aws:lambda:invocation-error on 20% for PT2M (--allow fis)") || strings.Contains(said, "would be refused") {
		t.Errorf("exit code %d\n%s", code, said)
	}
}
