// Package permit is the table of what a run on AWS calls: the least IAM policy
// that lets it do so.
//
// It calls nothing.
package permit

import (
	"slices"
	"strings"
)

// Needs say what a run does.
type Needs struct {
	Account, Region string
	Functions       []string
	Changes         []string // words of --allow
	Sends           []string // paths of asynchronous entries
	Queues          []string // that others use too, by name
	State           string   // s3://BUCKET/PREFIX, ssm:/PATH, or ""
	AccessLogs      []string
	Doors           bool // addresses are looked up
	Alarms          bool
	FIS             string              // the role that AWS FIS takes, or ""
	Restorer        string              // the role that EventBridge Scheduler takes, or ""
	Through         map[string][]string // buckets, topics and buses, by path
	There           []string            // those of them that are there already, as PATH NAME
}

// Statement is one of a policy.
type Statement struct {
	Sid      string
	Effect   string
	Action   []string
	Resource []string
}

// Document is an IAM policy.
type Document struct {
	Version   string
	Statement []Statement
}

// changes are the actions that each word of --allow stands for, on functions.
// https://docs.aws.amazon.com/service-authorization/latest/reference/list_awslambda.html
var changes = map[string][]string{
	"reserved":    {"lambda:PutFunctionConcurrency", "lambda:DeleteFunctionConcurrency"},
	"provisioned": {"lambda:PutProvisionedConcurrencyConfig", "lambda:DeleteProvisionedConcurrencyConfig"},
	"alias":       {"lambda:UpdateAlias"},
	"async":       {"lambda:PutFunctionEventInvokeConfig", "lambda:DeleteFunctionEventInvokeConfig", "lambda:UpdateFunctionConfiguration"},
	"config":      {"lambda:UpdateFunctionConfiguration", "lambda:PublishVersion", "lambda:ListVersionsByFunction"},
	"code": {"lambda:GetFunction", "lambda:ListVersionsByFunction", "lambda:PublishVersion", "lambda:UpdateFunctionCode",
		"lambda:UpdateFunctionConfiguration", "lambda:DeleteFunction"},
	"source": {"lambda:AddPermission", "lambda:RemovePermission"},
}

// reads of each function.
var reads = []string{"lambda:GetFunctionConfiguration", "lambda:GetAlias", "lambda:ListAliases", "lambda:ListTags", "lambda:GetFunctionConcurrency",
	"lambda:GetProvisionedConcurrencyConfig", "lambda:ListProvisionedConcurrencyConfigs", "lambda:GetFunctionEventInvokeConfig"}

// Policy is the least policy for a run.
func Policy(n Needs) Document {
	d := Document{Version: "2012-10-17"}
	add := func(sid string, resources []string, actions ...string) {
		if len(actions) > 0 && len(resources) > 0 {
			d.Statement = append(d.Statement, Statement{sid, "Allow", actions, resources})
		}
	}
	arn := func(service, rest string) string {
		return "arn:aws:" + service + ":" + n.Region + ":" + n.Account + ":" + rest
	}
	var functions, versions, both, groups []string
	for _, f := range n.Functions {
		functions = append(functions, arn("lambda", "function:"+f))
		versions = append(versions, arn("lambda", "function:"+f+":*"))
		both = append(both, arn("lambda", "function:"+f), arn("lambda", "function:"+f+":*"))
		groups = append(groups, arn("logs", "log-group:/aws/lambda/"+f+":*"))
	}
	add("Look", both, append(slices.Clone(reads), "lambda:InvokeFunction")...)
	add("Account", []string{"*"}, "lambda:GetAccountSettings", "sts:GetCallerIdentity")
	add("FunctionLogs", groups, "logs:FilterLogEvents")
	var changing []string
	for _, word := range n.Changes {
		changing = append(changing, changes[word]...)
	}
	if len(n.Changes) > 0 {
		changing = append(changing, "lambda:TagResource", "lambda:UntagResource")
	}
	add("Change", both, changing...)
	if slices.Contains(n.Changes, "queue") || slices.Contains(n.Changes, "async") && len(n.Queues) == 0 {
		add("Queues", []string{arn("sqs", "squall-*")}, "sqs:CreateQueue", "sqs:DeleteQueue", "sqs:GetQueueUrl", "sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:ChangeMessageVisibility")
	}
	var shared []string
	for _, q := range n.Queues {
		shared = append(shared, arn("sqs", q))
	}
	add("SharedQueues", shared, "sqs:GetQueueUrl", "sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:ChangeMessageVisibility")
	n.breaks(add, arn, versions)
	n.sources(add, arn)
	n.places(add, arn, functions)
	return d
}

// breaks are what faults call beside what changes do.
func (n Needs) breaks(add func(string, []string, ...string), arn func(string, string) string, versions []string) {
	if slices.Contains(n.Changes, "fis") && n.FIS != "" {
		add("Experiments", []string{arn("fis", "experiment-template/*"), arn("fis", "experiment/*"), arn("fis", "action/*")}, "fis:CreateExperimentTemplate", "fis:DeleteExperimentTemplate",
			"fis:StartExperiment", "fis:StopExperiment", "fis:GetExperiment", "fis:TagResource")
		add("ExperimentsAreListed", []string{"*"}, "fis:ListExperimentTemplates", "fis:ListExperiments")
		add("RoleOfExperiments", []string{n.FIS}, "iam:PassRole")
	}
	if len(n.Changes) > 0 && n.Restorer != "" {
		add("Restores", []string{arn("scheduler", "schedule/default/squall-*")}, "scheduler:CreateSchedule", "scheduler:GetSchedule", "scheduler:UpdateSchedule", "scheduler:DeleteSchedule")
		add("RoleOfRestores", []string{n.Restorer}, "iam:PassRole")
	}
	if slices.Contains(n.Changes, "policy") {
		add("PolicyOfQueues", []string{arn("sqs", "squall-*")}, "sqs:GetQueueUrl", "sqs:GetQueueAttributes", "sqs:SetQueueAttributes")
	}
	if slices.Contains(n.Changes, "config") {
		add("Versions", versions, "lambda:DeleteFunction") // of versions: never of functions
	}
	if slices.Contains(n.Changes, "mapping") {
		add("Mappings", []string{"*"}, "lambda:ListEventSourceMappings", "lambda:UpdateEventSourceMapping")
	}
}

// unsubscribe is an action without a type of resource, which no policy can narrow.
// https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonsns.html
const unsubscribe = "sns:Unsubscribe"

// sources are the services that events are sent through.
func (n Needs) sources(add func(string, []string, ...string), arn func(string, string) string) {
	made := slices.Contains(n.Changes, "source")
	with := func(send string, making ...string) []string {
		if made {
			return append([]string{send}, making...)
		}
		return []string{send}
	}
	for _, path := range n.Sends {
		switch path {
		case "s3":
			add("Buckets", []string{"arn:aws:s3:::*"}, with("s3:PutObject", "s3:CreateBucket", "s3:DeleteBucket", "s3:ListBucket", "s3:DeleteObject", "s3:GetBucketNotification", "s3:PutBucketNotification")...)
		case "sns":
			add("Topics", []string{arn("sns", "*")}, with("sns:Publish", "sns:CreateTopic", "sns:DeleteTopic", "sns:GetTopicAttributes", "sns:Subscribe", "sns:ListSubscriptionsByTopic")...)
			if made {
				add("Subscriptions", []string{"*"}, unsubscribe)
			}
		case "events":
			add("Buses", []string{arn("events", "event-bus/*"), arn("events", "rule/*")}, with("events:PutEvents", "events:CreateEventBus", "events:DeleteEventBus", "events:DescribeEventBus",
				"events:PutRule", "events:DeleteRule", "events:PutTargets", "events:RemoveTargets", "events:DescribeRule")...)
		}
	}
}

// places are where a run keeps its state, and what it reads beside functions.
func (n Needs) places(add func(string, []string, ...string), arn func(string, string) string, functions []string) {
	if path, ok := strings.CutPrefix(strings.TrimSuffix(n.State, "/"), "ssm:"); ok {
		add("State", []string{arn("ssm", "parameter"+path+"/*")}, "ssm:GetParameter", "ssm:GetParametersByPath", "ssm:PutParameter", "ssm:DeleteParameter")
	} else if n.State != "" {
		bucket, prefix, _ := strings.Cut(strings.TrimSuffix(strings.TrimPrefix(n.State, "s3://"), "/"), "/")
		if prefix != "" {
			prefix += "/"
		}
		add("State", []string{"arn:aws:s3:::" + bucket + "/" + prefix + "*"}, "s3:GetObject", "s3:PutObject", "s3:DeleteObject")
		add("StateIsThere", []string{"arn:aws:s3:::" + bucket}, "s3:ListBucket") // or what is missing reads as forbidden
	}
	var groups, buckets []string
	for _, place := range n.AccessLogs {
		if group, ok := strings.CutPrefix(place, "logs:"); ok {
			groups = append(groups, arn("logs", "log-group:"+group+":*"))
			continue
		}
		bucket, _, _ := strings.Cut(strings.TrimPrefix(place, "s3://"), "/")
		buckets = append(buckets, "arn:aws:s3:::"+bucket, "arn:aws:s3:::"+bucket+"/*")
	}
	add("LogGroups", groups, "logs:FilterLogEvents") // a Sid stands in a policy once
	add("AccessLogBuckets", buckets, "s3:ListBucket", "s3:GetObject")
	if n.Doors {
		add("Doors", []string{"*"}, "elasticloadbalancing:DescribeLoadBalancers")
		add("FunctionURLs", functions, "lambda:ListFunctionUrlConfigs")
		add("APIs", []string{"arn:aws:apigateway:" + n.Region + "::/apis/*", "arn:aws:apigateway:" + n.Region + "::/restapis/*", "arn:aws:apigateway:" + n.Region + "::/domainnames/*"}, "apigateway:GET")
	}
	if n.Alarms {
		add("Alarms", []string{arn("cloudwatch", "alarm:*")}, "cloudwatch:DescribeAlarms")
	}
	add("Throttles", []string{"*"}, "cloudwatch:GetMetricData")
}
