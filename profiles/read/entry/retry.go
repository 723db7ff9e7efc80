package entry

import (
	"slices"

	"squall/profiles"
	"squall/profiles/schema"
	"squall/profiles/source"
	"squall/profiles/traffic"
)

// retry reads how requests are tried again; nil: they are not.
func (r *reader) retry(n *source.Node, path string) *profiles.Retry {
	if n == nil || n.Kind != source.Map {
		return nil
	}
	t := &profiles.Retry{Attempts: traffic.RetryAttempts, Base: traffic.RetryBase, Max: traffic.RetryMax, Jitter: true, On: traffic.RetryOn}
	if n.Has("attempts") {
		t.Attempts = schema.ReadCount(n.Get("attempts"))
	}
	if n.Has("on") {
		t.On = r.troubles(n.Get("on"), path+".on")
	}
	if schema.ReadText(n.Get("backoff")) == "none" {
		for _, key := range [...]string{"base", "max", "jitter"} {
			if n.Has(key) {
				r.Report(n.Get(key).At, path+"."+key, "with backoff: none nobody waits, remove %s", key)
			}
		}
		t.Base, t.Max, t.Jitter = 0, 0, false
		return t
	}
	if n.Has("base") {
		t.Base = schema.ReadDuration(n.Get("base"))
		t.Max = max(t.Max, t.Base)
	}
	if n.Has("max") {
		t.Max = schema.ReadDuration(n.Get("max"))
	}
	if t.Max < t.Base {
		r.Report(n.Get("max").At, path+".max", "the longest wait, %v, is shorter than the first, %v", t.Max, t.Base)
	}
	t.Jitter = schema.ReadText(n.Get("jitter")) != "none"
	return t
}

func (r *reader) troubles(n *source.Node, path string) (on traffic.Trouble) {
	for _, item := range n.Items {
		if i := slices.Index(traffic.Troubles, schema.ReadText(item)); i >= 0 {
			on |= 1 << i
		}
	}
	if len(n.Items) == 0 {
		r.Report(n.At, path, "nothing is tried again: name some of throttle, error, timeout and function_error, or write retry: none")
	}
	return on
}
