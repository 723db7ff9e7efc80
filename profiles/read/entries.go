package read

import (
	"slices"
	"strings"
	"time"

	"squall/profiles"
	"squall/profiles/limits"
	"squall/profiles/metric"
	"squall/profiles/schema"
	"squall/profiles/source"
)

// slack is how much longer than the function a client waits by default.
const slack = 40 * time.Second

func (b *builder) entries() {
	b.items("attack", func(n *source.Node, path string) {
		e := profiles.Entry{
			Name:       schema.ReadText(n.Get("name")),
			Path:       schema.ReadText(n.Get("path")),
			URL:        schema.ReadText(n.Get("url")),
			Method:     schema.ReadText(n.Get("method")),
			Headers:    headers(n.Get("headers")),
			Payload:    profiles.Payload{Body: schema.ReadText(n.Get("body")), Template: schema.ReadText(n.Get("payload").Get("template"))},
			Checks:     checks(n.Get("checks")),
			Workers:    schema.ReadCount(n.Get("workers")),
			Timeout:    schema.ReadDuration(n.Get("timeout")),
			MultiValue: schema.ReadSwitch(n.Get("multi_value")),
			Warmup:     schema.ReadDuration(n.Get("warmup")),
			Prefix:     schema.ReadText(n.Get("prefix")),
		}
		if e.Name == "" {
			e.Name = e.Path
		}
		b.schedule(&e, n.Get("phases"), path+".phases")
		b.target(&e, n, path)
		b.source(&e, n, path)
		b.request(&e, n, path)
		b.entryName(e, n, path)
		b.world.Attack = append(b.world.Attack, e)
	})
	if list := b.root.Get("attack"); list != nil && list.Kind == source.List && len(list.Items) == 0 {
		b.report(list.At, "attack", "there is no entry, a run needs at least one")
		b.l.spoil("attack")
	}
}

func (b *builder) entryName(e profiles.Entry, n *source.Node, path string) {
	for _, other := range b.world.Attack {
		if other.Name == e.Name && e.Name != "" {
			b.report(n.At, path, "two entries are called %s, give each a name of its own", e.Name)
			b.l.spoil("attack")
		}
	}
	at := n.At
	if n.Has("name") {
		at = n.Get("name").At
	}
	switch {
	case metric.Reserved(e.Name):
		b.report(at, path, "an entry cannot be called %s, which is a metric", e.Name)
	case slices.Contains(b.l.armNames(), e.Name):
		b.report(at, path, "%s is an arm and an entry, give one of them another name", e.Name)
	}
}

// armNames lists the arms of the file, also those that come later.
func (l *loader) armNames() []string {
	list := l.doc.Root.Get("arms")
	if list == nil {
		return nil
	}
	var out []string
	for _, n := range list.Items {
		out = append(out, schema.ReadText(n.Get("name")))
	}
	return out
}

// target finds what an entry reaches: an endpoint, or a function and the
// alias or version that is asked for.
func (b *builder) target(e *profiles.Entry, n *source.Node, path string) {
	switch {
	case n.Has("url") && (n.Has("path") || n.Has("function")):
		b.report(n.Get("url").At, path+".url", "an entry has either url, or path and function")
	case n.Has("url") && !n.Has("name"):
		b.report(n.At, path, "an entry with url needs a name")
	case !n.Has("url") && !n.Has("path"):
		b.report(n.At, path, "path is missing: sdk, alb, apigw-rest, apigw-http, url, async, s3, sns or events; or write url for any endpoint")
	case n.Has("path") && !n.Has("function"):
		b.report(n.At, path, "function is missing: the function to reach, as name or name:alias")
	}
	if e.Timeout == 0 {
		e.Timeout = slack
	}
	if !n.Has("function") {
		return
	}
	v := n.Get("function")
	e.Function, e.Alias, _ = strings.Cut(schema.ReadText(v), ":")
	if e.Alias == limits.Latest {
		e.Alias = ""
	}
	f := b.known(v, path+".function", e.Function, e.Alias)
	if f != nil && !n.Has("timeout") {
		e.Timeout = f.Timeout + slack
	}
}

// known finds a function and checks that it has the alias or version, if any
// is named.
func (b *builder) known(n *source.Node, path, function, qualifier string) *profiles.Function {
	f := b.world.Function(function)
	switch {
	case !b.sound("functions"):
	case f == nil:
		b.report(n.At, path, "%q is not a function of the profile%s", function, source.Suggest(function, b.functionNames()))
	case qualifier != "" && f.Alias(qualifier) == nil && f.Version(qualifier) == nil:
		names := append(aliasNames(f), versionNames(f)...)
		b.report(n.At, path, "function %s has no alias or version %q%s", function, qualifier, source.Suggest(qualifier, names))
	}
	return f
}

func (b *builder) functionNames() []string {
	var out []string
	for _, f := range b.world.Functions {
		out = append(out, f.Name)
	}
	return out
}

func aliasNames(f *profiles.Function) []string {
	var out []string
	for _, a := range f.Aliases {
		out = append(out, a.Name)
	}
	return out
}

// request checks what a request of the entry may carry.
func (b *builder) request(e *profiles.Entry, n *source.Node, path string) {
	api := e.Path == profiles.PathSDK || e.Async()
	for _, key := range [...]string{"method", "headers"} {
		if api && n.Has(key) {
			b.report(n.Get(key).At, path+"."+key, "path %s is an AWS API, which has no %s of the caller's own; use a door such as alb", e.Path, key)
		}
	}
	if n.Has("multi_value") && e.Path != profiles.PathALB {
		b.report(n.Get("multi_value").At, path+".multi_value", "multi_value is a setting of path alb only")
	}
	if n.Has("body") && n.Has("payload") {
		b.report(n.Get("body").At, path+".body", "an entry has either body or payload")
	}
	for _, other := range b.world.Attack {
		if e.Path == profiles.PathALB && other.Path == e.Path && other.Function == e.Function && other.Alias == e.Alias && other.MultiValue != e.MultiValue {
			b.report(n.At, path, "entry %s reaches the same target group with another multi_value, a target group has one setting", other.Name)
		}
	}
	if !api && e.Method == "" {
		e.Method = "GET"
		if e.Payload != (profiles.Payload{}) {
			e.Method = "POST"
		}
	}
}

func headers(n *source.Node) map[string]string {
	if n == nil || len(n.Pairs) == 0 {
		return nil
	}
	out := map[string]string{}
	for _, p := range n.Pairs {
		out[p.Key] = schema.ReadText(p.Value)
	}
	return out
}

func checks(n *source.Node) []profiles.Check {
	if n == nil {
		return nil
	}
	var out []profiles.Check
	for _, c := range n.Items {
		out = append(out, profiles.Check{Status: schema.ReadCount(c.Get("status")), Contains: schema.ReadText(c.Get("contains"))})
	}
	return out
}
