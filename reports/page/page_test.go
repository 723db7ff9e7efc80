package page

import (
	"bytes"
	"encoding/base64"
	"image/png"
	"math"
	"testing"

	"squall/analyze"
	"squall/analyze/picture"

	"github.com/google/go-cmp/cmp"
)

// TestTimelineJoinsBins expects that joining neighbours loses no request.
func TestTimelineJoinsBins(t *testing.T) {
	p := func(v float64) *float64 { return &v }
	r := &analyze.Result{Run: analyze.Run{Repeat: 2}}
	for range 5 {
		r.Arms = append(r.Arms, analyze.ArmResult{Timeline: analyze.Timeline{BinS: 2}})
	}
	sent := uint64(0)
	for i := range 599 {
		row := analyze.TimelineRow{T: float64(2 * i), Sent: uint64(i), Cold: 1, Concurrency: 4}
		if i == 1 {
			row.P99 = p(70)
		}
		if i == 2 {
			row.P99 = p(90)
		}
		sent += row.Sent
		r.Arms[0].Timeline.Rows = append(r.Arms[0].Timeline.Rows, row)
	}
	d := overTime(r, 0)
	if len(d.t) != 200 || d.bin != 6 || d.end != 1200 {
		t.Fatalf("%d bins of %v s, want 200 of 6 s", len(d.t), d.bin)
	}
	total, cold := 0.0, 0.0
	for i := range d.t {
		span := 6.0
		if i == 199 {
			span = 4
		}
		total += d.sent[i] * span * 2
		cold += d.cold[i]
	}
	if math.Abs(total-float64(sent)) > float64(sent)/1000 || cold != 599 {
		t.Errorf("%v sent and %v cold, want %d and 599", total, cold, sent)
	}
	if d.p99[0] != 90 || !math.IsNaN(d.p99[1]) || d.inFlight[0] != 4 {
		t.Errorf("p99 %v, in flight %v: want the worst and the mean", d.p99[:2], d.inFlight[0])
	}
}

// A heat map that somebody edited is left out, not drawn wrongly.
func TestHeatmapOfAnything(t *testing.T) {
	sound := picture.Heat{BinS: 2, EdgesMs: []float64{1, 2, 3}, Columns: []picture.Column{{T: 0, First: 0, Counts: []uint64{1, 5}}, {T: 6, First: 1, Counts: []uint64{2}}}}
	text, end := heatmap(&sound)
	b, err := base64.StdEncoding.DecodeString(text)
	if err != nil {
		t.Fatal(err)
	}
	img, err := png.Decode(bytes.NewReader(b))
	if err != nil || img.Bounds().Dx() != 4 || img.Bounds().Dy() != 2 || end != 8 {
		t.Fatalf("%v to %v: %v", img.Bounds(), end, err)
	}
	alpha := func(x, y int) uint32 { _, _, _, a := img.At(x, y).RGBA(); return a }
	if alpha(0, 0) != 0xffff || alpha(0, 1) == 0 || alpha(0, 1) >= alpha(3, 0) || alpha(1, 0) != 0 || alpha(3, 1) != 0 {
		t.Error("counts are not where they belong, or not the darker the more")
	}
	for _, h := range []picture.Heat{
		{}, {BinS: 1, EdgesMs: []float64{1, 2}}, {BinS: -1, EdgesMs: []float64{1, 2}, Columns: sound.Columns},
		{BinS: 1e-9, EdgesMs: []float64{1, 2}, Columns: sound.Columns}, {BinS: math.NaN(), EdgesMs: sound.EdgesMs, Columns: sound.Columns},
		{BinS: 1, EdgesMs: make([]float64, 1e6), Columns: sound.Columns},
	} {
		if text, _ := heatmap(&h); text != "" {
			t.Errorf("%d edges, %v s, %d columns: drawn", len(h.EdgesMs), h.BinS, len(h.Columns))
		}
	}
	odd := sound
	odd.Columns = []picture.Column{{T: -5, First: -3, Counts: []uint64{1, 1, 1, 1, 1, 1, 1, 1}}, {T: 0, First: math.MaxInt32, Counts: []uint64{1}}}
	heatmap(&odd)
}

func TestReached(t *testing.T) {
	got := reached(map[string]uint64{"1": 10, "3": 2, "0": 5, "x": 7, "-1": 1, "99999999": 1})
	if diff := cmp.Diff([]uint64{12, 2, 2}, got); diff != "" {
		t.Error(diff)
	}
}

func TestRepeatIsWhatAShellTakes(t *testing.T) {
	tests := []struct {
		run  analyze.Run
		want string
	}{
		{analyze.Run{Seed: 7}, "squall run profile.yaml --seed 7"},
		{analyze.Run{Clock: "virtual", Set: []string{"seed=3", "a.b=c d"}}, "squall simulate profile.yaml --set seed=3 --set 'a.b=c d'"},
		{analyze.Run{Target: "http://127.0.0.1:9400", Set: []string{"x=it's; rm"}}, `squall run profile.yaml --seed 0 --target http://127.0.0.1:9400 --set 'x=it'\''s; rm'`},
	}
	for _, tt := range tests {
		if got := repeat(&analyze.Result{Run: tt.run}); got != tt.want {
			t.Errorf("%s, want %s", got, tt.want)
		}
	}
}
