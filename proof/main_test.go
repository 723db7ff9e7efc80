package main

import (
	"bytes"
	"strings"
	"testing"
)

func TestRun(t *testing.T) {
	for _, tt := range []struct {
		args []string
		code int
		want string
	}{
		{[]string{"-h"}, exitRight, "-seeds n"},
		{[]string{"-seeds", "0"}, exitUsage, "at least 1"},
		{[]string{"-runs", "1"}, exitUsage, "10 to 1000"},
		{[]string{"many"}, exitUsage, "nothing else"},
	} {
		var out bytes.Buffer
		if code := run(t.Context(), tt.args, &out, &out); code != tt.code || !strings.Contains(out.String(), tt.want) {
			t.Errorf("%v: exit code %d, want %d, and %q in:\n%s", tt.args, code, tt.code, tt.want, &out)
		}
	}
}

func TestBiased(t *testing.T) {
	for _, tt := range []struct {
		each float64
		n    int
		want bool
	}{{0, 100, false}, {0.4, 100, false}, {0.5, 100, true}, {-0.5, 100, true}, {5, 1, false}} {
		c := count{n: tt.n, sum: tt.each * float64(tt.n)}
		if c.biased() != tt.want {
			t.Errorf("%d deviations of %g: biased %t", tt.n, tt.each, !tt.want)
		}
	}
}
