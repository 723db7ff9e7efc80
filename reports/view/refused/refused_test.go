package refused

import (
	"testing"

	"squall/analyze"

	"github.com/google/go-cmp/cmp"
)

func throttled(entry, path string, codes map[string]uint64, errors uint64, low, high float64) analyze.PathResult {
	return analyze.PathResult{Entry: entry, Path: path, Function: "f", Sent: 100, StatusCodes: codes,
		Outcomes:     map[string]uint64{"ok": 70, "throttled": 30},
		ThrottleRate: analyze.Rate{CI: &[2]float64{low, high}}, ErrorRate: analyze.Rate{Count: errors}}
}

func TestRefusalCodes(t *testing.T) {
	tests := []struct {
		name string
		p    analyze.PathResult
		want map[string]uint64
	}{
		{"only throttles failed", throttled("a", "apigw-rest", map[string]uint64{"200": 70, "500": 30}, 0, 0, 1), map[string]uint64{"500": 30}},
		{"errors beside them", throttled("a", "alb", map[string]uint64{"200": 70, "502": 30, "504": 3}, 3, 0, 1), map[string]uint64{"502": 30}},
		{"a 429 is always one", throttled("a", "apigw-rest", map[string]uint64{"429": 30, "502": 3}, 3, 0, 1), map[string]uint64{"429": 30}},
		{"not a number", throttled("a", "sdk", map[string]uint64{"": 30}, 0, 0, 1), map[string]uint64{}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if diff := cmp.Diff(test.want, refusalCodes(test.p)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestArmsAreToldApartOnlyWhereTheyDiffer(t *testing.T) {
	arm := func(name string, low, high float64) analyze.ArmResult {
		return analyze.ArmResult{Name: name, Paths: []analyze.PathResult{throttled("a", "sdk", map[string]uint64{"429": 30}, 0, low, high)}}
	}
	titles := func(arms ...analyze.ArmResult) (out []string) {
		for _, refusal := range Of(&analyze.Result{Arms: arms}) {
			out = append(out, refusal.Title)
		}
		return out
	}
	if diff := cmp.Diff([]string{"f: refused"}, titles(arm("x", 0.2, 0.4), arm("y", 0.3, 0.5))); diff != "" {
		t.Error(diff)
	}
	want := []string{"f, x, z: refused", "f, y: refused"}
	if diff := cmp.Diff(want, titles(arm("x", 0.2, 0.4), arm("y", 0.6, 0.7), arm("z", 0.3, 0.5))); diff != "" {
		t.Error(diff)
	}
}
