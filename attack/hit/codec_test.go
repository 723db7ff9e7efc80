package hit

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"math"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

var testNames = Names{Entries: []string{"alb", "sdk", "events"}, Arms: []string{"on-demand", "provisioned"}}

// typical is a hit of a live run, the i-th of three entries at 100/s each.
func typical(i int) Hit {
	due := int64(i) * 3_333_333
	sent := due + 80_000 + int64(i*7919%150_000)
	key := uint64(i) * 0x9e3779b97f4a7c15
	h := Hit{
		N: uint64(i / 3), Entry: uint16(i % 3), Arm: uint16(i / 5000), Phase: 1,
		Due: due, Sent: sent, FirstByte: sent + 41_000_000 + int64(i*104_729%9_000_000), Status: 200,
		TraceID: TraceID(1767366245+uint32(i/300), key, uint32(i/3)),
		Version: "3", Environment: fmt.Sprintf("2026/01/02/[3]%032x", i%40), Start: Warm, InitType: OnDemand,
		BytesIn: 15, BytesOut: 2, VersionFrom: Probe, StartFrom: Probe,
	}
	h.Done = h.FirstByte + 35_000 + int64(i%1000)
	switch {
	case i%20 == 0:
		h.Outcome, h.Status, h.Reason, h.ReasonFrom = Throttled, 429, "ReservedFunctionConcurrentInvocationLimitExceeded", Wire
	case i%33 == 0:
		h.Start, h.Init, h.Ran = Cold, 279_000_000+int64(i), 41_230_000
	}
	if i%3 == 1 {
		h.RequestID = uuidText(bytes.Repeat([]byte{byte(i), byte(i >> 8)}, 8))
	}
	return h
}

func typicals(n int) []Hit {
	hits := make([]Hit, n)
	for i := range hits {
		hits[i] = typical(i)
	}
	return hits
}

func encode(t testing.TB, hits []Hit) []byte {
	t.Helper()
	var buf bytes.Buffer
	w, err := NewWriter(&buf, testNames)
	if err != nil {
		t.Fatal(err)
	}
	for i := range hits {
		if err := w.Write(&hits[i]); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return buf.Bytes()
}

func decode(t testing.TB, r io.Reader) (hits []Hit, lost int) {
	t.Helper()
	rd, err := NewReader(r)
	if err != nil {
		t.Fatal(err)
	}
	var h Hit
	for err = rd.Next(&h); err == nil; err = rd.Next(&h) {
		hits = append(hits, h)
	}
	if err != io.EOF {
		t.Fatal(err)
	}
	return hits, rd.Lost()
}

func TestHitsComeBackAsTheyWere(t *testing.T) {
	want := typicals(6000)
	data := encode(t, want)
	got, lost := decode(t, bytes.NewReader(data))
	if diff := cmp.Diff(want, got); diff != "" || lost != 0 {
		t.Fatalf("%d blocks lost, -want +got:\n%s", lost, diff)
	}
	if per := float64(len(data)) / float64(len(want)); per > 40 {
		t.Errorf("%.1f bytes a hit, want at most 40", per)
	}
	// A reader that hands out a byte at a time must not matter.
	got, _ = decode(t, iotest.OneByteReader(bytes.NewReader(data)))
	if len(got) != len(want) {
		t.Errorf("byte by byte: %d hits, want %d", len(got), len(want))
	}
}

// anyHit draws every field from its whole range.
func anyHit(t *rapid.T) Hit {
	text := rapid.OneOf(rapid.Just(""), rapid.String(),
		rapid.Just("0123abcd-4567-89ab-cdef-0123456789ab"), rapid.Just("0123ABCD-4567-89ab-cdef-0123456789ab"),
		rapid.Just(TraceID(7, 8, 9)), rapid.Just(strings.Repeat("x", 35)))
	h := Hit{
		N: rapid.Uint64().Draw(t, "n"), Entry: rapid.Uint16Max(300).Draw(t, "entry"), Arm: rapid.Uint16().Draw(t, "arm"),
		Repeat: rapid.Uint16().Draw(t, "repeat"), Phase: rapid.Uint16().Draw(t, "phase"), Warmup: rapid.Bool().Draw(t, "warmup"),
		Status: rapid.Uint16().Draw(t, "status"), Outcome: Outcome(rapid.Byte().Draw(t, "outcome")),
		Reason: text.Draw(t, "reason"), RequestID: text.Draw(t, "request"), TraceID: text.Draw(t, "trace"),
		Version: text.Draw(t, "version"), Environment: text.Draw(t, "environment"), Injected: text.Draw(t, "injected"),
		Start: Start(rapid.Byte().Draw(t, "start")), InitType: InitType(rapid.Byte().Draw(t, "type")), Init: rapid.Int64().Draw(t, "init"), Ran: rapid.Int64().Draw(t, "ran"),
		BytesIn: rapid.Uint32().Draw(t, "in"), BytesOut: rapid.Uint32().Draw(t, "out"),
		ReasonFrom: Source(rapid.Byte().Draw(t, "from")), VersionFrom: Source(rapid.Byte().Draw(t, "from")), StartFrom: Source(rapid.Byte().Draw(t, "from")),
		Attempt: rapid.Byte().Draw(t, "attempt"), Again: rapid.Bool().Draw(t, "again"),
	}
	unit := rapid.SampledFrom([]int64{1, 1000}).Draw(t, "unit")
	for _, at := range []*int64{&h.Due, &h.Sent, &h.FirstByte, &h.Done} {
		*at = rapid.Int64().Draw(t, "time") / unit * unit
	}
	if rapid.Bool().Draw(t, "own trace") {
		h.TraceID = TraceID(rapid.Uint32().Draw(t, "sec"), rapid.Uint64().Draw(t, "key"), uint32(h.N))
	}
	return h
}

func TestAnyHitComesBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		want := rapid.SliceOfN(rapid.Custom(anyHit), 1, 12).Draw(t, "hits")
		var buf bytes.Buffer
		w, err := NewWriter(&buf, testNames)
		if err != nil {
			t.Fatal(err)
		}
		for i := range want {
			if err := w.Write(&want[i]); err != nil {
				t.Fatal(err)
			}
			if rapid.Bool().Draw(t, "flush") {
				w.Flush()
			}
		}
		w.Close()
		r, err := NewReader(&buf)
		if err != nil {
			t.Fatal(err)
		}
		for i := range want {
			var got Hit
			if err := r.Next(&got); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(want[i], got); diff != "" {
				t.Fatalf("hit %d, -want +got:\n%s", i, diff)
			}
		}
		if err := r.Next(new(Hit)); err != io.EOF || r.Lost() != 0 {
			t.Fatalf("after the last hit: %v, %d blocks lost", err, r.Lost())
		}
	})
}

func TestNamesComeBack(t *testing.T) {
	for _, want := range []Names{{}, testNames, {Entries: []string{"", "é"}}} {
		var buf bytes.Buffer
		if _, err := NewWriter(&buf, want); err != nil {
			t.Fatal(err)
		}
		r, err := NewReader(&buf)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, r.Names()); diff != "" {
			t.Error(diff)
		}
	}
	_, err := NewWriter(io.Discard, Names{Arms: make([]string, maxPayload)})
	if err == nil || !strings.Contains(err.Error(), "at most") {
		t.Errorf("too many names: %v", err)
	}
}

func TestLongStringsAreCut(t *testing.T) {
	long := strings.Repeat("é", maxString)
	got, _ := decode(t, bytes.NewReader(encode(t, []Hit{{Reason: long, Environment: long, RequestID: long}})))
	if h := got[0]; h.Reason != long[:maxString] || h.Environment != long[:maxString] || h.RequestID != long[:maxString] {
		t.Errorf("strings of %d, %d, %d bytes, want %d", len(h.Reason), len(h.Environment), len(h.RequestID), maxString)
	}
}

func TestNoBlockOutgrowsItsFrame(t *testing.T) {
	hits := make([]Hit, 60)
	for i := range hits {
		text := func(c string) string { return strings.Repeat(c, maxString-2) + fmt.Sprint(10+i) }
		hits[i] = Hit{N: math.MaxUint64 - uint64(i)*5, Reason: text("a"), RequestID: text("b"), TraceID: text("c"),
			Version: text("d"), Environment: text("e"), Injected: text("f")}
	}
	got, lost := decode(t, bytes.NewReader(encode(t, hits)))
	if diff := cmp.Diff(hits, got); diff != "" || lost != 0 {
		t.Errorf("%d blocks lost, or hits differ", lost)
	}
}

func TestErrorsOfTheWriterStay(t *testing.T) {
	if _, err := NewWriter(&failing{after: 0}, testNames); !errors.Is(err, io.ErrShortWrite) {
		t.Errorf("the first bytes fail: %v", err)
	}
	w, err := NewWriter(&failing{after: 2}, testNames)
	if err != nil {
		t.Fatal(err)
	}
	h := typical(1)
	if err := w.Write(&h); err != nil {
		t.Errorf("a hit that is only kept: %v", err)
	}
	for range 2 {
		if err := w.Flush(); !errors.Is(err, io.ErrShortWrite) {
			t.Errorf("flush: %v", err)
		}
	}
	if err := w.Write(&h); !errors.Is(err, io.ErrShortWrite) {
		t.Errorf("a hit after the error: %v", err)
	}
}

// failing accepts a number of writes.
type failing struct{ after int }

func (f *failing) Write(b []byte) (int, error) {
	if f.after--; f.after < 0 {
		return 0, io.ErrShortWrite
	}
	return len(b), nil
}

func TestErrorsOfTheReaderAreReported(t *testing.T) {
	broken := errors.New("disk on fire")
	data := encode(t, typicals(10))
	for _, cut := range []int{2, 10, len(data) - 5} {
		r, err := NewReader(io.MultiReader(bytes.NewReader(data[:cut]), iotest.ErrReader(broken)))
		var h Hit
		for err == nil {
			err = r.Next(&h)
		}
		if !errors.Is(err, broken) {
			t.Errorf("cut at %d: %v", cut, err)
		}
	}
}

func BenchmarkWrite(b *testing.B) {
	hits := typicals(10_000)
	w, err := NewWriter(io.Discard, testNames)
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	i := 0
	for b.Loop() {
		if err := w.Write(&hits[i%len(hits)]); err != nil {
			b.Fatal(err)
		}
		i++
	}
}

func BenchmarkRead(b *testing.B) {
	data := encode(b, typicals(10_000))
	b.ReportAllocs()
	n := 0
	for b.Loop() {
		r, err := NewReader(bytes.NewReader(data))
		if err != nil {
			b.Fatal(err)
		}
		var h Hit
		for r.Next(&h) == nil {
			n++
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(n), "ns/hit")
}
