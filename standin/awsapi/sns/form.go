package sns

import (
	"encoding/base64"
	"strconv"

	"squall/standin/queue"
)

// form is a request in the query protocol, whose lists and maps are numbered
// from 1: Attributes.entry.1.key.
type form map[string][]string

// maxEntries bounds every list.
const maxEntries = 1000

func (f form) get(name string) string {
	if v := f[name]; len(v) > 0 {
		return v[0]
	}
	return ""
}

func (f form) has(name string) bool { return len(f[name]) > 0 }

// pairs reads a map whose entries are prefix.1.key and prefix.1.value.
func (f form) pairs(prefix, key, value string) map[string]string {
	out := map[string]string{}
	for i := 1; i <= maxEntries; i++ {
		at := prefix + "." + strconv.Itoa(i) + "."
		if !f.has(at + key) {
			break
		}
		out[f.get(at+key)] = f.get(at + value)
	}
	return out
}

// attributes reads message attributes below a prefix, "" or one that ends in a
// dot.
func (f form) attributes(prefix string) ([]queue.Attribute, error) {
	var out []queue.Attribute
	for i := 1; i <= maxEntries; i++ {
		at := prefix + "MessageAttributes.entry." + strconv.Itoa(i) + "."
		if !f.has(at + "Name") {
			break
		}
		a := queue.Attribute{Name: f.get(at + "Name"), Type: f.get(at + "Value.DataType"), Text: f.get(at + "Value.StringValue")}
		if b := f.get(at + "Value.BinaryValue"); b != "" {
			raw, err := base64.StdEncoding.DecodeString(b)
			if err != nil {
				return nil, invalid("The message attribute '" + a.Name + "' with type 'Binary' must use base64.")
			}
			a.Binary = raw
		}
		out = append(out, a)
	}
	return out, nil
}
