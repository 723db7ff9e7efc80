package standby

import (
	"strings"
	"testing"
	"time"

	"squall/profiles"
	"squall/profiles/rollout"
)

func TestCall(t *testing.T) {
	p := Place{Account: "111122223333", Region: "eu-west-1", State: "s3://runs/squall/", Run: "r"}
	other := rollout.Copy{From: "3", WasCode: "a Zip arm64", IsCode: "b Zip x86_64"}
	for _, c := range []struct {
		change profiles.Change
		want   string
	}{
		{profiles.Change{Kind: profiles.PutReserved, Function: "f", Count: 0}, `lambda:PutFunctionConcurrency {"FunctionName":"f","ReservedConcurrentExecutions":0}`},
		{profiles.Change{Kind: profiles.DeleteReserved, Function: "f"}, `lambda:DeleteFunctionConcurrency {"FunctionName":"f"}`},
		{profiles.Change{Kind: profiles.PutProvisioned, Function: "f", Qualifier: "live", Count: 3}, `lambda:PutProvisionedConcurrencyConfig {"FunctionName":"f","ProvisionedConcurrentExecutions":3,"Qualifier":"live"}`},
		{profiles.Change{Kind: profiles.DeleteProvisioned, Function: "f", Qualifier: "live"}, `lambda:DeleteProvisionedConcurrencyConfig {"FunctionName":"f","Qualifier":"live"}`},
		{profiles.Change{Kind: profiles.PutAlias, Function: "f", Alias: "live", To: "3"}, `lambda:UpdateAlias {"FunctionName":"f","FunctionVersion":"3","Name":"live","RoutingConfig":{"AdditionalVersionWeights":{}}}`},
		{profiles.Change{Kind: profiles.PutAlias, Function: "f", Alias: "live", To: "3", Other: "4", Weight: 0.25}, `lambda:UpdateAlias {"FunctionName":"f","FunctionVersion":"3","Name":"live","RoutingConfig":{"AdditionalVersionWeights":{"4":0.25}}}`},
		{profiles.Change{Kind: profiles.PutEventInvoke, Function: "f", Async: profiles.Async{Retries: 1, MaxAge: time.Minute, OnFailure: "arn:x"}},
			`lambda:PutFunctionEventInvokeConfig {"DestinationConfig":{"OnFailure":{"Destination":"arn:x"}},"FunctionName":"f","MaximumEventAgeInSeconds":60,"MaximumRetryAttempts":1}`},
		{profiles.Change{Kind: profiles.DeleteEventInvoke, Function: "f", Qualifier: "live"}, `lambda:DeleteFunctionEventInvokeConfig {"FunctionName":"f","Qualifier":"live"}`},
		{profiles.Change{Kind: profiles.PutMapping, Function: "f", Source: "u", Count: 1}, `lambda:UpdateEventSourceMapping {"Enabled":true,"Uuid":"u"}`},
		{profiles.Change{Kind: profiles.DeleteMark, Function: "f"}, `lambda:UntagResource {"Resource":"arn:aws:lambda:eu-west-1:111122223333:function:f","TagKeys":["squall:run","squall:expires"]}`},
		{profiles.Change{Kind: profiles.DeleteQueue, Queue: "sqs:squall-r-dead"}, `sqs:DeleteQueue {"QueueUrl":"https://sqs.eu-west-1.amazonaws.com/111122223333/squall-r-dead"}`},
		// What is there is read when it is scheduled: no journal has the variables.
		{profiles.Change{Kind: profiles.PutDeadLetter, Function: "f"}, `lambda:UpdateFunctionConfiguration {"FunctionName":"f"} DeadLetterConfig`},
		{profiles.Change{Kind: profiles.EndLatest, Function: "f", Fault: &profiles.Fault{Kind: profiles.FaultMemory}}, `lambda:UpdateFunctionConfiguration {"FunctionName":"f"} Environment,MemorySize`},
		{profiles.Change{Kind: profiles.DeleteVersion, Function: "f", Version: "v1#0"}, `lambda:DeleteFunction {"FunctionName":"f"} Qualifier of version v1#0 of f`},
		{profiles.Change{Kind: profiles.DeleteCopy, Function: "f", Version: "v3", Copy: &rollout.Copy{From: "3"}},
			`lambda:UpdateFunctionConfiguration {"FunctionName":"f"} Description,Environment,Handler,Runtime,MemorySize,Timeout,Layers,EphemeralStorage,TracingConfig,LoggingConfig; lambda:DeleteFunction {"FunctionName":"f"} Qualifier of version v3 of f`},
		{profiles.Change{Kind: profiles.DeleteCopy, Function: "f", Version: "v3", Copy: &other},
			`lambda:UpdateFunctionConfiguration {"FunctionName":"f"} Description,Environment,Handler,Runtime,MemorySize,Timeout,Layers,EphemeralStorage,TracingConfig,LoggingConfig; ` +
				`lambda:UpdateFunctionCode {"Architectures":["arm64"],"FunctionName":"f","S3Bucket":"runs","S3Key":"squall/111122223333/eu-west-1/r/latest-f.zip"} code; lambda:DeleteFunction {"FunctionName":"f"} Qualifier of version v3 of f`},
		{profiles.Change{Kind: profiles.DeleteSource, Path: "s3", Source: "b"}, `s3:DeleteBucket {"Bucket":"b"}`},
		{profiles.Change{Kind: profiles.DeleteSource, Path: "sns", Source: "b"}, `sns:DeleteTopic {"TopicArn":"arn:aws:sns:eu-west-1:111122223333:b"}`},
		{profiles.Change{Kind: profiles.DeleteSource, Path: "events", Source: "b"}, `events:DeleteEventBus {"Name":"b"}`},
		{profiles.Change{Kind: profiles.DeleteTrigger, Path: "s3", Source: "b", Function: "f", Qualifier: "live"},
			`s3:PutBucketNotification {"Bucket":"b"} NotificationConfiguration; lambda:RemovePermission {"FunctionName":"f","Qualifier":"live","StatementId":"ID"}`},
		{profiles.Change{Kind: profiles.DeleteTrigger, Path: "sns", Source: "b", Function: "f"},
			`sns:Unsubscribe {} SubscriptionArn of ID; lambda:RemovePermission {"FunctionName":"f","StatementId":"ID"}`},
		{profiles.Change{Kind: profiles.DeleteTrigger, Path: "events", Source: "b", Function: "f", Filter: "e"},
			`events:RemoveTargets {"EventBusName":"b","Ids":["function"],"Rule":"ID"}; events:DeleteRule {"EventBusName":"b","Name":"ID"}; lambda:RemovePermission {"FunctionName":"f","StatementId":"ID"}`},
		{profiles.Change{Kind: profiles.EndExperiment, Function: "f", Lease: "run-7/#2"}, `fis:DeleteExperimentTemplate {} Id of fault #2`},
	} {
		calls, _ := Calls(p, c.change)
		var got []string
		for _, k := range calls {
			text := Permission(k.Target) + " " + k.Input
			if len(k.Live) > 0 {
				text += " " + strings.Join(k.Live, ",")
			}
			if k.Learnt != "" {
				text += " " + k.Learnt + " of " + k.Of
			}
			got = append(got, text)
		}
		if said := strings.Join(got, "; "); said != strings.ReplaceAll(c.want, "ID", c.change.TriggerName()) {
			t.Errorf("%s:\n%s, want\n%s", c.change.Kind, said, c.want)
		}
	}
	for _, c := range []struct {
		change profiles.Change
		calls  int
		want   string
	}{
		{profiles.Change{Kind: profiles.EndDenial}, 0, ""},
		{profiles.Change{Kind: profiles.DeleteFunction}, 0, "no call does that"},
		{profiles.Change{Kind: profiles.DeleteSource, Path: "s3", Source: "b"}, 1, "with its objects"},
		{profiles.Change{Kind: profiles.DeleteCopy, Function: "f", Version: "v3", Copy: &other}, 2, "squall recover alone"},
	} {
		if calls, why := Calls(Place{State: "ssm:/squall"}, c.change); len(calls) != c.calls || !strings.Contains(why, c.want) {
			t.Errorf("%s: %+v %q", c.change.Kind, calls, why)
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
