package entry

import (
	"cmp"
	"errors"
	"io/fs"
	"maps"
	"net/http"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"squall/profiles"
	"squall/profiles/schema"
	"squall/profiles/source"
)

// requests reads what an entry sends, and the data that it is filled in with.
func (r *reader) requests(e *profiles.Entry, n *source.Node, path string) {
	r.foreign(e, n, path)
	r.data(e, n.Get("data"), path+".data")
	r.sigv4(e, n.Get("sigv4"), path+".sigv4")
	e.Request = r.carried(n, path, profiles.Request{})
	r.splitURL(e, n, path)
	list := n.Get("requests")
	if list != nil && list.Kind == source.List {
		if len(list.Items) == 0 {
			r.Report(list.At, path+".requests", "there is no request in the list, write one or leave requests out")
		}
		for i, item := range list.Items {
			at := source.Join(path+".requests", list.ItemName(i))
			r.foreign(e, item, at)
			q := r.carried(item, at, e.Request)
			q.Method, q.Weight = r.method(e, q), 1
			if item.Has("weight") {
				q.Weight = schema.ReadNumber(item.Get("weight"))
			}
			q.Name = cmp.Or(schema.ReadText(item.Get("name")), strings.TrimSpace(q.Method+" "+q.Resource), strconv.Itoa(i+1))
			e.Requests = append(e.Requests, q)
		}
	}
	if len(e.Requests) == 0 {
		e.Method = r.method(e, e.Request)
	}
	if !r.lost {
		r.texts(e, n, path)
	}
}

// foreign refuses what an AWS API's requests have none of.
func (r *reader) foreign(e *profiles.Entry, n *source.Node, path string) {
	if e.Path != profiles.PathSDK && !e.Async() {
		return
	}
	for _, key := range [...]string{"method", "resource", "query", "headers", "sigv4"} {
		if n.Has(key) {
			r.Report(n.Get(key).At, path+"."+key, "path %s is an AWS API, which has no %s of the caller's own; use a door such as alb", e.Path, key)
		}
	}
}

// carried reads what a request carries; what it does not say is that of base.
func (r *reader) carried(n *source.Node, path string, base profiles.Request) profiles.Request {
	q := base
	q.Method = cmp.Or(schema.ReadText(n.Get("method")), base.Method)
	q.Resource = cmp.Or(schema.ReadText(n.Get("resource")), base.Resource)
	q.Query, q.Headers = over(base.Query, n.Get("query")), over(base.Headers, n.Get("headers"))
	if n.Has("checks") {
		q.Checks = r.checks(n.Get("checks"), path+".checks")
	}
	switch {
	case n.Has("body") && n.Has("payload"):
		r.Report(n.Get("body").At, path+".body", "an entry has either body or payload")
	case n.Has("body"):
		q.Payload = profiles.Payload{Body: schema.ReadText(n.Get("body"))}
	case n.Get("payload").Has("file"):
		q.Payload = profiles.Payload{Template: r.file(n.Get("payload").Get("file"), path+".payload.file")}
	case n.Has("payload"):
		q.Payload = profiles.Payload{Template: schema.ReadText(n.Get("payload").Get("template"))}
	}
	return q
}

// method is a request's, unless it says so: POST with a body, else GET.
func (r *reader) method(e *profiles.Entry, q profiles.Request) string {
	switch {
	case q.Method != "", e.Path == profiles.PathSDK, e.Async():
		return q.Method
	case q.Payload != (profiles.Payload{}):
		return http.MethodPost
	}
	return http.MethodGet
}

// over is a map with the pairs of a node over those of another.
func over(base map[string]string, n *source.Node) map[string]string {
	if n == nil || len(n.Pairs) == 0 {
		return base
	}
	out := maps.Clone(base)
	if out == nil {
		out = map[string]string{}
	}
	for _, p := range n.Pairs {
		out[p.Key] = schema.ReadText(p.Value)
	}
	return out
}

// splitURL makes what follows the last / before an address's first placeholder
// the requests' resource.
func (r *reader) splitURL(e *profiles.Entry, n *source.Node, path string) {
	before, _, found := strings.Cut(e.URL, "{{")
	if strings.Contains(e.Address, "{{") {
		r.Report(n.Get("url").At, path+".url", "the address of a door has no placeholders: write what stands behind it as resource")
	}
	if !found {
		return
	}
	list := n.Get("requests")
	if n.Has("resource") || list != nil && slices.ContainsFunc(list.Items, func(q *source.Node) bool { return q.Has("resource") }) {
		r.Report(n.Get("url").At, path+".url", "a url with placeholders is followed by no resource: write what stands behind the host as resource")
		return
	}
	at := strings.LastIndexByte(before, '/')
	if host := strings.Index(before, "://") + len("://"); at < host { // https://host?a={{n}}
		at = strings.IndexByte(before, '?')
	}
	e.URL, e.Resource = e.URL[:at], e.URL[at:]
}

// path is where a file of the profile is.
func (r *reader) path(name string) string {
	if filepath.IsAbs(name) {
		return name
	}
	return filepath.Join(r.Folder, name)
}

func (r *reader) file(n *source.Node, path string) string {
	name := r.path(schema.ReadText(n))
	text, err := r.Text(name)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		r.Report(n.At, path, "there is no file %s; it is looked for from the folder of the profile", name)
	case err != nil:
		r.Report(n.At, path, "%s: %v", name, err)
	}
	return text
}

func (r *reader) sigv4(e *profiles.Entry, n *source.Node, path string) {
	if n == nil || n.Kind != source.Map {
		return
	}
	e.SigV4 = &profiles.SigV4{Service: schema.ReadText(n.Get("service")), Region: schema.ReadText(n.Get("region")), Role: schema.ReadText(n.Get("role"))}
	if e.Path == profiles.PathALB {
		r.Report(n.At, path, "an Application Load Balancer checks no signature")
	}
}

func (r *reader) checks(n *source.Node, path string) []profiles.Check {
	var out []profiles.Check
	for i, c := range n.Items {
		if c.Kind != source.Map {
			continue
		}
		one := profiles.Check{Status: schema.ReadCount(c.Get("status")), Contains: schema.ReadText(c.Get("contains")), JSON: schema.ReadText(c.Get("json")),
			MinSize: schema.ReadCount(c.Get("min_size")), MaxSize: schema.ReadCount(c.Get("max_size"))}
		at := source.Join(path, n.ItemName(i))
		if v := c.Get("equals"); c.Has("equals") {
			one.Equals = &profiles.Equals{Text: schema.ReadText(v), Quoted: v.Quoted}
		}
		if one == (profiles.Check{}) {
			r.Report(c.At, at, "the check checks nothing, write one as {status: 200}, {contains: text}, {json: $.id, equals: 7} or {max_size: 1000}")
		}
		if one.Equals != nil && one.JSON == "" {
			r.Report(c.Get("equals").At, at+".equals", "equals is of the value at a JSON path: write json beside it")
		}
		if one.JSON != "" {
			if err := jsonPath(one.JSON); err != nil {
				r.Report(c.Get("json").At, at+".json", "%q is not a JSON path: %v", one.JSON, err)
			}
		}
		if one.MaxSize > 0 && one.MinSize > one.MaxSize {
			r.Report(c.At, at, "min_size is above max_size")
		}
		out = append(out, one)
	}
	return out
}
