package schema

import (
	"bytes"
	"encoding/json"
)

// Dialect is the JSON schema dialect that is written.
const Dialect = "https://json-schema.org/draft/2020-12/schema"

// Write prints an object as a whole JSON schema document.
func Write(id, title string, o Object) []byte {
	m := o.JSON()
	m["$schema"], m["$id"], m["title"], m["$defs"] = Dialect, id, title, definitions()
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(m); err != nil {
		panic("schema: internal error: " + err.Error())
	}
	return b.Bytes()
}

// definitions are the types that stand in many places.
func definitions() map[string]any {
	defs := map[string]any{"distribution": Dist{}.object().JSON()}
	for _, m := range []Measure{Duration, Percent, Rate, Factor, Number} {
		defs[m.Name] = m.definition()
	}
	return defs
}

func reference(name string) map[string]any {
	return map[string]any{"$ref": "#/$defs/" + name}
}

// JSON writes the keys as properties.
func (o Object) JSON() map[string]any {
	properties, required := map[string]any{}, []string{}
	for _, k := range o.Keys {
		if k.NotBuilt != "" {
			continue
		}
		p := nullable(k.Type.JSON(), k.Required)
		p["description"] = k.Doc
		if k.Side != mixed {
			p["x-squall"] = string(k.Side)
		}
		properties[k.Name] = p
		if k.Required {
			required = append(required, k.Name)
		}
	}
	m := map[string]any{"type": "object", "properties": properties, "additionalProperties": false}
	if len(required) > 0 {
		m["required"] = required
	}
	if o.One {
		m["minProperties"], m["maxProperties"] = 1, 1
	}
	return m
}

// nullable lets an optional key stand without a value.
func nullable(m map[string]any, required bool) map[string]any {
	if required || len(m) == 0 {
		return m
	}
	return map[string]any{"anyOf": []any{m, map[string]any{"type": "null"}}}
}

// JSON writes the list.
func (l ListOf) JSON() map[string]any {
	m := map[string]any{"type": "array", "items": l.Of.JSON()}
	if l.Len > 0 {
		m["minItems"], m["maxItems"] = l.Len, l.Len
	}
	return m
}

// JSON writes the map.
func (m MapOf) JSON() map[string]any {
	out := map[string]any{"type": "object", "additionalProperties": m.Of.JSON()}
	if m.Pattern.Expr != "" {
		out["propertyNames"] = map[string]any{"pattern": m.Pattern.Expr}
	}
	return out
}

// JSON writes the shapes that are allowed.
func (e Either) JSON() map[string]any {
	var shapes []any
	for _, t := range []Type{e.Scalar, e.List, e.Map} {
		if t != nil {
			shapes = append(shapes, t.JSON())
		}
	}
	return map[string]any{"anyOf": shapes}
}

// JSON writes the text.
func (t Text) JSON() map[string]any {
	m := map[string]any{"type": "string"}
	if t.Loose {
		m["type"] = []string{"string", "number", "boolean"}
	}
	if t.Pattern.Expr != "" {
		m["pattern"] = t.Pattern.Expr
	}
	return m
}

// JSON writes the bounds.
func (w Whole) JSON() map[string]any {
	return map[string]any{"type": "integer", "minimum": w.Min, "maximum": w.Max}
}

// JSON writes a boolean.
func (Switch) JSON() map[string]any { return map[string]any{"type": "boolean"} }

// JSON writes the words.
func (e Enum) JSON() map[string]any { return map[string]any{"enum": e.Words} }

// JSON refers to the definition.
func (m Measure) JSON() map[string]any { return reference(m.Name) }

// definition is the pattern, and the numbers that need no unit.
func (m Measure) definition() map[string]any {
	text := map[string]any{"type": "string", "pattern": "^(" + m.Expr + ")$"}
	switch m.Bare {
	case "any":
		return map[string]any{"type": "number", "minimum": 0}
	case "zero":
		return map[string]any{"anyOf": []any{text, map[string]any{"const": 0}}}
	}
	return text
}

// JSON adds the word none.
func (o OrNone) JSON() map[string]any {
	return map[string]any{"anyOf": []any{o.Type.JSON(), map[string]any{"const": "none"}}}
}

// JSON adds the word max.
func (o OrMax) JSON() map[string]any {
	return map[string]any{"anyOf": []any{o.Type.JSON(), map[string]any{"const": Max}}}
}

// JSON takes everything.
func (Free) JSON() map[string]any { return map[string]any{} }
