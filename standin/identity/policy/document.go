// Package policy reads IAM policy documents and evaluates them: effects,
// principals, actions and resources with wildcards, and the conditions that
// Lambda's own permissions use. A document with anything else in it is refused
// when it is read, so that nothing in force is ignored.
//
// It knows no users, roles or functions, and keeps nothing.
package policy

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"slices"
)

// Version is that of the policy language.
const Version = "2012-10-17"

// Document is a policy.
type Document struct {
	Version    string
	ID         string
	Statements []Statement
}

// Statement is one grant or denial. Of Action and NotAction, and of Resource
// and NotResource, one is empty; a role's trust has neither Resource.
type Statement struct {
	Sid          string
	Deny         bool
	Principals   []Principal // of resource policies and trusts
	NotPrincipal bool        // everybody but Principals
	Actions      []string
	NotAction    bool
	Resources    []string
	NotResource  bool
	Conditions   []Condition
}

// Principal is who a statement is about: of kind AWS, Service or Federated; the
// wildcard is {"AWS", "*"}.
type Principal struct{ Kind, Name string }

// Condition holds when the request's value of a key compares with one of the
// values.
type Condition struct {
	Operator string
	Key      string
	Values   []string
}

// Parse reads a document.
func Parse(text string) (Document, error) { return parse(text, false) }

// ParseTimed reads one that may compare times with aws:CurrentTime, of whoever
// tells the time when it asks.
func ParseTimed(text string) (Document, error) { return parse(text, true) }

func parse(text string, timed bool) (Document, error) {
	var in struct {
		Version   string
		Id        string
		Statement json.RawMessage
	}
	if err := strictly(text, &in); err != nil {
		return Document{}, err
	}
	if in.Version != "" && in.Version != Version && in.Version != "2008-10-17" {
		return Document{}, fmt.Errorf("the version %q is none of the policy language", in.Version)
	}
	list, err := manyOf[statement](in.Statement)
	if err != nil {
		return Document{}, fmt.Errorf("statement: %w", err)
	}
	if len(list) == 0 {
		return Document{}, fmt.Errorf("it has no statement")
	}
	d := Document{Version: in.Version, ID: in.Id}
	for i := range list {
		s, err := list[i].read(timed)
		if err != nil {
			return Document{}, fmt.Errorf("statement %d: %w", i+1, err)
		}
		d.Statements = append(d.Statements, s)
	}
	return d, nil
}

// statement is one as it is written.
type statement struct {
	Sid, Effect                                                                  string
	Principal, NotPrincipal, Action, NotAction, Resource, NotResource, Condition json.RawMessage
}

func (in *statement) read(timed bool) (s Statement, err error) {
	s.Sid, s.Deny = in.Sid, in.Effect == "Deny"
	if in.Effect != "Allow" && in.Effect != "Deny" {
		return s, fmt.Errorf("the effect is %q: want Allow or Deny", in.Effect)
	}
	both := func(one, other json.RawMessage) (list []string, not bool, err error) {
		if one != nil && other != nil {
			return nil, false, fmt.Errorf("it has an element and its negation")
		}
		if other != nil {
			list, err = manyOf[string](other)
			return list, true, err
		}
		list, err = manyOf[string](one)
		return list, false, err
	}
	if s.Actions, s.NotAction, err = both(in.Action, in.NotAction); err != nil || len(s.Actions) == 0 {
		return s, fmt.Errorf("action: want a text or a list of texts")
	}
	if s.Resources, s.NotResource, err = both(in.Resource, in.NotResource); err != nil {
		return s, fmt.Errorf("resource: want a text or a list of texts")
	}
	who := in.Principal
	if in.NotPrincipal != nil {
		who, s.NotPrincipal = in.NotPrincipal, true
	}
	if s.Principals, err = principals(who); err != nil {
		return s, err
	}
	s.Conditions, err = conditions(in.Condition, timed)
	return s, err
}

func principals(text json.RawMessage) ([]Principal, error) {
	if text == nil {
		return nil, nil
	}
	var name string
	if json.Unmarshal(text, &name) == nil {
		if name != "*" {
			return nil, fmt.Errorf("principal: %q: want * or an object", name)
		}
		return []Principal{{"AWS", "*"}}, nil
	}
	var kinds map[string]json.RawMessage
	if err := json.Unmarshal(text, &kinds); err != nil {
		return nil, fmt.Errorf("principal: %w", err)
	}
	var out []Principal
	for _, kind := range []string{"AWS", "Service", "Federated", "CanonicalUser"} {
		names, err := manyOf[string](kinds[kind])
		if err != nil {
			return nil, fmt.Errorf("principal: %s: %w", kind, err)
		}
		delete(kinds, kind)
		for _, n := range names {
			out = append(out, Principal{kind, n})
		}
	}
	if len(kinds) > 0 {
		return nil, fmt.Errorf("principal: want AWS, Service, Federated or CanonicalUser")
	}
	return out, nil
}

// manyOf reads one value or a list of them; nothing is an empty list.
func manyOf[T any](text json.RawMessage) ([]T, error) {
	if text == nil {
		return nil, nil
	}
	if bytes.HasPrefix(bytes.TrimSpace(text), []byte("[")) {
		var list []T
		err := strictly(string(text), &list)
		return list, err
	}
	var one T
	if err := strictly(string(text), &one); err != nil {
		return nil, err
	}
	return []T{one}, nil
}

// strictly reads JSON of which every member is known, and nothing behind it.
func strictly(text string, v any) error {
	d := json.NewDecoder(bytes.NewReader([]byte(text)))
	d.DisallowUnknownFields()
	if err := d.Decode(v); err != nil {
		return err
	}
	if _, err := d.Token(); err != io.EOF {
		return fmt.Errorf("something follows the JSON")
	}
	return nil
}

// names says whether a principal is among a statement's.
func (s *Statement) names(p func(Principal) bool) bool {
	return slices.ContainsFunc(s.Principals, p) != s.NotPrincipal
}
