package view

import (
	"strconv"
	"testing"

	"squall/analyze"

	"github.com/google/go-cmp/cmp"
)

// doors are two arms with two entries of one function and one of another.
func doors(varies string, comparisons ...analyze.Comparison) *analyze.Result {
	paths := []analyze.PathResult{{Entry: "x", Function: "f:live"}, {Entry: "y", Function: "f:live"}, {Entry: "z", Function: "g"},
		{Entry: "later", Function: "g", Ledger: &analyze.Ledger{}}}
	return &analyze.Result{Arms: []analyze.ArmResult{{Name: "base", Paths: paths}, {Name: "b", Varies: varies, Paths: paths}}, Comparisons: comparisons}
}

func refuses(entry, reading string, from, to float64) analyze.Comparison {
	c := compare("b", entry, reading, 1)
	c.Metric, c.BaseValue, c.CandidateValue = "throttle_rate", &from, &to
	return c
}

func TestContrasts(t *testing.T) {
	none := compare("b", "x", "unclear", 1)
	none.CandidateValue = nil
	const warm = "60 provisioned environments"
	tests := []struct {
		name string
		r    *analyze.Result
		want []string
	}{
		{"one function of two", doors(warm, compare("b", "x", "better", 0.23), compare("b", "y", "better", 0.26), compare("b", "z", "unclear", 1.1)),
			[]string{warm + " cut p99 to about 0.24x at every door of f:live."}},
		{"unclear beside it is told", doors(warm, compare("b", "x", "better", 0.23), compare("b", "y", "unclear", 0.9), compare("b", "z", "same", 1)),
			[]string{warm + " cut p99 to 0.23x at x; unclear at y."}},
		{"every entry", doors(warm, compare("b", "x", "better", 0.2), compare("b", "y", "better", 0.5), compare("b", "z", "better", 0.3)),
			[]string{warm + " cut p99 to between 0.20x and 0.50x at every entry."}},
		{"both ways", doors(warm, compare("b", "x", "better", 0.2), compare("b", "z", "worse", 3)),
			[]string{warm + " cut p99 to 0.20x at x; it rose to 3.00x at z."}},
		{"only worse", doors(warm, compare("b", "x", "worse", 2), compare("b", "y", "same", 1)), []string{"p99 of b is 2.00x that of base at x."}},
		{"no short words", doors("", compare("b", "x", "better", 0.2), compare("b", "y", "worse", 2), compare("b", "z", "worse", 2.1)),
			[]string{"p99 of b is 0.20x that of base at x, about 2.05x at y and z."}},
		{"refusals", doors("", refuses("x", "worse", 0.508, 0.815), refuses("y", "better", 0.517, 0), refuses("z", "better", 0.546, 0), compare("b", "x", "unclear", 1)),
			[]string{"b refuses nothing instead of 51.7% to 54.6% at y and z, 81.5% instead of 50.8% at x."}},
		{"nothing differs", doors("", compare("b", "x", "unclear", 1), compare("b", "y", "same", 1)), []string{"No clear difference in p99 between base and b."}},
		{"nothing was measured", doors("", none), nil},
		{"events are acknowledged, not served", doors("", compare("b", "later", "better", 0.5)), nil},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if diff := cmp.Diff(test.want, contrasts(test.r)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestContrastsOfManyArmsAreCounted(t *testing.T) {
	r := &analyze.Result{Arms: []analyze.ArmResult{{Name: "base"}}}
	for i := range 9 {
		name := "arm" + strconv.Itoa(i)
		r.Arms = append(r.Arms, analyze.ArmResult{Name: name})
		r.Comparisons = append(r.Comparisons, compare(name, "x", "better", 0.5))
	}
	got := contrasts(r)
	if len(got) != mostContrasts+1 || got[mostContrasts] != "3 more differences in the tables." {
		t.Errorf("got %q", got)
	}
}
