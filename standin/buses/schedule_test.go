package buses

import (
	"testing"
	"time"
)

// The examples of
// https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-scheduled-rule-pattern.html
func TestCron(t *testing.T) {
	start := time.Date(2026, 11, 22, 13, 50, 30, 0, time.UTC) // a Sunday
	for expression, want := range map[string]string{
		"cron(0 10 * * ? *)":            "2026-11-23 10:00",
		"cron(15 12 * * ? *)":           "2026-11-23 12:15",
		"cron(0 18 ? * MON-FRI *)":      "2026-11-23 18:00",
		"cron(0 8 1 * ? *)":             "2026-12-01 08:00",
		"cron(0/15 * * * ? *)":          "2026-11-22 14:00",
		"cron(0/10 * ? * MON-FRI *)":    "2026-11-23 00:00",
		"cron(0/5 8-17 ? * mon-fri *)":  "2026-11-23 08:00",
		"cron(51 13 22 11 ? 2026)":      "2026-11-22 13:51",
		"cron(0 0 29 2 ? *)":            "2028-02-29 00:00",
		"cron(30 9 ? * 1,7 2027-2028)":  "2027-01-02 09:30",
		"cron(0 12 ? JAN,NOV SUN 2026)": "2026-11-29 12:00",
	} {
		s, err := parseSchedule(expression)
		if err != nil {
			t.Errorf("%s: %v", expression, err)
			continue
		}
		next, ok := s.cron.After(start)
		if got := next.Format("2006-01-02 15:04"); !ok || got != want {
			t.Errorf("%s after %s: %s, want %s", expression, start, got, want)
		}
	}
	past, err := parseSchedule("cron(0 0 1 1 ? 2020)")
	if err != nil {
		t.Fatal(err)
	}
	if next, ok := past.cron.After(start); ok {
		t.Errorf("a year that has passed comes again: %s", next)
	}
	for _, bad := range []string{"", "rate", "rate()", "rate(0 minutes)", "rate(1 minutes)", "rate(2 minute)", "rate(5 seconds)", "rate(1.5 hours)", "rate(1 hour) ",
		"cron(* * * * * *)", "cron(* * ? * ? *)", "cron(60 * * * ? *)", "cron(* 24 * * ? *)", "cron(* * 0 * ? *)", "cron(* * ? * 8 *)", "cron(* * L * ? *)",
		"cron(5-1 * * * ? *)", "cron(*/0 * * * ? *)", "cron(* * * * ? 1969)", "cron(a * * * ? *)", "cron(* * * * ?)", "at(2026-01-01T00:00:00)"} {
		if _, err := parseSchedule(bad); err == nil {
			t.Errorf("%q was taken", bad)
		}
	}
	for text, want := range map[string]time.Duration{"rate(1 minute)": time.Minute, "rate(5 hours)": 5 * time.Hour, "rate(1 day)": 24 * time.Hour} {
		if s, err := parseSchedule(text); err != nil || s.every != want {
			t.Errorf("%s: %s, %v", text, s.every, err)
		}
	}
}

// A schedule is planned on the clock that compressed waits make faster.
func TestCronUnderCompression(t *testing.T) {
	s := New(Config{Epoch: time.Date(2026, 11, 22, 13, 0, 0, 0, time.UTC), Compress: 60})
	id := ID{"111122223333", "us-east-1", Default}
	if _, err := s.PutRule(0, id, Rule{Name: "r", Schedule: "cron(0 * * * ? *)"}); err != nil {
		t.Fatal(err)
	}
	for i := range 3 {
		at, ok := s.Next()
		if want := int64(i+1) * int64(time.Minute); !ok || at != want {
			t.Fatalf("tick %d at %s, want %s", i, time.Duration(at), time.Duration(want))
		}
		s.Expire(at)
	}
}

func TestPaths(t *testing.T) {
	document := decode(`{"a":{"b c":[1,{"d":"x"}]},"n":null}`)
	for path, want := range map[string]string{"$": `{"a":{"b c":[1,{"d":"x"}]},"n":null}`, "$.a": `{"b c":[1,{"d":"x"}]}`, "$.a.b c[1].d": `"x"`, "$.a.b c[0]": "1", "$.a.b c[2]": "null", "$.z.y": "null", "$.n": "null"} {
		v, _ := at(document, path)
		if got := jsonText(v); got != want {
			t.Errorf("%s: %s, want %s", path, got, want)
		}
	}
	for _, bad := range []string{"", "a", "$a", "$.", "$.a..b", "$[", "$[x]", "$[-1]", "$.a["} {
		if pathOK(bad) {
			t.Errorf("%q was taken", bad)
		}
	}
}
