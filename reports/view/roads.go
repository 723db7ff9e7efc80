package view

import (
	"fmt"
	"math"

	"squall/analyze"
	"squall/analyze/figure"
)

// roads says what opening connections took, apart from requests, and how long
// connecting took around the load: of the way that changed most, where there
// are several.
func roads(r *analyze.Result) string {
	list := r.Generator.Roads
	if len(list) == 0 {
		return ""
	}
	text := opened(list)
	worst := most(list)
	if worst == nil {
		return text
	}
	text += fmt.Sprintf("; a connect alone took %s before, %s during, %s after", figure.MsUnit(worst.Before), figure.MsUnit(worst.During), figure.MsUnit(worst.After))
	if len(list) > 1 {
		text += fmt.Sprintf(" (%s in %s, which changed most)", worst.Entry, worst.Arm)
	}
	return text
}

// opened sums up the connections that the load opened; their p99 is the worst
// way's.
func opened(list []analyze.Road) string {
	var n, secure uint64
	var tcp, tls *float64
	for i := range list {
		n, secure = n+list[i].Connect.N, secure+list[i].Handshake.N
		tcp, tls = larger(tcp, list[i].Connect.P99), larger(tls, list[i].Handshake.P99)
	}
	if n == 0 {
		return "none was opened under load"
	}
	text := figure.Count(n) + " opened under load, TCP p99 " + figure.MsUnit(tcp)
	if secure > 0 {
		text += ", TLS p99 " + figure.MsUnit(tls)
	}
	return text
}

func larger(a, b *float64) *float64 {
	if a == nil || b != nil && *b > *a {
		return b
	}
	return a
}

// most is the way whose connects changed most around its load; nil where none
// was watched all the time.
func most(list []analyze.Road) (worst *analyze.Road) {
	change := -1.0
	for i := range list {
		r := &list[i]
		if r.Before == nil || r.After == nil {
			continue
		}
		d := math.Abs(*r.After - *r.Before)
		if r.During != nil { // a load shorter than its first look has none
			d = max(d, math.Abs(*r.During-*r.Before))
		}
		if d > change {
			change, worst = d, r
		}
	}
	return worst
}
