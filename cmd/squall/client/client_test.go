package client_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"squall/cmd/squall/client"
)

// caller is an environment full of ways to real AWS.
var caller = []string{"HOME=/home/u", "AWS_PROFILE=prod", "AWS_SESSION_TOKEN=t", "AWS_ACCESS_KEY_ID=AKIAREAL",
	"AWS_ENDPOINT_URL_LAMBDA=https://lambda.us-east-1.amazonaws.com", "AWS_CONFIG_FILE=/home/u/.aws/config", "AWS_CA_BUNDLE=x", "BOTO_CONFIG=y"}

func TestEnvironmentLeadsToTheStandinAlone(t *testing.T) {
	s := client.Standin{Endpoint: "http://127.0.0.1:9400", Account: "444455556666", Region: "eu-west-1"}
	got := s.Environment(caller)
	for _, entry := range got {
		name, value, _ := strings.Cut(entry, "=")
		if strings.Contains(value, "prod") || strings.Contains(value, "REAL") || strings.Contains(value, "amazonaws") || strings.Contains(value, ".aws") {
			t.Errorf("%s came through", entry)
		}
		if slices.ContainsFunc(got, func(o string) bool { return o != entry && strings.HasPrefix(o, name+"=") }) {
			t.Errorf("%s is there twice", name)
		}
	}
	for _, want := range []string{"HOME=/home/u", "AWS_ENDPOINT_URL=http://127.0.0.1:9400", "AWS_ACCESS_KEY_ID=444455556666", "AWS_REGION=eu-west-1"} {
		if !slices.Contains(got, want) {
			t.Errorf("%s is missing in %q", want, got)
		}
	}
}

func TestAWS(t *testing.T) {
	shims, real := t.TempDir(), t.TempDir()
	for _, dir := range []string{shims, real} {
		if err := os.WriteFile(filepath.Join(dir, "aws"), []byte("#!/bin/sh\n"), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	s := client.Standin{Endpoint: "http://127.0.0.1:9400"}
	path := "PATH=" + shims + string(filepath.ListSeparator) + real
	c, err := s.AWS([]string{"sqs", "list-queues"}, []string{path}, shims)
	if err != nil || c.Path != filepath.Join(real, "aws") || strings.Join(c.Args, " ") != "aws --endpoint-url http://127.0.0.1:9400 sqs list-queues" {
		t.Errorf("%+v, %v", c, err)
	}
	if _, err := s.AWS([]string{"sqs"}, []string{"PATH=" + shims}, shims); err != client.ErrNoCLI {
		t.Errorf("without a CLI: %v", err)
	}
	for _, bad := range []string{"--endpoint-url=https://sqs.us-east-1.amazonaws.com", "--endpoint-url", "--profile"} {
		if _, err := s.AWS([]string{"sqs", "list-queues", bad}, []string{path}, shims); err == nil {
			t.Errorf("%s was let through", bad)
		}
	}
}

func TestShell(t *testing.T) {
	shims := filepath.Join(t.TempDir(), "it's here")
	if err := client.Furnish(shims, "/opt/it's/squall"); err != nil {
		t.Fatal(err)
	}
	if err := client.Furnish(shims, "/opt/it's/squall"); err != nil {
		t.Errorf("a second time: %v", err)
	}
	shim, err := os.ReadFile(filepath.Join(shims, "aws"))
	if err != nil || string(shim) != "#!/bin/sh\nexec '/opt/it'\\''s/squall' aws -- \"$@\"\n" {
		t.Errorf("the aws of the shell is %q, %v", shim, err)
	}
	if left, err := filepath.Glob(filepath.Join(shims, ".new-*")); err != nil || len(left) > 0 {
		t.Errorf("left %q, %v", left, err)
	}
	s := client.Standin{Endpoint: "http://127.0.0.1:9400", Account: "444455556666"}
	c, err := s.Shell("aws sqs list-queues", []string{"SHELL=/bin/sh", "PATH=/usr/bin"}, shims)
	if err != nil || c.Path != "/bin/sh" || strings.Join(c.Args, "|") != "sh|-c|aws sqs list-queues" ||
		!slices.Contains(c.Env, "PATH="+shims+":/usr/bin") || !slices.Contains(c.Env, "SQUALL_ACCOUNT=444455556666") {
		t.Errorf("%+v, %v", c, err)
	}
	if _, err := s.Shell("", []string{"SHELL=/no/such/shell"}, shims); err == nil {
		t.Error("a shell that is not there was taken")
	}
}

func TestFind(t *testing.T) {
	for endpoint, want := range map[string]string{
		"https://lambda.us-east-1.amazonaws.com": "only a loopback address",
		"http://10.0.0.1:9400":                   "only a loopback address",
		"127.0.0.1:9400":                         "want http://HOST:PORT",
		"":                                       "want http://HOST:PORT",
		"http://127.0.0.1:1":                     "start one with `squall serve`",
	} {
		s := client.Standin{Endpoint: endpoint}
		if err := s.Find(t.Context()); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %q", endpoint, err, want)
		}
	}
	s := client.Standin{Endpoint: "http://127.0.0.1:1", Account: "prod"}
	if err := s.Find(t.Context()); err == nil || !strings.Contains(err.Error(), "twelve digits") {
		t.Errorf("an account of letters: %v", err)
	}
}
