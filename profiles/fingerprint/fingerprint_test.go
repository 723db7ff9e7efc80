package fingerprint

import (
	"maps"
	"slices"
	"testing"

	"squall/profiles"
	"squall/profiles/read"
)

const text = `
name: shop
functions:
  - name: f
    memory: 512
    versions: {v1: {model: {runtime: python3.13, init: {preset: app}, duration: {lognormal: {median: 40ms, p99: 120ms}}}}}
    aliases: {live: v1}
attack: [{path: sdk, function: "f:live", phases: [{for: 8s, rate: 60/s}]}]
arms: [{name: a}, {name: b, set: {functions.f.provisioned.live: 5}}]
`

func of(t *testing.T, set ...string) map[string]string {
	t.Helper()
	p, err := read.Profile("p.yaml", []byte(text), set)
	if err != nil {
		t.Fatal(err)
	}
	return Of(p)
}

// A change of a profile shows in the word that it is about, and in no other.
func TestOf(t *testing.T) {
	was := of(t)
	if !maps.Equal(was, of(t)) {
		t.Fatal("the same profile has two fingerprints")
	}
	if elsewhere, err := read.Profile("else/where.yaml", []byte(text), nil); err != nil || !maps.Equal(was, Of(elsewhere)) {
		t.Fatal("the same profile has another fingerprint in another file", err)
	}
	if was["functions.f.memory"] != "512" || was["b.functions.f.provisioned.live"] != "5" || was["functions.f.v1.arch"] != "x86_64" ||
		was["attack.sdk.path"] != "sdk" || was["attack.sdk.to"] != "f:live" || was["region"] != "us-east-1" || was["functions.f.aliases.live"] != "v1" {
		t.Errorf("%v", was)
	}
	if p, err := read.Profile("elsewhere/q.yaml", []byte(text), nil); err != nil || !maps.Equal(was, Of(p)) {
		t.Errorf("the same text in another file is another world: %v", err)
	}
	for set, key := range map[string]string{
		"functions.f.memory=1024":                               "functions.f.memory",
		"functions.f.versions.v1.model.duration={constant: 1s}": "functions.f.v1.model",
		"functions.f.versions.v1.model.arch=arm64":              "functions.f.v1.arch functions.f.v1.model",
		"attack.sdk.phases.0.rate=61/s":                         "attack.sdk.load",
		"platform.idle_expiry={constant: 1m}":                   "platform",
		"account.region=eu-west-1":                              "region",
		"functions.f.reserved=7":                                "functions.f.reserved",
		"name=other":                                            "",
		"expect=[p99 < 1s]":                                     "",
	} {
		is := of(t, set)
		if changed := is["profile"] != was["profile"]; changed != (key != "") || of(t, set, "seed=7")["profile"] != is["profile"] {
			t.Errorf("%s: the profile's hash is %s, was %s", set, is["profile"], was["profile"])
		}
		var differ string
		for _, k := range slices.Sorted(maps.Keys(is)) {
			if k != "profile" && is[k] != was[k] {
				differ += " " + k
			}
		}
		if want := " " + key; differ != want && differ+" " != want {
			t.Errorf("%s: differs in%q, want %q", set, differ, key)
		}
	}
}

// A word is made of values: no address of memory may get into it.
func TestBuiltinsHaveLastingWords(t *testing.T) {
	for _, name := range profiles.Builtins() {
		data, _ := profiles.Builtin(name)
		var seen map[string]string
		for range 2 {
			p, err := read.Profile(name, data, nil)
			if err != nil {
				t.Fatal(err)
			}
			words := Of(p)
			if seen != nil && !maps.Equal(seen, words) {
				t.Errorf("%s: another fingerprint the second time", name)
			}
			seen = words
		}
	}
}
