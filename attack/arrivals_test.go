package attack

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"squall/profiles"
	"squall/profiles/trace"
)

// replayed is an entry that replays a trace of the given rows.
func replayed(t *testing.T, rows string, change func(*profiles.Phase)) *profiles.Entry {
	t.Helper()
	path := filepath.Join(t.TempDir(), "t.csv")
	if err := os.WriteFile(path, []byte(rows), 0o600); err != nil {
		t.Fatal(err)
	}
	p := profiles.Phase{Arrival: profiles.ArrivalReplay, Speed: 1, Scale: 1}
	if change != nil {
		change(&p)
	}
	sum, err := trace.Scan(path, p.Trace.Until)
	if err != nil {
		t.Fatal(err)
	}
	p.For = time.Duration(float64(sum.Length)/p.Speed) + 1
	p.Trace = profiles.Trace{Path: path, SHA256: sum.SHA256, Until: p.Trace.Until, Requests: sum.Requests, Peak: sum.Peak}
	return &profiles.Entry{Name: "e", Phases: []profiles.Phase{p}}
}

func dues(t *testing.T, e *profiles.Entry) (at []int64, err error) {
	t.Helper()
	a, err := Schedule(1, e, ^uint64(0))
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close()
	for d, ok := a.Next(); ok; d, ok = a.Next() {
		at = append(at, d.At)
	}
	return at, a.Err()
}

func TestReplayKeepsTimes(t *testing.T) {
	const rows = "at_s,for_s,count\n0.5,0,2\n0.5,0,1\n3,0,1\n9,0,0\n"
	tests := []struct {
		name   string
		change func(*profiles.Phase)
		want   []int64
	}{
		{"as it was", nil, []int64{5e8, 5e8, 5e8, 3e9}},
		{"ten times as fast", func(p *profiles.Phase) { p.Speed = 10 }, []int64{5e7, 5e7, 5e7, 3e8}},
		{"twice as many", func(p *profiles.Phase) { p.Scale = 2 }, []int64{5e8, 5e8, 5e8, 5e8, 5e8, 5e8, 3e9, 3e9}},
		{"half as many", func(p *profiles.Phase) { p.Scale = 0.5 }, []int64{5e8, 5e8}},
		{"its first two seconds", func(p *profiles.Phase) { p.Trace.Until = 2e9 }, []int64{5e8, 5e8, 5e8}},
	}
	for _, tt := range tests {
		if got, err := dues(t, replayed(t, rows, tt.change)); err != nil || !slices.Equal(got, tt.want) {
			t.Errorf("%s: %v, %v, want %v", tt.name, got, err, tt.want)
		}
	}
}

// Every minute has the number that the trace gives it, inside of it, the same
// on every replay.
func TestReplayKeepsCounts(t *testing.T) {
	rows, want := "at_s,for_s,count\n", []int{7, 0, 1, 300, 42}
	for i, n := range want {
		rows += fmt.Sprintf("%d,60,%d\n", 60*i, n)
	}
	e := replayed(t, rows, nil)
	got, err := dues(t, e)
	if again, _ := dues(t, e); err != nil || !slices.Equal(got, again) {
		t.Errorf("two replays differ, or %v", err)
	}
	count := make([]int, len(want))
	for _, at := range got {
		count[at/60e9]++
	}
	if !slices.Equal(count, want) || e.Hits() != 350 {
		t.Errorf("%v by the minute, %v in all, want %v", count, e.Hits(), want)
	}
}

func TestReplayNoticesAnotherTrace(t *testing.T) {
	e := replayed(t, "at_s\n1\n2\n", nil)
	path := e.Phases[0].Trace.Path
	for text, want := range map[string]string{
		"at_s\n1\n3\n":    "no longer what it was when the profile was checked",
		"at_s\n1\n2\n2\n": "no longer what it was",
		"at_s\n1\nx\n":    "t.csv:3",
	} {
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := dues(t, e); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %s", text, err, want)
		}
	}
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	if _, err := Schedule(1, e, ^uint64(0)); err == nil || !strings.Contains(err.Error(), "entry e: replay: open") {
		t.Errorf("a trace that is gone: %v", err)
	}
}
