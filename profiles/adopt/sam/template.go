// Package sam reads AWS SAM and CloudFormation templates: their functions and
// the events that reach them, as far as a profile can say them.
//
// It resolves references to parameters with defaults and to other resources;
// what only AWS knows when it deploys is noted and left out.
package sam

import (
	"cmp"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v4"
)

// node is a value of a template; a nil one is missing.
type node struct {
	*yaml.Node
	at int // line of its key
}

// line says where it is, before what is said of it.
func (n node) line() string {
	if n.Node == nil {
		return ""
	}
	return fmt.Sprintf("line %d: ", cmp.Or(n.at, n.Line))
}

func parse(data []byte) (node, error) {
	var doc yaml.Node
	if err := yaml.Unmarshal(data, &doc); err != nil {
		return node{}, fmt.Errorf("it is neither YAML nor JSON: %w", err)
	}
	if len(doc.Content) == 0 || doc.Content[0].Kind != yaml.MappingNode {
		return node{}, errors.New("it is no template: a map with Resources is wanted")
	}
	return node{Node: doc.Content[0]}, nil
}

// get is the value of a key.
func (n node) get(keys ...string) node {
	for _, key := range keys {
		next := node{}
		n.each(func(k string, v node) {
			if k == key {
				next = v
			}
		})
		n = next
	}
	return n
}

// each visits a map in its order.
func (n node) each(visit func(key string, v node)) {
	if n.Node == nil || n.Kind != yaml.MappingNode {
		return
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		visit(n.Content[i].Value, node{n.Content[i+1], n.Content[i].Line})
	}
}

func (n node) items() []node {
	if n.Node == nil || n.Kind != yaml.SequenceNode {
		return nil
	}
	var out []node
	for _, c := range n.Content {
		out = append(out, node{Node: c})
	}
	return out
}

// text is a plain value; "" of everything else.
func (n node) text() string {
	if n.Node == nil || n.Kind != yaml.ScalarNode {
		return ""
	}
	return n.Value
}

func (n node) missing() bool { return n.Node == nil }

// resolver turns values into text.
type resolver struct {
	parameters map[string]string // with defaults
	resources  map[string]node
	mappings   node
	conditions node
	used       map[string]bool // parameters whose default decided something
	inside     map[string]bool // conditions and names that are being worked out
}

var reference = regexp.MustCompile(`\$\{([^}!]+)\}`)

// pseudo are the parameters that every stack has.
var pseudo = map[string]string{"AWS::Region": "us-east-1", "AWS::AccountId": "111122223333", "AWS::Partition": "aws", "AWS::URLSuffix": "amazonaws.com", "AWS::StackName": "stack"}

// text is a value as text; false when only a deployment knows it.
func (r *resolver) text(n node) (string, bool) {
	if n.Node == nil {
		return "", false
	}
	if n.Kind == yaml.ScalarNode {
		switch n.Tag {
		case "!Ref":
			return r.name(n.Value)
		case "!Sub":
			return r.sub(n.Value)
		case "!GetAtt":
			logical, _, _ := strings.Cut(n.Value, ".")
			return r.name(logical)
		case "!Condition":
			return r.condition(n.Value)
		}
		return n.Value, !strings.HasPrefix(n.Tag, "!") || strings.HasPrefix(n.Tag, "!!")
	}
	if n.Kind == yaml.SequenceNode {
		list := n.items()
		switch {
		case n.Tag == "!GetAtt" && len(list) > 0:
			return r.name(list[0].Value)
		case n.Tag == "!Sub" && len(list) > 0:
			return r.sub(list[0].Value)
		}
		return r.computed(strings.TrimPrefix(n.Tag, "!"), list)
	}
	if v := n.get("Ref"); !v.missing() {
		return r.name(v.Value)
	}
	if v := n.get("Fn::Sub"); !v.missing() {
		if list := v.items(); len(list) > 0 {
			v = list[0]
		}
		return r.sub(v.Value)
	}
	if v := n.get("Fn::GetAtt"); !v.missing() {
		if list := v.items(); len(list) > 0 {
			return r.name(list[0].Value)
		}
		logical, _, _ := strings.Cut(v.Value, ".")
		return r.name(logical)
	}
	if v := n.get("Condition"); !v.missing() {
		return r.condition(v.Value)
	}
	text, ok := "", false
	n.each(func(key string, v node) {
		if function, is := strings.CutPrefix(key, "Fn::"); is {
			text, ok = r.computed(function, v.items())
		}
	})
	return text, ok
}

// computed is what a function of templates gives for a list.
func (r *resolver) computed(function string, list []node) (string, bool) {
	var texts []string
	for _, n := range list {
		text, ok := r.text(n)
		if !ok && function != "If" {
			return "", false
		}
		texts = append(texts, text)
	}
	truth := func(yes bool) (string, bool) { return strconv.FormatBool(yes), true }
	switch {
	case function == "FindInMap" && len(list) == 3:
		return r.text(r.mappings.get(texts...))
	case function == "If" && len(list) == 3:
		switch yes, known := r.condition(list[0].Value); {
		case !known:
			return "", false
		case yes == "true":
			return r.text(list[1])
		}
		return r.text(list[2])
	case function == "Equals" && len(list) == 2:
		return truth(texts[0] == texts[1])
	case function == "Not" && len(list) == 1:
		return truth(texts[0] != "true")
	case function == "And" && len(list) > 0:
		return truth(!slices.Contains(texts, "false"))
	case function == "Or" && len(list) > 0:
		return truth(slices.Contains(texts, "true"))
	}
	return "", false
}

// condition is whether a condition of the template holds.
func (r *resolver) condition(name string) (string, bool) {
	n := r.conditions.get(name)
	if n.missing() || r.inside[name] {
		return "", false // one that rests on itself never ends
	}
	r.inside[name] = true
	defer delete(r.inside, name)
	return r.text(n)
}

// names of resources, by the property that holds them.
var names = []string{"FunctionName", "QueueName", "BucketName", "TopicName", "Name"}

// name is what a reference stands for: a parameter's default, or the name of a
// resource, which is its logical one where it has none.
func (r *resolver) name(logical string) (string, bool) {
	if v, ok := r.parameters[logical]; ok {
		r.used[logical] = true
		return v, true
	}
	if v, ok := pseudo[logical]; ok {
		return v, true
	}
	res, ok := r.resources[logical]
	if !ok {
		return "", false
	}
	const resource = " " // before its name: no condition is called so
	if r.inside[resource+logical] {
		return "", false // it is named after itself
	}
	r.inside[resource+logical] = true
	defer delete(r.inside, resource+logical)
	for _, key := range names {
		if v := res.get("Properties", key); !v.missing() {
			if text, ok := r.text(v); ok {
				return text, true
			}
		}
	}
	return logical, true
}

func (r *resolver) sub(text string) (string, bool) {
	good := true
	out := reference.ReplaceAllStringFunc(text, func(m string) string {
		logical, _, _ := strings.Cut(strings.TrimSpace(m[2:len(m)-1]), ".")
		v, ok := r.name(logical)
		good = good && ok
		return v
	})
	return strings.ReplaceAll(out, "${!", "${"), good
}
