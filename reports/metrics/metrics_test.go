package metrics

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"regexp"
	"strings"
	"testing"
	"time"

	"squall/analyze/glance"
	"squall/attack/hit"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "rewrite the golden files")

func state() *State {
	g := glance.New([]string{"sdk", `ev"il\` + "\n"}, []bool{false, true})
	for i := range int64(5) {
		g.Hit(&hit.Hit{Due: 0, Done: (i + 1) * 10e6, Start: hit.Cold, Environment: "a"})
	}
	g.Hit(&hit.Hit{Outcome: hit.Throttled})
	g.Hit(&hit.Hit{Entry: 1, Done: 40e9})
	g.Sighting(&hit.Sighting{Entry: 1, Failed: true})
	g.Sighting(&hit.Sighting{Entry: 1, Kind: hit.DeadLetter})
	return &State{Profile: "p", Run: "r", Version: "v", Now: g.Now(), InFlight: 3}
}

func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	name = "testdata/" + name
	if *update {
		if err := os.WriteFile(name, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Errorf("%s (-want +got):\n%s", name, diff)
	}
}

var sample = regexp.MustCompile(`^[a-z_]+(\{([a-z]+="([^"\\\n]|\\[\\"n])*",?)*\})? [0-9.e+-]+$`)

func TestPrometheus(t *testing.T) {
	var b bytes.Buffer
	if err := Prometheus(&b, state()); err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(b.String()) {
		if line = strings.TrimSuffix(line, "\n"); !strings.HasPrefix(line, "# ") && !sample.MatchString(line) {
			t.Errorf("not a sample: %q", line)
		}
	}
	golden(t, "metrics.txt", b.Bytes())
}

func TestOTLP(t *testing.T) {
	start := time.Unix(1_700_000_000, 0)
	text, err := OTLP(state(), start, start.Add(10*time.Second))
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := json.Indent(&b, text, "", " "); err != nil {
		t.Fatal(err)
	}
	golden(t, "otlp.json", append(b.Bytes(), '\n'))
}
