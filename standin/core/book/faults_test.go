package book

import (
	"strings"
	"testing"
	"time"

	"squall/profiles/dist"
	"squall/standin/core/fault"
)

// Faults of invokes strike functions that are processes as they strike models:
// the process runs, and its answer comes later or not at all.
func TestFaultsOfProcesses(t *testing.T) {
	wait := dist.Must(dist.Constant(2 * time.Second))
	const invokes = `model process external
0s create f process timeout=5s
0s invoke f
300ms ready 1
340ms done 1
340ms done 1
10s invoke f
10100ms done 1
16s until
17s invoke f
17100ms %s
30s until
`
	for _, c := range []struct {
		fault fault.Fault
		says  string // of the second request, at 10 s
		then  string // of the third, when the fault has ended
	}{
		{fault.Fault{Kind: fault.InvokeDelay, Delay: wait}, "12.1s reply req=2 done env=1 version=0 took=2.1s", "reply req=3 done env=1"},
		{fault.Fault{Kind: fault.InvokeDelay, Delay: dist.Must(dist.Constant(time.Minute))}, "15s reply req=2 timed-out env=1 version=0 took=5s", "env-started req=3"},
		{fault.Fault{Kind: fault.Timeout}, "15s reply req=2 timed-out env=1 version=0 took=5s", "env-started req=3"},
		{fault.Fault{Kind: fault.ErrorUnhandled}, "10.1s reply req=2 errored env=1 version=0 took=100ms", "reply req=3 done env=1"},
		{fault.Fault{Kind: fault.Exit}, "10.1s reply req=2 errored env=1 version=0 took=100ms", "env-started req=3"},
		{fault.Fault{Kind: fault.ResponseCorrupt}, "10.1s reply req=2 done env=1 version=0 took=100ms", "reply req=3 done env=1"},
		{fault.Fault{Kind: fault.EnvKill}, "10.1s reply req=2 done env=1 version=0 took=100ms", "env-started req=3"},
		{fault.Fault{Kind: fault.InvokeDelay, Delay: wait, Fn: 7}, "10.1s reply req=2 done env=1 version=0 took=100ms", "reply req=3 done env=1"},
	} {
		s := newScript(t)
		if f := c.fault; f.Fn == 0 {
			c.fault.Fn = fault.Any
		}
		c.fault.ID, c.fault.Version, c.fault.Share, c.fault.Until = 1, fault.Any, 1, 16*second
		before, after, _ := strings.Cut(invokes, "10s invoke")
		s.run(before)
		s.book.Faults.Put(c.fault)
		trace := s.run("10s invoke" + strings.Replace(after, "%s", "done 1", 1))
		if !strings.Contains(trace, c.says) || !strings.Contains(trace, c.then) || strings.Count(trace, "reply req=2 ") != 1 {
			t.Errorf("%s: want %q and %q in\n%s", c.fault.Kind, c.says, c.then, trace)
		}
	}
}
