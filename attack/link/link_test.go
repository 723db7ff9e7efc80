package link

import (
	"testing"
	"time"

	"squall/profiles"
)

func TestWarmConnections(t *testing.T) {
	phase := func(from, to float64) []profiles.Phase {
		return []profiles.Phase{{From: from, To: to}, {From: 1, To: 1}}
	}
	for _, tc := range []struct {
		entry profiles.Entry
		want  int
	}{
		{profiles.Entry{Phases: phase(100, 100)}, 51},
		{profiles.Entry{Phases: phase(10, 60)}, 31},
		{profiles.Entry{Phases: phase(0.01, 0.01)}, 2},
		{profiles.Entry{Phases: phase(100, 100), Workers: 8}, 8},
		{profiles.Entry{Phases: phase(9000, 10)}, warmMost},
	} {
		if got := Warm(&tc.entry); got != tc.want {
			t.Errorf("%+v: %d, want %d", tc.entry, got, tc.want)
		}
	}
}

func TestTimeoutOfAnEntry(t *testing.T) {
	w := &profiles.World{Functions: []profiles.Function{{Name: "f", Timeout: 3 * time.Second}}}
	for _, tc := range []struct {
		entry profiles.Entry
		want  time.Duration
	}{
		{profiles.Entry{Function: "f", Timeout: time.Second}, time.Second},
		{profiles.Entry{Function: "f"}, 43 * time.Second},
		{profiles.Entry{URL: "http://x.test"}, 40 * time.Second},
	} {
		if got := Timeout(w, &tc.entry); got != tc.want {
			t.Errorf("%+v: %v, want %v", tc.entry, got, tc.want)
		}
	}
}
