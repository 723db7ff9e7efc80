package release

import (
	"strings"
	"testing"
)

func TestSettings(t *testing.T) {
	got, err := Settings("shop", "memory=512, 1769")
	if want := "arms=[{name: memory-512, set: {functions.shop.memory: 512}}, {name: memory-1769, set: {functions.shop.memory: 1769}}]"; err != nil || got != want {
		t.Errorf("got %s, %v", got, err)
	}
	if got, err := Settings("shop", "runtime=python3.13,nodejs22.x"); err != nil || !strings.Contains(got, "{name: runtime-python3-13, set: {functions.shop.versions.v1.model.runtime: python3.13}}") {
		t.Errorf("got %s, %v", got, err)
	}
	for text, want := range map[string]string{"memory": "want one of", "colour=a,b": "want one of", "memory=512": "at least two", "memory=512,": "empty"} {
		if _, err := Settings("shop", text); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", text, err)
		}
	}
	if len(addresses) != len(settingNames) {
		t.Errorf("%d addresses, %d names", len(addresses), len(settingNames))
	}
}
