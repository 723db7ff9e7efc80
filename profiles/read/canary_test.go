package read_test

import (
	"errors"
	"os"
	"strings"
	"testing"
	"time"

	"squall/profiles/read"
	"squall/profiles/rollout"
)

func TestCanary(t *testing.T) {
	data, err := os.ReadFile("../builtin/canary.yaml")
	if err != nil {
		t.Fatal(err)
	}
	p, err := read.Profile("canary.yaml", data, nil)
	if err != nil {
		t.Fatal(err)
	}
	c := p.Canary
	if c.Baseline != "v1" || len(c.Steps) != 3 || c.Steps[2] != (rollout.Step{Weight: 0.5, For: time.Minute, Samples: 100}) {
		t.Errorf("got %+v", c)
	}
	if c.Errors != rollout.DefaultErrors || c.Latency.Margin != 0.1 || c.Latency.Quantile != 0.99 || c.Policy != rollout.RollBack {
		t.Errorf("got %+v with %+v", c, c.Latency)
	}
	if change := p.Shift(0.25, "base-1"); change.String() != "PutAlias checkout live-base-1 -> v1 and 25% v2" {
		t.Errorf("shift: %s", change)
	}
	for weight, want := range map[float64]string{0: "-> v1", 1: "-> v2"} {
		if change := p.Shift(weight, ""); !strings.HasSuffix(change.String(), "checkout live "+want) {
			t.Errorf("shift to %g: %s", weight, change)
		}
	}
	for _, tt := range []refusal{
		{"canary.function=chekout", `did you mean checkout`},
		{"canary.alias=life", `function checkout has no alias "life"`},
		{"canary.candidate=v1", "points at v1 already"},
		{"canary.candidate=v3", `"v3" is not a version`},
		{"canary.steps=AllAtOnce", "nothing can be compared"},
		{"canary.traffic=metrics", "CloudWatch keeps no times of single requests"},
		{"canary.steps=Canary10Percent5Minutes", "the steps take 5m0s at least, and the load on checkout:live ends after 3m10s"},
		{"canary.steps=[]", "there is no step"},
		{"canary.steps=[{weight: 50%, for: 1s}, {weight: 20%, for: 1s}]", "weights ascend"},
		{"canary.steps=[{weight:50%, for: 1s}]", "YAML wants a space after the colon: write weight: 50%"},
		{"canary.steps=[{weight: 100%, for: 1s}]", "nothing can be compared"},
		{"canary.latency={metric: p42}", "p42"},
		{"canary.inconclusive=maybe", "maybe"},
		{"canary.look=0s", "more than 0"},
		{"canary.look=61s", "step 1 takes 1m0s, so it would last longer"},
		{"repeat=2", "a release happens once"},
		{"arms=[{name: a}, {name: b}]", "the profile has 2 arms"},
		{"functions.checkout.aliases={live: {to: v1, weights: {v2: 5%}}}", "has a weight already"},
		{"functions.checkout.provisioned={live: 5}", "configure it on versions v1 and v2"},
		{"attack.sdk.function=checkout", "no entry sends to checkout:live"},
		{"faults=[{at: 1s, kind: alias.repoint, function: checkout, alias: live, value: v2}]", "while the release moves its weight"},
	} {
		_, err := read.Profile("canary.yaml", data, []string{tt.set})
		problems, _ := errors.AsType[read.Problems](err)
		if len(problems) == 0 || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: got\n%v\nwant %s", tt.set, err, tt.want)
		}
	}
}
