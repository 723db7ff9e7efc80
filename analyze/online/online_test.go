package online

import (
	"strings"
	"testing"
	"time"

	"squall/attack/hit"
	"squall/profiles"
)

const second = int64(time.Second)

func monitor(t *testing.T, rules ...profiles.StopRule) *Monitor {
	t.Helper()
	m, err := NewMonitor(rules, []string{"alb", "sdk"})
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func errorRate(window time.Duration) profiles.StopRule {
	return profiles.StopRule{Expr: "error_rate > 50% for 5s", Metric: "error_rate", Op: ">", Value: .5, For: window}
}

// send makes ten hits a second from one instant to another.
func send(m *Monitor, from, to int64, h hit.Hit) {
	for at := from; at < to; at += second / 10 {
		h.Due, h.Sent, h.Done = at, at, at+1e6
		m.Hit(&h)
	}
}

func TestWindow(t *testing.T) {
	bad := hit.Hit{Outcome: hit.TransportError}
	for _, c := range []struct {
		name       string
		good, bad  int64 // seconds of each, one after the other
		at         int64 // when it is looked at
		wantToFire bool
	}{
		{"all well", 10, 0, 10, false},
		{"the window is not open long enough", 0, 4, 4, false},
		{"all bad from the start", 0, 5, 5, true},
		{"two bad seconds of five", 10, 2, 12, false},
		{"three bad seconds of five", 10, 3, 13, true},
		{"bad, but long ago", 0, 5, 20, false},
	} {
		m := monitor(t, errorRate(5*time.Second))
		send(m, 0, c.good*second, hit.Hit{})
		send(m, c.good*second, (c.good+c.bad)*second, bad)
		text, fired := m.Check(c.at * second)
		if fired != c.wantToFire || fired && !strings.HasPrefix(text, "error_rate > 50% for 5s (observed ") {
			t.Errorf("%s: fired=%v %q", c.name, fired, text)
		}
	}
}

func TestSlides(t *testing.T) {
	m := monitor(t, errorRate(5*time.Second))
	send(m, 0, 6*second, hit.Hit{Outcome: hit.Timeout})
	if _, fired := m.Check(6 * second); !fired {
		t.Fatal("six bad seconds")
	}
	send(m, 6*second, 12*second, hit.Hit{})
	if text, fired := m.Check(12 * second); fired {
		t.Errorf("six good seconds later: %s", text)
	}
}

func TestBlocksAndWarmUp(t *testing.T) {
	m := monitor(t, errorRate(time.Second))
	send(m, 0, 3*second, hit.Hit{Outcome: hit.Timeout, Warmup: true})
	if _, fired := m.Check(3 * second); fired {
		t.Error("the warm-up fired")
	}
	send(m, 0, 3*second, hit.Hit{Outcome: hit.Timeout})
	send(m, 0, second/2, hit.Hit{Repeat: 1})
	if text, fired := m.Check(second / 2); fired {
		t.Errorf("the block before fired: %s", text)
	}
}

func TestEntries(t *testing.T) {
	rule := errorRate(time.Second)
	rule.Entry = "sdk"
	m := monitor(t, rule)
	send(m, 0, 2*second, hit.Hit{Entry: 0, Outcome: hit.Timeout})
	if _, fired := m.Check(2 * second); fired {
		t.Error("another entry fired")
	}
	send(m, 0, 2*second, hit.Hit{Entry: 1, Outcome: hit.Timeout})
	if _, fired := m.Check(2*second + between - 1); fired {
		t.Error("it was looked at again at once")
	}
	if _, fired := m.Check(2*second + between); !fired {
		t.Error("its own entry did not fire")
	}
}

func TestQuantiles(t *testing.T) {
	m := monitor(t, profiles.StopRule{Expr: "p99 > 1s for 2s", Metric: "p99", Op: ">", Value: 1000, For: 2 * time.Second})
	for at := int64(0); at < 4*second; at += second / 50 {
		m.Hit(&hit.Hit{Due: at, Sent: at, Done: at + 3*second/2})
	}
	if text, fired := m.Check(4 * second); !fired || !strings.Contains(text, "observed 1,500 ms") {
		t.Errorf("fired=%v %q", fired, text)
	}
}

// A target that answers nothing breaks a rule on latencies as soon as its window
// is full of requests that wait for longer than the rule allows.
func TestATargetThatHangs(t *testing.T) {
	rules := []profiles.StopRule{
		{Expr: "p99 > 1s for 2s", Metric: "p99", Op: ">", Value: 1000, For: 2 * time.Second},
		{Expr: "sdk.p50 > 1s for 2s", Metric: "p50", Entry: "sdk", Op: ">", Value: 1000, For: 2 * time.Second},
		{Expr: "p50 < 1s for 2s", Metric: "p50", Op: "<", Value: 1000, For: 2 * time.Second},
	}
	var open []Open
	for i, want := range []int64{2000, 0, 0} {
		m := monitor(t, rules[i])
		open = open[:0]
		fired := int64(0)
		for now := int64(0); now < 4000 && fired == 0; now += 200 {
			open = append(open, Open{Entry: 0, Due: now * 1e6, N: 20})
			if _, ok := m.Waiting(0, 0, now*1e6, open); ok {
				fired = now
			}
		}
		if fired != want {
			t.Errorf("%s fired at %d ms, want %d", rules[i].Expr, fired, want)
		}
	}
	// One that hangs among many that do not is no p99.
	m := monitor(t, rules[0])
	send(m, 0, 4*second, hit.Hit{})
	send(m, 0, 4*second, hit.Hit{})
	if text, ok := m.Waiting(0, 0, 4*second, nil); ok {
		t.Errorf("fired: %s", text)
	}
	for range 15 {
		send(m, 0, 4*second, hit.Hit{})
	}
	if text, ok := m.Waiting(0, 0, 4*second, []Open{{Due: second, N: 1}}); ok {
		t.Errorf("one in 300 fired: %s", text)
	}
	if _, ok := m.Waiting(0, 0, 4*second+1, []Open{{Due: second, N: 30}}); !ok {
		t.Error("30 in 300 did not fire")
	}
	if _, ok := m.Waiting(0, 1, 100, nil); ok {
		t.Error("a block without requests fired")
	}
}

func TestRulesThatCannotBeWatched(t *testing.T) {
	for text, r := range map[string]profiles.StopRule{
		"there is no metric speed":                {Metric: "speed"},
		"lost is known only when the run is over": {Metric: "lost"},
		"unsent_rate is known only when the run":  {Metric: "unsent_rate"},
		"there is no entry gone":                  {Metric: "p99", Entry: "gone"},
	} {
		if _, err := NewMonitor([]profiles.StopRule{r}, []string{"alb"}); err == nil || !strings.Contains(err.Error(), text) {
			t.Errorf("%+v: %v, want %q", r, err, text)
		}
	}
	if _, fired := monitor(t, errorRate(0)).Check(100 * second); fired {
		t.Error("fired without a hit")
	}
}
