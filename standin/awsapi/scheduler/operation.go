package scheduler

import (
	"slices"
	"strings"

	"squall/standin/awsapi"
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
	method, pattern string // of a REST API; else ""
	target, json    string // of the header that names it, and the type of the body; "" for a REST API
	version         string // of an API in the query protocol; else ""
}

// spoken are the APIs that a universal target can be of, by their SDK's name.
// Names of members are those of the SDK for Java, with a capital letter: a
// mapping is named by Uuid.
var spoken = map[string]operation{
	"lambda":         {service: "lambda"},
	"s3":             {service: "s3"},
	"fis":            {service: "fis"},
	"sns":            {service: "sns", version: "2010-03-31"},
	"sqs":            {service: "sqs", target: "AmazonSQS.", json: "application/x-amz-json-1.0"},
	"ssm":            {service: "ssm", target: "AmazonSSM.", json: "application/x-amz-json-1.1"},
	"eventbridge":    {service: "events", target: "AWSEvents.", json: "application/x-amz-json-1.1"},
	"cloudwatchlogs": {service: "logs", target: "Logs_20140328.", json: "application/x-amz-json-1.1"},
	"kms":            {service: "kms", target: "TrentService.", json: "application/x-amz-json-1.1"},
	"codedeploy":     {service: "codedeploy", target: "CodeDeploy_20141006.", json: "application/x-amz-json-1.1"},
}

// operationOf is the operation that a universal target names. One that no API
// has is refused, and one that is not built is told so, when it is scheduled: a
// call that fails in the night is seen by nobody.
func (h *API) operationOf(service, action string) (operation, *gateway.Error) {
	if service == "" || action == "" || action[0] < 'a' || action[0] > 'z' {
		return operation{}, invalid("Provided Arn is not in correct format.")
	}
	if slices.ContainsFunc(readOnly, func(p string) bool { return strings.HasPrefix(action, p) }) {
		return operation{}, unsupported(service, action)
	}
	op, ok := spoken[service]
	if !ok {
		return op, gateway.NotBuilt("A universal target of the service " + service)
	}
	op.name = strings.ToUpper(action[:1]) + action[1:]
	h.mu.Lock()
	model := h.models[op.service]
	h.mu.Unlock()
	i := slices.IndexFunc(model, func(o awsapi.Operation) bool { return o.Name == op.name })
	switch {
	case i < 0:
		return op, unsupported(service, action)
	case !model[i].Built, op.service == "s3" && !inBuckets[op.name]:
		return op, gateway.NotBuilt("The universal target " + service + ":" + action)
	}
	op.method, op.pattern = model[i].Method, model[i].Pattern
	return op, nil
}

func unsupported(service, action string) *gateway.Error {
	return invalid("Invalid RequestJson provided. Reason The action " + action + " for service " + service + " is not supported as a target.")
}
