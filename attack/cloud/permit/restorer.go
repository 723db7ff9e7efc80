package permit

import (
	"slices"
	"strings"
)

// restores are what the role of restores calls on functions, for each word of
// --allow.
var restores = map[string][]string{
	"reserved":    changes["reserved"],
	"provisioned": changes["provisioned"],
	"alias":       changes["alias"],
	"async":       changes["async"],
	"config":      {"lambda:UpdateFunctionConfiguration"},
	"code":        {"lambda:UpdateFunctionConfiguration", "lambda:UpdateFunctionCode"},
	"source":      {"lambda:RemovePermission"},
}

// sourced are what it calls of a source, by its path; the policy names each.
var sourced = map[string][]string{
	"s3":     {"s3:DeleteBucket", "s3:PutBucketNotification"},
	"sns":    {"sns:DeleteTopic"},
	"events": {"events:DeleteEventBus", "events:RemoveTargets", "events:DeleteRule"},
}

// Restorer is the least policy of the role that EventBridge Scheduler takes to
// put back what a run has changed.
func Restorer(n Needs) Document {
	d := Document{Version: "2012-10-17"}
	add := func(sid string, resources []string, actions ...string) {
		if len(resources) > 0 {
			d.Statement = append(d.Statement, Statement{sid, "Allow", actions, resources})
		}
	}
	arn := func(service, rest string) string {
		return "arn:aws:" + service + ":" + n.Region + ":" + n.Account + ":" + rest
	}
	var both, versions []string
	for _, f := range n.Functions {
		both = append(both, arn("lambda", "function:"+f), arn("lambda", "function:"+f+":*"))
		versions = append(versions, arn("lambda", "function:"+f+":*"))
	}
	actions := []string{"lambda:UntagResource"}
	for _, word := range n.Changes {
		for _, a := range restores[word] {
			if !slices.Contains(actions, a) {
				actions = append(actions, a)
			}
		}
	}
	add("PutBack", both, actions...)
	may := func(word string) bool { return slices.Contains(n.Changes, word) }
	if may("config") || may("code") {
		add("Versions", versions, "lambda:DeleteFunction") // of versions: never of functions
	}
	if rest, ok := strings.CutPrefix(strings.TrimSuffix(n.State, "/"), "s3://"); ok && may("code") {
		bucket, prefix, _ := strings.Cut(rest, "/")
		add("Code", []string{"arn:aws:s3:::" + strings.TrimSuffix(bucket+"/"+prefix, "/") + "/*"}, "s3:GetObject")
	}
	if may("code") {
		add("Layers", []string{"arn:aws:lambda:" + n.Region + ":*:layer:*:*"}, "lambda:GetLayerVersion")
	}
	if may("queue") {
		add("Queues", []string{arn("sqs", "squall-*")}, "sqs:DeleteQueue")
	}
	if may("mapping") {
		add("Mappings", []string{"*"}, "lambda:UpdateEventSourceMapping")
	}
	if may("fis") && n.FIS != "" {
		add("Experiments", []string{arn("fis", "experiment-template/*")}, "fis:DeleteExperimentTemplate")
	}
	if may("source") {
		for _, path := range []string{"s3", "sns", "events"} {
			add(map[string]string{"s3": "Buckets", "sns": "Topics", "events": "Buses"}[path], n.sourceARNs(path, arn), sourced[path]...)
		}
		if len(n.Through["sns"]) > 0 {
			add("Subscriptions", []string{"*"}, unsubscribe)
		}
	}
	return d
}

// sourceARNs are what a run sends to by a path.
func (n Needs) sourceARNs(path string, arn func(service, rest string) string) (out []string) {
	for _, name := range n.Through[path] {
		switch path {
		case "s3":
			out = append(out, "arn:aws:s3:::"+name)
		case "sns":
			out = append(out, arn("sns", name))
		case "events":
			if name == "default" {
				out = append(out, arn("events", "rule/squall-events-*"))
				continue
			}
			out = append(out, arn("events", "event-bus/"+name), arn("events", "rule/"+name+"/squall-events-*"))
		}
	}
	return out
}
