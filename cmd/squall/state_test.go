package main

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"squall/profiles/read"
	"squall/standin"
	"squall/standin/lease"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/fis"
	"github.com/aws/aws-sdk-go-v2/service/lambda"
	"github.com/aws/aws-sdk-go-v2/service/lambda/types"
	"github.com/aws/aws-sdk-go-v2/service/scheduler"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
)

// served is a stand-in that other processes could use, and the clients by
// which its state is read.
type served struct {
	*standin.Standin
	lambda *lambda.Client
	sqs    *sqs.Client
}

// serveStandin starts a stand-in with the functions of a profile.
func serveStandin(t *testing.T, profile string) *served {
	t.Helper()
	return serveWaiting(t, profile, 2)
}

// serveWaiting starts one whose waits are divided by a number.
func serveWaiting(t *testing.T, profile string, compress float64) *served {
	t.Helper()
	return serveWith(t, profile, standin.Options{Compress: compress})
}

// serveProcesses starts one that runs what clients bring, in a folder of the
// test's own, and is AWS for this process.
func serveProcesses(t *testing.T, profile string) *served {
	t.Helper()
	s := serveWith(t, profile, standin.Options{Compress: 600, Processes: true})
	setenv(t, s.Endpoint())
	t.Chdir(t.TempDir())
	return s
}

func serveWith(t *testing.T, profile string, o standin.Options) *served {
	t.Helper()
	plan, err := read.Profile("served.yaml", []byte(profile), nil)
	if err != nil {
		t.Fatal(err)
	}
	o.Seed, o.World = 7, &plan.Arms[0].World
	s, err := standin.New(o)
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- s.Serve(ctx) }()
	t.Cleanup(func() {
		stop()
		if err := <-done; err != nil {
			t.Errorf("the stand-in: %v", err)
		}
	})
	if err := s.Install(ctx, &plan.Arms[0].World); err != nil {
		t.Fatal(err)
	}
	c, region := credentials.NewStaticCredentialsProvider("squall", "squall", ""), plan.Arms[0].World.Account.Region
	return &served{s,
		lambda.New(lambda.Options{BaseEndpoint: aws.String(s.Endpoint()), Region: region, Credentials: c}),
		sqs.New(sqs.Options{BaseEndpoint: aws.String(s.Endpoint()), Region: region, Credentials: c}),
	}
}

// fis is a client of FIS.
func (s *served) fis() *fis.Client {
	return fis.New(fis.Options{BaseEndpoint: aws.String(s.Endpoint()), Region: "us-east-1", Credentials: credentials.NewStaticCredentialsProvider("squall", "squall", "")})
}

// schedules is a client of EventBridge Scheduler.
func (s *served) schedules() *scheduler.Client {
	return scheduler.New(scheduler.Options{HTTPClient: http.DefaultClient, BaseEndpoint: aws.String(s.Endpoint()), Region: "us-east-1", Credentials: credentials.NewStaticCredentialsProvider("squall", "squall", "")})
}

// state is all that changes can change, line by line. Times, revisions and
// code, which tell one stand-in from another, are left out.
func (s *served) state(t *testing.T) []string {
	t.Helper()
	var lines []string
	add := func(what string, v any, err error) {
		if err != nil {
			t.Fatalf("%s: %v", what, err)
		}
		for _, item := range items(t, v) {
			lines = append(lines, what+" "+item)
		}
	}
	ctx := t.Context()
	functions, err := s.lambda.ListFunctions(ctx, &lambda.ListFunctionsInput{})
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range functions.Functions {
		name := f.FunctionName
		versions, err := s.lambda.ListVersionsByFunction(ctx, &lambda.ListVersionsByFunctionInput{FunctionName: name})
		add("version", versions.Versions, err)
		aliases, err := s.lambda.ListAliases(ctx, &lambda.ListAliasesInput{FunctionName: name})
		add("alias of "+*name, aliases.Aliases, err)
		reserved, err := s.lambda.GetFunctionConcurrency(ctx, &lambda.GetFunctionConcurrencyInput{FunctionName: name})
		add("reserved of "+*name, []any{reserved.ReservedConcurrentExecutions}, err)
		provisioned, err := s.lambda.ListProvisionedConcurrencyConfigs(ctx, &lambda.ListProvisionedConcurrencyConfigsInput{FunctionName: name})
		add("provisioned", provisioned.ProvisionedConcurrencyConfigs, err)
		tags, err := s.lambda.ListTags(ctx, &lambda.ListTagsInput{Resource: f.FunctionArn})
		add("tags of "+*name, []any{tags.Tags}, err)
		policy, err := s.lambda.GetPolicy(ctx, &lambda.GetPolicyInput{FunctionName: name})
		if _, none := errors.AsType[*types.ResourceNotFoundException](err); !none {
			add("policy of "+*name, []any{aws.ToString(policy.Policy)}, err)
		}
		async, err := s.lambda.ListFunctionEventInvokeConfigs(ctx, &lambda.ListFunctionEventInvokeConfigsInput{FunctionName: name})
		add("event-invoke", async.FunctionEventInvokeConfigs, err)
	}
	mappings, err := s.lambda.ListEventSourceMappings(ctx, &lambda.ListEventSourceMappingsInput{})
	for _, m := range mappings.EventSourceMappings {
		add("mapping", []any{*m.EventSourceArn, strings.HasPrefix(*m.State, "Disabl")}, err)
	}
	templates, err := s.fis().ListExperimentTemplates(ctx, &fis.ListExperimentTemplatesInput{})
	add("experiment template", templates.ExperimentTemplates, err)
	schedules, err := s.schedules().ListSchedules(ctx, &scheduler.ListSchedulesInput{})
	add("schedule", schedules.Schedules, err)
	queues, err := s.sqs.ListQueues(ctx, &sqs.ListQueuesInput{})
	add("queue", path(queues.QueueUrls), err)
	var own standin.State
	s.get(t, "state", &own)
	add("account", []any{own.Account.Limit, own.Account.Reserved, own.Account.Provisioned}, nil)
	add("source", own.Sources, nil)
	for _, d := range own.Doors {
		d.URL = path([]string{d.URL})[0]
		add("door", []any{d}, nil)
	}
	var faults []lease.Row
	s.get(t, "faults", &faults)
	for _, f := range faults {
		if f.Live {
			add("fault", []any{f.Kind}, nil)
		}
	}
	var config standin.Config
	s.get(t, "config", &config)
	add("config", []any{config}, nil)
	return lines
}

// get reads one of the stand-in's own pages.
func (s *served) get(t *testing.T, page string, into any) {
	t.Helper()
	res, err := http.Get(s.Endpoint() + "/_squall/" + page)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	if err := json.NewDecoder(res.Body).Decode(into); err != nil || res.StatusCode != http.StatusOK {
		t.Fatalf("GET %s: status %d: %v", page, res.StatusCode, err)
	}
}

// items is each element of a list as JSON, without what differs anyway.
func items(t *testing.T, list any) (out []string) {
	t.Helper()
	text, err := json.Marshal(list)
	if err != nil {
		t.Fatal(err)
	}
	var values []any
	if err := json.Unmarshal(text, &values); err != nil {
		t.Fatal(err)
	}
	for _, v := range values {
		if m, ok := v.(map[string]any); ok {
			for _, name := range []string{"LastModified", "RevisionId", "CodeSha256", "CodeSize",
				"Status", "AllocatedProvisionedConcurrentExecutions", "AvailableProvisionedConcurrentExecutions"} {
				delete(m, name)
			}
		}
		text, err := json.Marshal(v)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, string(text))
	}
	return out
}

// path is what follows the host, which the stand-ins do not share.
func path(urls []string) (out []string) {
	for _, u := range urls {
		parsed, err := url.Parse(u)
		if err != nil {
			parsed = &url.URL{Path: u}
		}
		host, _, _ := strings.Cut(parsed.Host, ":")
		if strings.Contains(host, "lambda-url") {
			host = "" // a function URL's host is drawn
		}
		out = append(out, strings.TrimPrefix(parsed.Path, host))
	}
	slices.Sort(out)
	return out
}
