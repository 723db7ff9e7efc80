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
		{[]string{"-runs", "1"}, exitUsage, "2 to 1000"},
		{[]string{"many"}, exitUsage, "nothing else"},
	} {
		var out bytes.Buffer
		if code := run(t.Context(), tt.args, &out, &out); code != tt.code || !strings.Contains(out.String(), tt.want) {
			t.Errorf("%v: exit code %d, want %d, and %q in:\n%s", tt.args, code, tt.code, tt.want, &out)
		}
	}
}
