package ledger

import (
	"fmt"
	"testing"

	"pgregory.net/rapid"

	"squall/attack/hit"
)

// story builds the evidence of one event: a and A are a failed and a good
// attempt, d, s and f the three records, D, S and F their refusals.
func story(b *Book, id, text, condition string) {
	at := int64(0)
	for _, c := range text {
		s := hit.Sighting{RequestID: id, At: at, Duration: 2e8, Condition: condition}
		switch c {
		case 'a':
			s.Kind, s.Failed = hit.Attempt, true
		case 'A':
			s.Kind = hit.Attempt
		case 'd':
			s.Kind = hit.DeadLetter
		case 's':
			s.Kind, s.Condition = hit.OnSuccess, "Success"
		case 'f':
			s.Kind = hit.OnFailure
		case 'D', 'S', 'F':
			s.Kind = hit.Refused
			s.Target = map[rune]hit.SightingKind{'D': hit.DeadLetter, 'S': hit.OnSuccess, 'F': hit.OnFailure}[c]
		}
		b.Saw(&s)
		at += 1e9
	}
}

func (a *Account) words() string {
	return fmt.Sprintf("ok %d exhausted %d expired %d zero %d flight %d open %d lost %d twice %d",
		a.Succeeded, a.RetriesExhausted, a.Expired, a.ZeroReserved, a.InFlight, a.Unaccounted, a.Lost, a.Duplicates)
}

func TestAccount(t *testing.T) {
	dlq := Rules{Retries: 2, DeadLetter: true}
	both := Rules{Retries: 2, DeadLetter: true, OnFailure: true, OnSuccess: true}
	bare := Rules{Retries: 2}
	for _, c := range []struct {
		name, story, condition string
		rules                  Rules
		want                   string
	}{
		{"first try", "A", "", dlq, "ok 1 exhausted 0 expired 0 zero 0 flight 0 open 0 lost 0 twice 0"},
		{"third try", "aaA", "", dlq, "ok 1 exhausted 0 expired 0 zero 0 flight 0 open 0 lost 0 twice 0"},
		{"dead-lettered", "aaad", "", dlq, "ok 0 exhausted 1 expired 0 zero 0 flight 0 open 0 lost 0 twice 0"},
		{"dead letter missing", "aaa", "", dlq, "ok 0 exhausted 1 expired 0 zero 0 flight 0 open 0 lost 1 twice 0"},
		{"dead letter refused", "aaaD", "", dlq, "ok 0 exhausted 1 expired 0 zero 0 flight 0 open 0 lost 1 twice 0"},
		{"nothing configured", "aaa", "", bare, "ok 0 exhausted 1 expired 0 zero 0 flight 0 open 0 lost 0 twice 0"},
		{"no retries", "ad", "", Rules{DeadLetter: true}, "ok 0 exhausted 1 expired 0 zero 0 flight 0 open 0 lost 0 twice 0"},
		{"too old after one try", "ad", "", dlq, "ok 0 exhausted 0 expired 1 zero 0 flight 0 open 0 lost 0 twice 0"},
		{"never ran, too old", "d", "", dlq, "ok 0 exhausted 0 expired 1 zero 0 flight 0 open 0 lost 0 twice 0"},
		{"reserved 0", "d", "", Rules{Retries: 2, DeadLetter: true, ZeroReserved: true}, "ok 0 exhausted 0 expired 0 zero 1 flight 0 open 0 lost 0 twice 0"},
		{"the record's own word", "af", "EventAgeExceeded", both, "ok 0 exhausted 0 expired 1 zero 0 flight 0 open 0 lost 0 twice 0"},
		{"the word of reserved 0", "fd", "ZeroReservedConcurrency", both, "ok 0 exhausted 0 expired 0 zero 1 flight 0 open 0 lost 0 twice 0"},
		{"one of two records is enough not to be lost", "aaaf", "RetriesExhausted", both, "ok 0 exhausted 1 expired 0 zero 0 flight 0 open 0 lost 0 twice 0"},
		{"silence", "", "", dlq, "ok 0 exhausted 0 expired 0 zero 0 flight 0 open 1 lost 1 twice 0"},
		{"silence after a failure", "a", "", dlq, "ok 0 exhausted 0 expired 0 zero 0 flight 0 open 1 lost 1 twice 0"},
		{"cut short", "a", "", Rules{Retries: 2, DeadLetter: true, Undrained: true}, "ok 0 exhausted 0 expired 0 zero 0 flight 1 open 0 lost 0 twice 0"},
		{"cut short before its dead letter", "aaa", "", Rules{Retries: 2, DeadLetter: true, Undrained: true}, "ok 0 exhausted 1 expired 0 zero 0 flight 0 open 0 lost 0 twice 0"},
		{"two ends", "Ad", "", dlq, "ok 1 exhausted 0 expired 0 zero 0 flight 0 open 0 lost 0 twice 1"},
		{"two successes", "AA", "", dlq, "ok 1 exhausted 0 expired 0 zero 0 flight 0 open 0 lost 0 twice 1"},
		{"two dead letters", "aaadd", "", dlq, "ok 0 exhausted 1 expired 0 zero 0 flight 0 open 0 lost 0 twice 1"},
		{"four attempts", "aaaad", "", dlq, "ok 0 exhausted 1 expired 0 zero 0 flight 0 open 0 lost 0 twice 1"},
		{"a record of success alone", "s", "", both, "ok 1 exhausted 0 expired 0 zero 0 flight 0 open 0 lost 0 twice 0"},
	} {
		t.Run(c.name, func(t *testing.T) {
			b := NewBook()
			story(b, "id", c.story, c.condition)
			b.Accept(3, "id", 0)
			a := b.Account(3, c.rules)
			if got := a.words(); got != c.want {
				t.Errorf("got  %s\nwant %s", got, c.want)
			}
		})
	}
}

func TestDeliveries(t *testing.T) {
	b := NewBook()
	for id, text := range []string{"As", "A", "aaadf", "aaaDf", "AsS"} {
		name := fmt.Sprint(id)
		b.Accept(0, name, 0)
		story(b, name, text, "")
	}
	a := b.Account(0, Rules{Retries: 2, DeadLetter: true, OnSuccess: true, OnFailure: true})
	got := fmt.Sprint(a.DeadLetter, a.OnSuccess, a.OnFailure)
	if want := "{2 1 1} {3 2 1} {2 2 0}"; got != want {
		t.Errorf("deliveries %s, want %s", got, want)
	}
	if a.Attempts[1] != 3 || a.Attempts[3] != 2 || len(a.Gaps) != 4 || a.Gaps[0] != (Gap{Attempt: 2, Measured: 8e8}) {
		t.Errorf("attempts %v gaps %v", a.Attempts, a.Gaps)
	}
}

func TestWarmUpAndStrangers(t *testing.T) {
	b := NewBook()
	story(b, "warm", "A", "")
	b.Ignore("warm")
	story(b, "stranger", "A", "")
	b.Accept(1, "mine", 0)
	story(b, "mine", "aA", "")
	n := 0
	b.Attempts(func(a Attempt) {
		n++
		if a.Entry != 1 {
			t.Errorf("attempt of entry %d", a.Entry)
		}
	})
	a := b.Account(1, Rules{Retries: 2})
	if n != 2 || a.Accepted != 1 || b.Orphans() != 1 {
		t.Errorf("attempts %d, accepted %d, orphans %d", n, a.Accepted, b.Orphans())
	}
	if a := b.Account(0, Rules{}); a.Accepted != 0 {
		t.Error("an event of entry 1 is in the account of entry 0")
	}
}

// The equation holds for any evidence in any order.
func TestEquation(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		b := NewBook()
		ids := rapid.IntRange(1, 8).Draw(t, "ids")
		for i := range ids {
			id := fmt.Sprint(i)
			if rapid.Bool().Draw(t, "early") {
				b.Accept(0, id, 0)
			}
			story(b, id, rapid.StringMatching("[aAdsfDSF]{0,6}").Draw(t, "story"),
				rapid.SampledFrom([]string{"", "RetriesExhausted", "EventAgeExceeded", "ZeroReservedConcurrency", "Nonsense"}).Draw(t, "condition"))
			b.Accept(0, id, 0)
		}
		r := Rules{
			Retries: rapid.IntRange(0, 2).Draw(t, "retries"), DeadLetter: rapid.Bool().Draw(t, "dlq"), OnFailure: rapid.Bool().Draw(t, "of"),
			OnSuccess: rapid.Bool().Draw(t, "os"), ZeroReserved: rapid.Bool().Draw(t, "zero"), Undrained: rapid.Bool().Draw(t, "undrained"),
		}
		once := b.Account(0, r)
		var a Account
		a.Merge(&once)
		if sum := a.Succeeded + a.Failed() + a.InFlight + a.Unaccounted; sum != a.Accepted || a.Accepted != uint64(ids) {
			t.Fatalf("%d accepted, ends add up to %d, of %d ids", a.Accepted, sum, ids)
		}
		events := uint64(0)
		for _, n := range a.Attempts {
			events += n
		}
		if events != a.Accepted || a.Lost > a.Unaccounted+a.Failed() || r.Undrained && a.Unaccounted+a.Lost > 0 {
			t.Fatalf("attempts of %d events, %+v", events, a)
		}
	})
}

// How long events wait before they first run, and how old those get that
// expire, counts from being accepted; merging keeps both.
func TestWaits(t *testing.T) {
	b := NewBook()
	for i, seen := range [][]hit.Sighting{
		{{Kind: hit.Attempt, At: 1_000_000}},
		{{Kind: hit.Attempt, At: 8_000_000_000}},
		{{Kind: hit.Attempt, At: 400_000}}, // before the client knew that it was accepted
		{{Kind: hit.OnFailure, At: 63_000_000_000, Condition: "EventAgeExceeded"}, {Kind: hit.DeadLetter, At: 61_000_000_000}},
	} {
		id := fmt.Sprint(i)
		for _, s := range seen {
			s.RequestID = id
			b.Saw(&s)
		}
		b.Accept(0, id, 1_000_000)
	}
	rules := Rules{DeadLetter: true, OnFailure: true}
	a := b.Account(0, rules)
	a.Merge(&a)
	if first, n := a.First.Median(); first != 0 || n != 6 || a.First[7999] != 2 {
		t.Errorf("first attempts: median %d of %d, %v", first, n, a.First)
	}
	if age, n := a.Ages.Median(); age != 60_999 || n != 2 {
		t.Errorf("ages: median %d of %d", age, n)
	}
	if ms, n := (Waits{}).Median(); ms != 0 || n != 0 {
		t.Errorf("nothing: %d of %d", ms, n)
	}
}
