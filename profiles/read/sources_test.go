package read

import (
	"strings"
	"testing"

	"squall/profiles"
)

const sourcesProfile = `
name: sources
functions:
  - {name: f, model: {duration: {constant: 5ms}}, aliases: {live: v1}}
attack:
`

func sourced(t *testing.T, entries ...string) (*profiles.Plan, error) {
	t.Helper()
	text := sourcesProfile
	for _, e := range entries {
		text += "  - {" + e + ", function: f:live, phases: [{for: 1s, rate: 1/s}]}\n"
	}
	return Profile("sources.yaml", []byte(text), nil)
}

func TestSources(t *testing.T) {
	p, err := sourced(t, "name: a, path: s3, bucket: uploads, prefix: in/", "name: b, path: s3, bucket: uploads, prefix: out/",
		"path: sns, topic: news", "name: c, path: events", "name: d, path: events, bus: orders, body: '{}'")
	if err != nil {
		t.Fatal(err)
	}
	w := &p.Arms[0].World
	var setup, block []string
	for _, c := range w.Setup() {
		if c.Kind == profiles.CreateSource {
			setup = append(setup, c.Path+" "+c.Source)
		}
	}
	for _, c := range p.BlockChanges(&p.Arms[0], "x", "n") {
		if c.Kind == profiles.PutTrigger {
			block = append(block, c.Path+" "+c.Source+" "+c.Filter+" "+c.Function+":"+c.Qualifier)
		}
	}
	if got, want := strings.Join(setup, ", "), "s3 uploads, sns news, events orders"; got != want {
		t.Errorf("setup makes %s, want %s", got, want)
	}
	if got, want := strings.Join(block, ", "), "s3 uploads in/ f:live-x, s3 uploads out/ f:live-x, sns news  f:live-x, events default c f:live-x, events orders d f:live-x"; got != want {
		t.Errorf("a block makes\n%s, want\n%s", got, want)
	}
	if undo := p.BlockUndo(&p.Arms[0], "x"); undo[0].Kind != profiles.DeleteTrigger || undo[0].Source != "orders" {
		t.Errorf("taken back first: %s", undo[0])
	}
}

func TestBadSources(t *testing.T) {
	for _, tt := range []struct {
		entries []string
		want    string
	}{
		{[]string{"path: s3"}, "bucket is missing: the bucket that the requests of path s3 go to"},
		{[]string{"path: sns"}, "topic is missing"},
		{[]string{"path: s3, bucket: UP"}, "a bucket's name is 3 to 63 lower-case letters"},
		{[]string{"path: s3, bucket: uploads, topic: t"}, "topic is a setting of path sns only"},
		{[]string{"path: s3, bucket: uploads, method: PUT"}, "path s3 is an AWS API, which has no method"},
		{[]string{"path: events, body: '[1]'"}, "an event's detail is a JSON object"},
		{[]string{"name: a, path: s3, bucket: uploads", "name: b, path: s3, bucket: uploads, prefix: in/"}, "entry a puts objects into the same bucket"},
		{[]string{"name: a, path: s3, bucket: uploads, prefix: i", "name: b, path: s3, bucket: uploads, prefix: in/"}, "give both a prefix and neither one that begins the other's"},
		{[]string{"name: a, path: sns, topic: t", "name: b, path: sns, topic: t"}, "entry a publishes to the same topic"},
	} {
		if _, err := sourced(t, tt.entries...); err == nil || !strings.Contains(err.Error(), tt.want) || !strings.Contains(err.Error(), "sources.yaml:6:") && !strings.Contains(err.Error(), "sources.yaml:7:") {
			t.Errorf("%q: %v, want %s", tt.entries, err, tt.want)
		}
	}
}
