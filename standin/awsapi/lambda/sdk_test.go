package lambda_test

import (
	"bytes"
	"errors"
	"net/http/httptest"
	"testing"

	"archive/zip"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	sdk "github.com/aws/aws-sdk-go-v2/service/lambda"
	"github.com/aws/aws-sdk-go-v2/service/lambda/types"
	"github.com/aws/smithy-go"

	"squall/standin/core"
	"squall/standin/invoke"
)

func client(t *testing.T, b *backend) *sdk.Client {
	server := httptest.NewServer(b.handler())
	t.Cleanup(server.Close)
	return sdk.New(sdk.Options{Region: "us-east-1", BaseEndpoint: &server.URL, Retryer: aws.NopRetryer{},
		HTTPClient: server.Client(), Credentials: credentials.NewStaticCredentialsProvider("AKID", "SECRET", "")})
}

func zipBytes(t *testing.T) []byte {
	var b bytes.Buffer
	if err := zip.NewWriter(&b).Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func createInput(t *testing.T, name string) *sdk.CreateFunctionInput {
	return &sdk.CreateFunctionInput{FunctionName: &name, Runtime: types.RuntimeProvidedal2023, Handler: aws.String("bootstrap"),
		Role: aws.String("arn:aws:iam::111122223333:role/squall"), Code: &types.FunctionCode{ZipFile: zipBytes(t)}}
}

// must ends the test on an error of the SDK.
func must[T any](t *testing.T) func(T, error) T {
	return func(v T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

// TestOverSDK walks through a function's life with the real client.
func TestOverSDK(t *testing.T) {
	b := newBackend()
	c, ctx := client(t, b), t.Context()
	created := must[*sdk.CreateFunctionOutput](t)(c.CreateFunction(ctx, createInput(t, "report")))
	if created.State != types.StatePending || *created.Version != "$LATEST" {
		t.Errorf("created: %v %s", created.State, *created.Version)
	}
	got := must[*sdk.GetFunctionConfigurationOutput](t)(c.GetFunctionConfiguration(ctx, &sdk.GetFunctionConfigurationInput{FunctionName: created.FunctionArn}))
	if got.State != types.StateActive || got.LastUpdateStatus != types.LastUpdateStatusSuccessful {
		t.Errorf("settled: %v %v", got.State, got.LastUpdateStatus)
	}
	must[*sdk.UpdateFunctionConfigurationOutput](t)(c.UpdateFunctionConfiguration(ctx, &sdk.UpdateFunctionConfigurationInput{
		FunctionName: aws.String("report"), RevisionId: got.RevisionId, Environment: &types.Environment{Variables: map[string]string{"STAGE": "b"}}}))
	v := must[*sdk.PublishVersionOutput](t)(c.PublishVersion(ctx, &sdk.PublishVersionInput{FunctionName: aws.String("report")}))
	if *v.Version != "1" || v.Environment.Variables["STAGE"] != "b" {
		t.Errorf("published: %s %v", *v.Version, v.Environment)
	}
	alias := must[*sdk.CreateAliasOutput](t)(c.CreateAlias(ctx, &sdk.CreateAliasInput{FunctionName: aws.String("report"), Name: aws.String("live"), FunctionVersion: v.Version}))
	pc := must[*sdk.PutProvisionedConcurrencyConfigOutput](t)(c.PutProvisionedConcurrencyConfig(ctx, &sdk.PutProvisionedConcurrencyConfigInput{
		FunctionName: aws.String("report"), Qualifier: alias.Name, ProvisionedConcurrentExecutions: aws.Int32(2)}))
	if pc.Status != types.ProvisionedConcurrencyStatusEnumInProgress || *pc.RequestedProvisionedConcurrentExecutions != 2 {
		t.Errorf("provisioned: %+v", pc)
	}
	list := must[*sdk.ListProvisionedConcurrencyConfigsOutput](t)(c.ListProvisionedConcurrencyConfigs(ctx, &sdk.ListProvisionedConcurrencyConfigsInput{FunctionName: aws.String("report")}))
	if len(list.ProvisionedConcurrencyConfigs) != 1 || *list.ProvisionedConcurrencyConfigs[0].FunctionArn != *alias.AliasArn {
		t.Errorf("list: %+v", list.ProvisionedConcurrencyConfigs)
	}
	ei := must[*sdk.PutFunctionEventInvokeConfigOutput](t)(c.PutFunctionEventInvokeConfig(ctx, &sdk.PutFunctionEventInvokeConfigInput{
		FunctionName: aws.String("report"), Qualifier: alias.Name, MaximumRetryAttempts: aws.Int32(0)}))
	if *ei.MaximumRetryAttempts != 0 || ei.MaximumEventAgeInSeconds != nil || ei.LastModified.Year() != 2026 {
		t.Errorf("event invoke: %+v", ei)
	}
	must[*sdk.PutFunctionConcurrencyOutput](t)(c.PutFunctionConcurrency(ctx, &sdk.PutFunctionConcurrencyInput{
		FunctionName: aws.String("report"), ReservedConcurrentExecutions: aws.Int32(50)}))
	acct := must[*sdk.GetAccountSettingsOutput](t)(c.GetAccountSettings(ctx, &sdk.GetAccountSettingsInput{}))
	if *acct.AccountLimit.UnreservedConcurrentExecutions != 950 {
		t.Errorf("unreserved: %d", *acct.AccountLimit.UnreservedConcurrentExecutions)
	}
	must[*sdk.DeleteFunctionOutput](t)(c.DeleteFunction(ctx, &sdk.DeleteFunctionInput{FunctionName: aws.String("report")}))
}

// TestTypedErrors: each refusal becomes the SDK's own type, with its message.
func TestTypedErrors(t *testing.T) {
	b := newBackend()
	c, ctx := client(t, b), t.Context()
	must[*sdk.CreateFunctionOutput](t)(c.CreateFunction(ctx, createInput(t, "f")))
	name := aws.String("f")

	_, err := c.CreateFunction(ctx, createInput(t, "f"))
	if e, ok := errors.AsType[*types.ResourceConflictException](err); !ok || e.ErrorMessage() != "Function already exist: f" {
		t.Errorf("conflict: %v", err)
	}
	_, err = c.GetFunction(ctx, &sdk.GetFunctionInput{FunctionName: name, Qualifier: aws.String("7")})
	if e, ok := errors.AsType[*types.ResourceNotFoundException](err); !ok || e.ErrorMessage() != "Function not found: arn:aws:lambda:us-east-1:111122223333:function:f:7" {
		t.Errorf("not found: %v", err)
	}
	_, err = c.PublishVersion(ctx, &sdk.PublishVersionInput{FunctionName: name, RevisionId: aws.String("x")})
	if _, ok := errors.AsType[*types.PreconditionFailedException](err); !ok {
		t.Errorf("precondition: %v", err)
	}
	_, err = c.PutFunctionConcurrency(ctx, &sdk.PutFunctionConcurrencyInput{FunctionName: name, ReservedConcurrentExecutions: aws.Int32(901)})
	if _, ok := errors.AsType[*types.InvalidParameterValueException](err); !ok {
		t.Errorf("parameter: %v", err)
	}
	must[*sdk.PublishVersionOutput](t)(c.PublishVersion(ctx, &sdk.PublishVersionInput{FunctionName: name}))
	_, err = c.GetProvisionedConcurrencyConfig(ctx, &sdk.GetProvisionedConcurrencyConfigInput{FunctionName: name, Qualifier: aws.String("1")})
	if _, ok := errors.AsType[*types.ProvisionedConcurrencyConfigNotFoundException](err); !ok {
		t.Errorf("no provisioned: %v", err)
	}
	_, err = c.GetLayerVersionPolicy(ctx, &sdk.GetLayerVersionPolicyInput{LayerName: name, VersionNumber: aws.Int64(1)})
	if e, ok := errors.AsType[smithy.APIError](err); !ok || e.ErrorCode() != "NotImplementedException" {
		t.Errorf("unbuilt: %v", err)
	}
	b.answer = func(invoke.Request) invoke.Response {
		return invoke.Response{RequestID: requestID, Outcome: core.Refused, Reason: core.ConcurrentInvocationLimitExceeded}
	}
	_, err = c.Invoke(ctx, &sdk.InvokeInput{FunctionName: name})
	if e, ok := errors.AsType[*types.TooManyRequestsException](err); !ok || e.Reason != types.ThrottleReasonConcurrentInvocationLimitExceeded ||
		e.ErrorMessage() != "Rate Exceeded." || *e.Type != "User" {
		t.Errorf("throttle: %v", err)
	}
	_, err = c.Invoke(ctx, &sdk.InvokeInput{FunctionName: name, Payload: []byte("{")})
	if _, ok := errors.AsType[*types.InvalidRequestContentException](err); !ok {
		t.Errorf("payload: %v", err)
	}
}

// TestInvokeOverSDK: what a caller sees of a function that ran.
func TestInvokeOverSDK(t *testing.T) {
	b := newBackend()
	b.answer = func(invoke.Request) invoke.Response {
		return invoke.Response{RequestID: requestID, Outcome: core.Errored, ErrorType: "Unhandled", ExecutedVersion: "3",
			Payload: []byte(`{"errorMessage":"no"}`), LogTail: []byte("END")}
	}
	out := must[*sdk.InvokeOutput](t)(client(t, b).Invoke(t.Context(), &sdk.InvokeInput{FunctionName: aws.String("report"),
		Qualifier: aws.String("live"), LogType: types.LogTypeTail, Payload: []byte(`{"a":1}`)}))
	if *out.FunctionError != "Unhandled" || *out.ExecutedVersion != "3" || *out.LogResult != "RU5E" || string(out.Payload) != `{"errorMessage":"no"}` {
		t.Errorf("got %+v", out)
	}
	if b.asked.Region != "us-east-1" || b.asked.Qualifier != "live" || !b.asked.LogTail {
		t.Errorf("asked %+v", b.asked)
	}
}

// TestPages: a listing in pages is the whole list, whatever is deleted between.
func TestPages(t *testing.T) {
	c, ctx := client(t, newBackend()), t.Context()
	for i := range 7 {
		must[*sdk.CreateFunctionOutput](t)(c.CreateFunction(ctx, createInput(t, string(rune('a'+i)))))
	}
	var got string
	pages := sdk.NewListFunctionsPaginator(c, &sdk.ListFunctionsInput{MaxItems: aws.Int32(3)})
	for pages.HasMorePages() {
		for _, f := range must[*sdk.ListFunctionsOutput](t)(pages.NextPage(ctx)).Functions {
			got += *f.FunctionName
			must[*sdk.DeleteFunctionOutput](t)(c.DeleteFunction(ctx, &sdk.DeleteFunctionInput{FunctionName: f.FunctionName}))
		}
	}
	if got != "abcdefg" {
		t.Errorf("listed %q", got)
	}
}
