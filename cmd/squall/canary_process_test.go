package main

import (
	"math"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"squall/analyze"
	"squall/analyze/canary"
)

// programs are two versions that are programs, behind every kind of door.
const programs = `
name: programs
functions:
  - name: shop
    versions: {v1: {process: {command: [PROGRAM, one]}}, v2: {process: {command: [PROGRAM, two]}}}
    aliases: {live: v1}
attack:
  - {path: sdk, function: shop:live, phases: [{for: 3s, rate: 10/s}]}
  - {path: alb, function: shop:live, phases: [{for: 3s, rate: 10/s}]}
  - {path: apigw-rest, function: shop:live, phases: [{for: 3s, rate: 10/s}]}
  - {path: apigw-http, function: shop:live, phases: [{for: 3s, rate: 10/s}]}
canary:
  {function: shop, alias: live, candidate: v2, look: 250ms, settle: 2s, latency: none, errors: 60%, throttles: 10%,
   steps: [{weight: 30%, for: 1s, samples: 8}, {weight: 50%, for: 1s, samples: 8}]}
`

// quick is a program that starts fast, also where the tests look for races: each
// environment is a process of it.
func quick(t *testing.T) string {
	t.Helper()
	name := filepath.Join(t.TempDir(), "program")
	if out, err := exec.Command("go", "build", "-o", name, "./testdata/program").CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	return name
}

// released runs a release of programs and gives its result.
func released(t *testing.T, own string, set ...string) (*analyze.Result, string) {
	t.Helper()
	t.Chdir(t.TempDir())
	args := []string{"canary", writeProfile(t, strings.ReplaceAll(programs, "PROGRAM", own)), "--out", "one"}
	for _, s := range set {
		args = append(args, "--set", strings.ReplaceAll(s, "PROGRAM", own))
	}
	_, said := squallIn(t, args...)
	r, err := readResult("one")
	if err != nil || r.Canary == nil {
		t.Fatalf("no release: %v\n%s", err, said)
	}
	return r, said
}

func TestReleaseOfPrograms(t *testing.T) {
	own := quick(t)
	t.Run("as good", func(t *testing.T) { programsAsGood(t, own) })
	t.Run("broken", func(t *testing.T) { programBroken(t, own) })
	t.Run("unknown", func(t *testing.T) { programsUnknown(t, own) })
}

// Programs say by the probe's headers which version answered, at every door;
// each step's share is the one that was asked for.
func programsAsGood(t *testing.T, own string) {
	r, said := released(t, own)
	c := r.Canary
	if c.Unknown > c.UnknownFails || c.UnknownFails > 0 && r.Verdict != analyze.Invalid || c.Decision != canary.Promote && r.Verdict != analyze.Invalid { // this machine was too slow
		t.Errorf("%s: %s, %d unknown\n%s", r.Verdict, c.Decision, c.Unknown, said)
	}
	for _, p := range r.Arms[0].Paths {
		if r.Verdict == analyze.Invalid && p.Outcomes["ok"] < p.Sent {
			continue
		}
		if p.Versions["v1"] == 0 || p.Versions["v2"] == 0 || p.Versions["v1"]+p.Versions["v2"] != p.Sent {
			t.Errorf("entry %s: %d sent, versions %v", p.Entry, p.Sent, p.Versions)
		}
	}
	for _, s := range c.Steps {
		n := float64(s.Of)
		if off := math.Abs(float64(s.Seen) - s.Weight*n); off > 5*math.Sqrt(n*s.Weight*(1-s.Weight)) {
			t.Errorf("weight %g: %d of %d", s.Weight, s.Seen, s.Of)
		}
	}
}

// A candidate whose failures say their version, on the SDK's path, is rolled
// back.
func programBroken(t *testing.T, own string) {
	r, said := released(t, own, "functions.shop.versions.v2.process.command=[PROGRAM, failing]")
	if c := r.Canary; (c.Decision != canary.RollBack || !strings.Contains(c.Sentence(), "v2 fails more often than v1")) && r.Verdict != analyze.Invalid {
		t.Errorf("%s\n%s", c.Sentence(), said)
	}
}

// At doors a failure says no version: it speaks against the candidate, and never
// for it, and is not taken for a proof.
func programsUnknown(t *testing.T, own string) {
	r, said := released(t, own, "functions.shop.versions.v2.process.command=[PROGRAM, failing]", "attack.sdk.path=url")
	c := r.Canary
	if c.Decision != canary.Inconclusive || c.Then != "rollback" || c.UnknownFails == 0 || c.Sides[0].Counts.N > 0 {
		t.Errorf("%s, then %s, %d unknown failures, %+v\n%s", c.Sentence(), c.Then, c.UnknownFails, c.Sides[0].Counts, said)
	}
	// The same with some failures of either: none may help.
	r, said = released(t, own, "functions.shop.versions.v2.process.command=[PROGRAM, mute]", "attack.sdk.path=url")
	if c := r.Canary; c.Decision != canary.Inconclusive || c.Then != "rollback" || c.Unknown == 0 {
		t.Errorf("%s, then %s, %d unknown\n%s", c.Sentence(), c.Then, c.Unknown, said)
	}
}
