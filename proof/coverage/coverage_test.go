package main

import (
	"bytes"
	"fmt"
	"os"
	"strings"
	"testing"
)

// The page is what the code does now: the first samples of each row come out as
// they did when it was written, and no share on it is off.
func TestPage(t *testing.T) {
	page, err := os.ReadFile("../../docs/statistics.md")
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(string(page), "\n")
	start := len(strings.Split(fmt.Sprintf(head, early, early), "\n")) - 1
	if !strings.HasPrefix(string(page), fmt.Sprintf(head, early, early)) {
		t.Fatal("docs/statistics.md does not begin as it is written; go run ./proof/coverage -write docs/statistics.md")
	}
	all := rows()
	if len(lines) != start+len(all)+1 {
		t.Fatalf("the page has %d rows, there are %d", len(lines)-start-1, len(all))
	}
	for i := range all {
		cells := strings.Split(lines[start+i], " | ")
		var c count
		if _, err := fmt.Sscanf(cells[2], "%d of %d,", &c.all, &c.n); err != nil || c.n < 2000 {
			t.Fatalf("%s: %v", lines[start+i], err)
		}
		if off := all[i].off(c.all, c.n); off < -3 || off > 3 {
			t.Errorf("%s: %.1f standard deviations off", lines[start+i], off)
		}
		c.early = all[i].play(early).early
		if got := strings.TrimSuffix(all[i].line(c), "\n"); got != lines[start+i] {
			t.Errorf("the page has\n%s\nand it is\n%s\ngo run ./proof/coverage -write docs/statistics.md", lines[start+i], got)
		}
	}
}

func TestRunRefuses(t *testing.T) {
	for _, args := range [][]string{{"-samples", "1"}, {"more"}, {"-what"}} {
		var out bytes.Buffer
		if code := run(args, &out, &out); code != 2 {
			t.Errorf("%v: exit code %d", args, code)
		}
	}
}

// Too few and too many are both off, and chance alone is not.
func TestOff(t *testing.T) {
	r := row{lo: .95, hi: .95}
	for count, bad := range map[int]bool{1900: false, 1880: false, 1850: true, 1950: true} {
		if off := r.off(count, 2000); (off < -3 || off > 3) != bad {
			t.Errorf("%d of 2000: %.1f", count, off)
		}
	}
}
