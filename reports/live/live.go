// Package live says on one line how a run is getting on: a status line that
// rewrites itself on a terminal, a plain line every few seconds in a pipe.
//
// It does not write, wait or look at a clock: the caller hands in updates with
// the time that has passed, and writes what comes back.
package live

import (
	"fmt"
	"strings"
	"time"

	"squall/analyze/figure"

	"github.com/olekukonko/tablewriter/pkg/twwidth"
)

// Update is the state of a run at one moment. Counts are those of the running
// block.
type Update struct {
	Phase     string // what is being done: warm up, load, waiting for READY, ...
	Detail    string // of the phase; it changes too often to make a new line
	Arm       string
	Repeat    int // from 0
	Elapsed   time.Duration
	Total     time.Duration // 0 when it is not known how long this takes
	Sent      uint64
	OK        uint64
	Throttled uint64
	Errors    uint64
	InFlight  uint64
}

// Progress turns updates into what is to be written. Its zero value is of no
// use: see New.
type Progress struct {
	tty   bool
	width int
	every time.Duration

	wrote bool
	at    time.Duration // when the last line was written
	drawn int           // columns of the status line that is on the screen
	last  Update        // the update that the last line showed
	rate  float64       // requests a second between the last two lines
}

// New returns a Progress for a terminal of the given width, or for a pipe.
// every is how much time passes between two lines.
func New(tty bool, width int, every time.Duration) *Progress {
	if width <= 0 {
		width = 80
	}
	return &Progress{tty: tty, width: width, every: every}
}

// Update returns what to write now that the run has reached u; it is empty
// when the last line is recent enough. A new phase, arm or repeat is written
// at once. now is the time since any fixed moment.
func (p *Progress) Update(now time.Duration, u Update) string {
	fresh := !p.wrote || u.Phase != p.last.Phase || u.Arm != p.last.Arm || u.Repeat != p.last.Repeat
	if !fresh && now-p.at < p.every {
		return ""
	}
	p.rate = 0
	if span := now - p.at; !fresh && span > 0 && u.Sent > p.last.Sent {
		p.rate = float64(u.Sent-p.last.Sent) / span.Seconds()
	}
	p.wrote, p.at, p.last = true, now, u
	return p.put(Line(u, p.rate, p.width-1))
}

// Say returns what to write to show a message of its own above the status
// line.
func (p *Progress) Say(message string) string {
	if !p.tty || p.drawn == 0 {
		return message + "\n"
	}
	status := Line(p.last, p.rate, p.width-1)
	return p.erase() + message + "\n" + p.put(status)
}

// Done returns what to write to leave the terminal as if no status line had
// been there.
func (p *Progress) Done() string { return p.erase() }

func (p *Progress) put(line string) string {
	if !p.tty {
		return line + "\n"
	}
	width := twwidth.Width(line)
	blanks := strings.Repeat(" ", max(0, p.drawn-width))
	p.drawn = width
	return "\r" + line + blanks
}

// erase blanks the whole line, since the terminal echoes a ^C behind the
// status.
func (p *Progress) erase() string {
	if p.drawn == 0 {
		return ""
	}
	p.drawn = 0
	return "\r" + strings.Repeat(" ", p.width-1) + "\r"
}

// Line writes an update in at most width columns, the most important first.
// rate is in requests a second and left out when it is 0.
func Line(u Update, rate float64, width int) string {
	parts := []string{where(u)}
	if span := spent(u); span != "" {
		parts = append(parts, span)
	}
	if u.Sent > 0 {
		sent := figure.Count(u.Sent) + " sent"
		if rate > 0 {
			sent += fmt.Sprintf(" (%.0f/s)", rate)
		}
		parts = append(parts, sent)
		parts = appendCount(parts, u.Throttled, "refused")
		parts = appendCount(parts, u.Errors, "failed")
		parts = append(parts, figure.Count(u.OK)+" ok")
	}
	parts = appendCount(parts, u.InFlight, "in flight")
	line := ""
	for i, part := range parts {
		next := line + part
		if i > 0 {
			next = line + "  " + part
		}
		if twwidth.Width(next) > width {
			break
		}
		line = next
	}
	if line == "" {
		return twwidth.Truncate(parts[0], width)
	}
	return line
}

func appendCount(parts []string, n uint64, what string) []string {
	if n == 0 {
		return parts
	}
	return append(parts, figure.Count(n)+" "+what)
}

func where(u Update) string {
	phase := u.Phase
	if u.Detail != "" {
		phase += ": " + u.Detail
	}
	phase = strings.Join(strings.Fields(phase), " ")
	if u.Arm == "" {
		return phase
	}
	return strings.TrimSpace(fmt.Sprintf("%s #%d %s", u.Arm, u.Repeat+1, phase))
}

// spent is "12 s of 16 s", or the time alone when the end is not known.
func spent(u Update) string {
	elapsed := figure.Seconds(u.Elapsed.Round(time.Second).Seconds())
	switch {
	case u.Total > 0 && u.Elapsed <= u.Total:
		return elapsed + " of " + figure.Seconds(u.Total.Round(time.Second).Seconds())
	case u.Elapsed > 0:
		return elapsed
	}
	return ""
}
