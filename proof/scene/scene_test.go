package scene

import (
	"reflect"
	"slices"
	"strings"
	"testing"

	"squall/profiles/read"
)

// Every scene is a profile that squall accepts, and its text holds all of it.
func TestScenesAreProfiles(t *testing.T) {
	kinds := map[string]int{}
	for seed := range uint64(400) {
		s := Invent(seed)
		text := s.Text()
		if again := Invent(seed); again.Text() != text {
			t.Fatalf("seed %d gives two scenes", seed)
		}
		if _, err := read.Profile("scene.yaml", []byte(text), nil); err != nil {
			t.Fatalf("seed %d: %v\n%s", seed, err, text)
		}
		changes, err := Changes(text)
		if err != nil || len(changes) != len(s.Changes) || len(changes) > 0 && !reflect.DeepEqual(changes, s.Changes) {
			t.Fatalf("seed %d: changes %v, %v, want %v", seed, changes, err, s.Changes)
		}
		for _, c := range changes {
			kinds[c.Kind]++
		}
	}
	for _, kind := range kindsOf() {
		if kinds[kind] == 0 {
			t.Errorf("no scene has a %s", kind)
		}
	}
}

func kindsOf() []string { return slices.Compact(slices.Sorted(slices.Values(kinds))) }

// A scene shrinks to what is bad about it, and stays a profile on the way.
func TestShrink(t *testing.T) {
	shrunk := 0
	for seed := range uint64(60) {
		s := Invent(seed)
		bad := func(c *Scene) bool {
			if _, err := read.Profile("scene.yaml", []byte(c.Text()), nil); err != nil {
				return false
			}
			return strings.Contains(c.Text(), `"PutReserved"`) && strings.Contains(c.Text(), "path: async")
		}
		if !bad(&s) {
			continue
		}
		shrunk++
		small, used := Shrink(s, 2000, bad)
		if !bad(&small) || len(small.Changes) != 1 || len(small.Entries) != 1 || len(small.Entries[0].Phases) != 1 || len(small.Functions) > 2 {
			t.Errorf("seed %d shrank in %d tries to\n%s", seed, used, small.Text())
		}
	}
	if shrunk < 5 {
		t.Errorf("only %d scenes were bad", shrunk)
	}
}

func TestChangesThatAreNone(t *testing.T) {
	for _, text := range []string{"# change {", "# change {\"at\":\"soon\"}"} {
		if _, err := Changes(text + "\n"); err == nil {
			t.Errorf("%q is a change", text)
		}
	}
}
