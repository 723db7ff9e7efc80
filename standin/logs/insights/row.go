package insights

import (
	"encoding/json"
	"strconv"
	"strings"

	"squall/standin/logs"
)

// row is one event, or one group of stats.
type row struct {
	event logs.Event
	log   string
	vars  map[string]value
	found map[string]value // in the message, once it was looked at
}

func (r *row) set(name string, v value) {
	if r.vars == nil {
		r.vars = map[string]value{}
	}
	r.vars[name] = v
}

func (r *row) get(name string) value {
	if v, ok := r.vars[name]; ok {
		return v
	}
	if r.log == "" {
		return value{} // a group has nothing else
	}
	switch name {
	case "@timestamp":
		return value{kind: instant, number: float64(r.event.At)}
	case "@ingestionTime":
		return value{kind: instant, number: float64(r.event.Ingested)}
	case "@message":
		return value{kind: text, text: r.event.Message}
	case "@logStream":
		return value{kind: text, text: r.event.Stream}
	case "@log":
		return value{kind: text, text: r.log}
	case "@ptr":
		return value{kind: text, text: r.event.Key.ID()}
	}
	if r.found == nil {
		r.found = discover(r.event.Message)
	}
	return r.found[name]
}

func (r *row) show(names []string) (out []Field) {
	for _, name := range names {
		if v := r.get(name); v.kind != absent {
			out = append(out, Field{name, v.String()})
		}
	}
	return out
}

// discover finds the fields that Insights finds by itself: in Lambda's lines,
// and in JSON.
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_AnalyzeLogData-discoverable-fields.html
func discover(message string) map[string]value {
	found := map[string]value{}
	if message != "" && message[0] == '{' {
		var root any
		if json.Unmarshal([]byte(message), &root) == nil {
			flatten(found, "", root)
		}
		return found
	}
	kind, rest, ok := strings.Cut(message, " RequestId: ")
	if !ok || kind != "START" && kind != "END" && kind != "REPORT" {
		return found
	}
	found["@type"] = value{kind: text, text: kind}
	parts := strings.Split(strings.TrimRight(rest, "\n"), "\t")
	id, _, _ := strings.Cut(parts[0], " ")
	found["@requestId"] = value{kind: text, text: id}
	for _, p := range parts[1:] {
		name, v, _ := strings.Cut(p, ": ")
		figure, unit, _ := strings.Cut(v, " ")
		f, err := strconv.ParseFloat(figure, 64)
		if field := reported[name]; field != "" && err == nil {
			if unit == "MB" {
				f *= 1e6 // they are bytes in Insights
			}
			found[field] = numberOf(f)
		}
	}
	return found
}

// reported are the fields of a REPORT line.
var reported = map[string]string{"Duration": "@duration", "Billed Duration": "@billedDuration", "Init Duration": "@initDuration",
	"Memory Size": "@memorySize", "Max Memory Used": "@maxMemoryUsed"}

// maxFields is how many fields are found in one event.
const maxFields = 200

func flatten(found map[string]value, name string, v any) {
	if len(found) >= maxFields {
		return
	}
	switch v := v.(type) {
	case map[string]any:
		for k, e := range v {
			flatten(found, strings.TrimPrefix(name+"."+k, "."), e)
		}
	case []any:
		for i, e := range v {
			flatten(found, name+"."+strconv.Itoa(i), e)
		}
	case string:
		found[name] = textOf(v)
	case float64:
		found[name] = numberOf(v)
	case bool:
		found[name] = value{kind: text, text: strconv.FormatBool(v)}
	}
}
