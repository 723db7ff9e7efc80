package hit

import (
	"testing"

	"pgregory.net/rapid"
)

func TestTraceIDs(t *testing.T) {
	if got, want := TraceID(0x5f5e100a, 0x0123456789abcdef, 42), "1-5f5e100a-0123456789abcdef0000002a"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	rapid.Check(t, func(t *rapid.T) {
		sec, key, n := rapid.Uint32().Draw(t, "sec"), rapid.Uint64().Draw(t, "key"), rapid.Uint32().Draw(t, "n")
		id := TraceID(sec, key, n)
		if got, ok := TraceKey(id); got != key || !ok {
			t.Errorf("%s: key %x, want %x", id, got, key)
		}
		if s, k, ok := traceParts(id, uint64(n)|7<<32); s != sec || k != key || !ok {
			t.Errorf("%s: parts %x, %x, %v", id, s, k, ok)
		}
	})
	for _, bad := range []string{"", "1-5f5e100a", "1-5f5e100a-0123456789abcdeg0000002a", "1_5f5e100a-0123456789abcdef0000002a"} {
		if _, ok := TraceKey(bad); ok {
			t.Errorf("%q has a key", bad)
		}
	}
}

func TestTraceRoots(t *testing.T) {
	for header, want := range map[string]string{
		"Root=1-a-b":                         "1-a-b",
		"Self=1-x-y;Root=1-a-b":              "1-a-b",
		"self=1; root=1-a-b ;Parent=0":       "1-a-b",
		"Root":                               "",
		"":                                   "",
		"Parent=53995c3f42cd8ad8;Sampled=1;": "",
	} {
		if got := TraceRoot(header); got != want {
			t.Errorf("%q: root %q, want %q", header, got, want)
		}
	}
}

func TestTraceHeader(t *testing.T) {
	root := TraceID(1, 2, 3)
	for _, took := range []int64{0, 1, 300_000_000} {
		header := TraceHeader(root, took)
		if TraceRoot(header) != root || TraceTook(header) != took || TraceTook("Self=1-2-3;"+header+";Sampled=1") != took {
			t.Errorf("%d ns: %s gives %s, %d", took, header, TraceRoot(header), TraceTook(header))
		}
	}
	for _, header := range []string{"", "Root=" + root, "SquallTook=x", "SquallTook=-5", "SquallTook=99999999999999999999"} {
		if n := TraceTook(header); n != 0 {
			t.Errorf("%q says %d ns", header, n)
		}
	}
}
