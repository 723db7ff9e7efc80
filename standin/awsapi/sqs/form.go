package sqs

import (
	"cmp"
	"encoding/json"
	"maps"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// numbered are the members that a form numbers, by their names there.
var numbered = map[string]struct {
	member string
	pairs  bool // of Name or Key, and Value
}{
	"Attribute":     {"Attributes", true},
	"AttributeName": {"AttributeNames", false},
	"ChangeMessageVisibilityBatchRequestEntry": {"Entries", false},
	"DeleteMessageBatchRequestEntry":           {"Entries", false},
	"MessageAttribute":                         {"MessageAttributes", true},
	"MessageAttributeName":                     {"MessageAttributeNames", false},
	"MessageSystemAttribute":                   {"MessageSystemAttributes", true},
	"MessageSystemAttributeName":               {"MessageSystemAttributeNames", false},
	"SendMessageBatchRequestEntry":             {"Entries", false},
	"Tag":                                      {"tags", true},
}

// integers are the members that are numbers in JSON.
var integers = []string{"DelaySeconds", "MaxNumberOfMessages", "MaxResults", "VisibilityTimeout", "WaitTimeSeconds"}

// maxDepth is above the dots of any member:
// SendMessageBatchRequestEntry.1.MessageAttribute.1.Value.DataType has five.
const maxDepth = 8

// formJSON is the JSON of a form's members.
func formJSON(form url.Values) []byte {
	root := map[string]any{}
	for _, name := range slices.Sorted(maps.Keys(form)) {
		at := root
		parts := strings.SplitN(name, ".", maxDepth)
		for _, p := range parts[:len(parts)-1] {
			next, ok := at[p].(map[string]any)
			if !ok {
				next = map[string]any{}
				at[p] = next
			}
			at = next
		}
		if last := parts[len(parts)-1]; at[last] == nil {
			at[last] = form.Get(name)
		}
	}
	text, err := json.Marshal(named(root))
	if err != nil {
		panic("sqs: a form has no JSON: " + err.Error())
	}
	return text
}

// named gives the members of a level their names and types in JSON.
func named(level map[string]any) map[string]any {
	out := map[string]any{}
	for _, name := range slices.Sorted(maps.Keys(level)) {
		spec, list := numbered[name]
		switch v := level[name].(type) {
		case map[string]any:
			switch {
			case list && spec.pairs:
				out[spec.member] = pairs(v)
			case list:
				out[spec.member] = entries(v)
			default:
				out[name] = named(v)
			}
		case string:
			if list || name == "Entries" {
				continue // how some clients write an empty list
			}
			out[name] = v
			if n, err := strconv.Atoi(v); err == nil && slices.Contains(integers, name) {
				out[name] = n
			}
		}
	}
	return out
}

// entries are the values of a numbered list, in order.
func entries(list map[string]any) []any {
	keys := slices.SortedFunc(maps.Keys(list), func(a, b string) int { // by length first: 2 comes before 10
		return cmp.Or(cmp.Compare(len(a), len(b)), cmp.Compare(a, b))
	})
	out := make([]any, len(keys))
	for i, k := range keys {
		out[i] = list[k]
		if level, ok := list[k].(map[string]any); ok {
			out[i] = named(level)
		}
	}
	return out
}

// pairs is the map of a numbered list of names and values.
func pairs(list map[string]any) map[string]any {
	out := map[string]any{}
	for _, e := range entries(list) {
		if pair, ok := e.(map[string]any); ok {
			name, _ := cmp.Or(pair["Name"], pair["Key"]).(string)
			out[name] = pair["Value"]
		}
	}
	return out
}
