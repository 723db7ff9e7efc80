package design

import (
	"fmt"
	"strings"

	"squall/profiles"
)

// Varies names what an arm has that the first has not, in words that can open
// a sentence: "60 provisioned environments". It is empty for the first arm and
// where the arms differ in anything else, since then the arm's name says more.
func Varies(p *profiles.Plan, arm int) string {
	if arm == 0 || len(p.Varied) == 0 {
		return ""
	}
	for _, address := range p.Varied {
		steps := strings.Split(address, ".")
		if len(steps) < 3 || steps[0] != "functions" || steps[2] != "provisioned" {
			return ""
		}
	}
	had, has := provisioned(&p.Arms[0].World), provisioned(&p.Arms[arm].World)
	switch {
	case has <= had:
		return ""
	case had > 0:
		return fmt.Sprintf("%d provisioned environments instead of %d", has, had)
	case has == 1:
		return "1 provisioned environment"
	}
	return fmt.Sprintf("%d provisioned environments", has)
}

// provisioned counts the environments that a world keeps ready.
func provisioned(w *profiles.World) int {
	n := 0
	for _, f := range w.Functions {
		for _, p := range f.Provisioned {
			n += p.Count
		}
	}
	return n
}
