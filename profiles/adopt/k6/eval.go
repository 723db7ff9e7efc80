package k6

import (
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/tdewolff/parse/v2/js"
)

// value is what an expression comes to, as far as it is known before a run: a
// string, a float64, a bool, a list, an object, or nothing.
type value any

// object keeps its keys in order.
type object struct {
	keys   []string
	values map[string]value
}

// unknown is a value that only a run has; its text stands for it in comments.
type unknown struct{ text string }

// scope holds the constants of a script.
type scope map[string]value

// eval works an expression out.
func (s scope) eval(e js.IExpr) value {
	switch e := e.(type) {
	case *js.LiteralExpr:
		return literal(e)
	case *js.Var:
		if v, ok := s[string(e.Name())]; ok {
			return v
		}
	case *js.GroupExpr:
		return s.eval(e.X)
	case *js.TemplateExpr:
		return s.template(e)
	case *js.ArrayExpr:
		list := []value{}
		for _, item := range e.List {
			list = append(list, s.eval(item.Value))
		}
		return list
	case *js.ObjectExpr:
		return s.object(e)
	case *js.BinaryExpr:
		return s.binary(e)
	case *js.UnaryExpr:
		if n, ok := s.eval(e.X).(float64); ok && e.Op == js.NegToken {
			return -n
		}
	case *js.DotExpr:
		return s.dot(e)
	case *js.CallExpr:
		if name(e.X) == "JSON.stringify" && len(e.Args.List) > 0 {
			if text, ok := stringify(s.eval(e.Args.List[0].Value)); ok {
				return text
			}
		}
	}
	return unknown{source(e)}
}

func literal(e *js.LiteralExpr) value {
	text := string(e.Data)
	switch e.TokenType {
	case js.StringToken:
		return unquote(text)
	case js.TrueToken, js.FalseToken:
		return e.TokenType == js.TrueToken
	case js.NullToken:
		return nil
	}
	if n, err := strconv.ParseFloat(strings.ReplaceAll(text, "_", ""), 64); err == nil {
		return n
	}
	if n, err := strconv.ParseInt(strings.ReplaceAll(text, "_", ""), 0, 64); err == nil {
		return float64(n)
	}
	return unknown{text}
}

var escapes = map[byte]string{'n': "\n", 't': "\t", 'r': "\r", 'b': "\b", 'f': "\f", 'v': "\v", '0': "\x00", '\n': ""}

// unquote reads a string literal.
func unquote(text string) string {
	if len(text) < 2 {
		return text
	}
	return unescape(text[1 : len(text)-1])
}

func unescape(text string) string {
	var b strings.Builder
	for i := 0; i < len(text); i++ {
		if text[i] != '\\' || i+1 == len(text) {
			b.WriteByte(text[i])
			continue
		}
		i++
		plain, ok := escapes[text[i]]
		if digits := map[byte]int{'x': 2, 'u': 4}[text[i]]; digits > 0 && i+digits < len(text) {
			if n, err := strconv.ParseUint(text[i+1:i+1+digits], 16, 32); err == nil {
				plain, ok = string(rune(n)), true
				i += digits
			}
		}
		if !ok {
			plain = string(text[i])
		}
		b.WriteString(plain)
	}
	return b.String()
}

func (s scope) template(e *js.TemplateExpr) value {
	if e.Tag != nil {
		return unknown{source(e)}
	}
	var b strings.Builder
	for _, part := range e.List {
		b.WriteString(unescape(strings.TrimSuffix(strings.TrimLeft(string(part.Value), "`}"), "${")))
		b.WriteString(text(s.eval(part.Expr)))
	}
	b.WriteString(unescape(strings.TrimSuffix(strings.TrimLeft(string(e.Tail), "`}"), "`")))
	return b.String()
}

func (s scope) object(e *js.ObjectExpr) value {
	o := &object{values: map[string]value{}}
	for _, p := range e.List {
		if p.Name == nil || p.Name.Computed != nil {
			if v, ok := p.Value.(*js.Var); ok && !p.Spread { // {id}
				o.set(string(v.Name()), s.eval(v))
			}
			continue
		}
		key := string(p.Name.Literal.Data)
		if p.Name.Literal.TokenType == js.StringToken {
			key = unquote(key)
		}
		o.set(key, s.eval(p.Value))
	}
	return o
}

func (o *object) set(key string, v value) {
	if !slices.Contains(o.keys, key) {
		o.keys = append(o.keys, key)
	}
	o.values[key] = v
}

func (o *object) get(key string) value {
	if o == nil {
		return nil
	}
	return o.values[key]
}

func (s scope) binary(e *js.BinaryExpr) value {
	a, b := s.eval(e.X), s.eval(e.Y)
	x, okX := a.(float64)
	y, okY := b.(float64)
	switch {
	case e.Op == js.OrToken || e.Op == js.NullishToken:
		if _, open := a.(unknown); open { // __ENV.HOST || 'http://localhost'
			return b
		}
		return a
	case okX && okY && e.Op == js.AddToken:
		return x + y
	case okX && okY && e.Op == js.SubToken:
		return x - y
	case okX && okY && e.Op == js.MulToken:
		return x * y
	case okX && okY && e.Op == js.DivToken && y != 0:
		return x / y
	case e.Op == js.AddToken:
		return text(a) + text(b)
	}
	return unknown{source(e)}
}

func (s scope) dot(e *js.DotExpr) value {
	if o, ok := s.eval(e.X).(*object); ok {
		if v, ok := o.values[member(e)]; ok {
			return v
		}
	}
	return unknown{source(e)}
}

// placeholders are what stands for the values that differ from call to call.
var placeholders = map[string]string{
	"__VU": "{{random 1 100}}", "__ITER": "{{n}}", "Date.now()": "{{unix}}000", "new Date().toISOString()": "{{now}}", "uuidv4()": "{{uuid}}",
	"exec.scenario.iterationInTest": "{{n}}", "new Date().getTime()": "{{unix}}000",
}

// text is a value in the midst of a text: what is unknown becomes a placeholder.
func text(v value) string {
	switch v := v.(type) {
	case nil:
		return ""
	case string:
		return v
	case bool:
		return strconv.FormatBool(v)
	case float64:
		return number(v)
	case unknown:
		return v.placeholder()
	}
	out, _ := stringify(v)
	return out
}

// mark stands for what is not known, until it is noted.
const mark = "{{random 1 1000}}"

func (u unknown) placeholder() string {
	if p, ok := placeholders[strings.TrimSuffix(u.text, ";")]; ok {
		return p
	}
	return mark
}

func number(v float64) string {
	if v == math.Trunc(v) && math.Abs(v) < 1e15 {
		return strconv.FormatInt(int64(v), 10)
	}
	return strconv.FormatFloat(v, 'g', -1, 64)
}

// stringify writes a value as JSON, with placeholders for what is unknown.
func stringify(v value) (string, bool) {
	switch v := v.(type) {
	case nil:
		return "null", true
	case string:
		b, err := json.Marshal(v)
		return strings.NewReplacer(`\u003c`, "<", `\u003e`, ">", `\u0026`, "&").Replace(string(b)), err == nil
	case []value:
		var parts []string
		for _, item := range v {
			part, ok := stringify(item)
			if !ok {
				return "", false
			}
			parts = append(parts, part)
		}
		return "[" + strings.Join(parts, ",") + "]", true
	case *object:
		var parts []string
		for _, key := range v.keys {
			part, ok := stringify(v.values[key])
			if !ok {
				return "", false
			}
			parts = append(parts, fmt.Sprintf("%q:%s", key, part))
		}
		return "{" + strings.Join(parts, ",") + "}", true
	case unknown:
		p := v.placeholder()
		if p == "{{uuid}}" || p == "{{now}}" {
			p = `"` + p + `"`
		}
		return p, true
	}
	return text(v), true
}

// source is an expression as it is written.
func source(e js.INode) string {
	var b strings.Builder
	e.JS(&b)
	return b.String()
}

// member is the name behind the dot.
func member(e *js.DotExpr) string {
	switch y := e.Y.(type) {
	case *js.Var:
		return string(y.Name())
	case *js.LiteralExpr:
		return string(y.Data)
	case js.LiteralExpr:
		return string(y.Data)
	}
	return ""
}

// name is what a call calls, as http.get or check.
func name(e js.IExpr) string {
	switch e := e.(type) {
	case *js.Var:
		return string(e.Name())
	case *js.DotExpr:
		return name(e.X) + "." + member(e)
	}
	return ""
}
