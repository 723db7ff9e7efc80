package read_test

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"squall/profiles"
	"squall/profiles/read"
)

const small = "attack.sdk.phases=[{arrival: replay, trace: testdata/traces/small.csv}]"

func TestReplay(t *testing.T) {
	tests := []struct {
		set  string
		hits float64
		span time.Duration
	}{
		{"attack.sdk.phases.0.scale=1", 13, 3 * time.Minute},
		{"attack.sdk.phases.0.scale=0.5", 6.5, 3 * time.Minute},
		{"attack.sdk.phases.0.speed=60x", 13, 3*time.Second + 1},
		{"attack.sdk.phases.0.for=15s", 3, 15 * time.Second},
		{"attack.sdk.phases.0={arrival: replay, trace: testdata/traces/small.csv, for: 15s, speed: 2x}", 6, 15 * time.Second},
		{"attack.sdk.phases.0.for=1h", 13, time.Hour},
	}
	for _, tt := range tests {
		e := load(t, small, tt.set).Arms[0].World.Attack[0]
		if e.Hits() != tt.hits || e.Length() != tt.span {
			t.Errorf("%s: %v requests in %v, want %v in %v", tt.set, e.Hits(), e.Length(), tt.hits, tt.span)
		}
	}
}

// Another trace under the same name is another profile, and one trace is the
// same from whichever folder it is read.
func TestTracesAreInTheHash(t *testing.T) {
	dir := t.TempDir()
	hash := func(trace string) string {
		if err := os.WriteFile(filepath.Join(dir, "a.csv"), []byte(trace), 0o600); err != nil {
			t.Fatal(err)
		}
		p, err := read.Profile(filepath.Join(dir, "p.yaml"), []byte(base), []string{"attack.sdk.phases=[{arrival: replay, trace: a.csv}]", "repeat=2"})
		if err != nil {
			t.Fatal(err)
		}
		if got := p.Arms[1].World.Attack[0].Phases[0]; got.Arrival != profiles.ArrivalReplay || got.Trace.Path != filepath.Join(dir, "a.csv") {
			t.Fatalf("%+v", got)
		}
		return p.Hash
	}
	one := hash("at_s\n1\n2\n")
	if two := hash("at_s\n1\n3\n"); two == one {
		t.Error("another trace left the hash of the profile as it was")
	}
	if again := hash("at_s\n1\n2\n"); again != one {
		t.Error("the same trace gave another hash")
	}
}
