package calibration

import (
	"strings"
	"testing"
	"time"

	"squall/profiles/schema"
	"squall/profiles/source"
)

const part = `
calibration: {date: 2026-11-22, run: "r1", p99_error: 4.1%}
platform:
  sandbox: {constant: 99ms}
  door_latency: {alb: {constant: 5ms}, sdk: none}
functions:
  shop: {v1: {duration: {constant: 41ms}, init: {constant: 7ms}, errors: 2%}, v9: {duration: {constant: 1ms}}}
  two: {v2: {duration: {constant: 42ms}}}
  gone: {v1: {duration: {constant: 43ms}}}
`

const profile = `
functions:
  - {name: shop, model: {runtime: python3.13, package: {kind: zip, loaded: 9}, duration: {lognormal: {median: 1ms, p99: 2ms}}}}
  - {name: two, versions: {v1: {model: {duration: {constant: 1ms}}}, v2: {model: {duration: {constant: 1ms}}}}}
  - {name: other, model: {duration: {constant: 1ms}}}
  - {name: process, process: {command: [x]}}
platform: {door_latency: {alb: {constant: 1ms}, url: {constant: 2ms}}}
`

func parsed(t *testing.T, name, text string) *source.Node {
	t.Helper()
	doc, problems := source.Parse(name, []byte(text))
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	return doc.Root
}

func TestMerge(t *testing.T) {
	p, problems := Parse("part.yaml", []byte(part))
	if len(problems) > 0 || p.Date != "2026-11-22" || p.Run != "r1" || p.Error != "4.1%" {
		t.Fatalf("%+v, %v", p, problems)
	}
	if d := p.Duration("two", "v2"); d.Mean() != 42*time.Millisecond || !p.Duration("two", "v1").IsZero() || !p.Duration("no", "v1").IsZero() {
		t.Errorf("two v2 runs %s", d)
	}
	root := parsed(t, "profile.yaml", profile)
	at := source.Place{Line: 7, Col: 3}
	functions, why := p.Merge(root, at)
	if got := strings.Join(functions, " "); got != "shop two" || why != "" {
		t.Errorf("merged into %q, %s", got, why)
	}
	for address, want := range map[string]string{
		"functions.shop.model.duration":            "41ms",
		"functions.shop.model.init":                "7ms",
		"functions.two.versions.v1.model.duration": "1ms",
		"functions.two.versions.v2.model.duration": "42ms",
		"functions.other.model.duration":           "1ms",
		"platform.sandbox":                         "99ms",
		"platform.door_latency.alb":                "5ms",
		"platform.door_latency.url":                "2ms",
	} {
		n := root.Find(address)
		if n == nil {
			t.Errorf("%s is gone", address)
		} else if d := schema.ReadDist(n); d.Mean().String() != want {
			t.Errorf("%s is %s, want %s", address, d, want)
		}
	}
	if n := root.Find("functions.shop.model.errors"); n == nil || n.Text != "2%" || n.At != at {
		t.Errorf("errors are %+v", n)
	}
	if n := root.Find("functions.shop.model.package.loaded"); n != nil {
		t.Error("what init loads is still added to a measured init")
	}
	if n := root.Find("platform.door_latency.sdk"); n == nil || !schema.IsNone(n) {
		t.Errorf("door sdk is %+v", n)
	}
	if again := parsed(t, "other.yaml", "functions: [{name: x, model: {duration: {constant: 1ms}}}]\nplatform: {sandbox: none}"); true {
		if _, why := p.Merge(again, at); !strings.Contains(why, "it is of shop, two, gone") || again.Find("platform.door_latency") != nil {
			t.Errorf("another profile: %q", why)
		}
	}
}

func TestParseRefuses(t *testing.T) {
	for text, want := range map[string]string{
		"":                                  "there is nothing in it",
		"platform: {}":                      "calibration is missing",
		"calibration: {date: soon, run: x}": "a day is written as",
		"calibration: {date: 2026-01-01, run: x, p99_error: lots}":                        "an error is written as",
		"calibration: {date: 2026-01-01, run: x}\nplatform: {idle_expiry: none}":          `"idle_expiry" is not a key here`,
		"calibration: {date: 2026-01-01, run: x}\nfunctions: {f: {v1: {duration: none}}}": "part.yaml:2:32",
		"calibration: {date: 2026-01-01, run: x}\nfunctions: {f: {v1: {errors: 200%}}}":   "200%",
	} {
		p, problems := Parse("part.yaml", []byte(text))
		if len(problems) == 0 || p != nil || !strings.Contains(problems[0].String(), want) {
			t.Errorf("%q: %v, want %s", text, problems, want)
		}
	}
}
