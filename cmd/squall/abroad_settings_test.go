package main

import (
	"slices"
	"strings"
	"testing"
)

// tuned is a function whose arms differ in memory; one arm has what is deployed.
const tuned = `
name: tuned
account: {id: "111122223333", region: us-east-1}
budget: 5
repeat: 2
functions:
  - {name: shop, memory: 512, model: {duration: {constant: 1ms}}, aliases: {live: v1}}
attack:
  - {path: sdk, function: shop:live, phases: [{for: 400ms, rate: 50/s}]}
`

// Settings are compared on AWS by versions of their own, of which nothing is left.
func TestSettingsOnAWS(t *testing.T) {
	s := opened(t)
	t.Chdir(t.TempDir())
	before := s.state(t)
	c := &configured{t: t, s: s}
	spoiled(t, s, c.look)
	r, _ := leftUnchanged(t, s, before, "canary", "--profile", writeProfile(t, tuned), "--function", "shop", "--compare-settings", "memory=512,1024",
		"--target", "aws", "--allow", "config,alias", "--set", "repeat=2", "--out", "one")
	for i, a := range r.Arms {
		if a.Paths[0].Sent != 40 || a.Cost == nil {
			t.Errorf("arm %s: %d sent, cost %v", a.Name, a.Paths[0].Sent, a.Cost)
		}
		if i > 0 && !(a.Cost.USD > r.Arms[0].Cost.USD) {
			t.Errorf("more memory costs %v, less %v", a.Cost.USD, r.Arms[0].Cost.USD)
		}
	}
	for _, alias := range []string{"alias of shop: a new one (512 MB, 3 s, orders)", "alias of shop: a new one (1024 MB, 3 s, orders)"} {
		if n := strings.Count(strings.Join(c.seen, "\n"), alias); n != 2 {
			t.Errorf("%d times %s, want once a block: %q", n, alias, c.seen)
		}
	}
	if last := c.seen[len(c.seen)-1]; !slices.Contains(c.seen, "shop: undone 512 MB orders") || last != "alias of shop: 1" {
		t.Errorf("%q", c.seen)
	}
}

// What cannot be compared on AWS is refused before a change, and says why.
func TestSettingsRefusedOnAWS(t *testing.T) {
	s := opened(t)
	t.Chdir(t.TempDir())
	setenv(t, s.Endpoint())
	before := s.state(t)
	for _, c := range []struct{ settings, set, says string }{
		{"memory=512,1024", "repeat=2", "--allow"},
		{"memory=512,1024", "attack.0.function=shop", "must go to an alias"},
		{"arch=arm64,x86_64", "repeat=2", "which a run on AWS does not set"},
	} {
		code, said := squallIn(t, "canary", "--profile", writeProfile(t, tuned), "--function", "shop", "--compare-settings", c.settings, "--set", c.set, "--target", "aws", "--out", "two")
		if code != 2 || !strings.Contains(strings.Join(strings.Fields(said), " "), c.says) {
			t.Errorf("%s, %s: exit code %d, want %q\n%s", c.settings, c.set, code, c.says, said)
		}
	}
	unchanged(t, s, before)
}
