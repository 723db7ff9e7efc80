package metric

import (
	"fmt"
	"regexp"
	"strings"

	"squall/profiles/units"
)

// Goal is what find looks for.
type Goal struct {
	Entry    string // "": the load of all entries
	Where    []Expr
	From, To float64 // rates per second; 0: not said
}

var goal = regexp.MustCompile(`^max\s+rate(?:\s+of\s+(\S+))?\s+where\s+(.+?)(?:\s+from\s+(\S+))?(?:\s+to\s+(\S+))?$`)

// MaxRate parses: max rate [of entry] where condition [and condition ...] [from rate] [to rate].
func MaxRate(text string) (Goal, error) {
	m := goal.FindStringSubmatch(strings.TrimSpace(text))
	if m == nil {
		return Goal{}, fmt.Errorf("%q is nothing that can be found, write it as max rate where p99 < 300ms and error_rate < 1%%, with `of entry`, `from 10/s` and `to 500/s` where they are needed", text)
	}
	g := Goal{Entry: m[1]}
	for _, condition := range regexp.MustCompile(`\s+and\s+`).Split(m[2], -1) {
		x, err := Expect(condition)
		if err != nil {
			return Goal{}, err
		}
		g.Where = append(g.Where, x)
	}
	for i, bound := range []*float64{&g.From, &g.To} {
		if m[3+i] == "" {
			continue
		}
		r, err := units.Rate(m[3+i])
		if err != nil {
			return Goal{}, err
		}
		if *bound = r.PerSecond(); *bound <= 0 {
			return Goal{}, fmt.Errorf("the rate %s is not allowed, it must be more than 0", m[3+i])
		}
	}
	if g.From > 0 && g.To > 0 && g.From >= g.To {
		return Goal{}, fmt.Errorf("the search from %s to %s has no room: the smaller rate comes first", m[3], m[4])
	}
	return g, nil
}
