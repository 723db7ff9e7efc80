package scheduler

import (
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"squall/standin/timetable"
)

// flatten writes members as the query protocol has them.
func flatten(form url.Values, name string, v any) {
	dot := func(part string) string { return strings.TrimPrefix(name+"."+part, ".") }
	switch v := v.(type) {
	case map[string]any:
		n := 0
		for _, key := range slices.Sorted(maps.Keys(v)) {
			if name == "" {
				flatten(form, key, v[key])
				continue
			}
			n++
			form.Set(dot("entry."+strconv.Itoa(n)+".key"), key)
			flatten(form, dot("entry."+strconv.Itoa(n)+".value"), v[key])
		}
	case []any:
		for i, one := range v {
			flatten(form, dot("member."+strconv.Itoa(i+1)), one)
		}
	default:
		form.Set(name, fmt.Sprint(v))
	}
}

// rest makes the request of an API whose operations are methods and paths.
func (o operation) rest(p timetable.Place, in map[string]any) *http.Request {
	header := http.Header{}
	path := o.path(in)
	if query := o.query(in); query != "" {
		path += "?" + query
	}
	var body []byte
	switch {
	case o.name == "Invoke":
		for member, name := range map[string]string{"InvocationType": "X-Amz-Invocation-Type", "ClientContext": "X-Amz-Client-Context", "LogType": "X-Amz-Log-Type"} {
			if text, ok := in[member].(string); ok {
				header.Set(name, text)
			}
		}
		payload, _ := in["Payload"].(string)
		body = []byte(payload)
	case o.method == "DELETE":
	case o.service == "s3":
		body = inXML(in)
	case o.service == "fis":
		body = marshal(lowered(in))
		header.Set("Content-Type", "application/json")
	default:
		body = marshal(in)
		header.Set("Content-Type", "application/json")
	}
	r := request(p, o.service, o.method, path, body)
	r.Header = header
	return r
}

// lowered has the names of members begin with a small letter, as they do on the
// wire of some APIs.
func lowered(in map[string]any) map[string]any {
	out := map[string]any{}
	for name, v := range in {
		if inner, ok := v.(map[string]any); ok && name != "Tags" {
			v = lowered(inner)
		}
		out[strings.ToLower(name[:min(1, len(name))])+name[min(1, len(name)):]] = v
	}
	return out
}
