package main

import (
	"path/filepath"
	"strings"
	"testing"

	"squall/analyze"
)

// measured runs a profile on a stand-in of its own and reads the result.
func measured(t *testing.T, profile string, args ...string) (code int, dir string, r *analyze.Result) {
	t.Helper()
	dir = filepath.Join(t.TempDir(), "result")
	diag := new(watcher)
	code, _ = called(t, diag, append([]string{"run", writeProfile(t, profile), "--out", dir}, args...)...)
	r, err := readResult(dir)
	if err != nil {
		t.Fatalf("exit code %d: %v\n%s", code, err, diag)
	}
	return code, dir, r
}

// A measurement that cannot be trusted is INVALID and says why, whatever its
// figures are.
func TestInvalid(t *testing.T) {
	for name, c := range map[string]struct{ profile, why string }{
		"saturated generator": {`
name: saturated
functions: [{name: f, model: {duration: {constant: 400ms}}}]
attack: [{path: sdk, function: f, workers: 1, phases: [{for: 1s, rate: 30/s}]}]
expect: [sdk.status.200 > 0]
`, "the generator was the limit: arm base, entry sdk: "},
		"arm without its effect": {`
name: no-effect
waits: 600x
functions: [{name: f, model: {duration: {constant: 1ms}}, aliases: {live: v1}}]
attack: [{path: sdk, function: f:live, warmup: 1s, phases: [{for: 1s, rate: 4/s}]}]
arms: [{name: on-demand}, {name: provisioned, set: {functions.f.provisioned.live: 2}}]
expect: [sdk.status.200 == 4]
`, "arm on-demand saw 0 cold starts in 4 requests"},
	} {
		t.Run(name, func(t *testing.T) {
			code, _, r := measured(t, c.profile)
			if code != 15 || r.Verdict != analyze.Invalid || !strings.Contains(strings.Join(r.Why, "\n"), c.why) {
				t.Errorf("exit code %d, %s %q; want INVALID, %q", code, r.Verdict, r.Why, c.why)
			}
			if r.Expectations[0].Verdict != analyze.Pass {
				t.Errorf("the expectation is %s, so this shows nothing", r.Expectations[0].Verdict)
			}
		})
	}
}

// Undecided is not passed, and --inconclusive waives it; missing data it does
// not. A machine that is too busy to measure makes each of them INVALID.
func TestInconclusive(t *testing.T) {
	const undecided, noData = "sdk.error_rate < 50%", "sdk.reason.ReservedFunctionConcurrentInvocationLimitExceeded == 0, sdk.cold_p99 < 9s"
	for _, c := range []struct {
		expect, flag string
		code         int
	}{
		{undecided, "fail", 11}, {undecided, "warn", 0}, {noData, "pass", 11},
	} {
		code, _, r := measured(t, `
name: undecided
functions: [{name: f, model: {duration: {constant: 5ms}, errors: 50%}}]
attack: [{path: sdk, function: f, warmup: 500ms, phases: [{for: 500ms, rate: 40/s}]}]
expect: [`+c.expect+`]
`, "--inconclusive", c.flag)
		if code != c.code && code != 15 || r.Verdict != analyze.Inconclusive && r.Verdict != analyze.Invalid {
			t.Errorf("%s, --inconclusive %s: exit code %d, want %d; %s %q", c.expect, c.flag, code, c.code, r.Verdict, r.Why)
		}
	}
}

// Figures come from every hit, however few are kept.
func TestHitsKept(t *testing.T) {
	for choice, want := range map[string]int{"sample:5": 4, "none": 0} {
		code, dir, r := measured(t, briefProfile, "--hits", choice)
		settled(t, code, r)
		if n := hitsIn(t, dir); n != want || sent(r) != 20 {
			t.Errorf("--hits %s: %d hits in the file, want %d; %d in the figures, want 20", choice, n, want, sent(r))
		}
	}
}
