// Package k6 reads scripts of k6 as far as they say what is sent and when:
// options, HTTP requests in the order they are called, checks and thresholds.
//
// It runs no JavaScript: constants are worked out, values that a run would make
// become placeholders, and what else a script does is noted.
package k6

import (
	"bytes"
	"errors"
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"github.com/tdewolff/parse/v2"
	"github.com/tdewolff/parse/v2/js"

	"squall/profiles/adopt"
)

// request is one call of http.
type request struct {
	method, origin, rest string
	headers              *object
	body                 string
	checks               []string
	notes                []string
}

// script is a script that is being read.
type script struct {
	consts    scope
	functions map[string]*js.BlockStmt
	main      *js.BlockStmt
	options   *object
	draft     *adopt.Draft
	text      string
	imports   []string // modules
	metrics   []string // of its own

	// of the function that is walked
	requests []*request
	vars     map[string]*request
	calls    map[*js.CallExpr]*request
	inside   map[string]bool
	sleeps   float64
	notes    []string
}

// Read makes a draft of a script.
func Read(file string, data []byte) (*adopt.Draft, error) {
	ast, err := js.Parse(parse.NewInput(bytes.NewReader(data)), js.Options{})
	if err != nil {
		return nil, fmt.Errorf("it is no JavaScript that could be read: %w", err)
	}
	s := &script{text: string(data), consts: scope{}, functions: map[string]*js.BlockStmt{}, draft: &adopt.Draft{From: file, Name: strings.TrimSuffix(file, ".js")}}
	for _, stmt := range ast.List {
		s.top(stmt)
	}
	if s.main == nil && s.options == nil {
		return nil, errors.New("it has neither a default function nor options: a script of k6 is wanted")
	}
	if err := s.entries(); err != nil {
		return nil, err
	}
	s.thresholds()
	s.left()
	return s.draft, nil
}

// top reads a statement of the module.
func (s *script) top(stmt js.INode) {
	switch d := stmt.(type) {
	case *js.ExportStmt:
		if d.Default {
			s.main = s.body(d.Decl)
			return
		}
		s.top(d.Decl)
	case *js.ImportStmt:
		s.imports = append(s.imports, strings.Trim(string(d.Module), `"'`))
	case *js.FuncDecl:
		if d.Name != nil {
			s.functions[string(d.Name.Name())] = &d.Body
		}
	case *js.VarDecl:
		for _, b := range d.List {
			v, ok := b.Binding.(*js.Var)
			if !ok || b.Default == nil {
				continue
			}
			n := string(v.Name())
			if body := s.body(b.Default); body != nil {
				s.functions[n] = body
			} else if metric(b.Default) {
				s.metrics = append(s.metrics, n)
			} else if n == "options" {
				s.options, _ = s.consts.eval(b.Default).(*object)
			} else if known(s.consts.eval(b.Default)) {
				s.consts[n] = s.consts.eval(b.Default)
			}
		}
	}
}

func known(v value) bool {
	_, open := v.(unknown)
	return !open
}

// body is a function's, wherever it is written.
func (s *script) body(e js.INode) *js.BlockStmt {
	switch f := e.(type) {
	case *js.FuncDecl:
		return &f.Body
	case *js.ArrowFunc:
		return &f.Body
	case *js.Var:
		return s.functions[string(f.Name())]
	case *js.GroupExpr:
		return s.body(f.X)
	}
	return nil
}

// walk collects what a function sends.
func (s *script) walk(body *js.BlockStmt) {
	s.requests, s.vars, s.calls, s.inside = nil, map[string]*request{}, map[*js.CallExpr]*request{}, map[string]bool{}
	s.sleeps, s.notes = 0, nil
	outer := s.consts
	s.consts = scope{}
	for k, v := range outer {
		s.consts[k] = v
	}
	js.Walk(visitor{s}, body)
	s.consts = outer
}

// visitor looks for calls, and for what their answers are called.
type visitor struct{ *script }

// Enter implements js.IVisitor.
func (v visitor) Enter(n js.INode) js.IVisitor {
	switch n := n.(type) {
	case *js.VarDecl:
		for _, b := range n.List {
			name, ok := b.Binding.(*js.Var)
			if !ok || b.Default == nil {
				continue
			}
			if c, ok := b.Default.(*js.CallExpr); ok {
				if r := v.call(c); r != nil {
					v.vars[string(name.Name())] = r
					continue
				}
			}
			if value := v.consts.eval(b.Default); known(value) {
				v.consts[string(name.Name())] = value
			}
		}
	case *js.CallExpr:
		v.call(n)
	case *js.ForStmt, *js.ForOfStmt, *js.WhileStmt, *js.ForInStmt:
		v.note(v.at(`\b(for|while)\b\s*\(`) + "a loop: what is in it is sent once")
	case *js.IfStmt:
		v.note(v.where("if ("+source(n.Cond)) + "if (" + source(n.Cond) + "): both ways are taken")
	}
	return v
}

// Exit implements js.IVisitor.
func (v visitor) Exit(js.INode) {}

func (s *script) note(text string) {
	if !slices.Contains(s.notes, text) {
		s.notes = append(s.notes, text)
	}
}

// call reads a call, once; of one that sends it gives the request.
func (s *script) call(c *js.CallExpr) *request {
	if r, seen := s.calls[c]; seen {
		return r
	}
	s.calls[c] = nil
	to := name(c.X)
	args := make([]js.IExpr, len(c.Args.List))
	for i, a := range c.Args.List {
		args[i] = a.Value
	}
	method, http := methods[to]
	switch {
	case http:
		s.calls[c] = s.send(method, args)
	case (to == "http.request" || to == "http.asyncRequest") && len(args) > 1:
		if m, ok := s.consts.eval(args[0]).(string); ok {
			s.calls[c] = s.send(strings.ToUpper(m), args[1:])
		}
	case to == "http.batch" && len(args) > 0:
		s.batch(args[0])
	case to == "sleep" && len(args) > 0:
		if n, ok := s.consts.eval(args[0]).(float64); ok {
			s.sleeps += n
		}
	case to == "check" && len(args) > 1:
		s.check(args[0], args[1])
	case strings.HasPrefix(to, "grpc.") || strings.HasPrefix(to, "ws.") || strings.HasPrefix(to, "browser."):
		s.note(s.where(to+"(") + to + "(): squall sends HTTP only")
	default:
		if body := s.functions[to]; body != nil && !s.inside[to] {
			s.inside[to] = true
			js.Walk(visitor{s}, body)
			s.inside[to] = false
		}
	}
	return s.calls[c]
}

var methods = map[string]string{"http.get": "GET", "http.post": "POST", "http.put": "PUT", "http.patch": "PATCH", "http.del": "DELETE", "http.head": "HEAD", "http.options": "OPTIONS"}

// send reads the arguments of a request: url, body where the method has one,
// and parameters.
func (s *script) send(method string, args []js.IExpr) *request {
	if len(args) == 0 {
		return nil
	}
	var body, params value
	if method == "GET" || method == "HEAD" {
		if len(args) > 1 {
			params = s.consts.eval(args[1])
		}
	} else {
		if len(args) > 1 {
			body = s.consts.eval(args[1])
		}
		if len(args) > 2 {
			params = s.consts.eval(args[2])
		}
	}
	return s.add(method, s.consts.eval(args[0]), body, params)
}

func (s *script) add(method string, address, body, params value) *request {
	r := &request{method: method}
	r.address(text(address))
	if strings.Contains(r.rest, mark) {
		r.notes = append(r.notes, "values of "+r.rest+" are random numbers; data: can fill them in")
	}
	if p, ok := params.(*object); ok {
		r.headers, _ = p.get("headers").(*object)
		if r.headers != nil {
			for _, key := range r.headers.keys {
				if strings.Contains(text(r.headers.values[key]), mark) {
					r.notes = append(r.notes, fmt.Sprintf("%sthe value of header %s is a random number; data: can fill it in", s.at(`["']?`+regexp.QuoteMeta(key)+`["']?\s*:`), key))
				}
			}
		}
		for _, key := range p.keys {
			if key != "headers" && key != "tags" && key != "timeout" {
				r.notes = append(r.notes, s.at(`\b`+regexp.QuoteMeta(key)+`["']?\s*:`)+"the parameter "+key)
			}
		}
	}
	switch b := body.(type) {
	case *object: // k6 sends it as a form
		form := url.Values{}
		for _, key := range b.keys {
			form.Set(key, text(b.values[key]))
		}
		// What a run makes stays a placeholder.
		r.body = escaped.ReplaceAllStringFunc(form.Encode(), func(m string) string {
			plain, err := url.QueryUnescape(m)
			if err != nil {
				return m
			}
			return plain
		})
		if r.headers == nil {
			r.headers = &object{values: map[string]value{}}
		}
		if r.headers.get("Content-Type") == nil {
			r.headers.set("Content-Type", "application/x-www-form-urlencoded")
		}
	case nil:
	default:
		r.body = text(b)
	}
	if strings.Contains(r.body, mark) {
		r.notes = append(r.notes, "values in the body of "+r.rest+" are random numbers; data: can fill them in")
	}
	s.requests = append(s.requests, r)
	return r
}

var escaped = regexp.MustCompile(`%7B%7B.*?%7D%7D`)

// nowhere stands for a host that only a run knows.
const nowhere = "http://127.0.0.1:8080"

// address splits a URL into where it goes and what it asks for.
func (r *request) address(text string) {
	scheme, rest, ok := strings.Cut(text, "://")
	if !ok {
		r.origin, r.rest = nowhere, text
		if at := strings.IndexByte(text, '/'); at > 0 {
			r.rest = text[at:]
		}
		r.notes = append(r.notes, "the host of "+text+", which only a run knows: it is "+nowhere)
	} else {
		host := rest
		if at := strings.IndexAny(rest, "/?#"); at >= 0 {
			host, r.rest = rest[:at], rest[at:]
		} else {
			r.rest = ""
		}
		r.origin = scheme + "://" + host
		if strings.Contains(host, "{{") || host == "" {
			r.notes = append(r.notes, "the host "+host+", which only a run knows: it is "+nowhere)
			r.origin = nowhere
		}
	}
	r.rest, _, _ = strings.Cut(r.rest, "#")
	if !strings.HasPrefix(r.rest, "/") {
		r.rest = "/" + r.rest
	}
}

func (s *script) batch(e js.IExpr) {
	list, _ := s.consts.eval(e).([]value)
	if list == nil {
		s.note(s.at(`http\.batch`) + "http.batch(): its requests, which only a run knows")
	}
	for _, item := range list {
		switch q := item.(type) {
		case string, unknown:
			s.add("GET", q, nil, nil)
		case []value:
			q = append(q, nil, nil, nil, nil)
			s.add(strings.ToUpper(text(q[0])), q[1], q[2], q[3])
		case *object:
			s.add(strings.ToUpper(text(q.get("method"))), q.get("url"), q.get("body"), q.get("params"))
		}
	}
}
