package lab

import (
	"time"

	"squall/profiles"
	"squall/profiles/dist"
)

// The models that a stand-in runs in place of the specimen where a process will
// not do: it provisions none, and one that takes too long takes its environment
// along.
const (
	Steady    = "steady"    // runs for SteadyRun
	Broken    = "broken"    // its init fails
	Sometimes = "sometimes" // every other request takes too long
)

// SteadyRun and SteadyInit are how long that model runs and initialises.
const (
	SteadyRun  = 300 * time.Millisecond
	SteadyInit = 100 * time.Millisecond
)

// models are what a stand-in is taught of the function.
func models(function string) []profiles.Function {
	constant := func(d time.Duration) dist.Dist { return dist.Must(dist.Constant(d)) }
	often := dist.Must(dist.Mixture([]dist.Part{{Share: 0.5, Of: constant(5 * time.Millisecond)}, {Share: 0.5, Of: constant(tooLong)}}))
	init := constant(SteadyInit)
	return []profiles.Function{{Name: function, Memory: Memory, Timeout: defaultTimeout * time.Second, Versions: []profiles.Version{
		{Name: Steady, Model: profiles.Model{Init: init, Duration: constant(SteadyRun)}},
		{Name: Broken, Model: profiles.Model{Init: init, Duration: constant(SteadyRun), InitErrors: 1}},
		{Name: Sometimes, Model: profiles.Model{Init: init, Duration: often}},
	}}}
}
