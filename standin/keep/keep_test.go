package keep

import (
	"bytes"
	"errors"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

const title = "records of a test"

func open(t *testing.T, dir string) *Store {
	t.Helper()
	s, err := Open(dir, title)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s
}

func put(t *testing.T, s *Store, c Change) {
	t.Helper()
	s.Put(c)
	if err := s.Sync(); err != nil {
		t.Fatal(err)
	}
}

func records(t *testing.T, s *Store) map[string]string {
	t.Helper()
	out := map[string]string{}
	if err := s.Records(func(key string, value []byte) error { out[key] = string(value); return nil }); err != nil {
		t.Fatal(err)
	}
	return out
}

func TestWhatIsKept(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "a", "b")
	s := open(t, dir)
	put(t, s, Change{Records: []Record{{"one", []byte("1")}, {"two", []byte{}}}})
	put(t, s, Change{Records: []Record{{"one", []byte("11")}, {"three", []byte("3")}, {"three", nil}}})
	want := map[string]string{"one": "11", "two": ""}
	if got := records(t, s); !maps.Equal(got, want) {
		t.Errorf("before: %q", got)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	s = open(t, dir)
	if got := records(t, s); !maps.Equal(got, want) || s.Torn() != 0 {
		t.Errorf("after: %q, %d torn", got, s.Torn())
	}
	put(t, s, Change{Clear: true, Records: []Record{{"four", []byte("4")}}})
	_ = s.Close()
	if got := records(t, open(t, dir)); !maps.Equal(got, map[string]string{"four": "4"}) {
		t.Errorf("cleared: %q", got)
	}
}

// A write that was cut off at any byte leaves what was kept before it.
func TestTornWrite(t *testing.T) {
	dir := t.TempDir()
	s := open(t, dir)
	put(t, s, Change{Records: []Record{{"kept", []byte("before")}}})
	before := s.size
	put(t, s, Change{Records: []Record{{"kept", []byte("after")}, {"more", []byte("x")}}})
	_ = s.Close()
	whole, err := os.ReadFile(s.path())
	if err != nil {
		t.Fatal(err)
	}
	for n := before; n <= int64(len(whole)); n++ {
		tail := whole[:n:n]
		for _, written := range [][]byte{tail, append(tail, make([]byte, int64(len(whole))-n)...)} { // or the file grew first
			if err := os.WriteFile(s.path(), written, 0o600); err != nil {
				t.Fatal(err)
			}
			got := open(t, dir)
			want := map[string]string{"kept": "before"}
			if bytes.Equal(written, whole) {
				want = map[string]string{"kept": "after", "more": "x"}
			}
			if r := records(t, got); !maps.Equal(r, want) {
				t.Fatalf("cut at %d of %d: %q", n, len(whole), r)
			}
			put(t, got, Change{Records: []Record{{"next", []byte("n")}}})
			_ = got.Close()
			if r := records(t, open(t, dir)); r["next"] != "n" || r["kept"] != want["kept"] {
				t.Fatalf("written after a cut at %d: %q", n, r)
			}
			closeAll(t, dir)
		}
	}
}

// closeAll lets the next one open the folder: a lock ends with its file.
func closeAll(t *testing.T, dir string) {
	t.Helper()
	if err := os.Remove(filepath.Join(dir, "lock")); err != nil {
		t.Fatal(err)
	}
}

func TestRefusals(t *testing.T) {
	dir := t.TempDir()
	s := open(t, dir)
	if _, err := Open(dir, title); !errors.Is(err, ErrTaken) {
		t.Errorf("a second one: %v", err)
	}
	put(t, s, Change{Records: []Record{{"one", []byte("1")}}})
	put(t, s, Change{Records: []Record{{"two", []byte("2")}}})
	_ = s.Close()
	if _, err := Open(dir, "records of tomorrow"); !errors.Is(err, ErrOther) || !strings.Contains(err.Error(), dir) {
		t.Errorf("another title: %v", err)
	}
	b, _ := os.ReadFile(s.path())
	for i := len(title) + 1; i < len(title)+1+headSize+4; i++ {
		bad := bytes.Clone(b)
		bad[i] ^= 0x40
		if err := os.WriteFile(s.path(), bad, 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := Open(dir, title); err == nil || !strings.Contains(err.Error(), "damaged at byte "+strconv.Itoa(len(title)+1)) {
			t.Errorf("byte %d is damaged: %v", i, err)
		}
		if after, _ := os.ReadFile(s.path()); !bytes.Equal(after, bad) {
			t.Fatal("a damaged file was changed")
		}
	}
}

// A disk that is full is told, loses nothing, and goes on when there is room.
func TestFailingDisk(t *testing.T) {
	dir := t.TempDir()
	s := open(t, dir)
	put(t, s, Change{Records: []Record{{"a", []byte("1")}}})
	good := s.file
	s.file, _ = os.Open(s.path()) // that cannot be written
	s.Put(Change{Records: []Record{{"b", []byte("2")}}})
	if err := s.Sync(); err == nil || s.Failing() == nil {
		t.Fatal("a write that failed was no error")
	}
	s.Put(Change{Records: []Record{{"a", []byte("3")}, {"c", []byte("4")}}})
	if err := s.Sync(); err == nil {
		t.Fatal("the next one was none either")
	}
	_ = s.file.Close()
	s.file = good
	if err := s.Sync(); err != nil || s.Failing() != nil {
		t.Fatal(err)
	}
	want := map[string]string{"a": "3", "b": "2", "c": "4"}
	if got := records(t, s); !maps.Equal(got, want) {
		t.Errorf("%q", got)
	}
	_ = s.Close()
	if got := records(t, open(t, dir)); !maps.Equal(got, want) {
		t.Errorf("read again: %q", got)
	}
}

// A file whose records are replaced again and again stays small.
func TestShrinks(t *testing.T) {
	dir := t.TempDir()
	s := open(t, dir)
	r := rand.New(rand.NewPCG(1, 2))
	want := map[string]string{}
	for range 60 {
		key := strconv.Itoa(r.IntN(5))
		want[key] = strings.Repeat(key, 1<<19+r.IntN(100))
		put(t, s, Change{Records: []Record{{key, []byte(want[key])}}})
	}
	if most := 3*s.live + slack + 1<<20; s.size > most {
		t.Errorf("%d bytes for %d", s.size, s.live)
	}
	_ = s.Close()
	s = open(t, dir)
	if got := records(t, s); !maps.Equal(got, want) || s.size > 30<<20 {
		t.Errorf("%d records, %d bytes", len(got), s.size)
	}
}
