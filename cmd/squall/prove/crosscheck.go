package prove

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"squall/attack/cloud"
	"squall/profiles"
)

// How long CloudWatch may take to have counted everything, and how often it is
// asked. https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics.html
const (
	countedWithin = 3 * time.Minute
	askEvery      = 15 * time.Second
)

// Crosscheck compares the refusals that clients saw with those that CloudWatch
// counts, and says where the two do not agree. Functions that asynchronous
// events reach too are left out: only Lambda knows how often it tried those.
func (g *Ground) Crosscheck(ctx context.Context) (warnings []string) {
	l := g.limits
	if l == nil {
		return nil
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	within, every := countedWithin, askEvery
	if g.Session.Endpoint != "" {
		within, every = 2*time.Second, 100*time.Millisecond // a stand-in counts at once
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), within)
	defer cancel()
	for _, f := range slices.Sorted(maps.Keys(l.seen)) {
		if !g.asynchronous(f) {
			warnings = append(warnings, g.compare(ctx, f, *l.seen[f], l.began, every)...)
		}
	}
	return warnings
}

func (g *Ground) asynchronous(function string) bool {
	for i := range g.Plan.Arms {
		if slices.ContainsFunc(g.Plan.Arms[i].World.Attack, func(e profiles.Entry) bool { return e.Async() && e.Function == function }) {
			return true
		}
	}
	return false
}

// compare waits until CloudWatch has counted as many invocations as clients saw.
func (g *Ground) compare(ctx context.Context, function string, seen cloud.Counted, began time.Time, every time.Duration) []string {
	for {
		now, err := g.Session.Counts(ctx, function, began, time.Now())
		switch {
		case err != nil:
			return []string{fmt.Sprintf("refusals of %s could not be compared: %v", function, err)}
		case now.Invocations >= seen.Invocations && now.Throttles == seen.Throttles:
			return nil
		}
		select {
		case <-time.After(every):
			continue
		case <-ctx.Done():
		}
		if now.Invocations < seen.Invocations {
			return []string{fmt.Sprintf("refusals of %s could not be compared: CloudWatch has counted %d invocations, clients saw %d answered", function, now.Invocations, seen.Invocations)}
		}
		return []string{fmt.Sprintf("clients of %s saw %d refusals and CloudWatch counts %d Throttles: others invoke it too, or a door does not say why it refused", function, seen.Throttles, now.Throttles)}
	}
}
