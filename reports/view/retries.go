package view

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"squall/analyze"
	"squall/analyze/figure"
)

// retries says how often clients tried requests again, where they may.
func retries(r *analyze.Result) []string {
	var out []string
	for i := range r.Arms {
		for k := range r.Arms[i].Paths {
			p := &r.Arms[i].Paths[k]
			if p.Retries == nil {
				continue
			}
			line := p.Entry
			if len(r.Arms) > 1 {
				line += ", " + r.Arms[i].Name
			}
			out = append(out, line+": "+tried(p))
		}
	}
	return out
}

func tried(p *analyze.PathResult) string {
	t := p.Retries
	if p.Sent == 0 || t.Attempts == p.Sent {
		return figure.Plural(p.Sent, "request") + ", none tried again"
	}
	line := fmt.Sprintf("%s took %s, %.3g each", figure.Plural(p.Sent, "request"), figure.Plural(t.Attempts, "attempt"), float64(t.Attempts)/float64(p.Sent))
	return line + " (" + spread(t.Requests) + "); tried again after " + outcomes(t.Again)
}

// spread lists how many requests took how many attempts.
func spread(of map[string]uint64) string {
	number := func(s string) int {
		n, _ := strconv.Atoi(s) // analyze writes numbers
		return n
	}
	var parts []string
	for _, n := range slices.SortedFunc(maps.Keys(of), func(a, b string) int { return cmp.Compare(number(a), number(b)) }) {
		parts = append(parts, fmt.Sprintf("%s: %s", n, figure.Count(of[n])))
	}
	return strings.Join(parts, "  ")
}

func outcomes(of map[string]uint64) string {
	var parts []string
	for _, name := range slices.Sorted(maps.Keys(of)) {
		parts = append(parts, figure.Count(of[name])+" "+strings.ReplaceAll(name, "_", " "))
	}
	return strings.Join(parts, ", ")
}
