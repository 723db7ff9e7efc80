package tries

import (
	"slices"
	"testing"
)

func TestMomentsComeInOrder(t *testing.T) {
	q := New()
	var want []int64
	for i := range uint64(500) {
		at := int64(i * 7919 % 97)
		a := Attempt{N: i, Line: int32(i % 3), Number: 1}
		if i%2 == 0 {
			q.Send(a, at)
		} else {
			q.Sent(a, at)
		}
		want = append(want, at)
	}
	slices.Sort(want)
	var last Moment
	for i := range want {
		at, ok := q.Next()
		if _, early := q.Take(at - 1); early || !ok {
			t.Fatalf("moment %d: %v, %v", i, ok, early)
		}
		m, ok := q.Take(at)
		if !ok || m.At != want[i] {
			t.Fatalf("moment %d is at %d, want %d", i, m.At, want[i])
		}
		if i > 0 && before(&m, &last) {
			t.Fatalf("%+v comes after %+v", m, last)
		}
		last = m
	}
	if _, ok := q.Next(); ok {
		t.Error("there is one more")
	}
}

// Who had an answer in time does not give up.
func TestAnsweredAttemptsAreNotGivenUp(t *testing.T) {
	q := New()
	a, b := Attempt{N: 1, Number: 1, Due: 5}, Attempt{N: 1, Number: 2, Due: 5}
	q.Sent(a, 100)
	q.Sent(b, 50)
	if got, left, again := q.Ended(0, 1, 1); got != a || left || again {
		t.Errorf("ended %+v %v %v", got, left, again)
	}
	m, ok := q.Take(1000)
	if !ok || m.Attempt != b || !m.Leave {
		t.Fatalf("given up %+v %v", m, ok)
	}
	q.Left(&m.Attempt, true)
	if _, ok := q.Take(1000); ok {
		t.Error("an answered attempt was given up")
	}
	if got, left, again := q.Ended(0, 1, 2); got != b || !left || !again {
		t.Errorf("ended %+v %v %v", got, left, again)
	}
	if got, left, _ := q.Ended(0, 1, 2); got != (Attempt{}) || left {
		t.Errorf("ended twice: %+v", got)
	}
}

func TestDropLeavesWhatIsUnderWay(t *testing.T) {
	q := New()
	q.Sent(Attempt{N: 1, Number: 1}, 10)
	q.Send(Attempt{N: 2, Number: 2}, 5)
	q.Send(Attempt{N: 3, Number: 2}, 20)
	dropped := q.Drop()
	if len(dropped) != 2 || dropped[0].N+dropped[1].N != 5 {
		t.Errorf("dropped %+v", dropped)
	}
	if m, ok := q.Take(100); !ok || m.N != 1 || !m.Leave {
		t.Errorf("left is %+v %v", m, ok)
	}
	if _, ok := q.Next(); ok {
		t.Error("there is more left")
	}
}
