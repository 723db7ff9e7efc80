package read_test

import (
	"testing"

	"squall/profiles"
	"squall/profiles/read"
)

func TestBuiltinsLoad(t *testing.T) {
	for _, name := range profiles.Builtins() {
		data, ok := profiles.Builtin(name)
		if !ok {
			t.Fatalf("no built-in %s", name)
		}
		p, err := read.Profile(name+".yaml", data, nil)
		if err != nil {
			t.Errorf("%s:\n%v", name, err)
			continue
		}
		for _, s := range p.Timeline() {
			t.Log(s)
		}
	}
}
