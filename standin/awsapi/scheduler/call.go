package scheduler

import (
	"bytes"
	"encoding/json"
	"net/http"
	"net/url"
	"strings"

	"squall/standin/catalog/naming"
	"squall/standin/timetable"
)

// call is a request of a target, and what its role must allow.
type call struct {
	service, permission, resource string
	request                       *http.Request
}

// request makes a request to an API of the account.
func request(p timetable.Place, service, method, path string, body []byte) *http.Request {
	r, err := http.NewRequest(method, "http://"+service+"."+p.Region+".amazonaws.com"+path, bytes.NewReader(body))
	if err != nil {
		panic("scheduler: a path that is escaped makes no request: " + err.Error())
	}
	r.RequestURI = r.URL.RequestURI()
	return r
}

func marshal(v any) []byte {
	b, err := json.Marshal(v)
	if err != nil {
		panic("scheduler: what was JSON is none: " + err.Error())
	}
	return b
}

// said makes the request of an API that names operations in a header.
func said(p timetable.Place, o operation, in any) *http.Request {
	r := request(p, o.service, "POST", "/", marshal(in))
	r.Header.Set("X-Amz-Target", o.target+o.name)
	r.Header.Set("Content-Type", o.json)
	return r
}

// callOf is what a firing calls, with an input that is filled in.
func (h *API) callOf(f *timetable.Firing, input string) call {
	if rest, ok := strings.CutPrefix(f.Target.ARN, universal); ok {
		service, action, _ := strings.Cut(rest, ":")
		op, _ := h.operationOf(service, action) // it was checked
		return anyCall(f.Place, op, input)
	}
	a, _ := naming.ParseARN(f.Target.ARN)
	name := f.Target.ARN[strings.LastIndexByte(f.Target.ARN, ':')+1:]
	out := call{service: a.Service, resource: f.Target.ARN}
	switch a.Service {
	case "lambda":
		out.permission = "lambda:InvokeFunction"
		out.request = request(f.Place, "lambda", "POST", "/2015-03-31/functions/"+url.PathEscape(f.Target.ARN)+"/invocations", []byte(input))
		out.request.Header.Set("X-Amz-Invocation-Type", "Event")
	case "sqs":
		in := map[string]any{"QueueUrl": "https://sqs." + a.Region + ".amazonaws.com/" + a.Account + "/" + name, "MessageBody": input}
		if f.Target.MessageGroup != "" {
			in["MessageGroupId"] = f.Target.MessageGroup
		}
		op := spoken["sqs"]
		op.name, out.permission = "SendMessage", "sqs:SendMessage"
		out.request = said(f.Place, op, in)
	case "sns":
		form := url.Values{"Action": {"Publish"}, "Version": {"2010-03-31"}, "TopicArn": {f.Target.ARN}, "Message": {input}}
		out.permission, out.request = "sns:Publish", request(f.Place, "sns", "POST", "/", []byte(form.Encode()))
		out.request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	case "events":
		op := spoken["eventbridge"]
		op.name, out.permission = "PutEvents", "events:PutEvents"
		out.request = said(f.Place, op, map[string]any{"Entries": []any{map[string]any{"EventBusName": f.Target.ARN, "DetailType": f.Target.DetailType,
			"Source": f.Target.Source, "Detail": input}}})
	}
	return out
}

// anyCall is the call of a universal target.
func anyCall(p timetable.Place, o operation, input string) call {
	in := map[string]any{}
	if input != "" {
		_ = json.Unmarshal([]byte(input), &in) // it was checked
	}
	out := call{service: o.service, permission: o.permission(), resource: resource(p, o, in)}
	switch {
	case o.target != "":
		out.request = said(p, o, in)
	case o.version != "":
		form := url.Values{"Action": {o.name}, "Version": {o.version}}
		flatten(form, "", in)
		out.request = request(p, o.service, "POST", "/", []byte(form.Encode()))
		out.request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	default:
		out.request = o.rest(p, in)
	}
	return out
}
