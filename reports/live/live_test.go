package live

import (
	"strings"
	"testing"
	"time"

	"github.com/olekukonko/tablewriter/pkg/twwidth"
)

func load(elapsed time.Duration, sent uint64) Update {
	return Update{Phase: "load", Arm: "on-demand", Elapsed: elapsed, Total: 16 * time.Second, Sent: sent, OK: sent - sent/10, Throttled: sent / 10, InFlight: 12}
}

func TestLine(t *testing.T) {
	tests := []struct {
		name  string
		u     Update
		rate  float64
		width int
		want  string
	}{
		{"everything", load(12*time.Second, 1200), 99.7, 100, "on-demand #1 load  12 s of 16 s  1,200 sent (100/s)  120 refused  1,080 ok  12 in flight"},
		{"narrow", load(12*time.Second, 1200), 99.7, 50, "on-demand #1 load  12 s of 16 s"},
		{"narrower than the phase", load(0, 0), 0, 9, "on-demand"},
		{"no arm, no end", Update{Phase: "waiting for\nREADY", Elapsed: 90 * time.Second}, 0, 80, "waiting for READY  90 s"},
		{"a detail", Update{Phase: "drain", Detail: "4 events to come", Sent: 9, OK: 9}, 0, 80, "drain: 4 events to come  9 sent  9 ok"},
		{"later than planned", Update{Phase: "wait", Elapsed: 3 * time.Second, Total: time.Second}, 0, 80, "wait  3 s"},
		{"nothing yet", Update{Phase: "setup"}, 0, 80, "setup"},
		{"errors", Update{Phase: "load", Arm: "a", Repeat: 1, Sent: 5, Errors: 5}, 0, 80, "a #2 load  5 sent  5 failed  0 ok"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if got := Line(test.u, test.rate, test.width); got != test.want {
				t.Errorf("\n got %q\nwant %q", got, test.want)
			}
		})
	}
}

func TestPipeGetsOneLineEveryFewSeconds(t *testing.T) {
	p := New(false, 0, 5*time.Second)
	var out strings.Builder
	for s := range 11 {
		at := time.Duration(s) * time.Second
		out.WriteString(p.Update(time.Hour+at, load(at, uint64(s)*100)))
	}
	out.WriteString(p.Say("fault applied"))
	out.WriteString(p.Update(time.Hour+11*time.Second, Update{Phase: "drain", Arm: "on-demand"}))
	out.WriteString(p.Update(time.Hour+12*time.Second, Update{Phase: "drain", Arm: "on-demand", Detail: "3 events to come"}))
	out.WriteString(p.Done())
	want := `on-demand #1 load  0 s of 16 s  12 in flight
on-demand #1 load  5 s of 16 s  500 sent (100/s)  50 refused  450 ok
on-demand #1 load  10 s of 16 s  1,000 sent (100/s)  100 refused  900 ok
fault applied
on-demand #1 drain
`
	if got := out.String(); got != want {
		t.Errorf("got:\n%s\nwant:\n%s", got, want)
	}
}

// screen is a terminal of one line that understands \r and \n.
func screen(s string) (above []string, line string) {
	cells, at := []rune{}, 0
	for _, c := range s {
		switch c {
		case '\r':
			at = 0
		case '\n':
			above = append(above, strings.TrimRight(string(cells), " "))
			cells, at = cells[:0], 0
		default:
			if at < len(cells) {
				cells[at] = c
			} else {
				cells = append(cells, c)
			}
			at++
		}
	}
	return above, strings.TrimRight(string(cells), " ")
}

func TestTerminalRewritesOneLine(t *testing.T) {
	p := New(true, 80, time.Second)
	out := p.Update(0, load(0, 1000))
	out += p.Update(time.Second/2, load(time.Second/2, 1050))
	if _, line := screen(out); !strings.Contains(line, "1,000 sent") {
		t.Errorf("rewritten too early: %q", line)
	}
	out += p.Update(time.Second, load(time.Second, 1100))
	if above, line := screen(out); len(above) > 0 || !strings.Contains(line, "1,100 sent (100/s)") {
		t.Errorf("above %q, line %q", above, line)
	}
	out += p.Update(time.Second, Update{Phase: "drain"})
	if _, line := screen(out); line != "drain" {
		t.Errorf("a shorter line leaves a tail: %q", line)
	}
	out += p.Say("a message")
	if above, line := screen(out); len(above) != 1 || above[0] != "a message" || line != "drain" {
		t.Errorf("above %q, line %q", above, line)
	}
	out += p.Done()
	if _, line := screen(out); line != "" {
		t.Errorf("left on the screen: %q", line)
	}
	if again := p.Done(); again != "" {
		t.Errorf("a second Done writes %q", again)
	}
}

func TestNoLineFillsTheTerminal(t *testing.T) {
	u := load(time.Hour, 123456789)
	u.Phase, u.Errors = strings.Repeat("a very long phase ", 10), 77
	for width := 1; width < 120; width++ {
		if got := twwidth.Width(Line(u, 1234, width)); got > width {
			t.Errorf("width %d: %d columns", width, got)
		}
	}
}
