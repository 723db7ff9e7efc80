package image

import (
	"bytes"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

type leaf struct {
	name string
	up   *tree
}

type tree struct {
	Bool   bool
	i8     int8
	u      uint64
	f      float64
	text   string
	bytes  []byte
	empty  []int
	none   []int
	array  [2]int16
	leaves map[string]*leaf
	sets   map[[2]string]struct{}
	at     time.Time
	first  *leaf
	again  *leaf
	self   *tree
	less   func() bool
	fixed  int `keep:"-"`
}

func sample() *tree {
	t := &tree{Bool: true, i8: -7, u: 1 << 63, f: -0.5, text: "käse\x00", bytes: []byte{0, 1}, empty: []int{}, array: [2]int16{-1, 2},
		at: time.Date(2026, 2, 3, 4, 5, 6, 7, time.UTC), sets: map[[2]string]struct{}{{"a", "b"}: {}}}
	t.first = &leaf{"one", t}
	t.again, t.self = t.first, t
	t.leaves = map[string]*leaf{"one": t.first, "two": {"two", nil}}
	return t
}

func TestRoundTrip(t *testing.T) {
	in := sample()
	in.fixed = 1
	b, err := Write(in)
	if err != nil {
		t.Fatal(err)
	}
	out := &tree{less: func() bool { return true }, fixed: 9}
	if err := Read(b, out); err != nil {
		t.Fatal(err)
	}
	if out.less == nil || out.fixed != 9 {
		t.Error("what is not kept was changed")
	}
	if out.first != out.again || out.leaves["one"] != out.first || out.first.up.first != out.first || out.self.self != out.self {
		t.Error("what one pointer led to, two lead to now")
	}
	if out.empty == nil || out.none != nil {
		t.Error("nil and empty are not told apart")
	}
	again, err := Write(out)
	if err != nil || !bytes.Equal(b, again) {
		t.Error("written again it has other bytes")
	}
	if out.text != in.text || !slices.Equal(out.bytes, in.bytes) || out.array != in.array || !out.at.Equal(in.at) || out.u != in.u || out.f != in.f || out.i8 != in.i8 || !out.Bool {
		t.Errorf("%+v", out)
	}
}

func TestSameBytesEachTime(t *testing.T) {
	type many struct{ m map[int]string }
	v := &many{map[int]string{}}
	for i := range 100 {
		v.m[i*i] = "x"
	}
	first, _ := Write(v)
	for range 5 {
		if b, _ := Write(v); !bytes.Equal(b, first) {
			t.Fatal("a map was written in two orders")
		}
	}
}

func TestTypesApart(t *testing.T) {
	type a struct{ X, Y int }
	type b struct{ X, Z int }
	type c struct {
		X, Y int
		Next *c
	}
	type d struct {
		X, Y int
		Next *d
		F    func()
	}
	prints := []string{Print(&a{}), Print(&b{}), Print(&c{}), Print(&tree{})}
	for i, p := range prints {
		if slices.Index(prints, p) != i {
			t.Errorf("print %d is that of another type", i)
		}
	}
	if Print(&c{}) != Print(&d{}) {
		t.Error("what is not kept tells types apart")
	}
}

func TestUnkept(t *testing.T) {
	type inner struct{ any any }
	type outer struct {
		M map[string][]inner
		C chan int
	}
	if got := Unkept(&outer{}); !cmp.Equal(got, []string{"M[].any: interface {}"}) {
		t.Errorf("%q", got)
	}
	if _, err := Write(&outer{M: map[string][]inner{"": {{any: 1}}}}); err == nil {
		t.Error("an interface was written")
	}
	if got := Unkept(sample()); got != nil {
		t.Errorf("%q", got)
	}
}

// Whatever bytes there are, reading them ends, and takes no more room than they
// are worth.
func FuzzRead(f *testing.F) {
	b, _ := Write(sample())
	f.Add(b)
	f.Add([]byte{1, 2, 3, 0xff, 0xff, 0xff, 0xff, 0x0f})
	f.Fuzz(func(t *testing.T, b []byte) {
		var out tree
		if err := Read(b, &out); err != nil {
			return
		}
		first, err := Write(&out)
		if err != nil {
			t.Fatal(err)
		}
		var again tree
		if err := Read(first, &again); err != nil {
			t.Fatalf("what was written is not read: %v", err)
		}
		if second, _ := Write(&again); !bytes.Equal(first, second) {
			t.Error("written twice, two values")
		}
	})
}

// A struct that has a text of its own is kept as that.
func TestText(t *testing.T) {
	type holder struct{ times []time.Time }
	b, err := Write(&holder{[]time.Time{{}, time.Unix(1, 2).UTC()}})
	if err != nil || !bytes.Contains(b, []byte("1970-01-01T00:00:01.000000002Z")) {
		t.Fatalf("%q %v", b, err)
	}
	var out holder
	if err := Read(b, &out); err != nil || !out.times[0].IsZero() || out.times[1].Nanosecond() != 2 {
		t.Errorf("%v %v", out, err)
	}
	bad := bytes.Replace(b, []byte("1970"), []byte("x970"), 1)
	if err := Read(bad, &out); err == nil {
		t.Error("a time that is none was read")
	}
}
