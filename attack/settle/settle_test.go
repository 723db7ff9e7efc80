package settle

import (
	"fmt"
	"testing"

	"pgregory.net/rapid"

	"squall/attack/hit"
)

// bench is a tracker whose released sightings are kept.
type bench struct {
	*Tracker
	out []hit.Sighting
}

func newBench() *bench {
	b := &bench{}
	b.Tracker = New(func(s *hit.Sighting) { b.out = append(b.out, *s) })
	b.Block(0)
	return b
}

func (b *bench) accept(id string, r *Rule) {
	b.Accept(&hit.Hit{RequestID: id, Arm: 1, Repeat: 2, Entry: 3, Done: 1000}, r)
}

func (b *bench) see(id string, kind hit.SightingKind, failed bool) {
	b.See(hit.Sighting{RequestID: id, Kind: kind, Failed: failed})
}

func TestWhenAnEventHasEnded(t *testing.T) {
	ok := hit.Sighting{Kind: hit.Attempt}
	failed := hit.Sighting{Kind: hit.Attempt, Failed: true}
	letter := hit.Sighting{Kind: hit.DeadLetter, Failed: true}
	success := hit.Sighting{Kind: hit.OnSuccess}
	failure := hit.Sighting{Kind: hit.OnFailure, Failed: true}
	refused := hit.Sighting{Kind: hit.Refused, Target: hit.DeadLetter}
	for _, tc := range []struct {
		name string
		rule Rule
		seen []hit.Sighting
		left []int // open after each
	}{
		{"success", Rule{Attempts: 3}, []hit.Sighting{ok}, []int{0}},
		{"success at the third attempt", Rule{Attempts: 3, DeadLetter: true}, []hit.Sighting{failed, failed, ok}, []int{1, 1, 0}},
		{"success with a record", Rule{Attempts: 3, OnSuccess: true}, []hit.Sighting{ok, success}, []int{1, 0}},
		{"record before its attempt", Rule{Attempts: 3, OnSuccess: true}, []hit.Sighting{success, ok}, []int{1, 0}},
		{"all attempts fail, nobody is told", Rule{Attempts: 2}, []hit.Sighting{failed, failed}, []int{1, 0}},
		{"dead letter", Rule{Attempts: 2, DeadLetter: true}, []hit.Sighting{failed, failed, letter}, []int{1, 1, 0}},
		{"a dead letter is refused", Rule{Attempts: 1, DeadLetter: true, OnFailure: true}, []hit.Sighting{failed, refused, failure}, []int{1, 1, 0}},
		{"expired, never ran", Rule{Attempts: 3, DeadLetter: true}, []hit.Sighting{letter}, []int{0}},
		{"both are told", Rule{Attempts: 1, DeadLetter: true, OnFailure: true}, []hit.Sighting{failed, failure, letter}, []int{1, 1, 0}},
		{"told twice", Rule{Attempts: 1, DeadLetter: true}, []hit.Sighting{failed, letter, letter}, []int{1, 0, 0}},
		{"runs after its success", Rule{Attempts: 3}, []hit.Sighting{ok, ok}, []int{0, 0}},
	} {
		b := newBench()
		b.accept("id", &tc.rule)
		for i, s := range tc.seen {
			s.RequestID = "id"
			b.See(s)
			if b.Open() != tc.left[i] {
				t.Errorf("%s: %d open after sighting %d, want %d", tc.name, b.Open(), i+1, tc.left[i])
			}
		}
		if len(b.out) != len(tc.seen) {
			t.Errorf("%s: %d sightings in, %d out", tc.name, len(tc.seen), len(b.out))
		}
	}
}

func TestSightingsAreOfTheirEvent(t *testing.T) {
	b := newBench()
	b.see("late-answer", hit.Attempt, false) // its 202 is still on the way
	b.accept("late-answer", &Rule{Attempts: 3})
	b.accept("old", &Rule{Attempts: 3, Life: 500})
	if got := b.Deadline(); b.Open() != 1 || got != 1500 {
		t.Errorf("%d open until %d", b.Open(), got)
	}
	b.Block(10_000)
	b.See(hit.Sighting{RequestID: "old", Kind: hit.Attempt, At: 5})
	b.see("late-answer", hit.Attempt, false) // forgotten with its block
	if len(b.out) != 2 || b.Open() != 0 || b.Deadline() != 0 {
		t.Fatalf("got %+v, %d open", b.out, b.Open())
	}
	for _, s := range b.out {
		if s.Arm != 1 || s.Repeat != 2 || s.Entry != 3 {
			t.Errorf("sighting %+v", s)
		}
	}
	if b.out[1].At != 10_005 {
		t.Errorf("an attempt of an earlier block is at %d of it", b.out[1].At)
	}
}

func TestStrangers(t *testing.T) {
	b := newBench()
	b.see("other caller", hit.Attempt, false)
	b.see("other run", hit.DeadLetter, true)
	if b.Strangers() != 1 {
		t.Errorf("%d strangers", b.Strangers())
	}
	b.Block(1)
	b.see("other run", hit.OnSuccess, false)
	if b.Strangers() != 2 || len(b.out) != 0 {
		t.Errorf("%d strangers, %d released", b.Strangers(), len(b.out))
	}
}

func TestAcceptTwiceOrWithoutID(t *testing.T) {
	b := newBench()
	b.accept("", &Rule{})
	b.accept("a", &Rule{Attempts: 1})
	b.accept("a", &Rule{Attempts: 1})
	if b.Open() != 1 {
		t.Errorf("%d open", b.Open())
	}
}

// However answers and sightings are interleaved, each sighting of an accepted
// event comes out once, and none is open when all have succeeded.
func TestOrderDoesNotMatter(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		b := newBench()
		rule := &Rule{Attempts: 3, OnSuccess: rapid.Bool().Draw(t, "on success")}
		const events = 5
		steps := []func(){}
		want := 0
		for i := range events {
			id := fmt.Sprint(i)
			steps = append(steps, func() { b.accept(id, rule) }, func() { b.see(id, hit.Attempt, false) })
			want++
			if rule.OnSuccess {
				steps = append(steps, func() { b.see(id, hit.OnSuccess, false) })
				want++
			}
		}
		for _, i := range rapid.Permutation(indices(len(steps))).Draw(t, "order") {
			steps[i]()
		}
		if b.Open() != 0 || len(b.out) != want || b.Strangers() != 0 {
			t.Fatalf("%d open, %d of %d sightings, %d strangers", b.Open(), len(b.out), want, b.Strangers())
		}
	})
}

func indices(n int) []int {
	out := make([]int, n)
	for i := range out {
		out[i] = i
	}
	return out
}
