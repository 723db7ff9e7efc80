package fis

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"squall/profiles/dist"
	"squall/standin/catalog"
	"squall/standin/catalog/attached"
	"squall/standin/catalog/naming"
	"squall/standin/experiment"
	"squall/standin/metrics"
	"squall/standin/metrics/alarm"
)

// world is the stand-in as experiments strike it.
type world struct{ backend Backend }

// Functions implements experiment.World.
func (w *world) Functions(p experiment.Place, g experiment.Target) (out []string) {
	_ = w.backend.Control(context.Background(), func(c *catalog.Catalog) { // without the loop nothing is there
		for _, f := range c.Functions(p.Account, p.Region, false) {
			tags, _ := attached.Tags(c, catalog.Ref{Account: p.Account, Region: p.Region, Name: f.FunctionName})
			arn := strings.TrimSuffix(f.FunctionARN, ":"+naming.Latest)
			if slices.Contains(g.ARNs, arn) || len(g.Tags) > 0 && has(tags, g.Tags) {
				out = append(out, arn)
			}
		}
	})
	return out
}

func has(tags, want map[string]string) bool {
	for k, v := range want {
		if have, ok := tags[k]; !ok || have != v {
			return false
		}
	}
	return true
}

// Strike implements experiment.World.
func (w *world) Strike(lease string, p experiment.Place, function, qualifier string, a experiment.Action, lasts time.Duration) (leases []uint64, err error) {
	o, err := order(a)
	if err != nil {
		return nil, err
	}
	versions, err := w.prepared(p, function, qualifier)
	if err != nil {
		return nil, err
	}
	o.Function, o.Lasts = function, int64(lasts)
	for _, n := range versions {
		o.Version, o.ID = n, dist.Key("fis", lease, function, strconv.Itoa(int(n)))
		if err := w.backend.Inject(o); err != nil {
			return leases, err
		}
		leases = append(leases, o.ID)
	}
	return leases, nil
}

// Relieve implements experiment.World.
func (w *world) Relieve(leases []uint64) {
	for _, id := range leases {
		_ = w.backend.EndFault(id) // without the loop it has ended
	}
}

// Alarm implements experiment.World. One that is not there guards nothing.
func (w *world) Alarm(arns []string) (on string) {
	if len(arns) == 0 {
		return ""
	}
	w.backend.Alarms(func(_ int64, all *alarm.Alarms) {
		for _, arn := range arns {
			part := strings.SplitN(arn, ":", 7)
			if a := all.Find(metrics.Scope{Account: part[4], Region: part[3]}, part[6]); on == "" && (a == nil || a.State == alarm.Alarmed) {
				on = arn
			}
		}
	})
	return on
}
