package main

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"squall/profiles/read"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/lambda"
	"github.com/aws/aws-sdk-go-v2/service/lambda/types"
)

// init --from-aws finds what a function is set to and what may call it, changes
// nothing, and writes a profile that runs.
func TestInitFromAWS(t *testing.T) {
	s := serveStandin(t, `
functions:
  - name: checkout
    memory: 512
    timeout: 7s
    env: {TOKEN: verysecret}
    versions: {v1: {model: {runtime: python3.13, arch: arm64, duration: {constant: 5ms}}}}
    aliases: {live: v1}
    reserved: 30
    provisioned: {live: 4}
    async: {retries: 1, max_age: 1h, dead_letter: sqs:dlq, on_success: sqs:done}
attack: [{path: alb, function: "checkout:live", phases: [{for: 1s, rate: 1/s}]}]
`)
	ctx := t.Context()
	permit := func(id, principal, source string) {
		in := &lambda.AddPermissionInput{FunctionName: aws.String("checkout"), Qualifier: aws.String("live"), StatementId: &id, Action: aws.String("lambda:InvokeFunction"), Principal: &principal, SourceArn: &source}
		if _, err := s.lambda.AddPermission(ctx, in); err != nil {
			t.Fatal(err)
		}
	}
	permit("api", "apigateway.amazonaws.com", "arn:aws:execute-api:us-east-1:111122223333:abc123/prod/GET/orders")
	permit("api2", "apigateway.amazonaws.com", "arn:aws:execute-api:us-east-1:111122223333:abc123/prod/POST/orders")
	permit("up", "s3.amazonaws.com", "arn:aws:s3:::uploads")
	permit("news", "sns.amazonaws.com", "arn:aws:sns:us-east-1:111122223333:news")
	permit("logs", "logs.amazonaws.com", "arn:aws:logs:us-east-1:111122223333:log-group:g:*")
	if _, err := s.lambda.CreateFunctionUrlConfig(ctx, &lambda.CreateFunctionUrlConfigInput{FunctionName: aws.String("checkout"), Qualifier: aws.String("live"), AuthType: types.FunctionUrlAuthTypeAwsIam}); err != nil {
		t.Fatal(err)
	}
	before := s.state(t)
	for name, value := range map[string]string{"AWS_ENDPOINT_URL": s.Endpoint(), "AWS_REGION": "us-east-1", "AWS_ACCESS_KEY_ID": "squall", "AWS_SECRET_ACCESS_KEY": "squall", "AWS_EC2_METADATA_DISABLED": "true"} {
		t.Setenv(name, value)
	}
	file := filepath.Join(t.TempDir(), "checkout.yaml")
	var out, diag bytes.Buffer
	if code := run(ctx, []string{"init", "--from-aws", "checkout:live", file}, strings.NewReader(""), &out, &diag); code != 0 {
		t.Fatalf("exit code %d\n%s", code, &diag)
	}
	if after := s.state(t); !slices.Equal(before, after) {
		t.Errorf("the function was changed:\n%s\n%s", strings.Join(before, "\n"), strings.Join(after, "\n"))
	}
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"account: {id: \"111122223333\", region: us-east-1, concurrency: 1000}", "memory: 512", "timeout: 7s", "arch: arm64", "reserved: 30", "provisioned: {live: 4}",
		"async: {retries: 1, max_age: 3600s, dead_letter: sqs:dlq, on_success: sqs:done}",
		"url: \"https://abc123.execute-api.us-east-1.amazonaws.com/prod\"", "bucket: uploads", "topic: news", "sigv4: {service: lambda}",
		"TOKEN: their values may be secrets", "logs.amazonaws.com may call it",
	} {
		if !strings.Contains(string(text), want) {
			t.Errorf("it lacks %s\n%s", want, text)
		}
	}
	if strings.Contains(string(text), "verysecret") || strings.Count(string(text), "path: apigw-rest\n") != 1 {
		t.Errorf("\n%s", text)
	}
	p, err := read.Profile("checkout.yaml", text, nil)
	if err != nil || len(p.Entries) != 5 {
		t.Fatalf("%v, entries of\n%s", err, text)
	}
	simulates(t, file)
	bare := filepath.Join(t.TempDir(), "bare.yaml")
	if code := run(ctx, []string{"init", "--from-aws", "checkout", bare}, strings.NewReader(""), &out, &diag); code != 0 {
		t.Fatalf("exit code %d\n%s", code, &diag)
	}
	if text, err := os.ReadFile(bare); err != nil || !strings.Contains(string(text), "provisioned concurrency of live: 4;") || strings.Contains(string(text), "SQUALL_") {
		t.Errorf("%v\n%s", err, text)
	}
	if code := run(ctx, []string{"init", "--from-aws", "nope", filepath.Join(t.TempDir(), "a.yaml")}, strings.NewReader(""), &out, &diag); code != 2 || !strings.Contains(diag.String(), "the function nope: ") {
		t.Errorf("exit code %d\n%s", code, &diag)
	}
}

// simulates runs a profile in virtual time.
func simulates(t *testing.T, file string) {
	t.Helper()
	var out, diag bytes.Buffer
	if code := run(t.Context(), []string{"simulate", file, "--out", t.TempDir()}, strings.NewReader(""), &out, &diag); code != 0 {
		t.Errorf("simulate: exit code %d\n%s%s", code, &out, &diag)
	}
}
