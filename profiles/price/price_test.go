package price

import (
	"testing"
	"time"
)

func TestEveryPriceHasASource(t *testing.T) {
	if _, err := time.Parse(time.DateOnly, Dated); err != nil {
		t.Error(err)
	}
	seen := map[string]bool{}
	l := Default()
	for i, p := range Table() {
		if p.Source == "" || p.Status == "" || p.Per == "" || p.USD <= 0 || seen[p.Key] {
			t.Errorf("%+v", p)
		}
		seen[p.Key] = true
		l.Set(p.Key, float64(i+1))
	}
	if len(seen) < 7 {
		t.Errorf("%d prices", len(seen))
	}
	want := List{Dated: Dated, Own: true, Requests: 1, Run: Pair{2, 3}, Provisioned: Pair{4, 5}, ProvisionedRun: Pair{6, 7}}
	if l != want {
		t.Errorf("%+v", l)
	}
	if Default().Own {
		t.Error("the list at hand is nobody's own")
	}
}
