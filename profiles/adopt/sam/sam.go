package sam

import (
	"errors"
	"fmt"
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
	r := &reader{resolver: resolver{parameters: map[string]string{}, resources: map[string]node{}}, globals: root.get("Globals", "Function"),
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
	resources.each(func(logical string, v node) {
		switch kind := v.get("Type"); {
		case kind.missing():
		case kind.Value == "AWS::Serverless::Function", kind.Value == "AWS::Lambda::Function":
			one := *r
			one.function(logical, v.get("Properties"), kind.Value == "AWS::Serverless::Function")
		}
	})
	if len(r.draft.Functions) == 0 {
		return nil, errors.New("it has no AWS::Serverless::Function and no AWS::Lambda::Function")
	}
	return r.draft, nil
}

type reader struct {
	resolver
	globals node
	draft   *adopt.Draft
}

// function reads one function and the events that reach it.
func (r *reader) function(logical string, p node, serverless bool) {
	f := adopt.Function{Name: adopt.FunctionName(r.or(p.get("FunctionName"), logical)), Env: map[string]string{}}
	note := func(format string, args ...any) { f.Notes = append(f.Notes, fmt.Sprintf(format, args...)) }
	property := func(keys ...string) node {
		if v := p.get(keys...); !v.missing() || !serverless {
			return v
		}
		return r.globals.get(keys...)
	}
	number := func(into *int, keys ...string) {
		v := property(keys...)
		if v.missing() {
			return
		}
		text, ok := r.text(v)
		n, err := strconv.Atoi(text)
		if !ok || err != nil {
			note("%s: only a deployment knows it", strings.Join(keys, "."))
			return
		}
		*into = n
	}
	number(&f.Memory, "MemorySize")
	number(&f.Timeout, "Timeout")
	f.Image = r.or(property("PackageType"), "Zip") == "Image"
	f.Runtime = r.or(property("Runtime"), "")
	if list := property("Architectures").items(); len(list) > 0 {
		f.Arch = r.or(list[0], "")
	}
	if !serverless {
		r.globals = node{}
	}
	for _, from := range []node{r.globals, p} {
		from.get("Environment", "Variables").each(func(key string, v node) {
			if text, ok := r.text(v); ok {
				f.Env[key] = text
			} else {
				note("environment variable %s: only a deployment knows it", key)
			}
		})
	}
	reserved := -1
	if number(&reserved, "ReservedConcurrentExecutions"); reserved >= 0 {
		f.Reserved = &reserved
	}
	f.Alias = r.or(property("AutoPublishAlias"), "")
	number(&f.Provisioned, "ProvisionedConcurrencyConfig", "ProvisionedConcurrentExecutions")
	r.async(&f, property, note)
	for _, key := range []string{"VpcConfig", "FileSystemConfigs", "DeploymentPreference", "SnapStart"} {
		if !property(key).missing() {
			note("%s: the model knows nothing of it", key)
		}
	}
	entries := r.events(&f, property, note)
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

func (r *reader) async(f *adopt.Function, property func(...string) node, note func(string, ...any)) {
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
func (r *reader) queue(n node, key, what string, note func(string, ...any)) string {
	if n.missing() {
		return ""
	}
	kind := r.or(n.get("Type"), "SQS")
	name, ok := r.text(n.get(key))
	name = name[strings.LastIndexByte(name, ':')+1:]
	switch {
	case kind != "SQS":
		note("%s is of type %s: squall knows queues only", what, kind)
	case !ok || name == "":
		note("%s: only a deployment knows it", what)
	default:
		return "sqs:" + name
	}
	return ""
}
