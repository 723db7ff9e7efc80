package metric

import (
	"strings"
	"testing"
)

func TestMaxRate(t *testing.T) {
	g, err := MaxRate("max rate of alb where p99 < 300ms  and error_rate < 1% from 10/s to 1200/min")
	if err != nil || g.Entry != "alb" || len(g.Where) != 2 || g.Where[1].Text != "error_rate < 1%" || g.Where[0].Value != 300 || g.From != 10 || g.To != 20 {
		t.Errorf("%+v %v", g, err)
	}
	if g, err := MaxRate("max rate where sdk.p99 < 1s"); err != nil || g.Entry != "" || g.From != 0 || g.To != 0 || len(g.Where[0].Scope) != 1 {
		t.Errorf("%+v %v", g, err)
	}
	for text, want := range map[string]string{
		"":                                        "is nothing that can be found",
		"min rate where p99 < 1s":                 "is nothing that can be found",
		"max rate":                                "is nothing that can be found",
		"max rate where":                          "is nothing that can be found",
		"max rate where p99":                      "is not an expectation",
		"max rate where p99 < 1s and":             "is not an expectation",
		"max rate where p99 < 1s from 5":          "5",
		"max rate where p99 < 1s from 0/s":        "must be more than 0",
		"max rate where p99 < 1s to 5/s from":     "is not an expectation",
		"max rate where p99 < 1s from 9/s to 9/s": "the smaller rate comes first",
	} {
		if _, err := MaxRate(text); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %s", text, err, want)
		}
	}
}
