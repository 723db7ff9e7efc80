package ledger

import (
	"cmp"
	"fmt"
	"slices"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"squall/attack/hit"
)

// Closing events as they end changes nothing of the account, whatever the
// evidence and however the run ends.
func TestCloseChangesNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		kept, closing := NewBook(), NewBook()
		both := func(f func(b *Book)) { f(kept); f(closing) }
		rules := Rules{Retries: 2, DeadLetter: rapid.Bool().Draw(t, "dead letter"), OnSuccess: rapid.Bool().Draw(t, "on success")}
		var early []Attempt
		for i := range rapid.IntRange(1, 30).Draw(t, "events") {
			id, entry := fmt.Sprint(i), uint16(i%2)
			switch rapid.IntRange(0, 9).Draw(t, "who") {
			case 0: // somebody else's
			case 1:
				both(func(b *Book) { b.Accept(entry, id, 0); b.Ignore(id) })
			default:
				both(func(b *Book) { b.Accept(entry, id, 0) })
			}
			for n := range rapid.IntRange(0, 4).Draw(t, "attempts") {
				s := hit.Sighting{Kind: hit.Attempt, RequestID: id, At: int64(n) * 100, Duration: 7, Failed: rapid.Bool().Draw(t, "failed")}
				both(func(b *Book) { b.Saw(&s) })
			}
			for _, kind := range []hit.SightingKind{hit.DeadLetter, hit.OnSuccess} {
				if rapid.Bool().Draw(t, kind.String()) {
					both(func(b *Book) { b.Saw(&hit.Sighting{Kind: kind, RequestID: id}) })
				}
			}
			if rapid.Bool().Draw(t, "close") {
				closing.Close(id, rules, func(a Attempt) { early = append(early, a) })
			}
		}
		rules.Undrained = rapid.Bool().Draw(t, "undrained")
		for entry := range uint16(2) {
			if diff := gocmp.Diff(account(kept, entry, rules), account(closing, entry, rules), gocmp.AllowUnexported(Account{}, fate{})); diff != "" {
				t.Fatalf("entry %d (- kept, + closed):\n%s", entry, diff)
			}
		}
		if diff := gocmp.Diff(attempts(kept, nil), attempts(closing, early)); diff != "" || kept.Orphans() != closing.Orphans() {
			t.Fatalf("orphans %d, %d; attempts (- kept, + closed):\n%s", kept.Orphans(), closing.Orphans(), diff)
		}
	})
}

func account(b *Book, entry uint16, r Rules) Account {
	a := b.Account(entry, r)
	slices.SortFunc(a.Gaps, func(x, y Gap) int {
		return cmp.Or(cmp.Compare(x.Attempt, y.Attempt), cmp.Compare(x.Measured, y.Measured))
	})
	return a
}

func attempts(b *Book, list []Attempt) map[Attempt]int {
	out := map[Attempt]int{}
	b.Attempts(func(a Attempt) { list = append(list, a) })
	for _, a := range list {
		out[a]++
	}
	return out
}

// What has ended takes no room.
func TestClosedEventsAreForgotten(t *testing.T) {
	b := NewBook()
	for i := range 100_000 {
		id := fmt.Sprint(i)
		b.Accept(0, id, 0)
		b.Saw(&hit.Sighting{Kind: hit.Attempt, RequestID: id, Duration: 1})
		b.Close(id, Rules{Retries: 2}, func(Attempt) {})
	}
	if len(b.events) != 0 || len(b.order) > 2100 {
		t.Errorf("%d events, %d places are kept", len(b.events), len(b.order))
	}
	if a := b.Account(0, Rules{Retries: 2}); a.Accepted != 100_000 || a.Succeeded != 100_000 {
		t.Errorf("%+v", a)
	}
}
