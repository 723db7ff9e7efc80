// Package metrics writes what is known of a running run for tools that collect
// metrics: as text that Prometheus scrapes, and as JSON of OTLP.
//
// It listens to nobody and sends nothing, and time is an argument.
package metrics

import "squall/analyze/glance"

// State is a run at one moment.
type State struct {
	Profile, Run, Version string
	Now                   glance.Now
	InFlight              int64
}

// family is one metric with its values.
type family struct {
	name, help, unit string
	gauge            bool
	points           []point
	histograms       []histogram
}

type point struct {
	labels []label
	value  int64
}

type label struct{ name, value string }

type histogram struct {
	labels []label
	counts []uint64 // each in its own bucket
	sum    float64  // s
}

// families are all metrics, in an order that does not change.
func families(s *State) []family {
	hits := family{name: "squall_hits", help: "Requests that ended, by entry and outcome.", unit: "1"}
	cold := family{name: "squall_cold_starts", help: "Requests that waited for an environment to start.", unit: "1"}
	latency := family{name: "squall_latency_seconds", help: "Latency of ok requests, from when they were due.", unit: "s"}
	accepted := family{name: "squall_events_accepted", help: "Asynchronous events that were accepted.", unit: "1"}
	attempts := family{name: "squall_event_attempts", help: "Attempts at asynchronous events, by how they ended.", unit: "1"}
	dead := family{name: "squall_events_recorded_failed", help: "Records of events that failed.", unit: "1"}
	for _, e := range s.Now.Entries {
		entry := label{"entry", e.Name}
		for o, n := range e.Outcomes {
			hits.points = append(hits.points, point{[]label{entry, {"outcome", glance.Outcome(o)}}, int64(n)})
		}
		cold.points = append(cold.points, point{[]label{entry}, int64(e.Cold)})
		latency.histograms = append(latency.histograms, histogram{[]label{entry}, e.Buckets[:], float64(e.SumNs) / 1e9})
		if e.Accepted+e.Attempts == 0 {
			continue
		}
		accepted.points = append(accepted.points, point{[]label{entry}, int64(e.Accepted)})
		attempts.points = append(attempts.points, point{[]label{entry, {"end", "failed"}}, int64(e.Failed)}, point{[]label{entry, {"end", "succeeded"}}, int64(e.Attempts - min(e.Failed, e.Attempts))})
		dead.points = append(dead.points, point{[]label{entry}, int64(e.Dead)})
	}
	gauge := func(name, help string, v int64) family {
		return family{name: name, help: help, unit: "1", gauge: true, points: []point{{value: v}}}
	}
	return []family{hits, latency, cold, accepted, attempts, dead,
		gauge("squall_in_flight", "Requests that were sent and have not ended.", s.InFlight),
		gauge("squall_environments", "Environments that were seen in the running block.", int64(s.Now.Block.Environments)),
		{name: "squall_run_info", help: "The run.", unit: "1", gauge: true,
			points: []point{{[]label{{"profile", s.Profile}, {"run", s.Run}, {"version", s.Version}}, 1}}},
	}
}
