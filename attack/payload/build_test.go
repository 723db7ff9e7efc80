package payload

import (
	"math"
	"strings"
	"testing"

	"squall/profiles/dist"
	"squall/profiles/feed"
	"squall/profiles/traffic"
)

func slot(number int) Slot {
	return Slot{Plan: 1, Block: 7, Run: "r", Entries: 2, Number: number, Blocks: 2,
		Key: func(n uint64) uint64 { return dist.Hash(7, dist.StreamArrival, 3, n) }}
}

func builder(t testing.TB, e traffic.Entry, s Slot) *Builder {
	t.Helper()
	b, err := New(&e, s)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func one(q traffic.Request) traffic.Entry { return traffic.Entry{Name: "alb", Request: q} }

func TestBodies(t *testing.T) {
	body := func(text string) traffic.Payload { return traffic.Payload{Body: text} }
	for _, c := range []struct {
		request traffic.Request
		want    string
	}{
		{traffic.Request{}, "{}"},
		{traffic.Request{Method: "PUT"}, "{}"},
		{traffic.Request{Method: "GET"}, ""},
		{traffic.Request{Method: "GET", Payload: body("x")}, "x"},
		{traffic.Request{Payload: body(`{"a":"{{n}}"}`)}, `{"a":"{{n}}"}`},
		{traffic.Request{Payload: traffic.Payload{Template: "{{n}} of {{entry}} at {{now}} in {{run}}"}}, "4 of alb at 1970-01-01T00:00:01.500Z in r"},
	} {
		var r Request
		if builder(t, one(c.request), slot(0)).Build(&r, 4, 1500e6); string(r.Body) != c.want {
			t.Errorf("%+v carries %q", c.request, r.Body)
		}
	}
	if _, err := New(&traffic.Entry{Request: traffic.Request{Payload: traffic.Payload{Template: "{{nope}}"}}}, slot(0)); err == nil {
		t.Error("an unknown placeholder was taken")
	}
}

// A request's parts are filled in with the row that it is dealt, each as it
// needs it, and what is random differs from part to part.
func TestParts(t *testing.T) {
	table, err := feed.Read("a.csv", strings.NewReader("id,name\n1,\"A & \"\"B\"\"\"\n2,Cy\n"))
	if err != nil {
		t.Fatal(err)
	}
	e := one(traffic.Request{Resource: "/u/{{data.id}}", Query: map[string]string{"b": "{{data.name}}", "a": "x y{{n}}"},
		Headers: map[string]string{"x-name": "{{data.name}}", "x-fixed": "1", "x-u": "{{uuid}}"},
		Payload: traffic.Payload{Template: `{{uuid}}{"name": {{json data.name}}}`}})
	e.Data = &traffic.Data{Table: table}
	b := builder(t, e, slot(0))
	var r Request
	b.Build(&r, 2, 0)
	if r.Target != "/u/1?a=x%20y2&b=A%20%26%20%22B%22" {
		t.Errorf("target %s", r.Target)
	}
	if len(r.Header) != 2 || r.Header[0] != (Field{"X-Name", `A & "B"`}) || r.Header[1].Name != "X-U" {
		t.Errorf("headers %v", r.Header)
	}
	if k := b.Kinds()[0]; len(k.Header) != 1 || k.Header[0] != (Field{"X-Fixed", "1"}) {
		t.Errorf("kind %+v", k)
	}
	id, rest := string(r.Body[:36]), string(r.Body[36:])
	if rest != `{"name": "A & \"B\""}` || id == r.Header[1].Value {
		t.Errorf("body %s, header %s", r.Body, r.Header[1].Value)
	}
	if n := b.Longest(); r.Size() > n || n > 4000 {
		t.Errorf("a size of %d, at most %d", r.Size(), n)
	}
}

// Weights are shares, and each kind is as it says.
func TestMix(t *testing.T) {
	e := traffic.Entry{Name: "alb", Requests: []traffic.Request{
		{Name: "a", Weight: 6, Method: "GET"}, {Name: "b", Weight: 3, Method: "POST"}, {Name: "c", Weight: 1, Payload: traffic.Payload{Template: "{{n}}"}},
	}}
	b := builder(t, e, slot(0))
	const n = 20_000
	var count [3]float64
	var r Request
	for i := range uint64(n) {
		b.Build(&r, i, 0)
		if count[r.Kind]++; r.Kind != b.KindOf(i) || (r.Kind == 0) != (len(r.Body) == 0) {
			t.Fatalf("arrival %d is %+v", i, r)
		}
	}
	for i, share := range []float64{.6, .3, .1} {
		if sigma := math.Sqrt(n * share * (1 - share)); math.Abs(count[i]-n*share) > 4.5*sigma {
			t.Errorf("kind %d came %v times in %d", i, count[i], n)
		}
	}
}

// No id comes twice: not in another entry, another block, nor after many
// arrivals.
func TestIDsAreUnique(t *testing.T) {
	e := one(traffic.Request{Payload: traffic.Payload{Template: "{{id}}"}})
	seen := map[string]bool{}
	for number := range 3 {
		for entry := range 2 {
			s := slot(number)
			s.Entry = entry
			b := builder(t, e, s)
			for _, n := range []uint64{0, 1, 2, 1 << 20, 1<<40 - 1} {
				var r Request
				b.Build(&r, n, 0)
				if seen[string(r.Body)] {
					t.Fatalf("%s came before", r.Body)
				}
				seen[string(r.Body)] = true
			}
		}
	}
}

func BenchmarkBuild(b *testing.B) {
	table, err := feed.Read("a.csv", strings.NewReader("id,name\n1,a\n2,b\n3,c\n"))
	if err != nil {
		b.Fatal(err)
	}
	e := one(traffic.Request{Payload: traffic.Payload{Template: `{"id": "{{id}}", "name": {{json data.name}}, "amount": {{random 1 100}}}`}})
	e.Data = &traffic.Data{Table: table, Order: feed.Shuffled}
	built := builder(b, e, slot(0))
	b.ReportAllocs()
	var r Request
	for n := uint64(0); b.Loop(); n++ {
		built.Build(&r, n, 0)
	}
}
