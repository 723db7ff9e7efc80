package pattern

import (
	"errors"
	"testing"
)

func TestParse(t *testing.T) {
	const report = "REPORT RequestId: r1\tDuration: 102.24 ms\tInit Duration: 3 ms\t"
	const line = `{"level":"ERROR","n":3,"ok":true,"none":null,"user":{"id":"u-17","tags":["a","b"]}}`
	tests := []struct {
		pattern, message string
		want             bool
	}{
		{"", report, true},
		{"REPORT", report, true},
		{"REPORT Init", report, true},
		{"REPORT Restore", report, false},
		{"report", report, false},
		{"REPORT -Init", report, false},
		{"REPORT -Restore", report, true},
		{`"Init Duration"`, report, true},
		{`"init duration"`, report, false},
		{"?START ?REPORT", report, true},
		{"?START ?END", report, false},
		{"?START REPORT", report, true},
		{`-"Init Duration"`, report, false},
		{`%Duration: \d+%`, report, true},
		{`%^END%`, report, false},
		{`{ $.level = "ERROR" }`, line, true},
		{`{ $.level = ERR* }`, line, true},
		{`{ $.level != "ERROR" }`, line, false},
		{`{ $.n > 2 && $.n <= 3 }`, line, true},
		{`{ $.n >= 4 || $.n < 3 }`, line, false},
		{`{ ($.n = 4 || $.n = 3) && $.ok IS TRUE }`, line, true},
		{`{ $.none IS NULL }`, line, true},
		{`{ $.absent NOT EXISTS }`, line, true},
		{`{ $.n NOT EXISTS }`, line, false},
		{`{ $.user.id = "u-*" }`, line, true},
		{`{ $.user.tags[1] = "b" }`, line, true},
		{`{ $.user.tags[9] = "b" }`, line, false},
		{`{ $['user']['id'] = %17$% }`, line, true},
		{`{ $.level = "ERROR" }`, report, false},
		{`{ $.level = "ERROR" }`, "[1]", false},
	}
	for _, tt := range tests {
		m, err := Parse(tt.pattern)
		if err != nil {
			t.Errorf("%s: %v", tt.pattern, err)
		} else if got := m(tt.message); got != tt.want {
			t.Errorf("%s on %s: %v", tt.pattern, tt.message, got)
		}
	}
	for _, bad := range []string{`"open`, "%open", "%(%", "-", "a.b", "{ $.a }", "{ $.a = }", "{ $.a = 1", "{ ($.a = 1 }", "{ a = 1 }",
		"{ $.a ~ 1 }", "{ $.a < x }", "{ $.a IS MAYBE }", "{ $.a = 1 } x", "{}"} {
		if _, err := Parse(bad); err == nil || errors.Is(err, ErrNotBuilt) {
			t.Errorf("%s: %v", bad, err)
		}
	}
	if _, err := Parse("[ip, user]"); !errors.Is(err, ErrNotBuilt) {
		t.Errorf("[ip, user]: %v", err)
	}
}

// FuzzParse: no pattern and no message panics.
func FuzzParse(f *testing.F) {
	f.Add(`{ ($.n = 4 || $.x[1] != "b") && $['a'] IS TRUE }`, `{"n":4}`)
	f.Add(`?a -"b c" %d+%`, "a d")
	f.Fuzz(func(_ *testing.T, pattern, message string) {
		if m, err := Parse(pattern); err == nil {
			m(message)
		}
	})
}
