package k6

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/tdewolff/parse/v2/js"

	"squall/profiles/adopt"
)

// check reads check(answer, {name: (r) => condition}).
func (s *script) check(of, conditions js.IExpr) {
	var r *request
	switch of := of.(type) {
	case *js.Var:
		r = s.vars[string(of.Name())]
	case *js.CallExpr:
		r = s.call(of)
	}
	list, ok := conditions.(*js.ObjectExpr)
	if !ok || r == nil {
		s.note(s.where("check("+source(of)) + "check(" + source(of) + ", ...): of which answer only a run knows")
		return
	}
	for _, p := range list.List {
		f, ok := p.Value.(*js.ArrowFunc)
		var text string
		if ok && len(f.Body.List) == 1 {
			text = s.condition(result(f.Body.List[0]))
		}
		if text == "" {
			condition := strings.Join(strings.Fields(source(p.Value)), " ")
			if ok && len(f.Body.List) == 1 && result(f.Body.List[0]) != nil {
				condition = source(result(f.Body.List[0]))
			}
			r.notes = append(r.notes, s.where(condition)+"the check "+condition)
			continue
		}
		r.checks = append(r.checks, text)
	}
}

// result is what a function of one statement returns.
func result(n js.INode) js.IExpr {
	switch n := n.(type) {
	case *js.ReturnStmt:
		return n.Value
	case *js.ExprStmt:
		return n.Value
	}
	return nil
}

// condition writes a condition as checks; "" when there is no such check.
func (s *script) condition(e js.IExpr) string {
	switch e := e.(type) {
	case *js.GroupExpr:
		return s.condition(e.X)
	case *js.BinaryExpr:
		if e.Op == js.AndToken {
			a, b := s.condition(e.X), s.condition(e.Y)
			if a == "" || b == "" {
				return ""
			}
			return a + ", " + b
		}
		return s.compare(e)
	case *js.CallExpr:
		if n := name(e.X); strings.HasSuffix(n, ".body.includes") && len(e.Args.List) == 1 {
			if text, ok := s.consts.eval(e.Args.List[0].Value).(string); ok {
				return "{contains: " + adopt.Quote(text) + "}"
			}
		}
	}
	return ""
}

func (s *script) compare(e *js.BinaryExpr) string {
	want := s.consts.eval(e.Y)
	if !known(want) {
		return ""
	}
	n, numeric := want.(float64)
	what := name(e.X)
	switch {
	case strings.HasSuffix(what, ".status") && numeric && equal(e.Op):
		return fmt.Sprintf("{status: %s}", number(n))
	case strings.HasSuffix(what, ".body.length") && numeric && (e.Op == js.GtToken || e.Op == js.GtEqToken) && n >= 0:
		if e.Op == js.GtToken {
			n++
		}
		return fmt.Sprintf("{min_size: %s}", number(n))
	case strings.HasSuffix(what, ".body.length") && numeric && (e.Op == js.LtToken || e.Op == js.LtEqToken) && n > 1:
		if e.Op == js.LtToken {
			n--
		}
		return fmt.Sprintf("{max_size: %s}", number(n))
	}
	path, ok := s.path(e.X)
	if !ok || !equal(e.Op) {
		return ""
	}
	text, quoted := want.(string)
	switch want := want.(type) {
	case float64:
		text = number(want)
	case bool:
		text = strconv.FormatBool(want)
	case nil:
		text = "null"
	case string:
	default:
		return ""
	}
	if quoted {
		text = adopt.Quote(text)
	}
	return "{json: " + adopt.Quote(path) + ", equals: " + text + "}"
}

func equal(op js.TokenType) bool { return op == js.EqEqToken || op == js.EqEqEqToken }

// path is the JSON path of r.json('a.b') or r.json().a.b.
func (s *script) path(e js.IExpr) (string, bool) {
	switch e := e.(type) {
	case *js.DotExpr:
		base, ok := s.path(e.X)
		return base + "." + member(e), ok
	case *js.IndexExpr:
		base, ok := s.path(e.X)
		if n, numeric := s.consts.eval(e.Y).(float64); numeric {
			return base + "[" + number(n) + "]", ok
		}
	case *js.CallExpr:
		if !strings.HasSuffix(name(e.X), ".json") {
			return "", false
		}
		if len(e.Args.List) == 0 {
			return "$", true
		}
		selector, ok := s.consts.eval(e.Args.List[0].Value).(string)
		path := "$"
		for _, step := range strings.Split(selector, ".") {
			if _, err := strconv.Atoi(step); err == nil {
				path += "[" + step + "]"
			} else {
				path += "." + step
			}
		}
		return path, ok && selector != "" && !strings.ContainsAny(selector, `#*?@|\"'`)
	}
	return "", false
}
