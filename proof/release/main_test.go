package main

import (
	"strings"
	"testing"
)

// A few releases of a kind that leaves no doubt.
func TestOneRow(t *testing.T) {
	var out, diag strings.Builder
	if code := run(t.Context(), []string{"-runs", "5", "-only", "errors 3x"}, &out, &diag); code != exitRight {
		t.Fatalf("exit %d: %s", code, diag.String())
	}
	if !strings.Contains(out.String(), "| errors 3x | 0.0 % [") {
		t.Errorf("got\n%s", out.String())
	}
	if code := run(t.Context(), []string{"-runs", "0"}, &out, &diag); code != exitUsage {
		t.Errorf("no runs: exit %d", code)
	}
}
