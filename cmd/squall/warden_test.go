package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	slash "path"
	"slices"
	"strings"
	"sync"
	"testing"

	"squall/standin/awsapi"
	"squall/standin/identity/policy"

	"github.com/aws/smithy-go/encoding/cbor"
)

// warden stands before an account and lets through what a policy allows, as
// IAM does. It knows which action a request is by AWS's API references; one
// that it does not know fails the test.
type warden struct {
	t      *testing.T
	mu     sync.Mutex
	policy policy.Document
	used   map[string]bool
	denied []string
}

func (w *warden) allows(text string) {
	d, err := policy.Parse(text)
	if err != nil {
		w.t.Fatalf("%v in\n%s", err, text)
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.policy, w.used, w.denied = d, map[string]bool{}, nil
}

// said is what was used and what was denied since allows.
func (w *warden) said() (used, denied []string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for action := range w.used {
		used = append(used, action)
	}
	slices.Sort(used)
	return used, w.denied
}

func (w *warden) spoil(out http.ResponseWriter, r *http.Request) bool {
	if strings.HasPrefix(r.URL.Path, "/_squall/code/") {
		return false // an address of code is a permission by itself
	}
	service, action, resource := w.action(r)
	w.mu.Lock()
	defer w.mu.Unlock()
	w.used[action] = true
	if action == "sts:GetCallerIdentity" || w.policy.Identity(policy.Request{Action: action, Resource: resource}) == policy.Allowed {
		return false // the first needs no permission
	}
	w.denied = append(w.denied, action+" on "+resource)
	why := "User: arn:aws:iam::111122223333:user/squall is not authorized to perform: " + action + " on resource: " + resource + " because no identity-based policy allows the " + action + " action"
	switch service {
	case "s3":
		out.WriteHeader(http.StatusForbidden)
		fmt.Fprintf(out, "<Error><Code>AccessDenied</Code><Message>%s</Message></Error>", why)
	case "sns", "elasticloadbalancing":
		out.WriteHeader(http.StatusForbidden)
		fmt.Fprintf(out, "<ErrorResponse><Error><Type>Sender</Type><Code>AccessDenied</Code><Message>%s</Message></Error></ErrorResponse>", why)
	case "monitoring":
		out.Header().Set("Smithy-Protocol", "rpc-v2-cbor")
		out.WriteHeader(http.StatusForbidden)
		_, _ = out.Write(cbor.Encode(cbor.Map{"__type": cbor.String("AccessDeniedException"), "message": cbor.String(why)}))
	default:
		out.Header().Set("X-Amzn-ErrorType", "AccessDeniedException")
		out.WriteHeader(http.StatusForbidden)
		fmt.Fprintf(out, `{"__type":"AccessDeniedException","message":%q,"Message":%q}`, why, why)
	}
	return true
}

// action names a request as IAM does.
// https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
func (w *warden) action(r *http.Request) (service, action, resource string) {
	body, _ := io.ReadAll(r.Body)
	r.Body = io.NopCloser(bytes.NewReader(body))
	arn := func(service, rest string) string { return "arn:aws:" + service + ":us-east-1:111122223333:" + rest }
	switch service = awsapi.ScopeOf(r).Service; service {
	case "lambda":
		return w.lambda(r, arn)
	case "s3":
		return w.object(r)
	case "fis":
		return w.experiment(r, arn)
	case "scheduler":
		verb := map[string]string{"GET": "Get", "PUT": "Update", "POST": "Create", "DELETE": "Delete"}[r.Method]
		return service, "scheduler:" + verb + "Schedule", arn("scheduler", "schedule/default/"+slash.Base(r.URL.Path))
	}
	operation := r.Header.Get("X-Amz-Target")
	operation = operation[strings.LastIndex(operation, ".")+1:]
	if form, err := url.ParseQuery(string(body)); operation == "" && err == nil {
		operation = form.Get("Action")
	}
	if operation == "" {
		operation = slash.Base(r.URL.Path) // Smithy's own protocol
	}
	var in struct{ LogGroupName, QueueName, QueueUrl, Name, Path, Rule string }
	_ = json.Unmarshal(body, &in)
	switch service {
	case "logs":
		resource = arn("logs", "log-group:"+in.LogGroupName+":*")
	case "sqs":
		operation = strings.TrimSuffix(operation, "Batch")
		resource = arn("sqs", in.QueueName+slash.Base("/"+in.QueueUrl))
		if in.QueueUrl == "" {
			resource = arn("sqs", in.QueueName)
		}
	case "events":
		resource = arn("events", "event-bus/orders")
		if strings.Contains(operation, "Rule") || strings.Contains(operation, "Targets") {
			resource = arn("events", "rule/orders/"+in.Name+in.Rule)
		}
	case "ssm":
		resource = arn("ssm", "parameter"+in.Name+in.Path)
	case "sns":
		resource = arn("sns", "orders")
	case "sts", "monitoring":
		resource = "*"
	default:
		w.t.Errorf("an action of %s: %s %s %s", service, r.Method, r.URL, operation)
	}
	prefix := service
	if service == "monitoring" {
		prefix = "cloudwatch"
	}
	return service, prefix + ":" + operation, resource
}

// experiment reads a request as the paths of FIS have it.
// https://docs.aws.amazon.com/fis/latest/APIReference/API_Operations.html
func (w *warden) experiment(r *http.Request, arn func(string, string) string) (service, action, resource string) {
	kind, id, one := strings.Cut(strings.TrimPrefix(r.URL.Path, "/"), "/")
	names := map[string]string{"GET experimentTemplates": "ListExperimentTemplates", "POST experimentTemplates": "CreateExperimentTemplate",
		"POST experiments": "StartExperiment", "GET experiments": "ListExperiments"}
	resource = "*"
	if one || r.Method == "POST" {
		resource = arn("fis", map[string]string{"experiments": "experiment/", "experimentTemplates": "experiment-template/"}[kind]+id)
	}
	if one {
		names = map[string]string{"DELETE experimentTemplates": "DeleteExperimentTemplate", "GET experiments": "GetExperiment", "DELETE experiments": "StopExperiment"}
	}
	name := names[r.Method+" "+kind]
	if name == "" {
		w.t.Errorf("an action of fis: %s %s", r.Method, r.URL)
	}
	return "fis", "fis:" + name, resource
}

func (w *warden) object(r *http.Request) (service, action, resource string) {
	bucket, key, _ := strings.Cut(strings.TrimPrefix(r.URL.Path, "/"), "/")
	verbs := map[string]string{"GET": "GetObject", "HEAD": "GetObject", "PUT": "PutObject", "DELETE": "DeleteObject"}
	if resource = "arn:aws:s3:::" + bucket; key != "" {
		return "s3", "s3:" + verbs[r.Method], resource + "/" + key
	}
	verbs = map[string]string{"GET": "ListBucket", "HEAD": "ListBucket", "PUT": "CreateBucket", "DELETE": "DeleteBucket", "POST": "DeleteObject"}
	if r.URL.Query().Has("notification") {
		verbs = map[string]string{"GET": "GetBucketNotification", "PUT": "PutBucketNotification"}
	}
	return "s3", "s3:" + verbs[r.Method], resource
}

// lambda reads a request as the paths of its API reference have it.
// https://docs.aws.amazon.com/lambda/latest/api/API_Operations.html
func (w *warden) lambda(r *http.Request, arn func(string, string) string) (service, action, resource string) {
	parts := strings.Split(strings.Trim(r.URL.Path, "/"), "/")[1:] // without the date
	verb := map[string]string{"GET": "Get", "PUT": "Put", "POST": "Update", "DELETE": "Delete"}[r.Method]
	switch parts[0] {
	case "account-settings":
		return "lambda", "lambda:GetAccountSettings", "*"
	case "event-source-mappings":
		return "lambda", "lambda:" + map[string]string{"GET": "ListEventSourceMappings", "PUT": "UpdateEventSourceMapping"}[r.Method], "*"
	case "tags":
		name, _ := url.PathUnescape(strings.Join(parts[1:], "/"))
		return "lambda", "lambda:" + map[string]string{"GET": "ListTags", "POST": "TagResource", "DELETE": "UntagResource"}[r.Method], name
	}
	resource = arn("lambda", "function:"+parts[1])
	if q := r.URL.Query().Get("Qualifier"); q != "" {
		resource += ":" + q
	}
	names := map[string]string{
		"configuration": verb + "FunctionConfiguration", "concurrency": verb + "FunctionConcurrency", "provisioned-concurrency": verb + "ProvisionedConcurrencyConfig",
		"event-invoke-config": verb + "FunctionEventInvokeConfig", "aliases": verb + "Alias", "invocations": "InvokeFunction", "urls": "ListFunctionUrlConfigs", "code": "UpdateFunctionCode",
		"versions": map[string]string{"POST": "PublishVersion", "GET": "ListVersionsByFunction"}[r.Method],
		"policy":   map[string]string{"POST": "AddPermission", "DELETE": "RemovePermission", "GET": "GetPolicy"}[r.Method],
	}
	name := ""
	if len(parts) > 2 {
		name = names[parts[2]]
	}
	switch {
	case len(parts) == 2 && r.Method == "DELETE":
		name = "DeleteFunction"
	case len(parts) == 2:
		name = "GetFunction"
	case name == "":
		w.t.Errorf("an action of lambda: %s %s", r.Method, r.URL)
	case parts[2] == "provisioned-concurrency" && r.URL.Query().Get("List") == "ALL":
		name = "ListProvisionedConcurrencyConfigs"
	case parts[2] == "aliases" && len(parts) == 3:
		name = "ListAliases"
	case parts[2] == "aliases" && r.Method == "PUT":
		name = "UpdateAlias"
	case parts[2] == "configuration" && r.Method == "PUT":
		name = "UpdateFunctionConfiguration"
	}
	return "lambda", "lambda:" + name, resource
}

// printed is the policy in what a doctor printed.
func printed(t *testing.T, said string) string {
	t.Helper()
	_, text, ok := strings.Cut(said, "needs:\n")
	if !ok {
		t.Fatalf("there is no policy in\n%s", said)
	}
	return text[:strings.LastIndex(text, "}")+1]
}

// without is a policy that lacks an action.
func without(text, action string) string {
	return strings.ReplaceAll(text, `"`+action+`"`, `"none:None"`)
}

// tells says whether words were printed, wherever the lines ended.
func tells(said, words string) bool {
	before, _, _ := strings.Cut(said, "The least policy")
	return strings.Contains(strings.Join(strings.Fields(before), " "), words)
}

// actions are those that a policy names.
func actions(t *testing.T, text string) (out []string) {
	t.Helper()
	var d struct {
		Statement []struct {
			Sid    string
			Action []string
		}
	}
	if err := json.Unmarshal([]byte(text), &d); err != nil {
		t.Fatalf("%v in\n%s", err, text)
	}
	seen := map[string]bool{}
	for _, s := range d.Statement {
		if seen[s.Sid] {
			t.Errorf("IAM takes no policy with two statements called %s", s.Sid)
		}
		seen[s.Sid] = true
		out = append(out, s.Action...)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// The policy that a doctor prints is enough for its run and for no more: with
// it all goes well, nothing in it is never used, and without one of its actions
// somebody says which is missing.
func TestLeastPolicy(t *testing.T) {
	s := account(t)
	w := &warden{t: t}
	spoiled(t, s, w.spoil)
	t.Chdir(t.TempDir())
	// The load is long enough for both faults, however busy the machine is.
	long := strings.Replace(proven, "{for: 100ms, rate: 20/s}", "{for: 2s, rate: 5/s}", 1)
	long = strings.ReplaceAll(long, "for: 20ms,", "for: 1s,")
	before, profile := s.state(t), writeProfile(t, strings.Replace(long, "  - {path: events", `  - {path: s3, bucket: squall-test-uploads, function: shop:live, phases: [{for: 100ms, rate: 20/s}]}
  - {path: sns, topic: orders, function: shop:live, phases: [{for: 100ms, rate: 20/s}]}
  - {path: events`, 1))
	doctor := []string{"doctor", profile, "--target", "aws"}
	w.allows(`{"Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}`)
	_, said := squallIn(t, doctor...)
	least := printed(t, said)

	w.allows(least)
	if code, said := squallIn(t, doctor...); code != 0 {
		t.Errorf("doctor: exit code %d\n%s", code, said)
	}
	looked, _ := w.said()
	code, said := squallIn(t, "run", profile, "--target", "aws", "--allow", everyLeave, "--out", "one")
	used, denied := w.said()
	if !carriedOut(code) || len(denied) > 0 {
		t.Errorf("run: exit code %d, denied %q\n%s", code, denied, said)
	}
	unchanged(t, s, before)
	var idle []string
	for _, action := range actions(t, least) {
		if !slices.Contains(used, action) {
			idle = append(idle, action)
		}
	}
	// What AWS asks of other calls, what is for what was not there before, and for
	// messages of somebody else.
	if want := []string{"fis:TagResource", "iam:PassRole", "lambda:DeleteFunctionConcurrency", "lambda:DeleteProvisionedConcurrencyConfig", "sqs:ChangeMessageVisibility"}; !slices.Equal(idle, want) {
		t.Errorf("the policy has %q, which nothing used; want %q", idle, want)
	}
	for _, action := range looked {
		if action == "sts:GetCallerIdentity" {
			continue
		}
		w.allows(without(least, action))
		if code, said := squallIn(t, doctor...); code != 2 || !tells(said, action) || !tells(said, "may not do that") {
			t.Errorf("without %s the doctor ends with %d and says\n%s", action, code, said)
		}
	}
	for _, action := range []string{"lambda:PutFunctionConcurrency", "lambda:TagResource", "sqs:CreateQueue", "s3:PutObject", "events:PutRule"} {
		w.allows(without(least, action))
		if code, said := squallIn(t, "run", profile, "--target", "aws", "--allow", everyLeave, "--out", t.TempDir()); code != 2 || !tells(said, action) {
			t.Errorf("without %s the run ends with %d and says\n%s", action, code, said)
		}
		unchanged(t, s, before)
	}
}
