package live

import (
	"fmt"
	"strings"
	"time"
	"unicode"

	"squall/analyze/figure"
	"squall/analyze/glance"

	"github.com/olekukonko/tablewriter/pkg/twwidth"
)

// Dashboard shows a run on a few lines of a terminal while it goes.
type Dashboard struct {
	Title string
	Color bool

	update  Update
	now     glance.Now
	p99     []float64 // by second
	began   bool
	at      time.Duration // of the last p99
	stopped bool
}

// history is how many seconds the curve of p99 shows.
const history = 40

// Show takes the state of the run; now is the time since any fixed moment.
func (d *Dashboard) Show(now time.Duration, u Update, n glance.Now) {
	u.Phase, u.Detail, u.Arm = clean(u.Phase), clean(u.Detail), clean(u.Arm)
	if u.Arm != d.update.Arm || u.Repeat != d.update.Repeat {
		d.p99 = nil // times begin anew in every block
	}
	d.update, d.now = u, n
	if d.began && now-d.at < time.Second {
		return
	}
	d.began, d.at = true, now
	if n.P99Ms != nil && u.Sent > 0 {
		d.p99 = append(d.p99, *n.P99Ms)
		d.p99 = d.p99[max(0, len(d.p99)-history):]
	}
}

// Stopping says that the run was told to stop.
func (d *Dashboard) Stopping() { d.stopped = true }

// View is the picture, each line at most so many columns wide.
func (d *Dashboard) View(width int) string {
	u, n := d.update, d.now
	lines := []string{d.paint("1", clean(d.Title)), where(u) + d.left(width)}
	add := func(label, text string) { lines = append(lines, fmt.Sprintf(" %-10s %s", label, text)) }
	if u.Sent > 0 || u.InFlight > 0 {
		rates := fmt.Sprintf("%s/s: ok %s, refused %s, failed %s", rate(n.Rate), rate(n.OKRate), d.alarm(n.RefusedRate > 0, rate(n.RefusedRate)), d.alarm(n.FailedRate > 0, rate(n.FailedRate)))
		add("requests", fmt.Sprintf("%-44s %s sent", rates, figure.Count(u.Sent)))
		add("latency", fmt.Sprintf("p50 %-10s p99 %-10s %s", figure.MsUnit(n.P50Ms), figure.MsUnit(n.P99Ms), spark(d.p99)))
		add("in flight", fmt.Sprintf("%-6s environments %-6s cold starts %s", figure.Count(u.InFlight), figure.Count(uint64(n.Block.Environments)), figure.Count(n.Block.Cold)))
	}
	if u.Throttled > 0 {
		words := figure.Count(u.Throttled)
		for i, r := range n.Reasons {
			words += [...]string{": ", ", ", ", "}[i] + clean(r.Text) + " " + figure.Count(r.N)
		}
		add("refused", words)
	}
	if n.Block.Accepted > 0 {
		add("events", fmt.Sprintf("%s accepted, %s attempts, %s failed, %s recorded as failures", figure.Count(n.Block.Accepted), figure.Count(n.Block.Attempts), figure.Count(n.Block.Failed), figure.Count(n.Block.Dead)))
	}
	if d.stopped {
		lines = append(lines, d.paint("1", "stopping: what was changed is being taken back")+" (again to leave at once)")
	} else {
		lines = append(lines, d.paint("2", "q stops the run in order"))
	}
	for i, line := range lines {
		lines[i] = twwidth.Truncate(line, width)
	}
	return strings.Join(lines, "\n") + "\n"
}

// left is a bar of the step and the time that is left of it.
func (d *Dashboard) left(width int) string {
	u := d.update
	if u.Total <= 0 || u.Elapsed > u.Total {
		if u.Elapsed > 0 {
			return "  " + spent(u)
		}
		return ""
	}
	text := "  " + figure.Seconds((u.Total - u.Elapsed).Round(time.Second).Seconds()) + " left"
	room := min(24, width-twwidth.Width(where(u))-twwidth.Width(text)-4)
	if room < 8 {
		return text
	}
	done := int(float64(room) * float64(u.Elapsed) / float64(u.Total))
	return "  " + strings.Repeat("█", done) + strings.Repeat("░", room-done) + text
}

func rate(v float64) string {
	if v > 0 && v < 10 {
		return fmt.Sprintf("%.1f", v)
	}
	return figure.Count(uint64(v + 0.5))
}

func (d *Dashboard) alarm(on bool, s string) string {
	if on {
		return d.paint("31", s)
	}
	return s
}

func (d *Dashboard) paint(code, s string) string {
	if !d.Color || s == "" {
		return s
	}
	return "\x1b[" + code + "m" + s + "\x1b[0m"
}

// spark draws values as blocks between 0 and the largest.
func spark(values []float64) string {
	const blocks = "▁▂▃▄▅▆▇█"
	most := 0.0
	for _, v := range values {
		most = max(most, v)
	}
	if most == 0 {
		return ""
	}
	var b strings.Builder
	for _, v := range values {
		b.WriteRune([]rune(blocks)[min(int(v/most*8), 7)])
	}
	return b.String()
}

// clean leaves out what would move the cursor or start a colour.
func clean(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return ' '
		}
		return r
	}, s)
}
