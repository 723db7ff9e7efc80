package rulebook

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"squall/profiles"
	"squall/profiles/dist"
	"squall/profiles/keys"
	"squall/profiles/units"
)

// Default is a parameter of the platform and what it is where a profile says
// nothing, as a profile would write it.
type Default struct{ Key, Value string }

// Defaults lists the parameters of a platform.
func Defaults(p *profiles.Platform) []Default {
	var doors []string
	for _, d := range keys.Doors {
		if l, ok := p.DoorLatency[d]; ok {
			doors = append(doors, d+": "+l.String())
		}
	}
	return []Default{
		{"idle_expiry", p.IdleExpiry.String()},
		{"max_lifetime", dist.Short(p.MaxLifetime)},
		{"lifetime_spread", units.FormatPercent(p.LifetimeSpread)},
		{"proactive", fmt.Sprintf("{busy: %s, sparse: %s, below: %s}", units.FormatPercent(p.Proactive), units.FormatPercent(p.ProactiveSparse), per(1, p.SparseGap))},
		{"sandbox", p.Sandbox.String()},
		{"download", dist.Short(p.Download)},
		{"invoke_overhead", p.InvokeOverhead.String()},
		{"door_latency", "{" + strings.Join(doors, ", ") + "}"},
		{"scaling_rate", per(p.ScalingBurst, p.ScalingPer)},
		{"request_rate", per(p.RequestRate, p.RequestPer)},
		{"init_limit", dist.Short(p.InitLimit)},
		{"provisioning", fmt.Sprintf("{delay: %s, rate: %d/min, tries: %d}", dist.Short(p.ProvisionDelay), p.ProvisionPerMin, p.ProvisionTries)},
		{"async_backoff", fmt.Sprintf("{error: %s, throttle: %s, growth: %gx, longest: %s}", dist.Short(p.Backoff.Error), dist.Short(p.Backoff.Throttle), p.Backoff.Growth, dist.Short(p.Backoff.Longest))},
	}
}

func per(n int, span time.Duration) string {
	unit := dist.Short(span)
	switch span {
	case time.Second:
		unit = "s"
	case time.Minute:
		unit = "min"
	}
	return strconv.Itoa(n) + "/" + unit
}
