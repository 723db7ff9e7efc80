package standin

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/base64"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	sdk "github.com/aws/aws-sdk-go-v2/service/lambda"
	"github.com/aws/aws-sdk-go-v2/service/lambda/types"
	"github.com/aws/aws-sdk-go-v2/service/s3"

	"squall/standin/awsapi"
	"squall/standin/logs"
)

// packed is a zip with one file of so many zeros.
func zeros(t *testing.T, size int) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	w, err := z.CreateHeader(&zip.FileHeader{Name: "bootstrap", Method: zip.Deflate})
	if err == nil {
		_, err = w.Write(make([]byte, size))
	}
	if err == nil {
		err = z.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func created(t *testing.T, ctx context.Context, api *sdk.Client, code *types.FunctionCode) {
	t.Helper()
	must[*sdk.CreateFunctionOutput](t)(api.CreateFunction(ctx, &sdk.CreateFunctionInput{FunctionName: f, Runtime: types.RuntimeProvidedal2023, Handler: aws.String("b"),
		Role: aws.String("arn:aws:iam::111122223333:role/r"), Code: code, Environment: &types.Environment{Variables: map[string]string{"SQUALL_MODEL": "v1"}}}))
	if err := sdk.NewFunctionActiveV2Waiter(api).Wait(ctx, &sdk.GetFunctionInput{FunctionName: f}, time.Minute); err != nil {
		t.Fatal(err)
	}
}

// ran is the version that answered an invoke, and the memory that it had.
func ran(t *testing.T, ctx context.Context, api *sdk.Client, qualifier *string) string {
	t.Helper()
	out := must[*sdk.InvokeOutput](t)(api.Invoke(ctx, &sdk.InvokeInput{FunctionName: f, Qualifier: qualifier, LogType: types.LogTypeTail}))
	log := must[[]byte](t)(base64.StdEncoding.DecodeString(*out.LogResult))
	return *out.ExecutedVersion + " " + string(regexp.MustCompile(`Size: (\d+)`).FindSubmatch(log)[1])
}

// TestUpdatesTakeTime: until an update is through, $LATEST runs what it was.
func TestUpdatesTakeTime(t *testing.T) {
	inBubble(t, Options{Settle: 3e9}, func(ctx context.Context, s *Standin) {
		api := lambdaClient(inMemory{awsapi.New(s.services()...)}, &called{names: map[string]bool{}})
		created(t, ctx, api, &types.FunctionCode{ZipFile: zeros(t, 1)})
		for _, memory := range []int32{256, 512} {
			before := ran(t, ctx, api, nil)
			out := must[*sdk.UpdateFunctionConfigurationOutput](t)(api.UpdateFunctionConfiguration(ctx, &sdk.UpdateFunctionConfigurationInput{FunctionName: f, MemorySize: &memory}))
			if out.LastUpdateStatus != types.LastUpdateStatusInProgress || *out.MemorySize != memory {
				t.Errorf("%+v", out)
			}
			pass(2 * time.Second)
			if now := ran(t, ctx, api, nil); now != before {
				t.Errorf("during the update %s ran, before it %s", now, before)
			}
			if err := sdk.NewFunctionUpdatedV2Waiter(api).Wait(ctx, &sdk.GetFunctionInput{FunctionName: f}, time.Minute); err != nil {
				t.Fatal(err)
			}
			if now, want := ran(t, ctx, api, nil), "$LATEST "+map[int32]string{256: "256", 512: "512"}[memory]; now != want {
				t.Errorf("after the update %s ran, want %s", now, want)
			}
		}
		out := must[*sdk.UpdateFunctionCodeOutput](t)(api.UpdateFunctionCode(ctx, &sdk.UpdateFunctionCodeInput{FunctionName: f, ZipFile: zeros(t, 2), Publish: true}))
		if now := ran(t, ctx, api, out.Version); now != "1 512" {
			t.Errorf("what was published with an update: %s ran", now)
		}
	})
}

// TestAliasMoves: while the version that an alias came to point at is being
// provisioned, AWS shows a weight that keeps the traffic where it was.
func TestAliasMoves(t *testing.T) {
	inBubble(t, Options{}, func(ctx context.Context, s *Standin) {
		api := lambdaClient(inMemory{awsapi.New(s.services()...)}, &called{names: map[string]bool{}})
		created(t, ctx, api, &types.FunctionCode{ZipFile: zeros(t, 1)})
		live := aws.String("live")
		must[*sdk.PublishVersionOutput](t)(api.PublishVersion(ctx, &sdk.PublishVersionInput{FunctionName: f}))
		must[*sdk.CreateAliasOutput](t)(api.CreateAlias(ctx, &sdk.CreateAliasInput{FunctionName: f, Name: live, FunctionVersion: aws.String("1")}))
		must[*sdk.PutProvisionedConcurrencyConfigOutput](t)(api.PutProvisionedConcurrencyConfig(ctx, &sdk.PutProvisionedConcurrencyConfigInput{FunctionName: f, Qualifier: live, ProvisionedConcurrentExecutions: aws.Int32(2)}))
		pass(10 * time.Minute)
		must[*sdk.UpdateFunctionCodeOutput](t)(api.UpdateFunctionCode(ctx, &sdk.UpdateFunctionCodeInput{FunctionName: f, ZipFile: zeros(t, 2), Publish: true}))
		moved := must[*sdk.UpdateAliasOutput](t)(api.UpdateAlias(ctx, &sdk.UpdateAliasInput{FunctionName: f, Name: live, FunctionVersion: aws.String("2")}))
		got := must[*sdk.GetAliasOutput](t)(api.GetAlias(ctx, &sdk.GetAliasInput{FunctionName: f, Name: live}))
		if *got.FunctionVersion != "2" || got.RoutingConfig == nil || got.RoutingConfig.AdditionalVersionWeights["1"] != 1 || moved.RoutingConfig == nil {
			t.Errorf("while it moves: %+v", got)
		}
		if now := ran(t, ctx, api, live); now != "1 128" {
			t.Errorf("while it moves %s ran", now)
		}
		pass(10 * time.Minute)
		got = must[*sdk.GetAliasOutput](t)(api.GetAlias(ctx, &sdk.GetAliasInput{FunctionName: f, Name: live}))
		if now := ran(t, ctx, api, live); now != "2 128" || got.RoutingConfig != nil {
			t.Errorf("after it moved %s ran: %+v", now, got)
		}
	})
}

// TestCodeFromS3: a package is read from a bucket, as it is when it is asked
// for; what S3 refuses is told in its words.
func TestCodeFromS3(t *testing.T) {
	inBubble(t, Options{}, func(ctx context.Context, s *Standin) {
		client := inMemory{awsapi.New(s.services()...)}
		api := lambdaClient(client, &called{names: map[string]bool{}})
		objects := s3.New(s3.Options{Region: "us-east-1", BaseEndpoint: aws.String("http://standin"), Retryer: aws.NopRetryer{}, HTTPClient: client,
			Credentials: api.Options().Credentials, UsePathStyle: true})
		bucket, key := aws.String("packages"), aws.String("f.zip")
		must[*s3.CreateBucketOutput](t)(objects.CreateBucket(ctx, &s3.CreateBucketInput{Bucket: bucket}))
		first := zeros(t, 1)
		must[*s3.PutObjectOutput](t)(objects.PutObject(ctx, &s3.PutObjectInput{Bucket: bucket, Key: key, Body: bytes.NewReader(first)}))
		created(t, ctx, api, &types.FunctionCode{S3Bucket: bucket, S3Key: key})
		got := must[*sdk.GetFunctionOutput](t)(api.GetFunction(ctx, &sdk.GetFunctionInput{FunctionName: f}))
		if got.Configuration.CodeSize != int64(len(first)) {
			t.Errorf("%+v", got.Configuration)
		}
		must[*s3.PutObjectOutput](t)(objects.PutObject(ctx, &s3.PutObjectInput{Bucket: bucket, Key: key, Body: bytes.NewReader(zeros(t, 999))}))
		updated := must[*sdk.UpdateFunctionCodeOutput](t)(api.UpdateFunctionCode(ctx, &sdk.UpdateFunctionCodeInput{FunctionName: f, S3Bucket: bucket, S3Key: key}))
		layer := must[*sdk.PublishLayerVersionOutput](t)(api.PublishLayerVersion(ctx, &sdk.PublishLayerVersionInput{LayerName: f, Content: &types.LayerVersionContentInput{S3Bucket: bucket, S3Key: key}}))
		if *updated.CodeSha256 == *got.Configuration.CodeSha256 || *layer.Content.CodeSha256 != *updated.CodeSha256 {
			t.Errorf("%+v, %+v", updated, layer)
		}
		for want, in := range map[string]*sdk.UpdateFunctionCodeInput{
			"S3 Error Code: NoSuchKey. S3 Error Message: The specified key does not exist.":         {S3Bucket: bucket, S3Key: aws.String("none")},
			"S3 Error Code: NoSuchBucket. S3 Error Message: The specified bucket does not exist":    {S3Bucket: aws.String("other"), S3Key: key},
			"S3 Error Code: NoSuchVersion. S3 Error Message: The specified version does not exist.": {S3Bucket: bucket, S3Key: key, S3ObjectVersion: aws.String("x")},
			"Please provide both S3Bucket and S3Key":                                                {S3Bucket: bucket},
		} {
			in.FunctionName = f
			if _, err := api.UpdateFunctionCode(ctx, in); err == nil || !strings.Contains(err.Error(), want) {
				t.Errorf("%v, want %s", err, want)
			}
		}
	})
}

// walkManagement calls what is set and looked at beside a configuration.
func walkManagement(t *testing.T, ctx context.Context, api *sdk.Client) {
	must[*sdk.PutFunctionRecursionConfigOutput](t)(api.PutFunctionRecursionConfig(ctx, &sdk.PutFunctionRecursionConfigInput{FunctionName: f, RecursiveLoop: types.RecursiveLoopAllow}))
	if got := must[*sdk.GetFunctionRecursionConfigOutput](t)(api.GetFunctionRecursionConfig(ctx, &sdk.GetFunctionRecursionConfigInput{FunctionName: f})); got.RecursiveLoop != types.RecursiveLoopAllow {
		t.Errorf("%+v", got)
	}
	must[*sdk.PutRuntimeManagementConfigOutput](t)(api.PutRuntimeManagementConfig(ctx, &sdk.PutRuntimeManagementConfigInput{FunctionName: f, UpdateRuntimeOn: types.UpdateRuntimeOnFunctionUpdate}))
	if got := must[*sdk.GetRuntimeManagementConfigOutput](t)(api.GetRuntimeManagementConfig(ctx, &sdk.GetRuntimeManagementConfigInput{FunctionName: f})); got.UpdateRuntimeOn != types.UpdateRuntimeOnFunctionUpdate {
		t.Errorf("%+v", got)
	}
	if _, err := api.PutRuntimeManagementConfig(ctx, &sdk.PutRuntimeManagementConfigInput{FunctionName: f, UpdateRuntimeOn: types.UpdateRuntimeOnManual}); err == nil {
		t.Error("a runtime version that nobody named")
	}
	if got := must[*sdk.GetFunctionCodeSigningConfigOutput](t)(api.GetFunctionCodeSigningConfig(ctx, &sdk.GetFunctionCodeSigningConfigInput{FunctionName: f})); got.CodeSigningConfigArn != nil {
		t.Errorf("%+v", got)
	}
}

// TestRecursiveLoops: two functions that invoke each other are stopped, unless
// one of them may be part of a loop.
func TestRecursiveLoops(t *testing.T) {
	for _, allowed := range []bool{false, true} {
		inBubble(t, Options{}, func(ctx context.Context, s *Standin) {
			api := lambdaClient(inMemory{awsapi.New(s.services()...)}, &called{names: map[string]bool{}})
			created(t, ctx, api, &types.FunctionCode{ZipFile: zeros(t, 1)})
			g := aws.String("failing") // which has a model too
			must[*sdk.CreateFunctionOutput](t)(api.CreateFunction(ctx, &sdk.CreateFunctionInput{FunctionName: g, Runtime: types.RuntimeProvidedal2023, Handler: aws.String("b"),
				Role: aws.String("arn:aws:iam::111122223333:role/r"), Code: &types.FunctionCode{ZipFile: zeros(t, 1)}, Environment: &types.Environment{Variables: map[string]string{"SQUALL_MODEL": "v1"}}}))
			to := func(name string) *types.OnFailure {
				return &types.OnFailure{Destination: aws.String("arn:aws:lambda:us-east-1:111122223333:function:" + name)}
			}
			must[*sdk.PutFunctionEventInvokeConfigOutput](t)(api.PutFunctionEventInvokeConfig(ctx, &sdk.PutFunctionEventInvokeConfigInput{FunctionName: f,
				DestinationConfig: &types.DestinationConfig{OnSuccess: &types.OnSuccess{Destination: to("failing").Destination}}}))
			must[*sdk.PutFunctionEventInvokeConfigOutput](t)(api.PutFunctionEventInvokeConfig(ctx, &sdk.PutFunctionEventInvokeConfigInput{FunctionName: g, MaximumRetryAttempts: aws.Int32(0),
				DestinationConfig: &types.DestinationConfig{OnFailure: to("f")}}))
			if allowed {
				for _, name := range []*string{f, g} {
					must[*sdk.PutFunctionRecursionConfigOutput](t)(api.PutFunctionRecursionConfig(ctx, &sdk.PutFunctionRecursionConfigInput{FunctionName: name, RecursiveLoop: types.RecursiveLoopAllow}))
				}
			}
			must[*sdk.InvokeOutput](t)(api.Invoke(ctx, &sdk.InvokeInput{FunctionName: f, InvocationType: types.InvocationTypeEvent}))
			logged := func() (n int) {
				s.loop.Logs(func(_ int64, store *logs.Store) {
					n = store.Find(logs.Scope{Account: us, Region: "us-east-1"}, "/aws/lambda/f").StoredBytes()
				})
				return n
			}
			elapse(time.Second) // records grow by what they are of
			first := logged()
			elapse(time.Second)
			if more := logged() > first; more != allowed {
				t.Errorf("allowed %v, and the loop goes on: %v", allowed, more)
			}
		})
	}
}
