package live

import (
	"strings"
	"testing"
	"time"

	"squall/analyze/glance"

	"github.com/google/go-cmp/cmp"
	"github.com/olekukonko/tablewriter/pkg/twwidth"
)

func busy() (Update, glance.Now) {
	u := load(12*time.Second, 3744)
	u.InFlight = 24
	p50, p99 := 52.0, 560.0
	return u, glance.Now{Rate: 312.4, OKRate: 300, RefusedRate: 12.4, P50Ms: &p50, P99Ms: &p99,
		Block:   glance.Block{Cold: 58, Environments: 61, Accepted: 160, Attempts: 214, Failed: 54, Dead: 2},
		Reasons: []glance.Reason{{Text: "Rate Exceeded", N: 206}, {Text: "LambdaThrottling", N: 168}}}
}

func TestDashboard(t *testing.T) {
	d := Dashboard{Title: "squall quickstart"}
	u, n := busy()
	d.Show(0, u, n)
	half := 280.0
	n.P99Ms = &half
	d.Show(500*time.Millisecond, u, n) // too soon for another block
	d.Show(time.Second, u, n)
	want := `squall quickstart
on-demand #1 load  ██████████████████░░░░░░  4 s left
 requests   312/s: ok 300, refused 12, failed 0          3,744 sent
 latency    p50 52 ms      p99 280 ms     █▅
 in flight  24     environments 61     cold starts 58
 refused    374: Rate Exceeded 206, LambdaThrottling 168
 events     160 accepted, 214 attempts, 54 failed, 2 recorded as failures
q stops the run in order
`
	if diff := cmp.Diff(want, d.View(80)); diff != "" {
		t.Error(diff)
	}
	d.Stopping()
	if got := d.View(80); !strings.Contains(got, "\nstopping: what was changed is being taken back") {
		t.Errorf("%s", got)
	}
}

func TestDashboardWithoutFigures(t *testing.T) {
	d := Dashboard{Title: "squall x"}
	d.Show(0, Update{Phase: "wait: until functions\nare active", Elapsed: 3 * time.Second}, glance.Now{})
	if diff := cmp.Diff("squall x\nwait: until functions are active  3 s\nq stops the run in order\n", d.View(80)); diff != "" {
		t.Error(diff)
	}
}

// Whatever names hold, a line is a line and as wide as the terminal at most,
// and without colours there is no escape sequence.
func TestDashboardFits(t *testing.T) {
	for _, color := range []bool{false, true} {
		d := Dashboard{Title: "squall 한국어 \x07 " + strings.Repeat("long ", 40), Color: color}
		u, n := busy()
		u.Arm = "مرحبا\r\x1b[2J" + strings.Repeat("名", 60)
		n.Reasons[0].Text = "a\nb\x1b[31m"
		d.Show(0, u, n)
		for _, width := range []int{20, 80, 200} {
			for line := range strings.Lines(d.View(width)) {
				line = strings.TrimSuffix(line, "\n")
				if twwidth.Width(line) > width {
					t.Errorf("%d columns of %d: %q", twwidth.Width(line), width, line)
				}
				if strings.ContainsAny(line, "\r\x07") || !color && strings.Contains(line, "\x1b") {
					t.Errorf("%q", line)
				}
			}
		}
	}
}
