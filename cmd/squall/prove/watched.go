package prove

import (
	"context"
	"fmt"
	"slices"
	"time"

	"squall/attack"
	"squall/attack/cloud/amend"
	"squall/attack/cloud/logread"
	"squall/attack/evidence"
	"squall/attack/target"
	"squall/attack/target/standby"
	"squall/profiles"
)

// watched is the account with the logs that it writes, in which nothing is
// changed that is not allowed: whoever asks for it, while the run goes on too.
type watched struct {
	*target.Target
	logs   *logread.Reader
	ground *Ground
}

// Make makes an allowed change.
func (w watched) Make(ctx context.Context, c profiles.Change) error {
	if c.Kind != profiles.PutMark && c.Kind != profiles.DeleteMark && !standby.Knows(c.Kind) {
		word := amend.Leave(c.Kind)
		if word == "" || !slices.Contains(w.ground.opt.Allow, word) || c.Function != "" && !slices.Contains(w.ground.Touched, c.Function) {
			return fmt.Errorf("%s is not allowed in this run", c)
		}
	}
	return w.Target.Make(ctx, c)
}

// DoorLog reads the access logs that the profile names.
func (w watched) DoorLog(ctx context.Context, door, cursor string) ([]string, string, error) {
	return w.logs.DoorLog(ctx, door, cursor)
}

// LogEvents reads the log group of a function.
func (w watched) LogEvents(ctx context.Context, function, cursor string) ([]evidence.LogEvent, string, error) {
	return w.logs.LogEvents(ctx, function, cursor)
}

// Watched is the target of the run with its logs, and how long those may take.
func (g *Ground) Watched() (attack.Target, time.Duration) {
	places, groups := map[string][]string{}, map[string][]string{}
	for i := range g.Plan.Arms {
		for _, e := range g.Plan.Arms[i].World.Attack {
			if e.AccessLog != "" && !slices.Contains(places[e.Path], e.AccessLog) {
				places[e.Path] = append(places[e.Path], e.AccessLog)
			}
			if e.Log != "" && !slices.Contains(groups[e.Function], e.Log) {
				groups[e.Function] = append(groups[e.Function], e.Log)
			}
		}
	}
	logs := logread.New(g.Session.Config, g.Session.Account, g.Session.Region, places, groups)
	return watched{g.Target, logs, g}, logs.Patience()
}
