package main

import (
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/lambda"
)

const releases = "../../examples/canary/"

// checkoutThere is an account with checkout in two versions.
const checkoutThere = `
name: deployed
functions:
  - name: checkout
    versions: {v1: {model: {duration: {constant: 1ms}}}, v2: {model: {duration: {constant: 1ms}}}}
    aliases: {live: v1}
attack: [{path: sdk, function: checkout, phases: [{for: 1s, rate: 1/s}]}]
`

// shortened is an example as short as a test must be, on versions 1 and 2.
var shortened = strings.NewReplacer("v7", "v1", "v8", "v2", "for: 12m, rate: 20/s, arrival: poisson", "for: 4s, rate: 100/s",
	"steps: Linear10PercentEvery1Minute", "steps: [{weight: 50%, for: 1s, samples: 20}]\n  look: 200ms\n  settle: 0s\n  errors: 60%",
	"latency: {metric: warm_p90, margin: 20%}", "latency: none")

// TestReleaseExamples plays the shell steps of the examples against an account.
func TestReleaseExamples(t *testing.T) {
	workflow := steps(t, dig(t, parsed(t, releases+"github-release.yml"), "jobs", "squall", "steps"))
	spec := parsed(t, releases+"buildspec.yml")
	phases := strings.Join(append(lines(dig(t, spec, "phases", "build", "commands")), lines(dig(t, spec, "phases", "post_build", "commands"))...), "\n")
	profile, err := os.ReadFile(releases + "release.yaml")
	if err != nil {
		t.Fatal(err)
	}
	for name, script := range map[string]string{"workflow": workflow["release"] + "\n" + workflow["recover"], "buildspec": phases} {
		t.Run(name, func(t *testing.T) {
			s := serveWaiting(t, checkoutThere, 600)
			if _, err := s.lambda.TagResource(t.Context(), &lambda.TagResourceInput{Resource: aws.String("arn:aws:lambda:us-east-1:111122223333:function:checkout"), Tags: map[string]string{"squall": "allowed"}}); err != nil {
				t.Fatal(err)
			}
			setenv(t, s.Endpoint())
			t.Setenv("CANDIDATE", "v2")
			t.Chdir(t.TempDir())
			if err := os.WriteFile("release.yaml", []byte(shortened.Replace(string(profile))), 0o600); err != nil {
				t.Fatal(err)
			}
			said, err := exec.Command("bash", "-eo", "pipefail", "-c", script).CombinedOutput()
			code, want := 0, "2"
			if exit, ok := errors.AsType[*exec.ExitError](err); ok {
				code = exit.ExitCode()
			}
			if code == 15 { // this machine was too slow
				want = "1"
			}
			a, err := s.lambda.GetAlias(t.Context(), &lambda.GetAliasInput{FunctionName: aws.String("checkout"), Name: aws.String("live")})
			if err != nil || *a.FunctionVersion != want || code != 0 && code != 15 {
				t.Errorf("exit code %d, live at %v, %v\n%s", code, a, err, said)
			}
			if _, err := os.Stat(filepath.Join("out", "release", "junit.xml")); err != nil {
				t.Error(err)
			}
		})
	}
}

// The profile of the hook can be packed as the template says, and what the
// template sets fits it.
func TestHookExample(t *testing.T) {
	data, err := os.ReadFile(releases + "gate.yaml")
	if err != nil {
		t.Fatal(err)
	}
	variables := dig(t, parsed(t, releases+"template.yaml"), "Resources", "Gate", "Properties", "Environment", "Variables").(map[string]any)
	var set []string
	for line := range strings.Lines(strings.ReplaceAll(variables["SQUALL_SET"].(string), "{version}", "8")) {
		set = append(set, strings.TrimSpace(line))
	}
	plan, err := planned("gate.yaml", data, set, false, hookable)
	if err != nil {
		t.Fatal(err)
	}
	if e := plan.Arms[0].World.Attack[0]; len(set) != 2 || e.Alias != "v8" {
		t.Errorf("the hook looks at %s:%s", e.Function, e.Alias)
	}
	if timeout := dig(t, parsed(t, releases+"template.yaml"), "Resources", "Gate", "Properties", "Timeout"); int(hookTimeout(plan).Seconds()) > timeout.(int) {
		t.Errorf("the function is given %v s and needs %v", timeout, hookTimeout(plan))
	}
}

// Every state of the state machine is reached by another, and leads to one.
func TestStateMachine(t *testing.T) {
	data, err := os.ReadFile(releases + "release.asl.json")
	if err != nil {
		t.Fatal(err)
	}
	var machine struct {
		StartAt string
		States  map[string]map[string]any
	}
	if err := json.Unmarshal(data, &machine); err != nil {
		t.Fatal(err)
	}
	reached := map[string]bool{machine.StartAt: true}
	for _, m := range regexp.MustCompile(`"(?:Next|Default)": "(\w+)"`).FindAllStringSubmatch(string(data), -1) {
		reached[m[1]] = true
	}
	for name, state := range machine.States {
		if !reached[name] {
			t.Errorf("nothing leads to %s", name)
		}
		delete(reached, name)
		if state["Next"] == nil && state["End"] == nil && state["Choices"] == nil && state["Type"] != "Fail" {
			t.Errorf("%s leads nowhere", name)
		}
	}
	if len(reached) > 0 || !strings.Contains(string(data), `"StringEquals": "Succeeded"`) {
		t.Errorf("there is no state %v", reached)
	}
}
