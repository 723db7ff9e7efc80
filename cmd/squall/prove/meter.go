package prove

import (
	"context"
	"fmt"
	"time"

	"squall/attack/cloud"
	"squall/cmd/squall/record"
)

// Meter asks CloudWatch about an alias until the run is over, and tells what is
// new.
func (g *Ground) Meter(ctx context.Context, function, alias string, versions [2]string, tell func(map[string]cloud.Tally), stop func(error)) {
	every := lookEvery
	if g.Session.Endpoint != "" {
		every = looksNearby
	}
	m := g.Session.Meter(function, alias, versions, time.Now())
	tick := time.NewTicker(every)
	defer tick.Stop()
	for failed := 0; ; {
		news, err := m.Read(ctx, time.Now())
		switch {
		case ctx.Err() != nil:
			return
		case err != nil:
			if failed++; failed == blindFor {
				stop(record.Stopped{Why: fmt.Sprintf("what CloudWatch counts cannot be read: %v", err)})
			}
		default:
			failed = 0
			tell(news)
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}
