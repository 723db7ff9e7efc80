//go:build unix

package journal

import (
	"errors"
	"path/filepath"
	"testing"
)

// A journal that is open is nobody else's: neither another run nor a recovery
// may work on it.
func TestOpenTwice(t *testing.T) {
	path := filepath.Join(t.TempDir(), "journal.jsonl")
	j, err := Open(path)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := Open(path); !errors.Is(err, ErrInUse) {
		t.Errorf("a second time: %v", err)
	}
	want := Place{Endpoint: "http://127.0.0.1:9400", Account: "111122223333", Region: "us-east-1"}
	if err := errors.Join(j.Start(Place{Own: true}), j.Start(want), j.Close()); err != nil {
		t.Fatal(err)
	}
	again, err := Open(path)
	if err != nil {
		t.Fatal("after it was closed:", err)
	}
	defer again.Close()
	if again.Place() != want {
		t.Errorf("the place is %+v", again.Place())
	}
}
