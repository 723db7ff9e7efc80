package wire

import (
	"cmp"
	"encoding/base64"
	"encoding/xml"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// queryProtocol is a form in and XML out: what AWS CLI version 1 and older
// SDKs speak. https://smithy.io/2.0/aws/protocols/aws-query-protocol.html
type queryProtocol struct{ api *API }

// maxDepth is above the dots of any member.
const maxDepth = 16

func (p queryProtocol) name(r *http.Request, body []byte) (string, any, error) {
	text := string(body)
	if text == "" {
		text = r.URL.RawQuery
	}
	form, err := url.ParseQuery(text)
	if err != nil {
		return "", nil, Refuse("MalformedQueryString", "the body is not a form: "+err.Error())
	}
	action := form.Get("Action")
	if action == "" {
		return "", nil, &Error{Status: http.StatusBadRequest, Code: "MissingAction", Message: "Missing Action"}
	}
	return action, formTree(form), nil
}

// formTree takes names apart at their dots.
func formTree(form url.Values) map[string]any {
	root := map[string]any{}
	for _, name := range slices.Sorted(maps.Keys(form)) {
		at := root
		parts := strings.SplitN(name, ".", maxDepth)
		for _, part := range parts[:len(parts)-1] {
			next, ok := at[part].(map[string]any)
			if !ok {
				next = map[string]any{}
				at[part] = next
			}
			at = next
		}
		if last := parts[len(parts)-1]; at[last] == nil {
			at[last] = form.Get(name)
		}
	}
	return root
}

// numbered is the list that a form writes as Name.member.1, Name.member.2; an
// empty one is a name without a value.
func numbered(tree any) any {
	if tree == "" {
		return []any{}
	}
	if list, ok := below(tree, "member"); ok {
		return list
	}
	return tree
}

// entered is the map that a form writes as Name.entry.1.key, Name.entry.1.value;
// some of AWS's maps have Name and Value there.
func entered(tree any) (out map[string]any, ok bool) {
	list, ok := below(tree, "entry")
	if !ok && tree != "" {
		return nil, false
	}
	out = map[string]any{}
	for _, e := range list {
		entry, _ := e.(map[string]any)
		for _, names := range [][2]string{{"key", "value"}, {"Name", "Value"}} {
			if key, ok := entry[names[0]].(string); ok {
				out[key] = entry[names[1]]
			}
		}
	}
	return out, true
}

// below is the numbered list under a name, in its order.
func below(tree any, name string) ([]any, bool) {
	members, _ := tree.(map[string]any)
	entries, ok := members[name].(map[string]any)
	if !ok {
		return nil, false
	}
	keys := slices.SortedFunc(maps.Keys(entries), func(a, b string) int { // by length first: 2 comes before 10
		return cmp.Or(cmp.Compare(len(a), len(b)), cmp.Compare(a, b))
	})
	list := make([]any, len(keys))
	for i, k := range keys {
		list[i] = entries[k]
	}
	return list, true
}

func (p queryProtocol) answer(w http.ResponseWriter, operation string, out node) {
	var b strings.Builder
	b.WriteString("<" + operation + `Response xmlns="` + p.api.Namespace + `">`)
	if o, ok := out.(object); ok && (len(o) > 0 || p.api.Results || p.api.ResultOf[operation]) {
		appendXML(&b, operation+"Result", out)
	}
	b.WriteString("<ResponseMetadata>")
	appendXML(&b, "RequestId", w.Header().Get("X-Amzn-Requestid"))
	b.WriteString("</ResponseMetadata></" + operation + "Response>")
	p.write(w, http.StatusOK, b.String())
}

func (p queryProtocol) refuse(w http.ResponseWriter, e *Error) {
	var b strings.Builder
	b.WriteString(`<ErrorResponse xmlns="` + p.api.Namespace + `">`)
	body := object{{"Type", e.fault()}, {"Code", e.queryCode()}}
	if e.Message != "" {
		body = append(body, member{"Message", e.Message})
	}
	appendXML(&b, "Error", body)
	appendXML(&b, "RequestId", w.Header().Get("X-Amzn-Requestid"))
	b.WriteString("</ErrorResponse>")
	p.write(w, e.Status, b.String())
}

func (p queryProtocol) write(w http.ResponseWriter, status int, text string) {
	w.Header().Set("Content-Type", "text/xml")
	w.WriteHeader(status)
	_, _ = w.Write([]byte(text)) // an error here means that the client has gone
}

func appendXML(b *strings.Builder, name string, n node) {
	text := ""
	switch v := n.(type) {
	case object:
		b.WriteString("<" + name + ">")
		for _, m := range v {
			appendXML(b, m.name, m.value)
		}
		b.WriteString("</" + name + ">")
		return
	case table:
		b.WriteString("<" + name + ">")
		for _, m := range v {
			appendXML(b, "entry", object{{"key", m.name}, {"value", m.value}})
		}
		b.WriteString("</" + name + ">")
		return
	case []node:
		if len(v) == 0 {
			b.WriteString("<" + name + "/>")
			return
		}
		b.WriteString("<" + name + ">")
		for _, e := range v {
			appendXML(b, "member", e)
		}
		b.WriteString("</" + name + ">")
		return
	case string:
		text = v
	case []byte:
		text = base64.StdEncoding.EncodeToString(v)
	case bool:
		text = strconv.FormatBool(v)
	case int64:
		text = strconv.FormatInt(v, 10)
	case float64:
		text = float(v)
	case Time:
		text = iso(v)
	}
	b.WriteString("<" + name + ">")
	_ = xml.EscapeText(b, []byte(text)) // a builder takes everything
	b.WriteString("</" + name + ">")
}
