package entry

import (
	"encoding/json"
	"strings"

	"squall/profiles"
	"squall/profiles/source"
)

// sourceKeys are the keys by which paths through other services name theirs.
var sourceKeys = []struct{ path, key string }{{profiles.PathS3, "bucket"}, {profiles.PathSNS, "topic"}, {profiles.PathEvents, "bus"}}

// source finds the bucket, topic or bus of an entry.
func (r *reader) source(e *profiles.Entry, n *source.Node, path string) {
	for _, k := range sourceKeys {
		v := n.Get(k.key)
		switch {
		case n.Has(k.key) && e.Path != k.path:
			r.Report(v.At, path+"."+k.key, "%s is a setting of path %s only", k.key, k.path)
		case n.Has(k.key):
			e.Source = v.Text
		case e.Path == profiles.PathEvents && k.path == e.Path:
			e.Source = profiles.DefaultBus
		case e.Path == k.path:
			r.Report(n.At, path, "%s is missing: the %s that the requests of path %s go to", k.key, k.key, k.path)
		}
	}
	if n.Has("prefix") && e.Path != profiles.PathS3 {
		r.Report(n.Get("prefix").At, path+".prefix", "prefix is a setting of path s3 only")
	}
	r.detail(e, n, path)
	for i := range r.World.Attack {
		r.apart(e, &r.World.Attack[i], n, path)
	}
}

// detail refuses what no bus takes.
func (r *reader) detail(e *profiles.Entry, n *source.Node, path string) {
	var object map[string]json.RawMessage
	if e.Path == profiles.PathEvents && e.Payload.Body != "" && json.Unmarshal([]byte(e.Payload.Body), &object) != nil {
		r.Report(n.Get("body").At, path+".body", "an event's detail is a JSON object, as in '{\"id\": 1}'")
	}
}

// apart refuses two entries of which one's requests would reach the other's
// function as well: nobody could tell whose an event is.
func (r *reader) apart(e, other *profiles.Entry, n *source.Node, path string) {
	if e.Path != other.Path || e.Source != other.Source || e.Source == "" {
		return
	}
	switch e.Path {
	case profiles.PathS3:
		if strings.HasPrefix(e.Prefix, other.Prefix) || strings.HasPrefix(other.Prefix, e.Prefix) {
			r.Report(n.At, path, "entry %s puts objects into the same bucket, give both a prefix and neither one that begins the other's", other.Name)
		}
	case profiles.PathSNS:
		r.Report(n.At, path, "entry %s publishes to the same topic, which would tell both functions; use a topic for each", other.Name)
	}
}
