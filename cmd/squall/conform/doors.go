package conform

import (
	"fmt"
	"strings"

	"squall/standin/core"
	"squall/standin/outcome"
)

// answersOf begins the name of what no document says of a door's answers.
const answersOf = "answers-"

// takes is what it takes to look at a door's answers.
var takes = map[string]string{
	"alb":        "an ALB of yours and requests that end so",
	"apigw-rest": "a REST API of yours and requests that end so",
	"apigw-http": "an HTTP API of yours and requests that end so",
	"url":        "a function URL, which is open to everybody or signed for, and requests that end so",
	"sdk":        "requests that end so, of 6 MB and more",
}

// doorsSay has a row for each door of whose answers some are in no document.
func doorsSay() (out []core.Rule) {
	said := map[string][]string{}
	for _, r := range outcome.Rows() {
		if r.Status == outcome.Documented {
			continue
		}
		if said[r.Door] == nil {
			out = append(out, core.Rule{Name: answersOf + r.Door, Status: core.Guess})
		}
		said[r.Door] = append(said[r.Door], fmt.Sprintf("%s %d", r.End, r.Face.Status))
	}
	for i := range out {
		out[i].Says = "answers that no document has: " + strings.Join(said[strings.TrimPrefix(out[i].Name, answersOf)], ", ")
	}
	return out
}

// because says why a door's answers are not looked at; "" of other rules.
func because(rule string) string {
	door, ok := strings.CutPrefix(rule, answersOf)
	if !ok {
		return ""
	}
	return "it takes " + takes[door] + ": a run through it reports the statuses"
}
