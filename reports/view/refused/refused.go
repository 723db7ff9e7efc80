// Package refused says how throttling looked at each door of a function, and
// what the reasons behind it were.
package refused

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"squall/analyze"
	"squall/analyze/figure"
	"squall/reports/table"
)

// Refusal is how one function's throttling looked at each of its doors.
type Refusal struct {
	Title string
	Table table.Table
	Notes []string // the reasons behind the faces, and the formula's figure
}

// Of has one element per throttled function; arms are told apart only
// where their shares of refusals differ.
func Of(r *analyze.Result) []Refusal {
	var out []Refusal
	for _, f := range throttledFunctions(r) {
		together := likeArms(pathsOf(r, f))
		for _, arms := range together {
			var names []string
			var paths []analyze.PathResult
			for _, arm := range arms {
				names = append(names, r.Arms[arm.at].Name)
				paths = append(paths, arm.paths...)
			}
			if len(together) == 1 {
				names = nil
			}
			out = append(out, refusal(f, strings.Join(names, ", "), paths))
		}
	}
	return out
}

// throttledArm is what one arm showed of a function: its throttled entries.
type throttledArm struct {
	at    int // index of the arm
	paths []analyze.PathResult
}

// likeArms puts arms together that refused about as often as the first of
// their group.
func likeArms(all []throttledArm) [][]throttledArm {
	var out [][]throttledArm
	for _, arm := range all {
		at := slices.IndexFunc(out, func(group []throttledArm) bool { return alike(group[0].paths, arm.paths) })
		if at < 0 {
			out = append(out, nil)
			at = len(out) - 1
		}
		out[at] = append(out[at], arm)
	}
	return out
}

func throttledFunctions(r *analyze.Result) []string {
	var out []string
	for _, arm := range r.Arms {
		for _, p := range arm.Paths {
			if p.Outcomes["throttled"] > 0 && !slices.Contains(out, p.Function) {
				out = append(out, p.Function)
			}
		}
	}
	return out
}

// pathsOf returns, arm by arm, the throttled paths that reach a function.
func pathsOf(r *analyze.Result, function string) []throttledArm {
	var out []throttledArm
	for i, arm := range r.Arms {
		seen := throttledArm{at: i}
		for _, p := range arm.Paths {
			if p.Function == function && p.Outcomes["throttled"] > 0 {
				seen.paths = append(seen.paths, p)
			}
		}
		if len(seen.paths) > 0 {
			out = append(out, seen)
		}
	}
	return out
}

// alike says whether every entry was refused about as often in both: the
// same entries, with intervals that overlap.
func alike(one, other []analyze.PathResult) bool {
	return slices.EqualFunc(one, other, func(p, q analyze.PathResult) bool {
		a, b := p.ThrottleRate.CI, q.ThrottleRate.CI
		return p.Entry == q.Entry && a != nil && b != nil && a[1] >= b[0] && b[1] >= a[0]
	})
}

func refusal(function, arm string, paths []analyze.PathResult) Refusal {
	t := table.Table{
		Header: []string{"entry", "status", "what the caller saw", "told by", "refused"},
		Right:  []bool{false, false, false, false, true},
	}
	seen := map[string]bool{}
	for _, same := range byEntry(paths) {
		row := faceRow(same)
		seen[row[1]+row[2]] = true
		t.Rows = append(t.Rows, row)
	}
	title := figure.Function(function)
	if arm != "" {
		title += ", " + arm
	}
	words := "refused"
	if len(seen) > 1 {
		words = fmt.Sprintf("one refusal, %d faces", len(seen))
	}
	return Refusal{Title: title + ": " + words, Table: t, Notes: refusalNotes(paths)}
}

// byEntry gathers the same entry of several arms, in order of appearance.
func byEntry(paths []analyze.PathResult) [][]analyze.PathResult {
	var out [][]analyze.PathResult
	for _, p := range paths {
		at := slices.IndexFunc(out, func(same []analyze.PathResult) bool { return same[0].Entry == p.Entry })
		if at < 0 {
			out = append(out, nil)
			at = len(out) - 1
		}
		out[at] = append(out[at], p)
	}
	return out
}

func faceRow(same []analyze.PathResult) []string {
	var throttled, sent uint64
	codes, sources := map[string]uint64{}, map[string]uint64{}
	for _, p := range same {
		throttled += p.Outcomes["throttled"]
		sent += p.Sent
		merge(codes, refusalCodes(p))
		merge(sources, p.Sources["reason"])
	}
	status := table.Ranked(codes)
	saw := ""
	if len(status) > 0 {
		saw = face(same[0].Path, status[0])
	}
	return []string{
		same[0].Entry, strings.Join(status, " "), saw,
		strings.Join(table.Ranked(sources), " "), figure.Of(throttled, sent),
	}
}

// refusalCodes are the statuses of a path that can be refusals: every failed
// one when nothing but throttling failed, else those its door answers a
// throttle with.
func refusalCodes(p analyze.PathResult) map[string]uint64 {
	out := map[string]uint64{}
	for code, n := range p.StatusCodes {
		status, err := strconv.Atoi(code)
		if err != nil || status < 400 || n == 0 {
			continue
		}
		if p.ErrorRate.Count == 0 || face(p.Path, code) != statusText[code] || code == "429" {
			out[code] = n
		}
	}
	return out
}

// faces are what a throttled invoke looks like at a door, by path and status.
var faces = map[string]string{
	"sdk 429":        "TooManyRequestsException",
	"async 429":      "TooManyRequestsException",
	"alb 502":        "the 502 page of the ALB",
	"apigw-rest 500": `{"message": "Internal server error"}`,
	"apigw-http 500": `{"message":"Internal Server Error"}`,
	"apigw-http 503": `{"message":"Service Unavailable"}`,
}

var statusText = map[string]string{
	"429": "Too Many Requests",
	"500": "Internal Server Error",
	"502": "Bad Gateway",
	"503": "Service Unavailable",
	"504": "Gateway Timeout",
}

func face(path, status string) string {
	if saw, ok := faces[path+" "+status]; ok {
		return saw
	}
	return statusText[status]
}

// mostReasons is how many words for refusals are listed.
const mostReasons = 12

func refusalNotes(paths []analyze.PathResult) []string {
	reasons := map[string]uint64{}
	var throttled, sent uint64
	var erlang *analyze.Erlang
	for _, p := range paths {
		for reason, n := range p.Reasons {
			if throttles(reason) {
				reasons[reason] += n
			}
		}
		throttled += p.Outcomes["throttled"]
		sent += p.Sent
		if p.Erlang != nil {
			erlang = p.Erlang
		}
	}
	var notes []string
	for i, reason := range table.Ranked(reasons) {
		if i == mostReasons {
			notes = append(notes, "and "+figure.Plural(uint64(len(reasons)-i), "more reason"))
			break
		}
		notes = append(notes, reason+" "+figure.Count(reasons[reason]))
	}
	if sent == 0 {
		return notes
	}
	rate := float64(throttled) / float64(sent)
	note := "refused " + figure.Percent(&rate)
	if erlang != nil {
		note += fmt.Sprintf(" with %d at once, %s offered; Erlang's loss formula says %s",
			erlang.Servers, figure.Number(&erlang.Offered), figure.Percent(&erlang.Expected))
	}
	return append(notes, note)
}

// throttles says whether a joined reason is one of a refusal, and not of a
// function's own failure.
func throttles(reason string) bool {
	return strings.HasSuffix(reason, "LimitExceeded") || strings.Contains(reason, "Throttl") ||
		strings.Contains(reason, "TooManyRequests") || reason == "Rate Exceeded"
}

func merge(into, from map[string]uint64) {
	for k, n := range from {
		into[k] += n
	}
}
