package gateway

import (
	"cmp"
	"maps"
	"net/url"
	"slices"
	"strings"
	"time"
)

// compiled is one way through a deployment.
type compiled struct {
	method   string   // or ANY
	parts    []string // of the path: text, {name} or {name+}
	resource string   // as the event names it
	id       string   // of the resource or route
	key      string   // of a route
	target   string
}

// Deploy freezes what an API is now. The lock is held.
func (s *Store) Deploy(now time.Time, a *API, description string) (*Deployment, *Error) {
	d := &Deployment{ID: s.ID(6), Description: description, Created: now}
	for _, r := range a.Resources {
		for method, m := range r.Methods {
			if m.URI == "" {
				return nil, Bad("No integration defined for method")
			}
			d.routes = append(d.routes, compiled{method: method, parts: split(r.Path), resource: r.Path, id: r.ID, target: m.Target})
		}
	}
	if a.Kind == REST && len(d.routes) == 0 {
		return nil, Bad("The REST API doesn't contain any methods")
	}
	for _, r := range a.Routes {
		c := compiled{id: r.ID, key: r.Key, method: "ANY", resource: Default, parts: []string{"{proxy+}"}}
		if method, path, ok := strings.Cut(r.Key, " "); ok {
			c.method, c.resource, c.parts = method, path, split(path)
		}
		if i := slices.IndexFunc(a.Integrations, func(in *Integration) bool { return r.Target == "integrations/"+in.ID }); i >= 0 {
			c.target = a.Integrations[i].Target
		}
		d.routes = append(d.routes, c)
	}
	slices.SortStableFunc(d.routes, func(x, y compiled) int { return x.before(&y) })
	a.Deployments = append(a.Deployments, d)
	return d, nil
}

// before orders ways so that the first that fits is the one AWS takes: text
// before a name, a name before the rest of a path, the default last, and a
// method before any.
// https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-routes.html
func (c *compiled) before(o *compiled) int {
	rank := func(c *compiled, i int) int {
		switch {
		case c.resource == Default:
			return 4
		case i >= len(c.parts):
			return 0
		case strings.HasSuffix(c.parts[i], "+}"):
			return 3
		case strings.HasPrefix(c.parts[i], "{"):
			return 2
		}
		return 1
	}
	for i := range max(len(c.parts), len(o.parts)) {
		if n := cmp.Compare(rank(c, i), rank(o, i)); n != 0 {
			return n
		}
	}
	return cmp.Or(cmp.Compare(anyLast(c.method), anyLast(o.method)), cmp.Compare(c.resource, o.resource), cmp.Compare(c.method, o.method))
}

func anyLast(method string) int {
	if method == "ANY" {
		return 1
	}
	return 0
}

// split is a path in parts, without the empty one before its first slash.
func split(path string) []string {
	path = strings.Trim(path, "/")
	if path == "" {
		return nil
	}
	return strings.Split(path, "/")
}

// Param is a part of the path that has a name.
type Param struct{ Name, Value string }

// Match is what a request is for.
type Match struct {
	API        *API
	Stage      string
	Path       string // below the stage, as it came
	Resource   string
	Method     string // of the resource, or ANY
	ID         string // of the resource or route
	Key        string // of a route
	Deployment string
	Params     []Param
	Variables  []Param // of the stage, by name
	Target     string  // ARN of the function; "" when nothing fits
}

// Find finds what a request is for: found is false when its host is no API's.
func (s *Store) Find(kind Kind, host, path, method string) (m Match, found bool) {
	id, rest, _ := strings.Cut(strings.ToLower(host), ".")
	s.mu.RLock()
	defer s.mu.RUnlock()
	d := s.domains[strings.ToLower(host)]
	if d == nil && !strings.HasPrefix(rest, "execute-api.") {
		return Match{}, false
	}
	a, name := s.apis[id], ""
	if d != nil {
		a, name, path = s.mapped(d, path)
	}
	if a == nil || a.Kind != kind {
		return Match{}, true
	}
	st, below := a.serving(path)
	if d != nil {
		st, _ = a.Stage(name)
		below = path
	}
	if st == nil {
		return Match{API: a}, true
	}
	m = Match{API: a, Stage: st.Name, Path: below, Variables: sorted(st.Variables), Deployment: st.Deployment}
	i := slices.IndexFunc(a.Deployments, func(d *Deployment) bool { return d.ID == st.Deployment })
	if i < 0 {
		return m, true
	}
	for _, c := range a.Deployments[i].routes {
		if c.method != "ANY" && c.method != method {
			continue
		}
		if params, ok := c.fits(split(below)); ok {
			m.Resource, m.Method, m.ID, m.Key, m.Target, m.Params = c.resource, c.method, c.id, c.key, c.target, params
			break
		}
	}
	return m, true
}

// serving is the stage of a path, and what follows it.
func (a *API) serving(path string) (*Stage, string) {
	first, rest, _ := strings.Cut(strings.TrimPrefix(path, "/"), "/")
	if st, err := a.Stage(first); err == nil && first != Default {
		return st, "/" + rest
	}
	if st, err := a.Stage(Default); err == nil {
		return st, path
	}
	return nil, ""
}

func (c *compiled) fits(parts []string) (params []Param, ok bool) {
	for i, p := range c.parts {
		switch {
		case strings.HasSuffix(p, "+}"):
			if c.resource == Default {
				return nil, true
			}
			if len(parts) <= i {
				return nil, false
			}
			return append(params, Param{p[1 : len(p)-2], unescape(strings.Join(parts[i:], "/"))}), true
		case i >= len(parts):
			return nil, false
		case strings.HasPrefix(p, "{"):
			params = append(params, Param{p[1 : len(p)-1], unescape(parts[i])})
		case p != parts[i]:
			return nil, false
		}
	}
	return params, len(parts) == len(c.parts)
}

func unescape(s string) string {
	if out, err := url.PathUnescape(s); err == nil {
		return out
	}
	return s
}

func sorted(variables map[string]string) (out []Param) {
	for _, name := range slices.Sorted(maps.Keys(variables)) {
		out = append(out, Param{name, variables[name]})
	}
	return out
}
