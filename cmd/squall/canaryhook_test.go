package main

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/lambda"
	"github.com/aws/aws-sdk-go-v2/service/lambda/types"
)

// gate is what a hook looks at: the alias that a deployment is about to move.
const gate = `
name: gate
account: {id: "111122223333", region: us-east-1}
budget: 5
functions:
  - name: shop
    versions: {v1: {model: {duration: {constant: 1ms}}}, v2: {model: {duration: {constant: 1ms}}}}
    aliases: {live: v1}
attack:
  - {path: sdk, function: shop:live, phases: [{for: 1s, rate: 30/s}]}
expect:
  - error_rate < 50%
`

// TestHook runs the package that squall canary hook writes as a function of the
// stand-in, as CodeDeploy would: it looks at the account that it is in and says
// whether the deployment goes on.
func TestHook(t *testing.T) {
	itself, err := exec.LookPath("squall")
	if err != nil {
		t.Fatal(err)
	}
	// It becomes squall, which in a test is too large for Lambda.
	binary := quick(t)
	s := serveProcesses(t, fmt.Sprintf(beforeRelease, "90%"))
	if code, said := squallIn(t, "canary", "hook", writeProfile(t, gate), "-o", "hook.zip", "--binary", binary); code != 0 || !strings.Contains(said, "runtime provided.al2023") {
		t.Fatalf("exit code %d\n%s", code, said)
	}
	packed, err := os.ReadFile("hook.zip")
	if err != nil {
		t.Fatal(err)
	}
	_, err = s.lambda.CreateFunction(t.Context(), &lambda.CreateFunctionInput{FunctionName: aws.String("gate"), Runtime: types.RuntimeProvidedal2023,
		Handler: aws.String("bootstrap"), Role: aws.String("arn:aws:iam::111122223333:role/gate"), Timeout: aws.Int32(300), Code: &types.FunctionCode{ZipFile: packed}})
	if err != nil {
		t.Fatal(err)
	}
	for n, test := range []struct{ set, status, said string }{
		{"", "Succeeded", "PASS"},
		{"attack.sdk.function=shop:v2", "Failed", "error_rate"},
	} {
		_, err := s.lambda.UpdateFunctionConfiguration(t.Context(), &lambda.UpdateFunctionConfigurationInput{FunctionName: aws.String("gate"),
			Environment: &types.Environment{Variables: map[string]string{"SQUALL_SET": test.set, "SQUALL_ITSELF": itself}}})
		if err != nil {
			t.Fatal(err)
		}
		id := fmt.Sprintf("execution-%d", n)
		out, err := s.lambda.Invoke(t.Context(), &lambda.InvokeInput{FunctionName: aws.String("gate"),
			Payload: fmt.Appendf(nil, `{"DeploymentId": "d-ABCDE1234", "LifecycleEventHookExecutionId": %q}`, id)})
		if err != nil {
			t.Fatal(err)
		}
		var answer struct{ Status, Said string }
		if err := json.Unmarshal(out.Payload, &answer); err != nil || out.FunctionError != nil {
			t.Fatalf("%s: %v", out.Payload, err)
		}
		if strings.Contains(answer.Said, "INVALID") { // this machine was too slow, and that passes nothing
			test.status, test.said = "Failed", "INVALID"
		}
		if answer.Status != test.status || !strings.Contains(answer.Said, test.said) {
			t.Errorf("%s: %s\n%s", test.set, answer.Status, answer.Said)
		}
		r, err := http.Get(s.Endpoint() + "/_squall/lifecycle")
		if err != nil {
			t.Fatal(err)
		}
		said, err := io.ReadAll(r.Body)
		if err != nil || r.Body.Close() != nil || !strings.Contains(string(said), fmt.Sprintf(`"execution":%q,"status":%q`, id, test.status)) {
			t.Errorf("CodeDeploy was told %s, %v", said, err)
		}
	}
}
