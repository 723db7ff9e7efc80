// Package sam reads AWS SAM and CloudFormation templates: their functions and
// the events that reach them, as far as a profile can say them.
//
// It resolves references to parameters with defaults and to other resources;
// what only AWS knows when it deploys is noted and left out.
package sam

import (
	"errors"
	"fmt"
	"regexp"
	"strings"

	"go.yaml.in/yaml/v4"
)

// node is a value of a template; a nil one is missing.
type node struct{ *yaml.Node }

func parse(data []byte) (node, error) {
	var doc yaml.Node
	if err := yaml.Unmarshal(data, &doc); err != nil {
		return node{}, fmt.Errorf("it is neither YAML nor JSON: %w", err)
	}
	if len(doc.Content) == 0 || doc.Content[0].Kind != yaml.MappingNode {
		return node{}, errors.New("it is no template: a map with Resources is wanted")
	}
	return node{doc.Content[0]}, nil
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
		visit(n.Content[i].Value, node{n.Content[i+1]})
	}
}

func (n node) items() []node {
	if n.Node == nil || n.Kind != yaml.SequenceNode {
		return nil
	}
	var out []node
	for _, c := range n.Content {
		out = append(out, node{c})
	}
	return out
}

func (n node) missing() bool { return n.Node == nil }

// resolver turns values into text.
type resolver struct {
	parameters map[string]string // with defaults
	resources  map[string]node
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
		return "", false
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
	return "", false
}

// names of resources, by the property that holds them.
var names = []string{"FunctionName", "QueueName", "BucketName", "TopicName", "Name"}

// name is what a reference stands for: a parameter's default, or the name of a
// resource, which is its logical one where it has none.
func (r *resolver) name(logical string) (string, bool) {
	if v, ok := r.parameters[logical]; ok {
		return v, true
	}
	if v, ok := pseudo[logical]; ok {
		return v, true
	}
	res, ok := r.resources[logical]
	if !ok {
		return "", false
	}
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
