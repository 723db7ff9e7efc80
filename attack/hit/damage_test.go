package hit

import (
	"bytes"
	"io"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// blocks encodes hits in blocks of the given number and says where each ends.
func blocks(t testing.TB, hits []Hit, per int) (data []byte, ends []int) {
	t.Helper()
	var buf bytes.Buffer
	w, err := NewWriter(&buf, testNames)
	if err != nil {
		t.Fatal(err)
	}
	ends = append(ends, buf.Len())
	for i := range hits {
		if err := w.Write(&hits[i]); err != nil {
			t.Fatal(err)
		}
		if (i+1)%per == 0 {
			w.Flush()
			ends = append(ends, buf.Len())
		}
	}
	return buf.Bytes(), ends
}

func TestATornTailLosesOneBlockAtMost(t *testing.T) {
	const per = 3
	hits := typicals(9)
	data, ends := blocks(t, hits, per)
	for cut := range data {
		r, err := NewReader(bytes.NewReader(data[:cut]))
		if cut < ends[0] {
			if err == nil {
				t.Fatalf("cut at %d: the names cannot be whole", cut)
			}
			continue
		}
		if err != nil {
			t.Fatalf("cut at %d: %v", cut, err)
		}
		whole, torn := 0, 1
		for _, end := range ends[1:] {
			if end <= cut {
				whole++
			}
		}
		if cut == ends[whole] {
			torn = 0
		}
		got := rest(t, r)
		if diff := cmp.Diff(hits[:whole*per], got, equalEmpty); diff != "" || r.Lost() != torn {
			t.Fatalf("cut at %d: %d blocks lost, want %d, -want +got:\n%s", cut, r.Lost(), torn, diff)
		}
	}
}

var equalEmpty = cmp.FilterValues(func(a, b []Hit) bool { return len(a) == 0 && len(b) == 0 }, cmp.Comparer(func(_, _ []Hit) bool { return true }))

func rest(t testing.TB, r *Reader) (hits []Hit) {
	t.Helper()
	var h Hit
	err := r.Next(&h)
	for ; err == nil; err = r.Next(&h) {
		hits = append(hits, h)
	}
	if err != io.EOF {
		t.Fatal(err)
	}
	return hits
}

func TestAnyWrongByteLosesItsBlockOnly(t *testing.T) {
	const per = 3
	hits := typicals(9)
	data, ends := blocks(t, hits, per)
	for at := ends[0]; at < len(data); at++ {
		bad := bytes.Clone(data)
		bad[at] ^= 0x41
		r, err := NewReader(bytes.NewReader(bad))
		if err != nil {
			t.Fatal(err)
		}
		hurt := 0
		for ends[hurt+1] <= at {
			hurt++
		}
		want := append(append([]Hit{}, hits[:hurt*per]...), hits[(hurt+1)*per:]...)
		got := rest(t, r)
		if diff := cmp.Diff(want, got); diff != "" || r.Lost() != 1 {
			t.Fatalf("byte %d is wrong: %d blocks lost, -want +got:\n%s", at, r.Lost(), diff)
		}
	}
}

func TestGarbageBetweenBlocksIsSkipped(t *testing.T) {
	hits := typicals(10)
	data, ends := blocks(t, hits, 5)
	tests := map[string]struct {
		garbage []byte
		lost    int
	}{
		"short":                {[]byte("oops"), 1},
		"longer than a buffer": {bytes.Repeat([]byte{0xf5}, 3*maxPayload), 1},
		"a marker of its own":  {append([]byte("oops"), marker...), 2},
	}
	for name, tt := range tests {
		bad := bytes.Join([][]byte{data[:ends[1]], tt.garbage, data[ends[1]:]}, nil)
		got, lost := decode(t, bytes.NewReader(bad))
		if diff := cmp.Diff(hits, got); diff != "" || lost != tt.lost {
			t.Errorf("%s: %d blocks lost, want %d, -want +got:\n%s", name, lost, tt.lost, diff)
		}
	}
}

func TestASoundBlockThatDoesNotDecodeIsLost(t *testing.T) {
	hits := typicals(10)
	data, ends := blocks(t, hits, 5)
	var odd bytes.Buffer
	f := frameWriter{w: &odd}
	f.write([]byte{9, 9, 9})
	bad := bytes.Join([][]byte{data[:ends[1]], odd.Bytes(), data[ends[1]:]}, nil)
	got, lost := decode(t, bytes.NewReader(bad))
	if diff := cmp.Diff(hits, got); diff != "" || lost != 1 {
		t.Errorf("%d blocks lost, -want +got:\n%s", lost, diff)
	}
}

func TestOtherFilesAreRefused(t *testing.T) {
	hitFile := encode(t, nil)
	for name, data := range map[string][]byte{"empty": nil, "short": []byte("SQ"), "other": []byte("PK\x03\x04 and so on"), "version 2": []byte("SQH2....")} {
		if _, err := NewReader(bytes.NewReader(data)); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
	if _, err := NewSightingReader(bytes.NewReader(hitFile)); err == nil {
		t.Error("a file of hits was read as one of sightings")
	}
}

// FuzzPayload feeds bytes to the decoder behind a right checksum: whatever
// decodes must survive being encoded and decoded again.
func FuzzPayload(f *testing.F) {
	data, ends := blocks(f, typicals(8), 4)
	for i := range ends[1:] {
		f.Add(data[ends[i]+frameHead : ends[i+1]])
	}
	head := data[:ends[0]]
	f.Fuzz(func(t *testing.T, payload []byte) {
		if len(payload) > maxPayload {
			return
		}
		var file bytes.Buffer
		file.Write(head)
		frame := frameWriter{w: &file}
		frame.write(payload)
		first, _ := decode(t, &file)
		second, lost := decode(t, bytes.NewReader(encode(t, first)))
		if diff := cmp.Diff(first, second, equalEmpty); diff != "" || lost != 0 {
			t.Fatalf("%d blocks lost, -first +second:\n%s", lost, diff)
		}
	})
}

// FuzzReader feeds whole files.
func FuzzReader(f *testing.F) {
	data, ends := blocks(f, typicals(8), 4)
	f.Add(data)
	f.Add(data[:ends[1]+7])
	f.Add(append(bytes.Clone(data[:ends[1]]), "garbage"...))
	f.Fuzz(func(t *testing.T, data []byte) {
		r, err := NewReader(bytes.NewReader(data))
		if err != nil {
			return
		}
		rest(t, r)
		if r.Lost() > len(data) {
			t.Fatalf("%d blocks lost in %d bytes", r.Lost(), len(data))
		}
	})
}
