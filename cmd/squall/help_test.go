package main

import (
	"bytes"
	"context"
	"strings"
	"testing"
)

// Help fits 80 columns, of the program and of every subcommand.
func TestHelpFitsTheTerminal(t *testing.T) {
	commands := (&program{}).root().Commands()
	if len(commands) < 10 {
		t.Fatalf("only %d commands", len(commands))
	}
	pages := [][]string{{"--help"}}
	for _, c := range commands {
		pages = append(pages, []string{c.Name(), "--help"})
	}
	for _, args := range pages {
		var out bytes.Buffer
		if code := run(context.Background(), args, nil, &out, &out); code != 0 {
			t.Fatalf("%v: exit code %d", args, code)
		}
		for line := range strings.Lines(out.String()) {
			if line = strings.TrimRight(line, "\n"); len(line) > 80 {
				t.Errorf("%v: %d columns: %s", args, len(line), line)
			}
		}
	}
}
