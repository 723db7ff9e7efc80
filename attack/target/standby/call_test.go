package standby

import (
	"strings"
	"testing"
	"time"

	"squall/profiles"
)

func TestCall(t *testing.T) {
	p := Place{"111122223333", "eu-west-1"}
	for _, c := range []struct {
		change      profiles.Change
		call, input string
	}{
		{profiles.Change{Kind: profiles.PutReserved, Function: "f", Count: 0}, "lambda:PutFunctionConcurrency", `{"FunctionName":"f","ReservedConcurrentExecutions":0}`},
		{profiles.Change{Kind: profiles.DeleteReserved, Function: "f"}, "lambda:DeleteFunctionConcurrency", `{"FunctionName":"f"}`},
		{profiles.Change{Kind: profiles.PutProvisioned, Function: "f", Qualifier: "live", Count: 3}, "lambda:PutProvisionedConcurrencyConfig", `{"FunctionName":"f","ProvisionedConcurrentExecutions":3,"Qualifier":"live"}`},
		{profiles.Change{Kind: profiles.DeleteProvisioned, Function: "f", Qualifier: "live"}, "lambda:DeleteProvisionedConcurrencyConfig", `{"FunctionName":"f","Qualifier":"live"}`},
		{profiles.Change{Kind: profiles.PutAlias, Function: "f", Alias: "live", To: "3"}, "lambda:UpdateAlias", `{"FunctionName":"f","FunctionVersion":"3","Name":"live","RoutingConfig":{"AdditionalVersionWeights":{}}}`},
		{profiles.Change{Kind: profiles.PutAlias, Function: "f", Alias: "live", To: "3", Other: "4", Weight: 0.25}, "lambda:UpdateAlias", `{"FunctionName":"f","FunctionVersion":"3","Name":"live","RoutingConfig":{"AdditionalVersionWeights":{"4":0.25}}}`},
		{profiles.Change{Kind: profiles.PutEventInvoke, Function: "f", Async: profiles.Async{Retries: 1, MaxAge: time.Minute, OnFailure: "arn:x"}}, "lambda:PutFunctionEventInvokeConfig",
			`{"DestinationConfig":{"OnFailure":{"Destination":"arn:x"}},"FunctionName":"f","MaximumEventAgeInSeconds":60,"MaximumRetryAttempts":1}`},
		{profiles.Change{Kind: profiles.DeleteEventInvoke, Function: "f", Qualifier: "live"}, "lambda:DeleteFunctionEventInvokeConfig", `{"FunctionName":"f","Qualifier":"live"}`},
		{profiles.Change{Kind: profiles.PutDeadLetter, Function: "f"}, "lambda:UpdateFunctionConfiguration", `{"DeadLetterConfig":{"TargetArn":""},"FunctionName":"f"}`},
		{profiles.Change{Kind: profiles.PutMapping, Function: "f", Source: "u", Count: 1}, "lambda:UpdateEventSourceMapping", `{"Enabled":true,"Uuid":"u"}`},
		{profiles.Change{Kind: profiles.DeleteMark, Function: "f"}, "lambda:UntagResource", `{"Resource":"arn:aws:lambda:eu-west-1:111122223333:function:f","TagKeys":["squall:run","squall:expires"]}`},
		{profiles.Change{Kind: profiles.DeleteQueue, Queue: "sqs:squall-r-dead"}, "sqs:DeleteQueue", `{"QueueUrl":"https://sqs.eu-west-1.amazonaws.com/111122223333/squall-r-dead"}`},
	} {
		target, input, why := Call(p, c.change)
		if Permission(target) != c.call || input != c.input || why != "" {
			t.Errorf("%s: %s %s %s", c.change.Kind, target, input, why)
		}
	}
	for kind, want := range map[profiles.ChangeKind]string{profiles.EndExperiment: "ends by itself", profiles.EndDenial: "ends by itself", profiles.DeleteTrigger: "several calls", profiles.DeleteSource: "several calls", profiles.DeleteFunction: "no single call"} {
		if target, _, why := Call(p, profiles.Change{Kind: kind}); target != "" || !strings.Contains(why, want) {
			t.Errorf("%s: %q %q", kind, target, why)
		}
	}
}

// Names are those that AWS takes, however long that of a run is, and differ.
func TestName(t *testing.T) {
	if got := Name("20261122-x", 7); got != "squall-20261122-x-07" {
		t.Error(got)
	}
	long := strings.Repeat("r", 80)
	if a, b := Name(long, 1), Name(long, 112); len(a) != 64 || len(b) != 64 || a == b {
		t.Errorf("%s %s", a, b)
	}
}
