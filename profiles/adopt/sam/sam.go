package sam

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"squall/profiles/adopt"
)

// Read makes a draft of a template.
func Read(name string, data []byte) (*adopt.Draft, error) {
	root, err := parse(data)
	if err != nil {
		return nil, err
	}
	r := &reader{resolver: resolver{parameters: map[string]string{}, resources: map[string]node{}, mappings: root.get("Mappings"), conditions: root.get("Conditions"),
		used: map[string]bool{}, inside: map[string]bool{}}, globals: root.get("Globals", "Function"), read: map[string]bool{}, own: map[string]map[string]node{},
		draft: &adopt.Draft{From: name, Name: strings.TrimSuffix(strings.TrimSuffix(strings.TrimSuffix(name, ".json"), ".yml"), ".yaml")}}
	root.get("Parameters").each(func(key string, v node) {
		if d := v.get("Default"); !d.missing() {
			r.parameters[key] = d.Value
		}
	})
	resources := root.get("Resources")
	if resources.missing() {
		return nil, errors.New("it has no Resources: a SAM or CloudFormation template is wanted")
	}
	resources.each(func(logical string, v node) { r.resources[logical] = v })
	r.beside()
	resources.each(func(logical string, v node) {
		switch kind := v.get("Type"); {
		case kind.missing():
		case kind.Value == "AWS::Serverless::Function", kind.Value == "AWS::Lambda::Function":
			r.read[logical] = true
			one := *r
			one.function(logical, v.get("Properties"), kind.Value == "AWS::Serverless::Function")
		}
	})
	if len(r.draft.Functions) == 0 {
		return nil, errors.New("it has no AWS::Serverless::Function and no AWS::Lambda::Function")
	}
	r.rest(root)
	return r.draft, nil
}

// about begin the types of resources that are about functions, and of which not
// all is carried over.
var about = []string{"AWS::Serverless::", "AWS::Lambda::", "AWS::ApplicationAutoScaling::", "AWS::ElasticLoadBalancingV2::", "AWS::ApiGateway", "AWS::Events::Rule",
	"AWS::Scheduler::", "AWS::SNS::Subscription", "AWS::Pipes::", "AWS::StepFunctions::", "AWS::CodeDeploy::"}

// rest says what else there is about functions, and what was taken for granted.
func (r *reader) rest(root node) {
	note := func(n node, text string) { r.draft.Notes = append(r.draft.Notes, n.line()+text) }
	root.get("Resources").each(func(logical string, v node) {
		kind := v.get("Type").text()
		if slices.ContainsFunc(about, func(p string) bool { return strings.HasPrefix(kind, p) }) && !r.read[logical] && kind != "AWS::Lambda::Version" && kind != "AWS::Lambda::Permission" {
			note(v, fmt.Sprintf("resource %s of type %s", logical, kind))
		}
	})
	root.get("Globals").each(func(section string, v node) {
		if section != "Function" {
			note(v, "Globals."+section)
		}
	})
	root.get("Parameters").each(func(name string, v node) {
		if r.used[name] {
			note(v, fmt.Sprintf("other values of parameter %s than its default, %s", name, r.parameters[name]))
		}
	})
}

type reader struct {
	resolver
	globals node
	draft   *adopt.Draft
	read    map[string]bool            // resources that were carried over
	own     map[string]map[string]node // what other resources say of a function, by its logical name
}

// kinds are resources that say of a function what SAM says in it.
var kinds = map[string]string{"AWS::Lambda::Alias": "FunctionName", "AWS::Lambda::EventInvokeConfig": "FunctionName", "AWS::Lambda::Url": "TargetFunctionArn"}

// beside finds what other resources say of functions. Of two that say the same
// the second one is not carried over.
func (r *reader) beside() {
	for pass := range 2 { // a URL may name an alias
		for _, logical := range slices.Sorted(maps.Keys(r.resources)) {
			v := r.resources[logical]
			kind := v.get("Type").text()
			key := kinds[kind]
			if key == "" || (kind == "AWS::Lambda::Alias") != (pass == 0) {
				continue
			}
			of := refers(v.get("Properties", key))
			if r.resources[of].get("Type").text() == "AWS::Lambda::Alias" {
				of = refers(r.resources[of].get("Properties", "FunctionName"))
			}
			if _, there := r.resources[of]; !there || !r.own[of][kind].missing() {
				continue
			}
			if r.own[of] == nil {
				r.own[of] = map[string]node{}
			}
			r.own[of][kind], r.read[logical] = v.get("Properties"), true
		}
	}
}

// refers is the logical name that a reference names; "" when it is none.
func refers(n node) string {
	if n.Node == nil {
		return ""
	}
	for _, key := range []string{"Ref", "Fn::GetAtt"} {
		if v := n.get(key); !v.missing() {
			n = v
		}
	}
	if list := n.items(); len(list) > 0 {
		n = list[0]
	}
	logical, _, _ := strings.Cut(n.Value, ".")
	return logical
}

// known are properties that are carried over, or have no part in how a function
// behaves: where its code is, who may do what, what it is called.
var known = []string{"FunctionName", "MemorySize", "Timeout", "PackageType", "Runtime", "Architectures", "Environment", "ReservedConcurrentExecutions", "AutoPublishAlias",
	"ProvisionedConcurrencyConfig", "EventInvokeConfig", "DeadLetterQueue", "DeadLetterConfig", "Events", "FunctionUrlConfig",
	"CodeUri", "Code", "InlineCode", "ImageUri", "ImageConfig", "Handler", "Role", "Policies", "Description", "Tags", "PropagateTags", "AutoPublishCodeSha256",
	"AutoPublishAliasAllProperties", "AssumeRolePolicyDocument", "PermissionsBoundary", "RolePath", "CodeSigningConfigArn", "VersionDescription", "VersionDeletionPolicy"}

// making is a function that is being read.
type making struct {
	*reader
	f          adopt.Function
	p          node // its properties
	logical    string
	serverless bool
}

func (m *making) note(at node, format string, args ...any) {
	m.f.Notes = append(m.f.Notes, at.line()+fmt.Sprintf(format, args...))
}

// property is one of the function's: its own, that of a resource beside it, or
// one of all functions.
func (m *making) property(keys ...string) node {
	v := m.p.get(keys...)
	if of, is := elsewhere[keys[0]]; v.missing() && is {
		own := m.own[m.logical][of]
		if v = own; of == "AWS::Lambda::Alias" {
			v = own.get(keys...)
		} else if len(keys) > 1 {
			v = own.get(keys[1:]...)
		}
	}
	if v.missing() && m.serverless {
		v = m.globals.get(keys...)
	}
	return v
}

func (m *making) number(into *int, keys ...string) {
	v := m.property(keys...)
	if v.missing() {
		return
	}
	text, ok := m.text(v)
	n, err := strconv.Atoi(text)
	if !ok || err != nil {
		m.note(v, "%s: only a deployment knows it", strings.Join(keys, "."))
		return
	}
	*into = n
}

// everywhere are the properties of all functions and its own.
func (m *making) everywhere() []node {
	if !m.serverless {
		return []node{m.p}
	}
	return []node{m.globals, m.p}
}

func (m *making) environment() {
	m.f.Env = map[string]string{}
	for _, from := range m.everywhere() {
		from.get("Environment", "Variables").each(func(key string, v node) {
			if text, ok := m.text(v); ok {
				m.f.Env[key] = text
			} else {
				m.note(v, "environment variable %s: only a deployment knows it", key)
			}
		})
	}
}

// alias is that which a deployment moves, with what is provisioned for it.
func (m *making) alias() {
	own := m.own[m.logical]["AWS::Lambda::Alias"]
	if m.f.Alias = m.or(m.property("AutoPublishAlias"), ""); m.f.Alias == "" {
		m.f.Alias = m.or(own.get("Name"), "")
	}
	if w := own.get("RoutingConfig"); !w.missing() {
		m.note(w, "weights of alias %s: write versions, and {to: v1, weights: {v2: 10%%}}", m.f.Alias)
	}
	m.number(&m.f.Provisioned, "ProvisionedConcurrencyConfig", "ProvisionedConcurrentExecutions")
	if m.f.Provisioned > 0 && m.f.Alias == "" {
		m.note(m.property("ProvisionedConcurrencyConfig"), "ProvisionedConcurrencyConfig: there is no alias that it could be of")
	}
}

// function reads one function and the events that reach it.
func (r *reader) function(logical string, p node, serverless bool) {
	m := &making{reader: r, p: p, logical: logical, serverless: serverless}
	f := &m.f
	f.Name = adopt.FunctionName(r.or(p.get("FunctionName"), logical))
	m.number(&f.Memory, "MemorySize")
	m.number(&f.Timeout, "Timeout")
	f.Image = r.or(m.property("PackageType"), "Zip") == "Image"
	f.Runtime = r.or(m.property("Runtime"), "")
	if list := m.property("Architectures").items(); len(list) > 0 {
		f.Arch = r.or(list[0], "")
	}
	m.environment()
	reserved := -1
	if m.number(&reserved, "ReservedConcurrentExecutions"); reserved >= 0 {
		f.Reserved = &reserved
	}
	m.alias()
	r.async(f, m.property, m.note)
	for _, from := range m.everywhere() {
		from.each(func(key string, v node) {
			if !slices.Contains(known, key) {
				m.note(v, "%s: the model knows nothing of it", key)
			}
		})
	}
	entries := r.events(f, m.property, m.note)
	r.draft.Functions = append(r.draft.Functions, f.Item())
	r.draft.Add(entries...)
}

// or is a value as text, or what stands for it when it has none.
func (r *reader) or(n node, otherwise string) string {
	if text, ok := r.text(n); ok {
		return text
	}
	return otherwise
}

// elsewhere says which resource of its own has what SAM has in the function.
var elsewhere = map[string]string{"ProvisionedConcurrencyConfig": "AWS::Lambda::Alias", "EventInvokeConfig": "AWS::Lambda::EventInvokeConfig", "FunctionUrlConfig": "AWS::Lambda::Url"}

func (r *reader) async(f *adopt.Function, property func(...string) node, note func(node, string, ...any)) {
	c := property("EventInvokeConfig")
	if v := c.get("MaximumRetryAttempts"); !v.missing() {
		if n, err := strconv.Atoi(r.or(v, "")); err == nil {
			f.Async.Retries = &n
		}
	}
	if v := c.get("MaximumEventAgeInSeconds"); !v.missing() {
		f.Async.MaxAge, _ = strconv.Atoi(r.or(v, "")) // 0 is not said
	}
	f.Async.OnSuccess = r.queue(c.get("DestinationConfig", "OnSuccess"), "Destination", "the destination of successes", note)
	f.Async.OnFailure = r.queue(c.get("DestinationConfig", "OnFailure"), "Destination", "the destination of failures", note)
	f.Async.DeadLetter = r.queue(property("DeadLetterQueue"), "TargetArn", "the dead-letter queue", note)
	if f.Async.DeadLetter == "" {
		f.Async.DeadLetter = r.queue(property("DeadLetterConfig"), "TargetArn", "the dead-letter queue", note)
	}
}

// queue is a destination, if it is a queue whose name is known.
func (r *reader) queue(n node, key, what string, note func(node, string, ...any)) string {
	if n.missing() {
		return ""
	}
	kind := r.or(n.get("Type"), "SQS")
	name, ok := r.text(n.get(key))
	if parts := strings.Split(name, ":"); n.get("Type").missing() && len(parts) > 2 && parts[0] == "arn" {
		kind = strings.ToUpper(parts[2])
	}
	name = name[strings.LastIndexByte(name, ':')+1:]
	switch {
	case kind != "SQS":
		note(n, "%s is of type %s: squall knows queues only", what, kind)
	case !ok || name == "":
		note(n, "%s: only a deployment knows it", what)
	default:
		return "sqs:" + name
	}
	return ""
}
