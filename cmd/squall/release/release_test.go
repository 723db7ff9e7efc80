package release

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"squall/analyze/canary"
	"squall/attack"
	"squall/attack/hit"
	"squall/profiles"
	"squall/profiles/read"
)

func begin(t *testing.T, set ...string) *Release {
	t.Helper()
	data, _ := profiles.Builtin("canary")
	plan, err := read.Profile("canary.yaml", data, set)
	if err != nil {
		t.Fatal(err)
	}
	r, err := New(plan, func(so *attack.Ending) []string { return so.Warnings })
	if err != nil {
		t.Fatal(err)
	}
	first := r.Begin("base-1", func(_, version string) string { return version[1:] })
	if len(first) != 1 || first[0].String() != "PutAlias checkout live-base-1 -> v1 and 10% v2" {
		t.Fatalf("first changes: %v", first)
	}
	return r
}

// show gives it requests of both versions for a stretch of time.
func show(r *Release, from, to time.Duration, errors uint64) {
	const every = time.Second / 500
	for n := uint64(0); from < to; n, from = n+1, from+every {
		h := &hit.Hit{N: n, Version: "1", Start: hit.Warm, Due: int64(from), Sent: int64(from), Done: int64(from + 40*time.Millisecond + time.Duration(n%97)*time.Microsecond)}
		if n%2 == 0 {
			h.Version = "2"
			if errors > 0 && n%errors == 0 {
				h.Outcome = hit.FunctionError
			}
		}
		r.Hit(h)
	}
}

func text(list []profiles.Change) string {
	out := ""
	for _, c := range list {
		out += c.String()
	}
	return out
}

func TestPromoted(t *testing.T) {
	r := begin(t)
	var moves []string
	for at := time.Duration(0); ; {
		next := r.Next()
		show(r, at, next, 0)
		at = next
		list, over := r.Look(at)
		if len(list) > 0 {
			moves = append(moves, at.String()+" "+text(list))
		}
		if over {
			moves = append(moves, at.String()+" "+text(r.End(at, new(attack.Ending))))
			break
		}
	}
	want := []string{"1m0s PutAlias checkout live-base-1 -> v1 and 25% v2", "2m0s PutAlias checkout live-base-1 -> v1 and 50% v2", "3m0s PutAlias checkout live-base-1 -> v2"}
	for i := range want {
		if i >= len(moves) || moves[i] != want[i] {
			t.Fatalf("moves %q, want %q", moves, want)
		}
	}
	if list := r.End(time.Minute, new(attack.Ending)); list != nil {
		t.Errorf("after the end: %v", list)
	}
	if o := r.Outcome(); o.Then != "promote" || o.Sentence() == "" {
		t.Errorf("outcome %+v", o)
	}
}

func TestRolledBack(t *testing.T) {
	r := begin(t)
	show(r, 0, r.Next(), 4)
	list, over := r.Look(r.Next())
	if !over || text(list) != "PutAlias checkout live-base-1 -> v1" || r.Outcome().Then != "rollback" {
		t.Errorf("over %t, %v, %+v", over, list, r.Outcome())
	}
}

func TestPolicies(t *testing.T) {
	for policy, want := range map[string]string{"hold": "", "promote": "PutAlias checkout live-base-1 -> v2", "rollback": "PutAlias checkout live-base-1 -> v1"} {
		r := begin(t, "canary.inconclusive="+policy)
		if got := text(r.End(time.Second, new(attack.Ending))); got != want || r.Outcome().Then != policy {
			t.Errorf("%s: %q, then %s", policy, got, r.Outcome().Then)
		}
	}
}

func TestInterruptedAndRefused(t *testing.T) {
	r := begin(t)
	if list := r.End(time.Second, &attack.Ending{Interrupted: true}); list != nil || r.Outcome().Then != "restored" {
		t.Errorf("interrupted: %v, %+v", list, r.Outcome())
	}
	r = begin(t)
	r.Refused(os.ErrPermission)
	o := r.Outcome()
	if list := r.End(time.Second, new(attack.Ending)); list != nil || o.Then != "conflict" || !errors.Is(r.broken, os.ErrPermission) {
		t.Errorf("refused: %v, %+v", list, o)
	}
}

// promising is a release that is about to be promoted.
func promising(t *testing.T, set ...string) *Release {
	t.Helper()
	r := begin(t, set...)
	for at, over := time.Duration(0), false; !over; {
		next := r.Next()
		show(r, at, next, 0)
		at = next
		_, over = r.Look(at)
	}
	return r
}

// What was judged by a measurement that cannot be trusted is not promoted, by
// no policy.
func TestDoubted(t *testing.T) {
	for policy, want := range map[string]struct{ then, change string }{
		"rollback": {"rollback", "PutAlias checkout live-base-1 -> v1"}, "hold": {"hold", ""}, "promote": {"rollback", "PutAlias checkout live-base-1 -> v1"},
	} {
		r := promising(t, "canary.inconclusive="+policy)
		got := text(r.End(time.Minute, &attack.Ending{Warnings: []string{"the processor was the limit"}}))
		o := r.Outcome()
		if got != want.change || o.Then != want.then || o.Decision != canary.Inconclusive || !strings.Contains(o.Sentence(), "the processor was the limit") {
			t.Errorf("%s: %q, %s", policy, got, o.Sentence())
		}
	}
}

// A promotion that was decided on and not carried out is none.
func TestStoppedBeforeThePromotion(t *testing.T) {
	before, meanwhile := promising(t), promising(t)
	if list := before.End(time.Minute, &attack.Ending{Interrupted: true}); list != nil {
		t.Errorf("interrupted: %v", list)
	}
	meanwhile.End(time.Minute, new(attack.Ending))
	meanwhile.Refused(fmt.Errorf("UpdateAlias: %w", context.Canceled))
	for _, r := range []*Release{before, meanwhile} {
		if o := r.Outcome(); o.Then != "restored" || o.Decision != canary.Inconclusive || r.Stays() {
			t.Errorf("%s, then %s", o.Sentence(), o.Then)
		}
	}
}

// Looks that were missed are not made up for.
func TestLate(t *testing.T) {
	r := begin(t)
	if r.Look(17 * time.Second); r.Next() != 20*time.Second {
		t.Errorf("the next look is at %s", r.Next())
	}
}
