package logs

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"squall/standin/core"
)

var here = Scope{"111122223333", "us-east-1"}

func TestInvocation(t *testing.T) {
	s := New()
	g := s.Function(1000, here, "f")
	e := core.Effect{Env: 7, Version: 3, Duration: 102_244_999, Cold: true, Init: 200_005_000}
	s.Invoked(g, &Invocation{Request: 1, Start: 1_763_812_800_000, End: 1_763_812_800_102, Effect: &e, Memory: 256})
	v := g.View(0)
	events, more := v.First(Range{}, 10)
	if len(events) != 3 || more {
		t.Fatalf("%d events", len(events))
	}
	for i, want := range []string{"START RequestId: ", "END RequestId: ", "REPORT RequestId: "} {
		if !strings.HasPrefix(events[i].Message, want) || !strings.HasPrefix(events[i].Stream, "2025/11/22/[3]") {
			t.Errorf("%+v", events[i])
		}
	}
	if events[0].At != 1_763_812_800_000 || events[2].At != 1_763_812_800_102 || !strings.Contains(events[2].Message, "Init Duration: 200.01 ms") {
		t.Errorf("%+v", events)
	}
	if st := g.Streams(); len(st) != 1 || st[0].First != events[0].At || st[0].Last != events[2].At {
		t.Errorf("%+v", st)
	}
	if again := s.Function(0, here, "f"); again != g || s.Create(0, here, g.Name) != nil {
		t.Error("the group was made twice")
	}
	g.DeleteStream(events[0].Stream)
	if len(g.View(0).names) != 1 || len(g.Streams()) != 0 {
		t.Error("the stream is still there")
	}
	v = g.View(0)
	if events, _ := v.First(Range{}, 10); len(events) != 0 {
		t.Errorf("%d events of a deleted stream", len(events))
	}
	s.Invoked(g, &Invocation{Request: 2, Effect: &e})
	if len(g.Streams()) != 1 {
		t.Error("an environment does not make its stream again")
	}
	s.Delete(g)
	if s.bytes != 0 || !g.Gone() || s.Find(here, g.Name) != nil || len(s.Groups(here)) != 0 {
		t.Error("the group is still there")
	}
}

func TestOldestEventsMakeRoom(t *testing.T) {
	s := New()
	s.limit = 40 * chunkSize * bytesOf
	g, other := s.Create(0, here, "g"), s.Create(0, here, "other")
	if events, next, lost := g.Attempts(5, 10); len(events) != 0 || next != 0 || lost != 0 {
		t.Errorf("of no log: %v, %d, %d", events, next, lost)
	}
	other.CreateStream(0, "s")
	s.Put(other, "s", 0, 0, "kept")
	const all = 50*chunkSize + 10
	for i := range all {
		s.Refused(g, int64(i), strconv.Itoa(i))
	}
	if s.bytes > s.limit || g.bytes+other.bytes != s.bytes {
		t.Errorf("%d bytes of %d, %d and %d", s.bytes, s.limit, g.bytes, other.bytes)
	}
	dropped := g.chunks[0].attempt
	var cursor, read uint64
	for {
		lines, next, lost := g.Attempts(cursor, 20_000)
		if cursor == 0 && lost != dropped || cursor > 0 && lost != 0 {
			t.Fatalf("at %d %d lines are lost", cursor, lost)
		}
		if len(lines) == 0 {
			break
		}
		for i, line := range lines {
			if want := strconv.FormatUint(dropped+read+uint64(i), 10); line.Message != want {
				t.Fatalf("line %q in the place of %s", line.Message, want)
			}
		}
		read += uint64(len(lines))
		cursor = next
	}
	if read != all-dropped || cursor != all || dropped == 0 {
		t.Errorf("read %d lines up to %d, %d were dropped", read, cursor, dropped)
	}
	v := other.View(0)
	if events, _ := v.First(Range{}, 1); len(events) != 1 {
		t.Error("a small group lost its line")
	}
}

func TestRetention(t *testing.T) {
	s := New()
	g := s.Create(0, here, "g")
	g.CreateStream(0, "s")
	g.Retention = 1
	const day = 24 * 3600 * 1000
	for i := range 3 * chunkSize {
		at := int64(i/chunkSize) * day
		s.Put(g, "s", at, at, "x")
	}
	if len(g.chunks) != 2 { // the first was more than a day old when the third began
		t.Errorf("%d chunks", len(g.chunks))
	}
	s.Put(g, "s", 3*day, 3*day, "x")
	v := g.View(3*day + 1)
	if events, _ := v.First(Range{}, 5); len(events) != 1 || events[0].At != 3*day {
		t.Errorf("the view begins with %+v", events)
	}
}

// Whatever came in whatever order, the first and last events of a range are
// those of the sorted whole; only asynchronous attempts are Attempts.
func TestOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := New()
		g := s.Create(0, here, "g")
		g.CreateStream(0, "text")
		attempts := 0
		for i := range rapid.IntRange(1, 60).Draw(t, "records") {
			at := rapid.Int64Range(0, 40).Draw(t, "at")
			switch rapid.IntRange(0, 2).Draw(t, "what") {
			case 0:
				s.Put(g, "text", at, at, fmt.Sprint(i))
			case 1:
				async, event := rapid.Bool().Draw(t, "async"), ""
				if async && rapid.Bool().Draw(t, "of a source") {
					event, attempts = "e", attempts+1
				}
				s.Invoked(g, &Invocation{Request: uint64(i), Start: at, End: at + rapid.Int64Range(0, 20).Draw(t, "took"),
					Effect: &core.Effect{Env: uint64(i % 3)}, Async: async, Event: event})
				if async {
					attempts += 3
				}
			case 2:
				s.Refused(g, at, "refused")
				attempts++
			}
		}
		v := g.View(0)
		var all []Event
		r := Range{From: rapid.Int64Range(0, 20).Draw(t, "from"), To: rapid.Int64Range(20, 60).Draw(t, "to")}
		v.Each(&r, func(ev *Event) bool { all = append(all, *ev); return true })
		slices.SortFunc(all, byKey)
		n := rapid.IntRange(1, 10).Draw(t, "n")
		var paged []Event
		for q := r; ; {
			page, more := v.First(q, n)
			paged = append(paged, page...)
			if !more {
				break
			}
			q.After = &page[len(page)-1].Key
		}
		last, _ := v.Last(r, n)
		if !slices.Equal(paged, all) || !slices.Equal(last, all[max(0, len(all)-n):]) {
			t.Fatalf("in pages %v, last %v, of %v", paged, last, all)
		}
		if got, _, _ := g.Attempts(0, 1000); len(got) != attempts {
			t.Fatalf("%d attempts of %d", len(got), attempts)
		}
	})
}

// Of many events only those that may be wanted are held at once.
func TestFewOfMany(t *testing.T) {
	s := New()
	g := s.Create(0, here, "g")
	g.CreateStream(0, "s")
	const n = 3*chunkSize + 7
	for i := range n {
		s.Put(g, "s", int64(i*7919%n), 0, "x")
	}
	v := g.View(0)
	first, more := v.First(Range{}, 3)
	last, before := v.Last(Range{}, 3)
	if !more || !before || len(first) != 3 || len(last) != 3 {
		t.Fatalf("%v, %v", first, last)
	}
	for i := range 3 {
		if first[i].At != int64(i) || last[i].At != int64(n-3+i) {
			t.Errorf("%d: %d and %d", i, first[i].At, last[i].At)
		}
	}
}
