package main

import (
	"math"
	"os"
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
  - {path: sdk, function: shop:live, phases: [{for: 1800ms, rate: 15/s}]}
  - {path: alb, function: shop:live, phases: [{for: 1800ms, rate: 15/s}]}
  - {path: apigw-rest, function: shop:live, phases: [{for: 1800ms, rate: 15/s}]}
  - {path: apigw-http, function: shop:live, phases: [{for: 1800ms, rate: 15/s}]}
canary:
  {function: shop, alias: live, candidate: v2, look: 250ms, settle: 2s, latency: none, errors: 60%, throttles: 10%,
   steps: [{weight: 30%, for: 600ms, samples: 8}, {weight: 50%, for: 600ms, samples: 8}]}
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

// scripted are commands of functions in Python and in Node, with the probes that
// the docs show.
func scripted(t *testing.T) (python, node string) {
	t.Helper()
	docs, err := os.ReadFile("../../docs/aws.md")
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	command := func(language, interpreter, loop string) string {
		if _, err := exec.LookPath(interpreter); err != nil {
			if os.Getenv("CI") != "" {
				t.Fatal(err)
			}
			t.Skip(err)
		}
		if real, err := exec.Command(interpreter, "-c", "import sys; print(sys.executable)").Output(); err == nil {
			interpreter = strings.TrimSpace(string(real)) // and no script that looks for it each time
		}
		_, after, ok := strings.Cut(string(docs), "```"+language+"\n")
		probe, _, closed := strings.Cut(after, "```")
		rest, err := os.ReadFile("testdata/program/" + loop)
		if !ok || !closed || err != nil {
			t.Fatalf("docs/aws.md shows no probe in %s: %v", language, err)
		}
		name := filepath.Join(dir, loop)
		if err := os.WriteFile(name, append([]byte(probe), rest...), 0o600); err != nil {
			t.Fatal(err)
		}
		return "[" + interpreter + ", " + name + "]"
	}
	return command("python", "python3", "loop.py"), command("js", "node", "loop.mjs")
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
	t.Run("other languages", func(t *testing.T) {
		python, node := scripted(t)
		few := []string{"functions.shop.versions.v1.process.command=" + python, "functions.shop.versions.v2.process.command=" + node,
			"canary.steps=[{weight: 50%, for: 1s, samples: 10}]"}
		for _, path := range []string{"sdk", "alb", "apigw-rest", "apigw-http"} {
			// Each environment is an interpreter that starts; the load ends with the release.
			few = append(few, "attack."+path+".phases=[{for: 20s, rate: 3/s}]", "attack."+path+".warmup=2s")
		}
		programsAsGood(t, own, few...)
	})
	t.Run("broken", func(t *testing.T) { programBroken(t, own) })
	t.Run("unknown", func(t *testing.T) { programsUnknown(t, own) })
}

// Programs say by the probe's headers which version answered, at every door;
// each step's share is the one that was asked for.
func programsAsGood(t *testing.T, own string, set ...string) {
	r, said := released(t, own, set...)
	c := r.Canary
	if c.Unknown > c.UnknownFails || c.UnknownFails > 0 && r.Verdict != analyze.Invalid || c.Decision != canary.Promote && r.Verdict != analyze.Invalid { // this machine was too slow
		t.Errorf("%s: %s, %d unknown\n%s", r.Verdict, c.Decision, c.Unknown, said)
	}
	all := map[string]uint64{}
	for _, p := range r.Arms[0].Paths {
		all["v2"] += p.Versions["v2"]
		if r.Verdict == analyze.Invalid && p.Outcomes["ok"] < p.Sent {
			continue
		}
		seen := p.Sent < 20 || p.Versions["v1"] > 0 && p.Versions["v2"] > 0
		if all["v1"] += p.Versions["v1"]; !seen || p.Versions["v1"]+p.Versions["v2"] != p.Sent {
			t.Errorf("entry %s: %d sent, versions %v", p.Entry, p.Sent, p.Versions)
		}
	}
	if all["v2"] == 0 || all["v1"] == 0 && r.Verdict != analyze.Invalid {
		t.Errorf("versions %v\n%s", all, said)
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
