package standin_test

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/base64"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"squall/profiles"
	"squall/profiles/read"
	"squall/standin"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/lambda"
	"github.com/aws/aws-sdk-go-v2/service/lambda/types"
)

// runtime answers with its number of invocations, or does not when asked to.
const runtime = `#!/usr/bin/env python3
import os, sys, time, urllib.request
base = "http://" + os.environ["AWS_LAMBDA_RUNTIME_API"] + "/2018-06-01/runtime/invocation/"
print("hello from", os.environ["STAGE"], flush=True)
n = 0
while True:
    r = urllib.request.urlopen(base + "next")
    event, id = r.read(), r.headers["Lambda-Runtime-Aws-Request-Id"]
    n += 1
    if b"exit" in event:
        sys.exit(1)
    if b"wait" in event:
        time.sleep(600)
    urllib.request.urlopen(base + id + "/response", b'{"statusCode":200,"body":"%d"}' % n).read()
`

func packed(t *testing.T, name, text string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	h := &zip.FileHeader{Name: name}
	h.SetMode(0o755)
	w, err := z.CreateHeader(h)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Write([]byte(text)); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// workshop is a stand-in that runs processes, and a client of it.
func workshop(t *testing.T) (*standin.Standin, *lambda.Client) {
	t.Helper()
	plan, err := read.Profile("any.yaml", []byte(`
name: any
functions: [{name: modelled, model: {duration: {constant: 1ms}}}]
attack: [{path: sdk, function: modelled, phases: [{for: 1s, rate: 1/s}]}]
`), nil)
	if err != nil {
		t.Fatal(err)
	}
	return serve(t, standin.Options{World: &plan.Arms[0].World, Processes: true})
}

func serve(t *testing.T, o standin.Options) (*standin.Standin, *lambda.Client) {
	t.Helper()
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
			t.Error(err)
		}
	})
	return s, lambda.New(lambda.Options{BaseEndpoint: aws.String(s.Endpoint()), Region: "us-east-1", Retryer: aws.NopRetryer{},
		Credentials: credentials.NewStaticCredentialsProvider("squall", "squall", "")})
}

func create(t *testing.T, c *lambda.Client, name, file, text string) {
	t.Helper()
	_, err := c.CreateFunction(t.Context(), &lambda.CreateFunctionInput{FunctionName: &name, Runtime: types.RuntimeProvidedal2023,
		Handler: aws.String("h"), Role: aws.String("arn:aws:iam::111122223333:role/r"), Timeout: aws.Int32(2), Publish: true,
		Environment: &types.Environment{Variables: map[string]string{"STAGE": "prod"}}, Code: &types.FunctionCode{ZipFile: packed(t, file, text)}})
	if err != nil {
		t.Fatal(err)
	}
}

// TestProgramsOfProfiles: the processes of a profile run; those that somebody
// else posts do not, unless the stand-in was made to; and a reset ends them.
func TestProgramsOfProfiles(t *testing.T) {
	file := filepath.Join(t.TempDir(), "own")
	if err := os.WriteFile(file, []byte(runtime), 0o700); err != nil {
		t.Fatal(err)
	}
	plan, err := read.Profile("any.yaml", []byte("name: any\nfunctions: [{name: own, env: {STAGE: prod}, process: {command: ["+file+"]}}]\n"+
		"attack: [{path: sdk, function: own, phases: [{for: 1s, rate: 1/s}]}]\n"), nil)
	if err != nil {
		t.Fatal(err)
	}
	world := &plan.Arms[0].World
	s, c := serve(t, standin.Options{World: world, Programs: standin.Programs(world)})
	if err := s.Install(t.Context(), world); err != nil {
		t.Fatal(err)
	}
	invoke := func(want string) {
		t.Helper()
		out, err := c.Invoke(t.Context(), &lambda.InvokeInput{FunctionName: aws.String("own")})
		if err != nil || !strings.Contains(string(out.Payload), want) {
			t.Errorf("%v %s, want %s", err, out.Payload, want)
		}
	}
	invoke(`"body":"1"`)
	invoke(`"body":"2"`)
	res, err := http.Post(s.Endpoint()+"/_squall/reset", "", nil)
	if err != nil {
		t.Fatal(err)
	}
	_ = res.Body.Close()
	if err := s.Install(t.Context(), world); err != nil {
		t.Fatal(err)
	}
	invoke(`"body":"1"`)
	other := *world
	other.Functions = slices.Clone(world.Functions)
	other.Functions[0].Versions = []profiles.Version{{Name: "v1", Process: &profiles.Process{Command: []string{"sh"}, Dir: "/"}}}
	if err := s.Configure(t.Context(), standin.Config{Compress: 1, World: other}); err == nil || !strings.Contains(err.Error(), "--processes") {
		t.Errorf("a program of somebody else's: %v", err)
	}
	s, _ = serve(t, standin.Options{World: world, Processes: true})
	if err := s.Configure(t.Context(), standin.Config{Compress: 1, World: other}); err != nil {
		t.Error(err)
	}
	create(t, c, "brought", "bootstrap", runtime)
	if _, err := c.Invoke(t.Context(), &lambda.InvokeInput{FunctionName: aws.String("brought")}); err == nil || !strings.Contains(err.Error(), "501") {
		t.Errorf("a function that a client brought where only the profile's run: %v", err)
	}
}

// TestProcesses: a function that a client brings runs, stays warm, and fails in
// Lambda's words; other versions and functions have processes of their own.
func TestProcesses(t *testing.T) {
	s, c := workshop(t)
	create(t, c, "own", "bootstrap", runtime)
	create(t, c, "empty", "index.js", "x")
	for _, step := range []struct {
		function, qualifier, event string
		want, failed, log          string
	}{
		{"own", "", `{}`, `"body":"1"`, "", "hello from prod"},
		{"own", "", `{}`, `"body":"2"`, "", "END RequestId"},
		{"own", "1", `{}`, `"body":"1"`, "", "Version: 1"},
		{"own", "", `"exit"`, "Runtime exited with error: exit status 1", "Unhandled", "Status: error"},
		{"own", "", `{}`, `"body":"1"`, "", "Init Duration"},
		{"own", "", `"wait"`, "Task timed out after 2.00 seconds", "Unhandled", "Status: timeout"},
		{"own", "", `{}`, `"body":"1"`, "", "Init Duration"},
		{"empty", "", `{}`, "Runtime.InvalidEntrypoint", "Unhandled", "START"},
	} {
		in := &lambda.InvokeInput{FunctionName: &step.function, Payload: []byte(step.event), LogType: types.LogTypeTail}
		if step.qualifier != "" {
			in.Qualifier = &step.qualifier
		}
		out, err := c.Invoke(t.Context(), in)
		if err != nil {
			t.Fatal(err)
		}
		log, err := base64.StdEncoding.DecodeString(aws.ToString(out.LogResult))
		if err != nil || !strings.Contains(string(out.Payload), step.want) || aws.ToString(out.FunctionError) != step.failed || !strings.Contains(string(log), step.log) {
			t.Errorf("%+v: %s %q %v\n%s", step, out.Payload, aws.ToString(out.FunctionError), err, log)
		}
	}
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, s.Endpoint()+"/2015-03-31/functions", nil)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Origin", "http://example.com")
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	if err := res.Body.Close(); err != nil || res.StatusCode != http.StatusForbidden {
		t.Errorf("a web page gets %d, %v", res.StatusCode, err)
	}
}
