package simulate

import (
	"fmt"
	"testing"

	"squall/analyze"
	"squall/standin/core"
)

// work counts what a rule book is told and what it says.
type work struct{ told, said int }

// Configured implements virtual.Watcher.
func (w *work) Configured(int64, *core.Config) {}

// Stepped implements virtual.Watcher.
func (w *work) Stepped(_ int64, _ core.Event, effects []core.Effect) {
	w.told, w.said = w.told+1, w.said+len(effects)
}

// A request costs the same few steps of the rule book however many
// environments, functions and requests there are: no timer is set that nobody
// needs, and nothing is looked at again and again. Of each request the book is
// told three times: of the time that came, of the request and of its end.
func TestWorkOfARequest(t *testing.T) {
	for _, environments := range []int{10, 1000} {
		for _, entry := range []string{"path: sdk", "path: alb", "path: apigw-http"} {
			plan := planOf(t, fmt.Sprintf(`
name: work
account: {concurrency: 10000}
platform: {scaling_rate: none}
functions: [{name: f, model: {duration: {exponential: {mean: 100ms}}}}]
attack: [{%s, function: f, phases: [{for: %ds, rate: %d/s, arrival: poisson}]}]
`, entry, 20_000/environments, 10*environments))
			figures, did := analyze.New(plan, analyze.Meta{}), new(work)
			if _, err := Run(t.Context(), plan, Options{Epoch: epoch, Recorder: figured{figures}, Figures: figures, Keep: func(uint64) bool { return false }, Watcher: did}); err != nil {
				t.Fatal(err)
			}
			sent := 0
			for _, p := range figures.Finish(analyze.Ending{}).Arms[0].Paths {
				sent += int(p.Sent)
			}
			told, said := float64(did.told)/float64(sent), float64(did.said)/float64(sent)
			if sent < 150_000 || told < 1 || told > 3.05 || said > 2.05 {
				t.Errorf("%s, %d environments: %d requests, told %.2f times and said %.2f things for each", entry, environments, sent, told, said)
			}
		}
	}
}
