package scheduler

import (
	"net/url"
	"slices"
	"strings"

	"squall/standin/awsapi/lambda"
	"squall/standin/gateway"
)

// universal begins the ARNs of targets that are operations of an API.
// https://docs.aws.amazon.com/scheduler/latest/UserGuide/managing-targets-universal.html
const universal = "arn:aws:scheduler:::aws-sdk:"

// readOnly begin the operations that a universal target cannot be.
var readOnly = []string{"get", "describe", "list", "poll", "receive", "search", "scan", "query", "select", "read", "lookup", "discover", "validate",
	"batchGet", "batchDescribe", "batchRead", "transactGet", "adminGet", "adminList", "testMigration", "retrieve", "testConnection",
	"translateDocument", "isAuthorized", "invokeModel"}

// operation is how an operation of an API is called.
type operation struct {
	service, name   string // as in signatures
	method, pattern string // of a REST API; "" for one that names it in a header
	target, json    string // of that header, and the type of the body
}

// spoken are the APIs that name operations in a header, by their SDK's name.
var spoken = map[string]operation{
	"sqs":            {service: "sqs", target: "AmazonSQS.", json: "application/x-amz-json-1.0"},
	"ssm":            {service: "ssm", target: "AmazonSSM.", json: "application/x-amz-json-1.1"},
	"eventbridge":    {service: "events", target: "AWSEvents.", json: "application/x-amz-json-1.1"},
	"cloudwatchlogs": {service: "logs", target: "Logs_20140328.", json: "application/x-amz-json-1.1"},
	"kms":            {service: "kms", target: "TrentService.", json: "application/x-amz-json-1.1"},
	"codedeploy":     {service: "codedeploy", target: "CodeDeploy_20141006.", json: "application/x-amz-json-1.1"},
}

// operationOf is the operation that a universal target names.
func operationOf(service, action string) (operation, *gateway.Error) {
	if service == "" || action == "" || action[0] < 'a' || action[0] > 'z' {
		return operation{}, invalid("Provided Arn is not in correct format.")
	}
	if slices.ContainsFunc(readOnly, func(p string) bool { return strings.HasPrefix(action, p) }) {
		return operation{}, invalid("Invalid RequestJson provided. Reason The action " + action + " for service " + service + " is not supported as a target.")
	}
	name := strings.ToUpper(action[:1]) + action[1:]
	if service != "lambda" {
		op, ok := spoken[service]
		if !ok {
			return op, gateway.NotBuilt("A universal target of the service " + service)
		}
		op.name = name
		return op, nil
	}
	for _, o := range lambda.Operations() {
		if o.Name == name && o.Built {
			return operation{service: "lambda", name: name, method: o.Method, pattern: o.Pattern}, nil
		}
	}
	return operation{}, gateway.NotBuilt("The universal target lambda:" + action)
}

// path fills members of the input into the pattern, and takes them from it.
func (o *operation) path(in map[string]any) string {
	parts := strings.Split(o.pattern, "/")
	for i, part := range parts {
		if label, ok := strings.CutPrefix(part, "{"); ok {
			label = strings.TrimSuffix(label, "}")
			text, _ := in[label].(string)
			parts[i] = url.PathEscape(text)
			delete(in, label)
		}
	}
	return strings.Join(parts, "/")
}

// query takes those members from the input that belong there. Lambda's have
// their own names but for one.
func (o *operation) query(in map[string]any) string {
	q := url.Values{}
	for name, v := range in {
		if name != "Qualifier" && o.method != "DELETE" {
			continue
		}
		delete(in, name)
		if name == "TagKeys" {
			name = "tagKeys"
		}
		list, many := v.([]any)
		if !many {
			list = []any{v}
		}
		for _, one := range list {
			if text, ok := one.(string); ok {
				q.Add(name, text)
			}
		}
	}
	return q.Encode()
}

// permission is what a role must allow for it.
func (o *operation) permission() string {
	if o.service == "lambda" && o.name == "Invoke" {
		return "lambda:InvokeFunction"
	}
	return o.service + ":" + o.name
}
