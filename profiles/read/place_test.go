package read

import "testing"

func TestFileName(t *testing.T) {
	for file, want := range map[string]string{
		"quickstart.yaml": "quickstart", "a/b/My first_profile.yml": "my-first-profile", `C:\tests\Load.yaml`: "load", "2026-load.yaml": "profile-2026-load",
		"": "profile", "부하.yaml": "profile", "x.y.yaml": "x-y", "a-very-long-name-of-more-than-forty-letters-in-all.yaml": "a-very-long-name-of-more-than-forty-lett",
		"-.yaml": "profile", "exactly-forty-letters-and-then-a-dash-xx--y.yaml": "exactly-forty-letters-and-then-a-dash-xx",
	} {
		if got := fileName(file); got != want {
			t.Errorf("%q: %q, want %q", file, got, want)
		}
	}
}
