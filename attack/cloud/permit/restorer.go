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

// sourced are what it calls of a source, by its path, and made of one that the run
// has made; the policy names each.
var (
	sourced = map[string][]string{"s3": {"s3:PutBucketNotification"}, "events": {"events:RemoveTargets", "events:DeleteRule"}}
	made    = map[string][]string{"s3": {"s3:DeleteBucket"}, "sns": {"sns:DeleteTopic"}, "events": {"events:DeleteEventBus"}}
)

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
		n.undoSources(add, arn)
	}
	return d
}

// undoSources are what it calls of buckets, topics and buses: none that was there
// before the run is deleted.
func (n Needs) undoSources(add func(string, []string, ...string), arn func(service, rest string) string) {
	for _, path := range []string{"s3", "sns", "events"} {
		var all, own []string
		for _, name := range n.Through[path] {
			all = append(all, told(path, name, arn))
			if there := path + " " + name; name != "default" && !slices.Contains(n.There, there) {
				own = append(own, source(path, name, arn))
			}
		}
		title := map[string]string{"s3": "Buckets", "sns": "Topics", "events": "Buses"}[path]
		if len(sourced[path]) > 0 {
			add(title, all, sourced[path]...)
		}
		add("Own"+title, own, made[path]...)
	}
	if len(n.Through["sns"]) > 0 {
		add("Subscriptions", []string{"*"}, unsubscribe)
	}
}

// source is a bucket, topic or bus.
func source(path, name string, arn func(service, rest string) string) string {
	switch path {
	case "sns":
		return arn("sns", name)
	case "events":
		return arn("events", "event-bus/"+name)
	}
	return "arn:aws:s3:::" + name
}

// told is what tells a function: a rule of a bus, or else the source itself.
func told(path, name string, arn func(service, rest string) string) string {
	if path != "events" {
		return source(path, name, arn)
	}
	if name == "default" {
		return arn("events", "rule/squall-events-*")
	}
	return arn("events", "rule/"+name+"/squall-events-*")
}
