package read

import (
	"testing"

	"squall/profiles/guard"

	"github.com/google/go-cmp/cmp"
)

const guarded = `
name: guarded
account: {id: "123456789012", region: eu-west-1}
budget: 2.5
max_rate: 600/min
state: s3://runs/squall
restorer: arn:aws:iam::123456789012:role/restorer
functions:
  - {name: f, model: {duration: {constant: 5ms}}, aliases: {live: v1}, reserved: 5, async: {dead_letter: sqs:d, shared_queue: true}}
attack:
  - {path: alb, function: f:live, url: https://a.example/, owner: external, access_log: "s3://logs/alb", phases: [{for: 1s, rate: 1/s}]}
arms:
  - {name: a}
  - {name: b, set: {functions.f.provisioned.live: 2}}
stop: [error_rate > 5% for 5s, {alarm: "arn:aws:cloudwatch:eu-west-1:123456789012:alarm:too many"}]
`

func TestGuard(t *testing.T) {
	p, err := Profile("guarded.yaml", []byte(guarded), []string{"functions.f.memory=512"})
	if err != nil {
		t.Fatal(err)
	}
	want := guard.Guard{Pinned: true, Budget: 2.5, MaxRate: 10, State: "s3://runs/squall", Restorer: "arn:aws:iam::123456789012:role/restorer",
		Alarms: []string{"arn:aws:cloudwatch:eu-west-1:123456789012:alarm:too many"}}
	if diff := cmp.Diff(want, p.Guard); diff != "" || len(p.Stop) != 1 {
		t.Errorf("%s, %d rules", diff, len(p.Stop))
	}
	e := p.Arms[0].World.Attack[0]
	if e.URL != "" || e.Address != "https://a.example/" || !e.External || e.AccessLog != "s3://logs/alb" || !p.Arms[0].World.Functions[0].Async.Shared {
		t.Errorf("entry %+v", e)
	}
	stated := Stated(p)
	for address, want := range map[string][2]bool{
		"functions.f.reserved": {true, true}, "functions.f.memory": {true, true}, "functions.f.timeout": {false, false},
		"functions.f.provisioned.live": {false, true}, "functions.f.provisioned": {false, true}, "functions.f.async.retries": {false, false},
	} {
		if got := [2]bool{stated("a", address), stated("b", address)}; got != want {
			t.Errorf("%s is written: %v, want %v", address, got, want)
		}
	}
}
