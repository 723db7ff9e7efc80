package trial

import (
	"context"
	"encoding/json"
	"fmt"
	"runtime"
	"testing"
	"time"

	"squall/profiles"
	"squall/profiles/read"

	"github.com/google/go-cmp/cmp"
)

func plans(t *testing.T, n int) []*profiles.Plan {
	t.Helper()
	const text = `
name: many
functions: [{name: f, model: {duration: {exponential: {mean: 200ms}}, errors: 5%}, reserved: 5, async: {max_age: 60s}}]
attack:
  - {path: alb, function: f, phases: [{for: 30s, rate: 20/s, arrival: poisson}]}
  - {name: events, path: async, function: f, phases: [{for: 30s, rate: 2/s, arrival: poisson}]}
arms: [{name: a}, {name: b, set: {functions.f.memory: 512}}]
repeat: 2
`
	var out []*profiles.Plan
	for i := range n {
		p, err := read.Profile("many.yaml", []byte(text), []string{fmt.Sprintf("functions.f.reserved=%d", i+1)})
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, p)
	}
	return out
}

// What runs show does not depend on how many run beside them.
func TestCoresChangeNothing(t *testing.T) {
	o := Options{Epoch: time.Unix(1767225600, 0), Over: []string{"alb"}}
	shown := func(cores int) string {
		defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(cores))
		all := plans(t, 9)
		all[3] = nil
		out := All(t.Context(), all, o)
		if out[3].Result != nil || out[0].Result == nil || len(out[0].Arms) != 2 {
			t.Fatalf("%+v", out[:4])
		}
		text, err := json.Marshal(out)
		if err != nil {
			t.Fatal(err)
		}
		return string(text)
	}
	if diff := cmp.Diff(shown(1), shown(8)); diff != "" {
		t.Error(diff)
	}
}

// Whoever looks sees the runs end one after another.
func TestProgress(t *testing.T) {
	var last Progress
	o := Options{Events: func(p Progress) {
		if p.Done < last.Done || p.Sent < last.Sent || p.Runs != 4 || p.Expected == 0 {
			t.Errorf("%+v after %+v", p, last)
		}
		last = p
	}}
	All(t.Context(), plans(t, 4), o)
	if last.Done != 4 || float64(last.Sent) < last.Expected/2 {
		t.Errorf("%+v", last)
	}
}

// A stop keeps what is done, and throws away what is not.
func TestStopped(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(2))
	o := Options{Events: func(p Progress) {
		if p.Done == 2 {
			cancel()
		}
	}}
	done, out := 0, All(ctx, plans(t, 20), o)
	for _, x := range out {
		if x.Result != nil {
			done++
		}
	}
	if done < 2 || done > 4 || out[19].Result != nil {
		t.Errorf("%d runs are done", done)
	}
	if All(ctx, plans(t, 2), o)[0].Result != nil {
		t.Error("a run began after the stop")
	}
}

func TestNothingToRun(t *testing.T) {
	if out := All(t.Context(), []*profiles.Plan{nil, nil}, Options{}); len(out) != 2 || out[0].Result != nil {
		t.Errorf("%+v", out)
	}
	if out := All(t.Context(), nil, Options{}); len(out) != 0 {
		t.Errorf("%+v", out)
	}
}
