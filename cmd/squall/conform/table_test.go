package conform

import (
	"slices"
	"strings"
	"testing"
	"time"

	"squall/analyze/conform"
	"squall/attack/lab/provisioned"
	"squall/profiles/platform"
	"squall/standin/core"
)

// Every rule that no document settles is looked at, or says why it is not; and
// nothing is listed that is no rule.
func TestEveryUnsettledRuleIsListed(t *testing.T) {
	known := map[string]bool{}
	for _, r := range append(append(core.Rules(), questions...), doorsSay()...) {
		known[r.Name] = true
		if r.Status == core.Documented {
			continue
		}
		if looked := by(r.Name) != nil; looked == (beyond[r.Name]+because(r.Name) != "") {
			t.Errorf("%s: looked at %v, and because it is not: %q", r.Name, looked, beyond[r.Name]+because(r.Name))
		}
	}
	for _, e := range experiments {
		for _, name := range e.rules {
			if !known[name] {
				t.Errorf("experiment %s looks at %s, which is no rule", e.name, name)
			}
		}
	}
	for name := range beyond {
		if !known[name] {
			t.Errorf("%s is no rule", name)
		}
	}
}

// What it costs is bounded, and cents; fewer rules cost less.
func TestBound(t *testing.T) {
	all := (&Options{}).Bound()
	if all.USD < 0.001 || all.USD > 0.25 || all.Takes > 25*time.Minute || all.Calls < 500 {
		t.Errorf("%+v", all)
	}
	if all.Provisioned != provisioned.Many || (&Options{Only: []string{"six-tries"}}).Bound().USD <= (&Options{Only: []string{"old-configuration"}}).Bound().USD/100 {
		t.Errorf("what is provisioned is not in it: %+v", all)
	}
	if one := (&Options{Only: []string{"error-gaps"}}).Bound(); one.USD <= 0 || one.USD > all.USD/2 || one.Calls != 3*retried {
		t.Errorf("one rule: %+v", one)
	}
}

// What takes long is looked at by name alone, and says so.
func TestLong(t *testing.T) {
	for _, only := range [][]string{nil, {"idle-expiry"}} {
		o := Options{Only: only}
		r := &conform.Report{}
		o.Fill(nil, r)
		at := slices.IndexFunc(r.Rows, func(row conform.Row) bool { return row.Rule == "idle-expiry" })
		asked := strings.Contains(r.Rows[at].Why, "squall conform --only idle-expiry")
		if looked := slices.ContainsFunc(o.chosen(), func(e experiment) bool { return e.name == "silence" }); looked != (only != nil) || asked == looked {
			t.Errorf("only %q: looked at %v; %q", only, looked, r.Rows[at].Why)
		}
	}
}

// An event is held into the middle of a wait, so that the next try is known.
func TestCurve(t *testing.T) {
	p := platform.Default()
	s := time.Second
	for compress, want := range map[float64][2][]time.Duration{
		1:   {{s / 2, 2 * s, 5 * s}, {s, 3 * s, 7 * s}},
		60:  {{1583333328, 3183333327, 6383333326}, {2116666661, 4249999994, 8516666660}},
		1e6: {},
	} {
		holds, tried := book{Platform: &p, compress: compress}.curve()
		if len(holds) != len(want[0]) {
			t.Errorf("%gx: %v %v", compress, holds, tried)
			continue
		}
		for i := range holds {
			if (holds[i]-want[0][i]).Abs() > time.Microsecond || (tried[i].Want-want[1][i]).Abs() > time.Microsecond {
				t.Errorf("%gx: held %v, want %v; tried at %v", compress, holds, want[0], tried)
			}
		}
	}
}

// What differs comes first, and every row fits 80 columns.
func TestWrite(t *testing.T) {
	r := &conform.Report{Run: conform.Run{Ground: Ground(true, "127.0.0.1:9400"), Date: "2026-11-22T10:00:00Z", Compress: 60}}
	o := Options{Date: "2026-11-22"}
	o.Fill(map[string]conform.Seen{
		"error-gaps":       conform.Waits([]conform.Wait{{Want: time.Minute, Slack: time.Second}}, 0, [][]time.Duration{{90 * time.Second}}),
		"reserved-ceiling": conform.Same("429 TooManyRequestsException ReservedFunctionConcurrentInvocationLimitExceeded", []string{"429 TooManyRequestsException ReservedFunctionConcurrentInvocationLimitExceeded"}),
	}, r)
	var b strings.Builder
	if err := Write(&b, 80, r); err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(b.String()) {
		if len([]rune(strings.TrimRight(line, "\n"))) > 80 {
			t.Errorf("too wide: %s", line)
		}
	}
	at := func(word string) int { return strings.Index(b.String(), word) }
	order := []int{at("1 rules agree, 1 differ"), at("DIFFERS"), at("error-gaps"), at("reserved-ceiling"), at("idle-expiry")}
	if !slices.IsSorted(order) || order[0] < 0 {
		t.Errorf("order %v\n%s", order, b.String())
	}
	b.Reset()
	if err := Markdown(&b, r); err != nil || !strings.Contains(b.String(), "| error-gaps | guess | differs | 1m0s | 1m30s | 1 |") {
		t.Errorf("%v\n%s", err, b.String())
	}
}
