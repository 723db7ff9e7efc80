package lab

import (
	"encoding/base64"
	"testing"
	"time"

	"squall/attack/lab/specimen"
)

func TestReport(t *testing.T) {
	var r Reply
	r.report(base64.StdEncoding.EncodeToString([]byte("START RequestId: a Version: 1\nDuration: 9.00 ms is what it says itself\n" +
		"REPORT RequestId: a\tDuration: 12.50 ms\tBilled Duration: 13 ms\tMemory Size: 128 MB\tMax Memory Used: 30 MB\tInit Duration: 101.25 ms\t\n")))
	if r.Duration != 12500*time.Microsecond || r.Billed != 13*time.Millisecond || r.Init != 101250*time.Microsecond || !r.Initialised {
		t.Errorf("%+v", r)
	}
	var none Reply
	none.report("no base64 !")
	if none.Initialised || none.Duration != 0 {
		t.Errorf("%+v", none)
	}
}

func TestAttempted(t *testing.T) {
	for line, want := range map[string]string{
		"squall-attempt e1 r-1 1767225600123\n":                        "e1 r-1",
		"2026-01-01T00:00:00Z\tsquall-attempt e2 r-2 1767225600123":    "e2 r-2",
		"squall-attempt e1 r-1 soon":                                   "",
		"squall-attempt e1 r-1":                                        "",
		"START RequestId: r-1 Version: 1":                              "",
		"squall-attempt e1 r-1 1767225600123 and what nobody knows of": "",
	} {
		event, try, ok := attempted(line)
		got := ""
		if ok {
			got = event + " " + try.Request
		}
		if got != want || ok && try.Began.UnixMilli() != 1767225600123 {
			t.Errorf("%q: %q, %v", line, got, try)
		}
	}
}

// A round counts only where every request had an environment of its own and
// ended well apart from the next.
func TestSure(t *testing.T) {
	a := func(environment string, ended int64) specimen.Answer {
		return specimen.Answer{Environment: environment, EndedMs: ended}
	}
	for name, c := range map[string]struct {
		ended []specimen.Answer
		want  bool
	}{
		"apart":       {[]specimen.Answer{a("c", 900), a("b", 600), a("a", 300)}, true},
		"together":    {[]specimen.Answer{a("c", 620), a("b", 600), a("a", 300)}, false},
		"one did two": {[]specimen.Answer{a("a", 900), a("b", 600), a("a", 300)}, false},
	} {
		if got := sure(c.ended); got != c.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}

// Once three lengths in a row outlasted every environment, longer ones tell
// nothing more.
func TestSilenceIsOver(t *testing.T) {
	m := time.Minute
	gone := func(of time.Duration) []Gap { return []Gap{{Of: of}, {Of: of}} }
	one := func(of time.Duration) []Gap { return []Gap{{Of: of}} }
	kept := func(of time.Duration) []Gap { return []Gap{{Of: of}, {Of: of, Kept: true}} }
	for name, c := range map[string]struct {
		seen [][]Gap
		want bool
	}{
		"three in a row":     {[][]Gap{kept(m), gone(2 * m), gone(3 * m), gone(4 * m)}, true},
		"one survived":       {[][]Gap{gone(m), gone(2 * m), kept(3 * m), gone(4 * m)}, false},
		"a look is missing":  {[][]Gap{gone(m), gone(2 * m), one(3 * m)}, false},
		"nothing was looked": {nil, false},
	} {
		s := silence{gaps: []time.Duration{m, 2 * m, 3 * m, 4 * m}, times: 2}
		for _, g := range c.seen {
			s.seen = append(s.seen, g...)
		}
		if got := s.over(); got != c.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}
