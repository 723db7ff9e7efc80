package preview

import (
	"strings"
	"testing"

	"squall/profiles"
	"squall/profiles/read"

	"github.com/google/go-cmp/cmp"
)

func plan(t *testing.T, text string) *profiles.Plan {
	t.Helper()
	p, err := read.Profile("test.yaml", []byte(text), nil)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func written(t *testing.T, p *profiles.Plan, o Options) string {
	t.Helper()
	var b strings.Builder
	if err := Write(&b, p, o); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

const small = `
name: small
functions: [{name: f, model: {duration: {constant: 5ms}}}]
attack: [{path: sdk, function: f, phases: [{for: 10s, rate: 1000/s}]}]
arms:
  - {name: a}
  - {name: b, set: {functions.f.memory: 256}}
expect: [sdk.p99 < 1s, sdk.status.429 == 0]
`

func TestWrite(t *testing.T) {
	const want = `small: 2 arms x 1 repeat, about 20s, seed 1, waits 1x
The arms differ in functions.f.memory.

      at  step           for  what
      0s  setup               1 function, 1 entry, 2 arms, 1 repeat
      0s  apply               b, repeat 1 of 1: 1 change
      0s  wait                until functions are active
      0s  load           10s  about 10000 requests by 1 entry
     10s  restore             b, repeat 1 of 1: 1 change
     10s  apply               a, repeat 1 of 1: 1 change
     10s  wait                until functions are active
     10s  load           10s  about 10000 requests by 1 entry
     20s  restore             a, repeat 1 of 1: 1 change
     20s  teardown            delete what was made

each arm, in each repeat: about 10,000 requests in 10s
entry  path  requests  to
sdk    sdk     10,000  f

on Lambda at most a $0.0645, b $0.1270, at list prices

needs hits     expected
368 of 10,000  sdk.p99 < 1s, in 1s
               sdk.status.429 == 0
`
	if diff := cmp.Diff(want, written(t, plan(t, small), Options{})); diff != "" {
		t.Error(diff)
	}
}

// Arms that differ in their load are listed one by one.
func TestArmsWithLoadsOfTheirOwn(t *testing.T) {
	p := plan(t, strings.Replace(small, "functions.f.memory: 256", "attack.sdk.phases.0.rate: 5/s", 1))
	got := written(t, p, Options{})
	for _, want := range []string{"arm a, in each repeat: about 10,000 requests", "arm b, in each repeat: about 50 requests", "368 of 50 TOO FEW  sdk.p99 < 1s, in 1m14s"} {
		if !strings.Contains(got, want) {
			t.Errorf("no %q in\n%s", want, got)
		}
	}
}

func TestEveryBuiltInFitsTheTerminal(t *testing.T) {
	for _, name := range profiles.Builtins() {
		data, _ := profiles.Builtin(name)
		p := plan(t, string(data))
		for _, changes := range []bool{false, true} {
			for line := range strings.Lines(written(t, p, Options{Width: 80, Changes: changes})) {
				if len(strings.TrimRight(line, "\n")) > 80 {
					t.Errorf("%s: %d columns: %s", name, len(line), line)
				}
			}
		}
		for _, x := range p.Expect {
			if !strings.Contains(strings.Join(strings.Fields(written(t, p, Options{})), " "), x.Expr) {
				t.Errorf("%s: %q is not there whole", name, x.Expr)
			}
		}
	}
}

// The sample that shows a change is that of the formula, and a constant needs
// no more than an interval does.
func TestDetect(t *testing.T) {
	p := plan(t, strings.Replace(small, "{constant: 5ms}", "{lognormal: {median: 40ms, sigma: 0.5}}", 1))
	got := written(t, p, Options{Detect: .1})
	for _, want := range []string{"6,022 of 10,000", "sdk.p99 by 10 % (sigma 0.5)", "1,930 of 10,000", "679 of 10,000"} {
		if !strings.Contains(got, want) {
			t.Errorf("no %q in\n%s", want, got)
		}
	}
	if got := written(t, plan(t, small), Options{Detect: .1}); !strings.Contains(got, "368 of 10,000") {
		t.Error(got)
	}
}
