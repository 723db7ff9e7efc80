package events

import (
	"testing"

	"squall/analyze"

	"github.com/google/go-cmp/cmp"
)

func TestLedgerWords(t *testing.T) {
	l := ledger("async e", &analyze.Ledger{
		Accepted: 1320, Succeeded: 1300, RetriesExhausted: 9, Expired: 5, ZeroReserved: 3, InFlight: 2, Unaccounted: 1, Lost: 1,
		Attempts: map[string]uint64{"10": 1, "2": 7, "1": 1000},
		GapModes: []analyze.GapMode{{Attempt: 2, NominalS: 60, MeasuredS: 60}},
		Deliveries: map[string]analyze.Delivery{
			"on_success": {Expected: 3, Received: 3}, "dead_letter": {Expected: 9, Received: 8, Refused: 1}, "on_failure": {}},
	})
	want := Ledger{
		Of:       l.Of,
		Title:    "async e",
		Equation: "accepted 1,320 = succeeded 1,300 + retries exhausted 9 + expired 5 + zero reserved 3 + in flight 2 + unaccounted 1",
		Attempts: "attempts 1: 1,000  2: 7  10: 1",
		Gaps:     "gaps 60 s",
		Lines: []string{"dead letters 8 of 9 received, 1 refused by the target", "on-success records 3 of 3 received",
			"unaccounted 1, lost 1, duplicates 0"},
		Bad: true,
	}
	if diff := cmp.Diff(want, l); diff != "" {
		t.Error(diff)
	}
}
