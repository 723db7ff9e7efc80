package view

import (
	"testing"

	"squall/analyze"
)

func TestRoads(t *testing.T) {
	ms := func(v float64) *float64 { return &v }
	took := func(n uint64, p99 float64) analyze.Quantiles { return analyze.Quantiles{N: n, P99: ms(p99)} }
	plain := analyze.Road{Arm: "base", Entry: "web", Connect: took(12, 0.4), Before: ms(0.1), During: ms(0.25), After: ms(0.2)}
	far := analyze.Road{Arm: "other", Entry: "web", Connect: took(1200, 0.3), Handshake: took(1200, 12), Before: ms(1), During: ms(1), After: ms(3)}
	for _, tc := range []struct {
		roads []analyze.Road
		want  string
	}{
		{nil, ""},
		{[]analyze.Road{plain}, "12 opened under load, TCP p99 0.40 ms; a connect alone took 0.10 ms before, 0.25 ms during, 0.20 ms after"},
		{[]analyze.Road{plain, far}, "1,212 opened under load, TCP p99 0.40 ms, TLS p99 12 ms; a connect alone took 1.0 ms before, 1.0 ms during, 3.0 ms after (web in other, which changed most)"},
		{[]analyze.Road{{Before: ms(1), After: ms(1)}}, "none was opened under load; a connect alone took 1.0 ms before, - during, 1.0 ms after"},
		{[]analyze.Road{{Connect: took(1, 0.2)}}, "1 opened under load, TCP p99 0.20 ms"},
	} {
		var r analyze.Result
		r.Generator.Roads = tc.roads
		if got := roads(&r); got != tc.want {
			t.Errorf("got  %s\nwant %s", got, tc.want)
		}
	}
}
