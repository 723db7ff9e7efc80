package standin

import (
	"bytes"
	"context"
	"encoding/base64"
	"errors"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	sdk "github.com/aws/aws-sdk-go-v2/service/lambda"
	"github.com/aws/aws-sdk-go-v2/service/lambda/types"
)

var f = aws.String("f")

// walkLambda goes through the life of a function with all that hangs on it.
func walkLambda(t *testing.T, ctx context.Context, client inMemory, c *called) {
	api := lambdaClient(client, c)
	zip, err := base64.StdEncoding.DecodeString("UEsFBgAAAAAAAAAAAAAAAAAAAAAAAA==")
	if err != nil {
		t.Fatal(err)
	}
	walkLayers(t, ctx, api, zip)
	layer := must[*sdk.PublishLayerVersionOutput](t)(api.PublishLayerVersion(ctx, &sdk.PublishLayerVersionInput{LayerName: aws.String("l"), Content: &types.LayerVersionContentInput{ZipFile: zip}}))
	must[*sdk.CreateFunctionOutput](t)(api.CreateFunction(ctx, &sdk.CreateFunctionInput{FunctionName: f, Runtime: types.RuntimeProvidedal2023, Handler: aws.String("b"),
		Role: aws.String("arn:aws:iam::111122223333:role/r"), Code: &types.FunctionCode{ZipFile: zip}, Layers: []string{*layer.LayerVersionArn},
		Environment: &types.Environment{Variables: map[string]string{"SQUALL_MODEL": "v1"}}}))
	_, err = api.Invoke(ctx, &sdk.InvokeInput{FunctionName: f})
	if e, ok := errors.AsType[*types.ResourceConflictException](err); !ok || e.ErrorMessage() != "The operation cannot be performed at this time. The function is currently in the following state: Pending" {
		t.Errorf("while it is pending: %v", err)
	}
	walkStates(t, ctx, api, zip)
	walkVersions(t, ctx, api)
	walkSettings(t, ctx, api)
	walkInvokes(t, ctx, api)
	walkAttached(t, ctx, api)
	walkManagement(t, ctx, api)
	walkMappings(t, ctx, api, client)
	must[*sdk.DeleteFunctionOutput](t)(api.DeleteFunction(ctx, &sdk.DeleteFunctionInput{FunctionName: f}))
}

// walkStates waits with the SDK's own waiters, through real changes of state.
func walkStates(t *testing.T, ctx context.Context, api *sdk.Client, zip []byte) {
	began := time.Now()
	got := must[*sdk.GetFunctionOutput](t)(sdk.NewFunctionActiveV2Waiter(api).WaitForOutput(ctx, &sdk.GetFunctionInput{FunctionName: f}, time.Minute))
	if waited := time.Since(began); waited < 3*time.Second || got.Configuration.State != types.StateActive || len(got.Configuration.Layers) != 1 {
		t.Errorf("active after %v: %+v", waited, got.Configuration)
	}
	must[*sdk.UpdateFunctionConfigurationOutput](t)(api.UpdateFunctionConfiguration(ctx, &sdk.UpdateFunctionConfigurationInput{FunctionName: f, Timeout: aws.Int32(9)}))
	_, err := api.UpdateFunctionCode(ctx, &sdk.UpdateFunctionCodeInput{FunctionName: f, ZipFile: zip})
	if e, ok := errors.AsType[*types.ResourceConflictException](err); !ok || e.ErrorMessage() != "The operation cannot be performed at this time. An update is in progress for resource: arn:aws:lambda:us-east-1:111122223333:function:f" {
		t.Errorf("while an update is in progress: %v", err)
	}
	if err := sdk.NewFunctionUpdatedV2Waiter(api).Wait(ctx, &sdk.GetFunctionInput{FunctionName: f}, time.Minute); err != nil {
		t.Error(err)
	}
	must[*sdk.UpdateFunctionCodeOutput](t)(api.UpdateFunctionCode(ctx, &sdk.UpdateFunctionCodeInput{FunctionName: f, ZipFile: zip}))
	if err := sdk.NewFunctionUpdatedWaiter(api).Wait(ctx, &sdk.GetFunctionConfigurationInput{FunctionName: f}, time.Minute); err != nil {
		t.Error(err)
	}
}

func walkLayers(t *testing.T, ctx context.Context, api *sdk.Client, zip []byte) {
	name := aws.String("other")
	for range 3 {
		must[*sdk.PublishLayerVersionOutput](t)(api.PublishLayerVersion(ctx, &sdk.PublishLayerVersionInput{LayerName: name, Content: &types.LayerVersionContentInput{ZipFile: zip}}))
	}
	versions := 0
	for pages := sdk.NewListLayerVersionsPaginator(api, &sdk.ListLayerVersionsInput{LayerName: name, MaxItems: aws.Int32(2)}); pages.HasMorePages(); {
		versions += len(must[*sdk.ListLayerVersionsOutput](t)(pages.NextPage(ctx)).LayerVersions)
	}
	layers := must[*sdk.ListLayersOutput](t)(sdk.NewListLayersPaginator(api, &sdk.ListLayersInput{}).NextPage(ctx)).Layers
	if versions != 3 || len(layers) != 1 || layers[0].LatestMatchingVersion.Version != 3 {
		t.Errorf("%d versions, layers %+v", versions, layers)
	}
	got := must[*sdk.GetLayerVersionOutput](t)(api.GetLayerVersion(ctx, &sdk.GetLayerVersionInput{LayerName: name, VersionNumber: aws.Int64(2)}))
	same := must[*sdk.GetLayerVersionByArnOutput](t)(api.GetLayerVersionByArn(ctx, &sdk.GetLayerVersionByArnInput{Arn: got.LayerVersionArn}))
	if same.Version != 2 || *same.Content.CodeSha256 != *got.Content.CodeSha256 {
		t.Errorf("by ARN: %+v", same)
	}
	must[*sdk.DeleteLayerVersionOutput](t)(api.DeleteLayerVersion(ctx, &sdk.DeleteLayerVersionInput{LayerName: name, VersionNumber: aws.Int64(3)}))
}

func walkVersions(t *testing.T, ctx context.Context, api *sdk.Client) {
	v := must[*sdk.PublishVersionOutput](t)(api.PublishVersion(ctx, &sdk.PublishVersionInput{FunctionName: f}))
	if err := sdk.NewPublishedVersionActiveWaiter(api).Wait(ctx, &sdk.GetFunctionConfigurationInput{FunctionName: f, Qualifier: v.Version}, time.Minute); err != nil {
		t.Error(err)
	}
	for _, name := range []string{"live", "test"} {
		must[*sdk.CreateAliasOutput](t)(api.CreateAlias(ctx, &sdk.CreateAliasInput{FunctionName: f, Name: &name, FunctionVersion: v.Version}))
	}
	must[*sdk.UpdateAliasOutput](t)(api.UpdateAlias(ctx, &sdk.UpdateAliasInput{FunctionName: f, Name: aws.String("test"), Description: aws.String("d")}))
	if got := must[*sdk.GetAliasOutput](t)(api.GetAlias(ctx, &sdk.GetAliasInput{FunctionName: f, Name: aws.String("test")})); *got.Description != "d" {
		t.Errorf("alias: %+v", got)
	}
	names := ""
	for pages := sdk.NewListAliasesPaginator(api, &sdk.ListAliasesInput{FunctionName: f, MaxItems: aws.Int32(1)}); pages.HasMorePages(); {
		for _, a := range must[*sdk.ListAliasesOutput](t)(pages.NextPage(ctx)).Aliases {
			names += *a.Name + " "
		}
	}
	versions := must[*sdk.ListVersionsByFunctionOutput](t)(sdk.NewListVersionsByFunctionPaginator(api, &sdk.ListVersionsByFunctionInput{FunctionName: f}).NextPage(ctx)).Versions
	functions := must[*sdk.ListFunctionsOutput](t)(sdk.NewListFunctionsPaginator(api, &sdk.ListFunctionsInput{}).NextPage(ctx)).Functions
	if names != "live test " || len(versions) != 2 || len(functions) != 1 {
		t.Errorf("aliases %s, %d versions, %d functions", names, len(versions), len(functions))
	}
	must[*sdk.DeleteAliasOutput](t)(api.DeleteAlias(ctx, &sdk.DeleteAliasInput{FunctionName: f, Name: aws.String("test")}))
}

func walkSettings(t *testing.T, ctx context.Context, api *sdk.Client) {
	live := aws.String("live")
	must[*sdk.PutFunctionConcurrencyOutput](t)(api.PutFunctionConcurrency(ctx, &sdk.PutFunctionConcurrencyInput{FunctionName: f, ReservedConcurrentExecutions: aws.Int32(9)}))
	if got := must[*sdk.GetFunctionConcurrencyOutput](t)(api.GetFunctionConcurrency(ctx, &sdk.GetFunctionConcurrencyInput{FunctionName: f})); *got.ReservedConcurrentExecutions != 9 {
		t.Errorf("reserved: %+v", got)
	}
	if got := must[*sdk.GetAccountSettingsOutput](t)(api.GetAccountSettings(ctx, &sdk.GetAccountSettingsInput{})); *got.AccountLimit.UnreservedConcurrentExecutions != 991 {
		t.Errorf("unreserved: %+v", got.AccountLimit)
	}
	must[*sdk.DeleteFunctionConcurrencyOutput](t)(api.DeleteFunctionConcurrency(ctx, &sdk.DeleteFunctionConcurrencyInput{FunctionName: f}))
	must[*sdk.PutProvisionedConcurrencyConfigOutput](t)(api.PutProvisionedConcurrencyConfig(ctx, &sdk.PutProvisionedConcurrencyConfigInput{FunctionName: f, Qualifier: live, ProvisionedConcurrentExecutions: aws.Int32(2)}))
	pass(10 * time.Minute)
	if got := must[*sdk.GetProvisionedConcurrencyConfigOutput](t)(api.GetProvisionedConcurrencyConfig(ctx, &sdk.GetProvisionedConcurrencyConfigInput{FunctionName: f, Qualifier: live})); got.Status != types.ProvisionedConcurrencyStatusEnumReady {
		t.Errorf("provisioned: %+v", got)
	}
	listed := must[*sdk.ListProvisionedConcurrencyConfigsOutput](t)(sdk.NewListProvisionedConcurrencyConfigsPaginator(api, &sdk.ListProvisionedConcurrencyConfigsInput{FunctionName: f}).NextPage(ctx))
	if len(listed.ProvisionedConcurrencyConfigs) != 1 {
		t.Errorf("provisioned: %+v", listed)
	}
	must[*sdk.DeleteProvisionedConcurrencyConfigOutput](t)(api.DeleteProvisionedConcurrencyConfig(ctx, &sdk.DeleteProvisionedConcurrencyConfigInput{FunctionName: f, Qualifier: live}))
	must[*sdk.PutFunctionEventInvokeConfigOutput](t)(api.PutFunctionEventInvokeConfig(ctx, &sdk.PutFunctionEventInvokeConfigInput{FunctionName: f, MaximumRetryAttempts: aws.Int32(1)}))
	must[*sdk.UpdateFunctionEventInvokeConfigOutput](t)(api.UpdateFunctionEventInvokeConfig(ctx, &sdk.UpdateFunctionEventInvokeConfigInput{FunctionName: f, MaximumEventAgeInSeconds: aws.Int32(90)}))
	if got := must[*sdk.GetFunctionEventInvokeConfigOutput](t)(api.GetFunctionEventInvokeConfig(ctx, &sdk.GetFunctionEventInvokeConfigInput{FunctionName: f})); *got.MaximumRetryAttempts != 1 || *got.MaximumEventAgeInSeconds != 90 {
		t.Errorf("event invoke: %+v", got)
	}
	must[*sdk.ListFunctionEventInvokeConfigsOutput](t)(sdk.NewListFunctionEventInvokeConfigsPaginator(api, &sdk.ListFunctionEventInvokeConfigsInput{FunctionName: f}).NextPage(ctx))
	must[*sdk.DeleteFunctionEventInvokeConfigOutput](t)(api.DeleteFunctionEventInvokeConfig(ctx, &sdk.DeleteFunctionEventInvokeConfigInput{FunctionName: f}))
}

// walkInvokes reads a stream of events as the SDK does.
func walkInvokes(t *testing.T, ctx context.Context, api *sdk.Client) {
	must[*sdk.InvokeOutput](t)(api.Invoke(ctx, &sdk.InvokeInput{FunctionName: f, LogType: types.LogTypeTail}))
	streamed := must[*sdk.InvokeWithResponseStreamOutput](t)(api.InvokeWithResponseStream(ctx, &sdk.InvokeWithResponseStreamInput{FunctionName: f, LogType: types.LogTypeTail}))
	var payload []byte
	var complete *types.InvokeWithResponseStreamCompleteEvent
	for e := range streamed.GetStream().Events() {
		switch e := e.(type) {
		case *types.InvokeWithResponseStreamResponseEventMemberPayloadChunk:
			payload = append(payload, e.Value.Payload...)
		case *types.InvokeWithResponseStreamResponseEventMemberInvokeComplete:
			complete = &e.Value
		}
	}
	if err := streamed.GetStream().Err(); err != nil || !bytes.Contains(payload, []byte("ok")) || complete == nil || complete.LogResult == nil || complete.ErrorCode != nil {
		t.Errorf("streamed %s, %+v, %v", payload, complete, err)
	}
}

func walkAttached(t *testing.T, ctx context.Context, api *sdk.Client) {
	must[*sdk.AddPermissionOutput](t)(api.AddPermission(ctx, &sdk.AddPermissionInput{FunctionName: f, StatementId: aws.String("s"), Action: aws.String("lambda:InvokeFunction"), Principal: aws.String("s3.amazonaws.com")}))
	policy := must[*sdk.GetPolicyOutput](t)(api.GetPolicy(ctx, &sdk.GetPolicyInput{FunctionName: f}))
	must[*sdk.RemovePermissionOutput](t)(api.RemovePermission(ctx, &sdk.RemovePermissionInput{FunctionName: f, StatementId: aws.String("s"), RevisionId: policy.RevisionId}))
	arn := must[*sdk.GetFunctionConfigurationOutput](t)(api.GetFunctionConfiguration(ctx, &sdk.GetFunctionConfigurationInput{FunctionName: f})).FunctionArn
	must[*sdk.TagResourceOutput](t)(api.TagResource(ctx, &sdk.TagResourceInput{Resource: arn, Tags: map[string]string{"a": "b", "c": "d"}}))
	must[*sdk.UntagResourceOutput](t)(api.UntagResource(ctx, &sdk.UntagResourceInput{Resource: arn, TagKeys: []string{"a"}}))
	if got := must[*sdk.ListTagsOutput](t)(api.ListTags(ctx, &sdk.ListTagsInput{Resource: arn})); len(got.Tags) != 1 || got.Tags["c"] != "d" {
		t.Errorf("tags: %v", got.Tags)
	}
	must[*sdk.CreateFunctionUrlConfigOutput](t)(api.CreateFunctionUrlConfig(ctx, &sdk.CreateFunctionUrlConfigInput{FunctionName: f, AuthType: types.FunctionUrlAuthTypeNone}))
	must[*sdk.UpdateFunctionUrlConfigOutput](t)(api.UpdateFunctionUrlConfig(ctx, &sdk.UpdateFunctionUrlConfigInput{FunctionName: f, AuthType: types.FunctionUrlAuthTypeAwsIam}))
	if got := must[*sdk.GetFunctionUrlConfigOutput](t)(api.GetFunctionUrlConfig(ctx, &sdk.GetFunctionUrlConfigInput{FunctionName: f})); got.AuthType != types.FunctionUrlAuthTypeAwsIam {
		t.Errorf("url: %+v", got)
	}
	if got := must[*sdk.ListFunctionUrlConfigsOutput](t)(sdk.NewListFunctionUrlConfigsPaginator(api, &sdk.ListFunctionUrlConfigsInput{FunctionName: f}).NextPage(ctx)); len(got.FunctionUrlConfigs) != 1 {
		t.Errorf("urls: %+v", got)
	}
	must[*sdk.DeleteFunctionUrlConfigOutput](t)(api.DeleteFunctionUrlConfig(ctx, &sdk.DeleteFunctionUrlConfigInput{FunctionName: f}))
}
