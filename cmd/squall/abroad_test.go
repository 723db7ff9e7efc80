package main

import (
	"strings"
	"testing"

	"squall/profiles/fault"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/lambda"
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
	code, said := squallIn(t, "chaos", "run", writeProfile(t, withFaults(
		"{at: 200ms, for: 400ms, kind: alias.split, function: shop, alias: live, value: v2, share: 50%, expect: [sdk.throttle_rate < 1%]}",
		"{at: 200ms, for: 300ms, kind: async.no-retry, function: shop, alias: live}",
		"{at: 600ms, for: 300ms, kind: async.short-age, function: shop, alias: live, value: 90}")),
		"--target", "aws", "--allow", "alias,async", "--set", "max_weight=50%", "--out", "one")
	if code == 1 || code == 2 || code == 13 {
		t.Fatalf("exit code %d\n%s", code, said)
	}
	unchanged(t, s, before)
	r, err := readResult("one")
	if err != nil {
		t.Fatal(err)
	}
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
