package prove

import (
	"strings"
	"testing"
	"time"

	"squall/attack/cloud/amend"
	"squall/attack/hit"
	"squall/profiles/read"
)

// sink is a recorder that only counts.
type sink struct{ hits int }

func (s *sink) Hit(*hit.Hit)                            { s.hits++ }
func (s *sink) Sighting(*hit.Sighting)                  {}
func (s *sink) Scheduled(int, int, int, uint64, uint64) {}

func limits(t *testing.T, guard string) (l *Limits, next *sink, stopped *[]string) {
	t.Helper()
	plan, err := read.Profile("p.yaml", []byte(`
name: p
account: {id: "111122223333", region: us-east-1}
`+guard+`
functions: [{name: f, memory: 1024, timeout: 10s, model: {duration: {constant: 1ms}}}]
attack: [{path: sdk, function: f, phases: [{for: 1s, rate: 1/s}]}, {path: async, function: f, phases: [{for: 1s, rate: 1/s}]}]
`), nil)
	if err != nil {
		t.Fatal(err)
	}
	g := &Ground{opt: Options{Plan: plan}, Amended: &amend.Amended{Plan: plan}}
	next, stopped = new(sink), new([]string)
	l, err = g.Limit(t.Context(), next, func(err error) { *stopped = append(*stopped, err.Error()) })
	if err != nil {
		t.Fatal(err)
	}
	return l, next, stopped
}

// A budget ends the run with the hit that passes it, and every hit is kept.
func TestBudgetEndsARun(t *testing.T) {
	l, next, stopped := limits(t, "budget: 0.0001")
	second := int64(time.Second)
	n := 0
	for ; len(*stopped) == 0 && n < 100; n++ {
		l.Hit(&hit.Hit{N: uint64(n), Sent: int64(n) * second, Done: int64(n+1) * second, Status: 200})
	}
	// A second of 1,024 MB costs about $0.0000167, so six of them pass it.
	if n != 6 || next.hits != n || !strings.Contains((*stopped)[0], "budget: about $0.0001 spent of $0.0001") {
		t.Errorf("stopped after %d hits of %d recorded: %q", n, next.hits, *stopped)
	}
}

// An event may cost all its attempts, each with its whole timeout: it counts
// so, since nobody waits for it.
func TestBudgetCountsEvents(t *testing.T) {
	l, _, stopped := limits(t, "budget: 0.0004")
	l.Hit(&hit.Hit{Entry: 1, Done: int64(time.Millisecond), Status: 202})
	if len(*stopped) != 1 {
		t.Errorf("an event of 3 attempts of 10 s: %q", *stopped)
	}
}

// Credentials that the API calls expired end the run: no later request can go
// better. What a door says of its own is none of that.
func TestExpiredCredentialsEndARun(t *testing.T) {
	l, next, stopped := limits(t, "")
	l.Hit(&hit.Hit{Status: 403, Outcome: hit.GatewayError, Reason: "AccessDeniedException", ReasonFrom: hit.Wire})
	l.Hit(&hit.Hit{Status: 500, Outcome: hit.FunctionError, Reason: "ExpiredToken", ReasonFrom: hit.DoorLog})
	if len(*stopped) != 0 {
		t.Errorf("stopped %q", *stopped)
	}
	l.Hit(&hit.Hit{Status: 403, Outcome: hit.GatewayError, Reason: "ExpiredTokenException", ReasonFrom: hit.Wire})
	if len(*stopped) != 1 || (*stopped)[0] != "the credentials have expired (ExpiredTokenException): get new ones" || next.hits != 3 {
		t.Errorf("stopped %q, %d hits recorded", *stopped, next.hits)
	}
}

// The rate is counted by when requests were sent, for each block anew.
func TestMaxRate(t *testing.T) {
	l, _, stopped := limits(t, "max_rate: 20/s")
	for repeat := range uint16(3) {
		for n := range int64(40) { // half above it may be luck
			l.Hit(&hit.Hit{Repeat: repeat, Sent: n, Done: n + 1, Status: 200})
		}
	}
	if len(*stopped) != 0 {
		t.Fatalf("stopped by luck: %q", *stopped)
	}
	l.Hit(&hit.Hit{Repeat: 2, Sent: 50, Done: 51, Status: 200})
	if len(*stopped) != 1 || !strings.Contains((*stopped)[0], "max_rate: 41 requests in a second, 20 are allowed") {
		t.Errorf("stopped %q", *stopped)
	}
}
