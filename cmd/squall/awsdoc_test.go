package main

import (
	"net/http"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"squall/attack/hit"
	"squall/standin"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/lambda"
)

// What docs/aws.md shows works as it says, against a stand-in.
func TestExamplesOfAWS(t *testing.T) {
	text, err := os.ReadFile("../../docs/aws.md")
	if err != nil {
		t.Fatal(err)
	}
	profile := regexp.MustCompile("(?s)```yaml\n(.*?)```").FindSubmatch(text)
	shell := regexp.MustCompile("(?s)```sh\n(.*?)```").FindSubmatch(text)
	if profile == nil || shell == nil {
		t.Fatal("the page has no profile, or no commands")
	}
	for _, header := range []string{hit.HeaderCold, hit.HeaderVersion, hit.HeaderEnvironment, hit.HeaderInitType, hit.HeaderRequestID} {
		if n := strings.Count(strings.ToLower(string(text)), `"`+strings.ToLower(header)+`"`); n != 2 {
			t.Errorf("%s is in %d snippets of two", header, n)
		}
	}
	s := accountOf(t, strings.NewReplacer("name: shop", "name: checkout", "function: shop", "function: checkout", "provisioned: {live: 1}", "provisioned: {live: 0}").Replace(deployed), "checkout")
	setenv(t, s.Endpoint())
	t.Chdir(t.TempDir())
	if err := os.WriteFile("my.yaml", profile[1], 0o600); err != nil {
		t.Fatal(err)
	}
	before := s.state(t)
	ran := 0
	for line := range strings.Lines(string(shell[1])) {
		command, _, _ := strings.Cut(line, "#")
		args := strings.Fields(command)
		if len(args) < 2 {
			continue
		}
		ran++
		if code, said := squallIn(t, args[1:]...); code != 0 && code != 15 {
			t.Errorf("%s: exit code %d\n%s", strings.TrimSpace(command), code, said)
		}
	}
	if ran != 4 {
		t.Errorf("%d commands were run", ran)
	}
	unchanged(t, s, before)
	if _, err := s.lambda.GetFunction(t.Context(), &lambda.GetFunctionInput{FunctionName: aws.String("checkout")}); err != nil {
		t.Error(err)
	}
}

// The role of docs/aws.md, in its profile, puts back what a run leaves that is
// killed.
func TestRestorerOfAWS(t *testing.T) {
	text, err := os.ReadFile("../../docs/aws.md")
	if err != nil {
		t.Fatal(err)
	}
	blocks := regexp.MustCompile("(?s)```yaml\n(.*?)```").FindAllSubmatch(text, -1)
	if len(blocks) != 2 {
		t.Fatalf("%d profiles", len(blocks))
	}
	s := accountWith(t, strings.NewReplacer("name: shop", "name: checkout", "function: shop", "function: checkout", "provisioned: {live: 1}", "provisioned: {live: 0}").Replace(deployed), "checkout",
		standin.Options{Compress: 240})
	setenv(t, s.Endpoint())
	t.Chdir(t.TempDir())
	before, profile := s.state(t), string(blocks[0][1])+string(blocks[1][1])
	code, said := squallIn(t, "plan", "--target", "aws", writeProfile(t, profile), "--allow", "reserved,provisioned")
	for _, want := range []string{"(role arn:aws:iam::111122223333:role/squall-restorer)", "reserved concurrency of checkout: 20 (lambda:PutFunctionConcurrency)",
		"provisioned concurrency of checkout:live: none (lambda:DeleteProvisionedConcurrencyConfig)"} {
		if code != 0 || !tells(said, want) {
			t.Errorf("exit code %d, want %q in\n%s", code, want, said)
		}
	}
	killedWhen(t, s, profile, func(r *http.Request, _ string) bool {
		return r.Method == http.MethodPut && strings.HasSuffix(r.URL.Path, "/provisioned-concurrency")
	})
	if slices.Equal(before, s.state(t)) {
		t.Error("nothing was changed")
	}
	expired(t, s)
	unchanged(t, s, before)
}
