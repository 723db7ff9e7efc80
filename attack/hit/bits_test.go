package hit

import (
	"bytes"
	"testing"
)

// Ids in bits are written as their text is.
func TestBitsAreWrittenAsText(t *testing.T) {
	for n := range uint64(300) {
		text := Hit{N: n, Due: int64(n) * 1e6, Done: int64(n)*1e6 + int64(n%7), TraceID: TraceID(1_800_000_000, n*0x9e3779b97f4a7c15, uint32(n))}
		bits := text
		bits.TraceID, bits.Bits = "", Bits{Set: true, TraceSecond: 1_800_000_000, TraceKey: n * 0x9e3779b97f4a7c15}
		if n%3 > 0 {
			bits.Bits.HasRequest = true
			bits.Bits.Request = [16]byte{0: byte(n), 6: 0x40, 15: 0xfe}
			text.RequestID = uuidText(bits.Bits.Request[:])
		}
		var files [2]bytes.Buffer
		for i, h := range []*Hit{&text, &bits} {
			w, err := NewWriter(&files[i], Names{Entries: []string{"e"}})
			if err != nil {
				t.Fatal(err)
			}
			for range 3 {
				if err := w.Write(h); err != nil {
					t.Fatal(err)
				}
			}
			if err := w.Close(); err != nil {
				t.Fatal(err)
			}
		}
		if !bytes.Equal(files[0].Bytes(), files[1].Bytes()) {
			t.Fatalf("hit %d differs", n)
		}
	}
}
