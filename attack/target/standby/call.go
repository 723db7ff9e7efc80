package standby

import (
	"encoding/json"
	"strings"

	"squall/profiles"
)

// Place is whose things are put back.
type Place struct{ Account, Region string }

// universal begins the name of a target that is an operation of an API.
// https://docs.aws.amazon.com/scheduler/latest/UserGuide/managing-targets-universal.html
const universal = "arn:aws:scheduler:::aws-sdk:"

// Call is the operation that makes a change, as a universal target, and its
// input; why says what stands in the way. Names of versions must be numbers.
func Call(p Place, c profiles.Change) (target, input, why string) {
	action, in := p.call(c)
	if action == "" {
		return "", "", unable(c.Kind)
	}
	text, err := json.Marshal(in)
	if err != nil {
		return "", "", err.Error()
	}
	return universal + action, string(text), ""
}

// Permission is what the role of a target needs.
func Permission(target string) string {
	service, action, _ := strings.Cut(strings.TrimPrefix(target, universal), ":")
	if action == "" {
		return service
	}
	return service + ":" + strings.ToUpper(action[:1]) + action[1:]
}

type fields map[string]any

func (p Place) call(c profiles.Change) (action string, in fields) {
	in = fields{"FunctionName": c.Function}
	if c.Qualifier != "" {
		in["Qualifier"] = c.Qualifier
	}
	switch c.Kind {
	case profiles.PutReserved:
		in["ReservedConcurrentExecutions"] = c.Count
		return "lambda:putFunctionConcurrency", in
	case profiles.DeleteReserved:
		return "lambda:deleteFunctionConcurrency", in
	case profiles.PutProvisioned:
		in["ProvisionedConcurrentExecutions"] = c.Count
		return "lambda:putProvisionedConcurrencyConfig", in
	case profiles.DeleteProvisioned:
		return "lambda:deleteProvisionedConcurrencyConfig", in
	case profiles.PutAlias:
		weights := fields{}
		if c.Other != "" {
			weights[c.Other] = c.Weight
		}
		in["Name"], in["FunctionVersion"], in["RoutingConfig"] = c.Alias, c.To, fields{"AdditionalVersionWeights": weights}
		return "lambda:updateAlias", in
	case profiles.PutEventInvoke:
		p.async(in, c.Async)
		return "lambda:putFunctionEventInvokeConfig", in
	case profiles.DeleteEventInvoke:
		return "lambda:deleteFunctionEventInvokeConfig", in
	case profiles.PutDeadLetter:
		in["DeadLetterConfig"] = fields{"TargetArn": c.Queue}
		return "lambda:updateFunctionConfiguration", in
	}
	return p.others(c)
}

// others are calls about what is no setting of a function.
func (p Place) others(c profiles.Change) (action string, in fields) {
	function := "arn:aws:lambda:" + p.Region + ":" + p.Account + ":function:" + c.Function
	switch c.Kind {
	case profiles.PutMapping:
		return "lambda:updateEventSourceMapping", fields{"Uuid": c.Source, "Enabled": c.Count > 0}
	case profiles.DeleteMark:
		return "lambda:untagResource", fields{"Resource": function, "TagKeys": []string{"squall:run", "squall:expires"}}
	case profiles.DeleteQueue:
		host := "https://sqs." + p.Region + ".amazonaws.com"
		if strings.HasPrefix(p.Region, "cn-") {
			host += ".cn"
		}
		return "sqs:deleteQueue", fields{"QueueUrl": host + "/" + p.Account + "/" + c.Queue[strings.LastIndexByte(c.Queue, ':')+1:]}
	}
	return "", nil
}

// async adds settings of asynchronous invokes, all of them: they replace others.
func (p Place) async(in fields, a profiles.Async) {
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

// unable says why a change cannot be made by one call that is known before.
func unable(k profiles.ChangeKind) string {
	switch k {
	case profiles.EndExperiment, profiles.EndDenial:
		return "it ends by itself when its fault is over"
	case profiles.DeleteSource, profiles.DeleteTrigger, profiles.EndLatest, profiles.DeleteCopy:
		return "that takes several calls; it stays until squall recover takes it away"
	}
	return "no single call does that; it stays until squall recover"
}
