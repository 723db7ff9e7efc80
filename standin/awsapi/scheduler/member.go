package scheduler

import (
	"net/url"
	"strings"
)

// labels are the members of the input that stand in the path, by their labels.
func (o *operation) labels() (out []string) {
	for part := range strings.SplitSeq(o.pattern, "/") {
		if label, ok := strings.CutPrefix(part, "{"); ok {
			label, _, _ = strings.Cut(label, "}")
			out = append(out, member(label))
		}
	}
	return out
}

// member is what the input calls a label: UUID is Uuid, id is Id, key... is Key.
func member(label string) string {
	if label == "UUID" {
		return "Uuid"
	}
	label = strings.TrimSuffix(label, "...")
	return strings.ToUpper(label[:1]) + label[1:]
}

// path fills members of the input into the pattern, and takes them from it.
func (o *operation) path(in map[string]any) string {
	pattern, query, _ := strings.Cut(o.pattern, "?")
	parts := strings.Split(pattern, "/")
	for i, part := range parts {
		label, ok := strings.CutPrefix(part, "{")
		if !ok {
			continue
		}
		label, _, _ = strings.Cut(label, "}")
		text, _ := in[member(label)].(string)
		delete(in, member(label))
		if parts[i] = url.PathEscape(text); strings.HasSuffix(label, "...") {
			parts[i] = (&url.URL{Path: text}).EscapedPath()
		}
	}
	if query != "" {
		query = "?" + query
	}
	return strings.Join(parts, "/") + query
}

// query takes those members from the input that belong there. Lambda's have
// their own names but for one.
func (o *operation) query(in map[string]any) string {
	q := url.Values{}
	for name, v := range in {
		if o.service != "lambda" || name != "Qualifier" && o.method != "DELETE" {
			continue
		}
		delete(in, name)
		if name == "TagKeys" {
			name = "tagKeys"
		}
		list, many := v.([]any)
		if !many {
			list = []any{v}
		}
		for _, one := range list {
			if text, ok := one.(string); ok {
				q.Add(name, text)
			}
		}
	}
	return q.Encode()
}

// permission is what a role must allow for it.
func (o *operation) permission() string {
	switch {
	case o.service == "lambda" && o.name == "Invoke":
		return "lambda:InvokeFunction"
	case o.service == "s3" && o.name == "PutBucketNotificationConfiguration":
		return "s3:PutBucketNotification"
	}
	return o.service + ":" + o.name
}
