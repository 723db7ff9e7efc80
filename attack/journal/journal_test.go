package journal

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"squall/profiles"
	"squall/profiles/dist"
)

// disk is a File that fails from some byte on, as a full or dying disk does.
type disk struct {
	bytes.Buffer
	room   int // bytes until it fails; negative: no end
	synced int // bytes that are safe
	fail   error
}

func (d *disk) Write(p []byte) (int, error) {
	if d.room >= 0 && len(p) > d.room {
		n, _ := d.Buffer.Write(p[:d.room])
		d.room = 0
		return n, errors.New("disk full")
	}
	if d.room >= 0 {
		d.room -= len(p)
	}
	return d.Buffer.Write(p)
}

func (d *disk) Sync() error {
	if d.fail == nil {
		d.synced = d.Len()
	}
	return d.fail
}

var (
	reserve = profiles.Change{Kind: profiles.PutReserved, Function: "report", Count: 10}
	release = profiles.Change{Kind: profiles.DeleteReserved, Function: "report"}
	alias   = profiles.Change{Kind: profiles.PutAlias, Function: "f\n\"x\"", Alias: "live", To: "v1", Other: "v2", Weight: 0.1}
	unalias = profiles.Change{Kind: profiles.DeleteAlias, Function: "f", Alias: "live"}
)

// write plays a short run: three changes, of which the first is taken back and
// the last not known to be made.
func write(j *Journal) error {
	ids := make([]uint64, 3)
	for i, c := range []profiles.Change{reserve, alias, reserve} {
		var err error
		if ids[i], err = j.Begin(Entry{Change: c, Undo: []profiles.Change{release, unalias}[i%2:], What: "w", Before: "b", Settled: "s"}); err != nil {
			return err
		}
		if i < 2 {
			if err := j.Done(ids[i]); err != nil {
				return err
			}
		}
	}
	return j.Undone(ids[0])
}

var left = []Entry{
	{ID: 2, Change: alias, Undo: []profiles.Change{unalias}, What: "w", Before: "b", Settled: "s", Done: true},
	{ID: 3, Change: reserve, Undo: []profiles.Change{release, unalias}, What: "w", Before: "b", Settled: "s"},
}

func reopen(t *testing.T, data []byte) *Journal {
	t.Helper()
	j, _, err := New(&disk{room: -1}, data)
	if err != nil {
		t.Fatalf("%v in\n%s", err, data)
	}
	return j
}

func TestReopen(t *testing.T) {
	d := &disk{room: -1}
	j, _, err := New(d, nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := write(j); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(left, j.Pending()); diff != "" {
		t.Error("while open:", diff)
	}
	again := reopen(t, d.Bytes())
	if diff := cmp.Diff(left, again.Pending()); diff != "" {
		t.Error("reopened:", diff)
	}
	if id, err := again.Begin(Entry{Change: reserve}); err != nil || id != 4 {
		t.Errorf("the next id is %d, %v", id, err)
	}
}

// TestCutAtEveryByte loses the end of the file, wherever a crash may have cut
// it: what is whole must be read, and nothing else.
func TestCutAtEveryByte(t *testing.T) {
	d := &disk{room: -1}
	j := mustNew(t, d)
	if err := write(j); err != nil {
		t.Fatal(err)
	}
	data := d.Bytes()
	if len(data) < 500 {
		t.Fatalf("only %d bytes to cut", len(data))
	}
	for cut := range len(data) + 1 {
		whole := bytes.LastIndexByte(data[:cut], '\n') + 1
		j, n, err := New(&disk{room: -1}, data[:cut])
		if err != nil || n != int64(whole) {
			t.Fatalf("cut at %d: %d whole bytes, want %d: %v", cut, n, whole, err)
		}
		want := reopen(t, data[:whole]).Pending()
		if diff := cmp.Diff(want, j.Pending()); diff != "" {
			t.Fatalf("cut at %d: %s", cut, diff)
		}
	}
}

func mustNew(t *testing.T, d *disk) *Journal {
	t.Helper()
	j, _, err := New(d, nil)
	if err != nil {
		t.Fatal(err)
	}
	return j
}

// TestWriteAhead stops the disk after every byte: a change that Begin let
// through must be on what was synced.
func TestWriteAhead(t *testing.T) {
	whole := &disk{room: -1}
	if err := write(mustNew(t, whole)); err != nil {
		t.Fatal(err)
	}
	for room := range whole.Len() {
		d := &disk{room: room}
		j := mustNew(t, d)
		var begun []uint64
		for {
			id, err := j.Begin(Entry{Change: reserve, Undo: []profiles.Change{release}})
			if err != nil {
				break
			}
			begun = append(begun, id)
		}
		if err := j.Done(1); err == nil {
			t.Fatalf("room %d: a broken journal takes more", room)
		}
		var ids []uint64
		for _, e := range reopen(t, d.Bytes()[:d.synced]).Pending() {
			ids = append(ids, e.ID)
		}
		if !slices.Equal(begun, ids) {
			t.Fatalf("room %d: begun %v, on disk %v", room, begun, ids)
		}
	}
}

func TestSyncFailureIsNotForgotten(t *testing.T) {
	d := &disk{room: -1, fail: errors.New("dying")}
	j := mustNew(t, d)
	if _, err := j.Begin(Entry{Change: reserve}); !errors.Is(err, d.fail) {
		t.Errorf("got %v", err)
	}
	d.fail = nil
	if _, err := j.Begin(Entry{Change: reserve}); err == nil {
		t.Error("after a failed sync nothing is certain")
	}
}

func TestDamage(t *testing.T) {
	d := &disk{room: -1}
	if err := write(mustNew(t, d)); err != nil {
		t.Fatal(err)
	}
	data := d.Bytes()
	for i := range len(data) - 1 { // the last newline, changed, is a torn line

		bad := bytes.Clone(data)
		bad[i] ^= 1
		if _, _, err := New(&disk{room: -1}, bad); !errors.Is(err, ErrCorrupt) {
			t.Fatalf("a change of byte %d went unnoticed: %v", i, err)
		}
	}
	for _, text := range []string{`{"op":"done","id":9}`, `{"op":"begin","id":1}`, `{"op":"moon","id":2}`, `{"op":"begin","id":2,"change":{}}`, `[]`} {
		bad := slices.Concat(data, []byte(sum([]byte(text))+text+"\n"))
		if _, _, err := New(&disk{room: -1}, bad); !errors.Is(err, ErrCorrupt) {
			t.Errorf("%s: %v", text, err)
		}
	}
}

func TestHoleInTheLastLineIsTorn(t *testing.T) {
	d := &disk{room: -1}
	if err := write(mustNew(t, d)); err != nil {
		t.Fatal(err)
	}
	hole := slices.Concat(d.Bytes(), make([]byte, 4096), []byte("...}\n"))
	if diff := cmp.Diff(left, reopen(t, hole).Pending()); diff != "" {
		t.Error(diff)
	}
}

func TestWrongIDs(t *testing.T) {
	j := mustNew(t, &disk{room: -1})
	if err := j.Done(7); err == nil || !strings.Contains(err.Error(), "no open change 7") {
		t.Errorf("got %v", err)
	}
	id, err := j.Begin(Entry{Change: reserve})
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(j.Done(id), j.Undone(id)); err != nil {
		t.Fatal(err)
	}
	if err := j.Undone(id); err == nil {
		t.Error("a change can be taken back once")
	}
}

func TestOpen(t *testing.T) {
	path := filepath.Join(t.TempDir(), "journal")
	j, err := Open(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(write(j), j.Close()); err != nil {
		t.Fatal(err)
	}
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_APPEND, 0)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := f.WriteString("1234 torn"); err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	for want := range 3 { // each time over a tail that was cut off
		j, err := Open(path)
		if err != nil {
			t.Fatal(err)
		}
		if got := len(j.Pending()); got != 2+want {
			t.Fatalf("%d left, want %d", got, 2+want)
		}
		if _, err := j.Begin(Entry{Change: reserve}); err != nil {
			t.Fatal(err)
		}
		if err := j.Close(); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.WriteFile(path, []byte("rubbish\nmore\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(path); !errors.Is(err, ErrCorrupt) || !strings.Contains(fmt.Sprint(err), path) {
		t.Errorf("got %v", err)
	}
	if _, err := Open(t.TempDir()); err == nil {
		t.Error("a folder is no journal")
	}
}

// TestCarriesEveryField makes sure that what undoes a change survives the file.
func TestCarriesEveryField(t *testing.T) {
	duration, err := dist.LognormalP99(40*time.Millisecond, 120*time.Millisecond)
	if err != nil {
		t.Fatal(err)
	}
	reserved := 5
	spec := &profiles.Function{Name: "f", Memory: 512, Timeout: 3 * time.Second, Env: map[string]string{"A": "b"}, Reserved: &reserved,
		Versions: []profiles.Version{{Name: "v1", Model: profiles.Model{Runtime: "python3.13", Duration: duration, Errors: 0.05}}}}
	change := profiles.Change{
		Kind: profiles.SetStandin, Function: "f", Version: "v1", Nonce: "n", Alias: "a", To: "v1", Other: "v2", Weight: 0.25, Qualifier: "q", Count: 3,
		Path: "alb", MultiValue: true, Queue: "dlq", Async: profiles.Async{Retries: 1, MaxAge: time.Hour, DeadLetter: "sqs:d", OnSuccess: "sqs:s", OnFailure: "sqs:f"},
		Spec: spec, World: &profiles.World{Account: profiles.Account{ID: "1", Region: "r", Concurrency: 9}, Functions: []profiles.Function{*spec}},
	}
	d := &disk{room: -1}
	if _, err := mustNew(t, d).Begin(Entry{Change: change, Undo: []profiles.Change{change}}); err != nil {
		t.Fatal(err)
	}
	got := reopen(t, d.Bytes()).Pending()
	if diff := cmp.Diff([]Entry{{ID: 1, Change: change, Undo: []profiles.Change{change}}}, got, cmpopts.EquateEmpty(), cmp.Comparer(func(a, b dist.Dist) bool { return reflect.DeepEqual(a, b) })); diff != "" {
		t.Error(diff)
	}
}
