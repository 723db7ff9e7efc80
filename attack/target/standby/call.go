package standby

import (
	"encoding/json"
	"slices"
	"strings"

	"squall/profiles"
	"squall/profiles/rollout"
)

// Place is whose things are put back.
type Place struct {
	Account, Region string
	State           string // s3://BUCKET/PREFIX, where code can be kept, or another place, or ""
	Run             string
}

// universal begins the name of a target that is an operation of an API.
// https://docs.aws.amazon.com/scheduler/latest/UserGuide/managing-targets-universal.html
const universal = "arn:aws:scheduler:::aws-sdk:"

// Call is an operation that makes a change, as a universal target, and its
// input. Members have the names of the SDK for Java, with a capital letter.
type Call struct {
	Target, Input string
	Live          []string // members that are read when it is scheduled
	Learnt, Of    string   // the member that the change tells, and the name of that change
}

// Calls are the operations that make a change, in their order; why says what of
// it they leave, or "". Names of versions must be numbers.
func Calls(p Place, c profiles.Change) (calls []Call, why string) {
	calls, why = p.calls(c)
	for i := range calls {
		calls[i].Target = universal + calls[i].Target
	}
	return calls, why
}

// actions are those of IAM that are called something else than the operation,
// and services are other names of services there.
var (
	actions  = map[string]string{"s3:PutBucketNotificationConfiguration": "s3:PutBucketNotification"}
	services = map[string]string{"eventbridge": "events"}
)

// Permission is what the role of a target needs.
func Permission(target string) string {
	service, action, _ := strings.Cut(strings.TrimPrefix(target, universal), ":")
	if action == "" {
		return service
	}
	if other := services[service]; other != "" {
		service = other
	}
	name := service + ":" + strings.ToUpper(action[:1]) + action[1:]
	if other := actions[name]; other != "" {
		return other
	}
	return name
}

type fields map[string]any

// call is one call whose whole input is known.
func call(action string, in fields) []Call { return []Call{{Target: action, Input: in.text()}} }

func (f fields) text() string {
	text, err := json.Marshal(f)
	if err != nil {
		panic("standby: an input of plain values cannot be written: " + err.Error())
	}
	return string(text)
}

// configuration is the update of $LATEST that puts some settings back.
const configuration = "lambda:updateFunctionConfiguration"

func (p Place) calls(c profiles.Change) ([]Call, string) {
	in := fields{"FunctionName": c.Function}
	if c.Qualifier != "" {
		in["Qualifier"] = c.Qualifier
	}
	switch c.Kind {
	case profiles.PutReserved:
		in["ReservedConcurrentExecutions"] = c.Count
		return call("lambda:putFunctionConcurrency", in), ""
	case profiles.DeleteReserved:
		return call("lambda:deleteFunctionConcurrency", in), ""
	case profiles.PutProvisioned:
		in["ProvisionedConcurrentExecutions"] = c.Count
		return call("lambda:putProvisionedConcurrencyConfig", in), ""
	case profiles.DeleteProvisioned:
		return call("lambda:deleteProvisionedConcurrencyConfig", in), ""
	case profiles.PutAlias:
		weights := fields{}
		if c.Other != "" {
			weights[c.Other] = c.Weight
		}
		in["Name"], in["FunctionVersion"], in["RoutingConfig"] = c.Alias, c.To, fields{"AdditionalVersionWeights": weights}
		return call("lambda:updateAlias", in), ""
	case profiles.PutEventInvoke:
		async(in, c.Async)
		return call("lambda:putFunctionEventInvokeConfig", in), ""
	case profiles.DeleteEventInvoke:
		return call("lambda:deleteFunctionEventInvokeConfig", in), ""
	case profiles.PutDeadLetter, profiles.EndLatest:
		return []Call{{Target: configuration, Input: in.text(), Live: touched(c)}}, ""
	case profiles.DeleteVersion:
		return []Call{version(in, c)}, ""
	case profiles.DeleteCopy:
		return p.copied(in, c)
	}
	return p.others(c)
}

// version deletes a version, once its number is known.
func version(in fields, c profiles.Change) Call {
	return Call{Target: "lambda:deleteFunction", Input: in.text(), Learnt: "Qualifier", Of: named(c)}
}

// copied are the calls that make $LATEST again what it was before it was made a
// version, and delete the copy. The settings come first: a call that sets code
// that is there already gives $LATEST another revision.
func (p Place) copied(in fields, c profiles.Change) (calls []Call, why string) {
	calls = []Call{{Target: configuration, Input: in.text(), Live: touched(c)}}
	if c.Copy.WasCode != c.Copy.IsCode {
		bucket, key := p.kept(c.Function)
		if bucket == "" {
			why = "the code of $LATEST, while it is that of version " + c.Copy.From + ", is put back by squall recover alone: Lambda takes code from a bucket, as state: s3://BUCKET/PREFIX would be"
		} else {
			calls = append(calls, Call{Target: "lambda:updateFunctionCode", Input: fields{"FunctionName": c.Function, "S3Bucket": bucket, "S3Key": key,
				"Architectures": architectures(c.Copy)}.text(), Live: []string{code}})
		}
	}
	return append(calls, version(in, c)), why
}

// architectures are those of $LATEST before a copy.
func architectures(c *rollout.Copy) []string { return strings.Fields(c.WasCode)[2:] }

// kept is where the code of a function lies until the run has ended.
func (p Place) kept(function string) (bucket, key string) {
	rest, ok := strings.CutPrefix(strings.TrimSuffix(p.State, "/"), "s3://")
	if !ok {
		return "", ""
	}
	bucket, prefix, _ := strings.Cut(rest, "/")
	return bucket, strings.TrimPrefix(prefix+"/"+p.Account+"/"+p.Region+"/"+p.Run+"/latest-"+function+".zip", "/")
}

// others are calls about what is no setting of a function.
func (p Place) others(c profiles.Change) ([]Call, string) {
	function := "arn:aws:lambda:" + p.Region + ":" + p.Account + ":function:" + c.Function
	switch c.Kind {
	case profiles.PutMapping:
		return call("lambda:updateEventSourceMapping", fields{"Uuid": c.Source, "Enabled": c.Count > 0}), ""
	case profiles.DeleteMark:
		return call("lambda:untagResource", fields{"Resource": function, "TagKeys": []string{"squall:run", "squall:expires"}}), ""
	case profiles.DeleteQueue:
		host := "https://sqs." + p.Region + ".amazonaws.com"
		if strings.HasPrefix(p.Region, "cn-") {
			host += ".cn"
		}
		return call("sqs:deleteQueue", fields{"QueueUrl": host + "/" + p.Account + "/" + c.Queue[strings.LastIndexByte(c.Queue, ':')+1:]}), ""
	case profiles.DeleteSource:
		return p.source(c)
	case profiles.DeleteTrigger:
		return p.trigger(c), ""
	case profiles.EndExperiment:
		return []Call{{Target: "fis:deleteExperimentTemplate", Input: "{}", Learnt: "Id", Of: named(c)}}, ""
	case profiles.EndDenial:
		return nil, "" // it ends by itself, a minute after its fault is over, and the queue goes
	}
	return nil, "no call does that; it stays until squall recover"
}

func (p Place) topic(c profiles.Change) string {
	return "arn:aws:sns:" + p.Region + ":" + p.Account + ":" + c.Source
}

// source deletes what events were sent to.
func (p Place) source(c profiles.Change) ([]Call, string) {
	switch c.Path {
	case profiles.PathSNS:
		return call("sns:deleteTopic", fields{"TopicArn": p.topic(c)}), ""
	case profiles.PathEvents:
		return call("eventbridge:deleteEventBus", fields{"Name": c.Source}), ""
	}
	return call("s3:deleteBucket", fields{"Bucket": c.Source}), "S3 deletes empty buckets alone, so once an event was sent it stays, with its objects, until squall recover"
}

// trigger takes away what a source tells a function, and then that it may.
func (p Place) trigger(c profiles.Change) (calls []Call) {
	switch c.Path {
	case profiles.PathSNS:
		calls = []Call{{Target: "sns:unsubscribe", Input: "{}", Learnt: "SubscriptionArn", Of: named(c)}}
	case profiles.PathEvents:
		rule := fields{"Rule": c.TriggerName(), "EventBusName": c.Source, "Ids": []string{"function"}}
		calls = append(call("eventbridge:removeTargets", rule), call("eventbridge:deleteRule", fields{"Name": c.TriggerName(), "EventBusName": c.Source})...)
	case profiles.PathS3:
		calls = []Call{{Target: notification, Input: fields{"Bucket": c.Source}.text(), Live: []string{notifications}}}
	}
	in := fields{"FunctionName": c.Function, "StatementId": c.TriggerName()}
	if c.Qualifier != "" {
		in["Qualifier"] = c.Qualifier
	}
	return append(calls, call("lambda:removePermission", in)...)
}

// async adds settings of asynchronous invokes, all of them: they replace others.
func async(in fields, a profiles.Async) {
	in["MaximumRetryAttempts"] = a.Retries
	if a.MaxAge > 0 {
		in["MaximumEventAgeInSeconds"] = profiles.WholeSeconds(a.MaxAge)
	}
	to := fields{}
	if a.OnSuccess != "" {
		to["OnSuccess"] = fields{"Destination": a.OnSuccess}
	}
	if a.OnFailure != "" {
		to["OnFailure"] = fields{"Destination": a.OnFailure}
	}
	in["DestinationConfig"] = to
}

// named is the name by which a change is known that tells what its restore
// needs, and what ends it.
func named(c profiles.Change) string {
	switch c.Kind {
	case profiles.PutSpoilt, profiles.DeleteVersion, profiles.PutCopy, profiles.DeleteCopy:
		return "version " + c.Version + " of " + c.Function
	case profiles.PutTrigger, profiles.DeleteTrigger:
		return c.TriggerName()
	case profiles.PutExperiment, profiles.EndExperiment:
		return "fault " + c.Lease[strings.LastIndexByte(c.Lease, '/')+1:] // a plan knows no block, which comes before
	}
	return ""
}

// ends says whether a change of a named thing takes it away.
func ends(k profiles.ChangeKind) bool {
	return slices.Contains([]profiles.ChangeKind{profiles.DeleteVersion, profiles.DeleteCopy, profiles.DeleteTrigger, profiles.EndExperiment, profiles.EndLatest}, k)
}
