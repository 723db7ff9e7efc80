package main

import (
	"slices"
	"strings"
	"testing"
)

// neighbours stand in an account: one function to strike, and one to leave alone.
const neighbours = `
name: deployed
account: {concurrency: 300}
functions:
  - name: shop
    env: {AWS_FIS_CONFIGURATION_LOCATION: "arn:aws:s3:::runs/fis/", AWS_LAMBDA_EXEC_WRAPPER: /opt/aws-fis/bootstrap}
    versions: {v1: {model: {duration: {constant: 1ms}}}, v2: {model: {duration: {constant: 1ms}}}}
    aliases: {live: v1, warm: v1}
    provisioned: {warm: 2}
    reserved: 20
  - {name: other, model: {duration: {constant: 1ms}}}
  - {name: poor, model: {duration: {constant: 1ms}, errors: 100%}}
attack: [{path: sdk, function: shop, phases: [{for: 1s, rate: 1/s}]}]
`

const striking = `
name: striking
account: {id: "111122223333", region: us-east-1}
budget: 5
max_weight: 100%
fis_role: arn:aws:iam::111122223333:role/fis
functions:
  - {name: shop, versions: {v1: {model: {duration: {constant: 1ms}}}, v2: {model: {duration: {constant: 1ms}}}}, aliases: {live: v1, warm: v1}, provisioned: {warm: 2}, reserved: 20}
  - {name: other, model: {duration: {constant: 1ms}}}
attack:
  - {path: sdk, function: shop:live, checks: [{contains: '"statusCode":200'}], phases: [{for: LOAD, rate: 40/s}]}
  - {name: warm, path: sdk, function: shop:warm, phases: [{for: LOAD, rate: 20/s}]}
  - {name: other, path: sdk, function: other, phases: [{for: LOAD, rate: 20/s}]}
faults:
`

// Each fault of an account bites the function that it names, no other one, and
// leaves nothing changed. What begins and ends is watched by those of FIS, of
// aliases and of queues beside this.
func TestFaultsBiteOnAWS(t *testing.T) {
	s := accountOf(t, neighbours, "shop")
	setenv(t, s.Endpoint())
	t.Chdir(t.TempDir())
	before := s.state(t)
	faults := []string{
		"at: 300ms, for: 800ms, function: shop, kind: throttle.reserved, value: 2, expect: [sdk.throttle_rate >= 0%]",
		"at: 1200ms, for: 800ms, function: shop, kind: alias.repoint, alias: live, value: v2",
		"at: 2100ms, for: 800ms, function: shop, kind: invoke.response.status, value: 503, share: 60%",
		"at: 3s, for: 500ms, function: shop, kind: pc.remove, alias: warm",
		"at: 4s, for: 200ms, function: shop, kind: pc.shrink, alias: warm, value: 1",
		"at: 4300ms, for: 200ms, function: shop, kind: reserved.remove",
	}
	profile := writeProfile(t, strings.ReplaceAll(striking, "LOAD", "5s")+"  - {"+strings.Join(faults, "}\n  - {")+"}\n")
	r, said := leftUnchanged(t, s, before, "chaos", "run", profile, "--target", "aws", "--allow", everyLeave, "--out", "one")
	for _, f := range r.Faults {
		if f.Error != "" || !f.Undone {
			t.Errorf("fault %+v", f)
		}
	}
	var made []string
	for _, c := range r.Changes {
		made = append(made, c.What+": "+c.Before+" -> "+c.After)
	}
	for _, want := range []string{"reserved concurrency of shop: 20 -> 2", "provisioned concurrency of shop:warm: 2 -> none",
		"provisioned concurrency of shop:warm: 2 -> 1", "reserved concurrency of shop: 20 -> unset"} {
		if !slices.Contains(made, want) {
			t.Errorf("no change %q in\n%s", want, strings.Join(made, "\n"))
		}
	}
	// While the machine is busy a fault begins late: what it did counts, not when.
	if live := r.Arms[0].Paths[0]; live.Outcomes["check_failed"] == 0 || live.Outcomes["throttled"] == 0 || live.Versions["v2"] == 0 {
		t.Errorf("%s: outcomes %v, versions %v", live.Entry, live.Outcomes, live.Versions)
	}
	if warm := r.Arms[0].Paths[1]; warm.SpilloverRate == nil || warm.SpilloverRate.Count == 0 || warm.Versions["v2"] > 0 {
		t.Errorf("%s: spilled over %+v, versions %v", warm.Entry, warm.SpilloverRate, warm.Versions)
	}
	if other := r.Arms[0].Paths[2]; other.Outcomes["ok"] != other.Sent || len(other.Versions) != 1 {
		t.Errorf("%s: outcomes %v of %d, versions %v", other.Entry, other.Outcomes, other.Sent, other.Versions)
	}
	if t.Failed() {
		t.Log(said)
	}
}
