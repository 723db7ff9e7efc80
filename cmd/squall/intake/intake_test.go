package intake

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"squall/profiles/read"
)

const testdata = "../../../profiles/trace/from/testdata"

func options(t *testing.T, files ...string) Options {
	t.Helper()
	o := Options{Out: filepath.Join(t.TempDir(), "p.yaml"), Top: 10, Scale: 1, VURate: 1, Rate: 10, For: time.Minute}
	for _, f := range files {
		o.Files = append(o.Files, filepath.Join(testdata, f))
	}
	return o
}

// Every kind of file becomes a profile that is valid and sends what the source
// had.
func TestEveryFormatMakesAProfile(t *testing.T) {
	tests := []struct {
		files []string
		hits  float64
	}{
		{[]string{"azure2019-invocations.csv", "azure2019-durations.csv", "azure2019-memory.csv"}, 144},
		{[]string{"azure2019-invocations.csv", "azure2019-durations.csv", "azure2019-invocations.csv"}, 288}, // two days
		{[]string{"azure2021.csv"}, 6},
		{[]string{"cloudwatch.json"}, 180},
		{[]string{"insights.csv"}, 2},
		{[]string{"insights-fields.csv"}, 2},
		{[]string{"insights.json", "insights-console.json"}, 4},
		{[]string{"alb.log"}, 4},
		{[]string{"k6.json"}, 60*11 + 10*330 + 150 + 5*180},
		{[]string{"k6-stages.json"}, 30*10.5 + 90*15 + 20*5},
		{[]string{"vegeta.txt"}, 600},
		{[]string{"vegeta.json"}, 600},
	}
	for _, tt := range tests {
		o := options(t, tt.files...)
		sum, err := Run(t.Context(), o)
		if err != nil {
			t.Errorf("%v: %v", tt.files, err)
			continue
		}
		data, err := os.ReadFile(o.Out)
		if err != nil {
			t.Fatal(err)
		}
		p, err := read.Profile(o.Out, data, nil)
		if err != nil {
			t.Fatal(err)
		}
		hits := 0.0
		for _, e := range p.Arms[0].World.Attack {
			hits += e.Hits()
		}
		if hits < tt.hits-0.01 || hits > tt.hits+0.01 {
			t.Errorf("%v: %v requests, want %v\n%s", tt.files, hits, tt.hits, data)
		}
		var text bytes.Buffer
		if err := Write(&text, sum, o, Look{Width: 80}); err != nil || !strings.Contains(text.String(), "next   squall ") {
			t.Errorf("%v: %v\n%s", tt.files, err, text.String())
		}
		for line := range strings.Lines(text.String()) {
			if strings.HasPrefix(line, "note") && len(line) > 81 {
				t.Errorf("a note of %d columns: %s", len(line)-1, line)
			}
		}
	}
}

// What goes wrong leaves nothing behind.
func TestNothingIsLeft(t *testing.T) {
	stopped, stop := context.WithCancel(t.Context())
	stop()
	overlapping := options(t, "cloudwatch.json", "cloudwatch.json")
	overlapping.Files[1] = filepath.Join(t.TempDir(), "shifted.json")
	data, err := os.ReadFile(overlapping.Files[0])
	if err != nil {
		t.Fatal(err)
	}
	data = bytes.ReplaceAll(data, []byte(":00:00+"), []byte(":02:00+"))
	if err := os.WriteFile(overlapping.Files[1], data, 0o600); err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		ctx  context.Context
		opt  Options
		want string
	}{
		{stopped, options(t, "alb.log"), context.Canceled.Error()},
		{t.Context(), options(t, "alb.log", "k6.json"), "import them one by one"},
		{t.Context(), overlapping, "overlaps"},
	}
	for _, tt := range tests {
		_, err := Run(tt.ctx, tt.opt)
		if err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%v: %v, want %s", tt.opt.Files, err, tt.want)
		}
		left, err := os.ReadDir(filepath.Dir(tt.opt.Out))
		if err != nil || len(left) > 0 {
			t.Errorf("%v left %v, %v", tt.opt.Files, left, err)
		}
	}
	if _, err := Run(t.Context(), options(t, "nowhere")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("a file that is not there: %v", err)
	}
}
