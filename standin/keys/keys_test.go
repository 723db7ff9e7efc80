package keys_test

import (
	"bytes"
	"maps"
	"math/rand/v2"
	"testing"
	"time"

	"pgregory.net/rapid"

	"squall/standin/keys"
)

var home = keys.Place{Account: "111122223333", Region: "us-east-1"}

func newKeys() *keys.Keys {
	return keys.New(keys.Config{Epoch: time.Unix(0, 0), Random: rand.NewChaCha8([32]byte{1})})
}

// TestForLambda is what Lambda finds at a cold start, whatever became of the
// key and of the grant that it made when the function was given the key.
func TestForLambda(t *testing.T) {
	const role, day = "arn:aws:iam::111122223333:role/r", int64(24 * time.Hour)
	s := newKeys()
	k, err := s.Create(0, home, keys.Creation{})
	if err != nil {
		t.Fatal(err)
	}
	look := func(now int64, want keys.Trouble) {
		t.Helper()
		if got := s.ForLambda(now, k.ARN(), role); got != want {
			t.Errorf("trouble %d, want %d", got, want)
		}
	}
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	look(0, keys.KMSAccessDenied)
	_, err = s.GrantToLambda(0, home, k.ARN(), role, "f")
	must(err)
	_, err = s.GrantToLambda(0, home, k.ID, role, "f")
	must(err)
	if n := len(k.Grants()); n != 1 {
		t.Errorf("%d grants for one function", n)
	}
	look(0, keys.NoTrouble)
	must(s.SetEnabled(k, false))
	look(0, keys.KMSDisabled)
	if _, err := s.GrantToLambda(0, home, k.ID, role, "g"); err == nil {
		t.Error("a function was given a disabled key")
	}
	must(s.SetEnabled(k, true))
	look(0, keys.NoTrouble)
	must(s.RevokeGrant(k, k.Grants()[0].ID))
	look(0, keys.KMSAccessDenied)
	must(s.ScheduleDeletion(0, k, 7))
	look(7*day-1, keys.KMSInvalidState)
	if at, ok := s.Next(); !ok || at != 7*day {
		t.Errorf("deleted at %d, %v", at, ok)
	}
	look(7*day, keys.KMSNotFound)
}

// TestRoundTrip: what was encrypted under a key and a context is decrypted
// with these two alone, and not when a bit of it was changed.
func TestRoundTrip(t *testing.T) {
	s := newKeys()
	k, err := s.Create(0, home, keys.Creation{})
	if err != nil {
		t.Fatal(err)
	}
	texts := rapid.MapOf(rapid.String(), rapid.String())
	rapid.Check(t, func(t *rapid.T) {
		plain := rapid.SliceOfN(rapid.Byte(), 1, 4096).Draw(t, "plain")
		said, other := keys.Context(texts.Draw(t, "context")), keys.Context(texts.Draw(t, "other"))
		blob, err := s.Encrypt(k, plain, said)
		if err != nil {
			t.Fatal(err)
		}
		back, _, err := s.Decrypt(0, home, blob, said, nil)
		if err != nil || !bytes.Equal(back, plain) {
			t.Fatalf("came back as %x, %v", back, err)
		}
		same := maps.Equal(said, other)
		if _, _, err := s.Decrypt(0, home, blob, other, nil); (err == nil) != same {
			t.Errorf("%v instead of %v: %v", other, said, err)
		}
		at := rapid.IntRange(0, len(blob)-1).Draw(t, "at")
		blob[at] ^= 1 << rapid.IntRange(0, 7).Draw(t, "bit")
		if _, _, err := s.Decrypt(0, home, blob, said, nil); err == nil {
			t.Errorf("a changed byte %d was taken", at)
		}
	})
}
