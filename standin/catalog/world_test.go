package catalog_test

import (
	"fmt"
	"strings"
	"testing"

	"squall/standin/catalog"
	"squall/standin/catalog/setting"
	"squall/standin/core"
)

// world is a catalog over a rule book that agrees to everything but what a
// test tells it to refuse, and remembers what it was told.
type world struct {
	*catalog.Catalog
	told      []string
	refuse    map[core.EventKind]core.Effect
	published map[int32]int32
	status    uint8
	reason    string
	asked     int32
	now       int64
}

func newWorld() *world {
	w := &world{refuse: map[core.EventKind]core.Effect{}, published: map[int32]int32{}, now: 1_700_000_000_123_000_000}
	w.Catalog = catalog.New(catalog.Options{Account: "111122223333", Region: "us-east-1",
		Apply: w.apply, Now: func() int64 { w.now += 1e9; return w.now },
		Provisioned: func(int32, core.Qual) (int32, int32, int32, uint8, string, bool) {
			return w.asked, 0, 0, w.status, w.reason, true
		}})
	return w
}

func (w *world) apply(ev core.Event) core.Effect {
	if e, ok := w.refuse[ev.Kind]; ok {
		return e
	}
	w.told = append(w.told, shown(ev))
	answer := core.Effect{Kind: core.Answer}
	switch ev.Kind {
	case core.PublishVersion:
		w.published[ev.Fn]++
		answer.N = w.published[ev.Fn]
	case core.PutProvisioned:
		w.asked = ev.N
	}
	return answer
}

// shown prints the members of an event that are not zero.
func shown(ev core.Event) string {
	s := ev.Kind.String()
	for _, m := range []struct {
		name string
		v    int64
	}{{"region", int64(ev.Region)}, {"fn", int64(ev.Fn)}, {"kind", int64(ev.Qual.Kind)}, {"qual", int64(ev.Qual.N)}, {"n", int64(ev.N)},
		{"m", int64(ev.M)}, {"weight", int64(ev.Weight)}, {"model", int64(ev.Model)}, {"memory", int64(ev.Memory)},
		{"timeout", ev.Timeout / 1e9}, {"maxage", ev.MaxAge / 1e9}, {"flags", int64(ev.Flags)}} {
		if m.v != 0 {
			s += fmt.Sprintf(" %s=%d", m.name, m.v)
		}
	}
	return s
}

func fn(name string) catalog.Ref { return catalog.Ref{Name: name} }

func at(name, qualifier string) catalog.Ref { return catalog.Ref{Name: name, Qualifier: qualifier} }

const role = "arn:aws:iam::111122223333:role/squall"

const arn = "arn:aws:lambda:us-east-1:111122223333:function:"

// basic is a function that can be created.
func basic() setting.Changes {
	return setting.Changes{Runtime: new("provided.al2023"), Handler: new("bootstrap"), Role: new(role)}
}

func zipped() catalog.Creation {
	return catalog.Creation{Code: setting.Code{Sha256: "c2hh", Size: 22}}
}

// create makes a function, or ends the test.
func (w *world) create(t *testing.T, name string) catalog.Configuration {
	t.Helper()
	c, err := w.CreateFunction(fn(name), basic(), zipped())
	if err != nil {
		t.Fatalf("CreateFunction %s: %v", name, err)
	}
	return c
}

// publish changes something and publishes it.
func (w *world) publish(t *testing.T, name, description string) catalog.Configuration {
	t.Helper()
	if _, err := w.UpdateConfiguration(fn(name), setting.Changes{Description: &description}, ""); err != nil {
		t.Fatalf("UpdateConfiguration %s: %v", name, err)
	}
	c, err := w.PublishVersion(fn(name), catalog.Publication{})
	if err != nil {
		t.Fatalf("PublishVersion %s: %v", name, err)
	}
	return c
}

// want checks a refusal: "" for none, else "<status> <code> <message>".
func want(t *testing.T, err *catalog.Error, line string) {
	t.Helper()
	got := ""
	if err != nil {
		got = fmt.Sprintf("%d %s %s", err.Status, err.Code, err.Message)
	}
	if got != line {
		t.Errorf("refusal:\n got %q\nwant %q", got, line)
	}
}

func wantTold(t *testing.T, w *world, lines ...string) {
	t.Helper()
	if got, want := strings.Join(w.told, "\n"), strings.Join(lines, "\n"); got != want {
		t.Errorf("the rule book was told:\n%s\nwant:\n%s", got, want)
	}
	w.told = nil
}
