package standin

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	sdk "github.com/aws/aws-sdk-go-v2/service/lambda"
	"github.com/aws/aws-sdk-go-v2/service/lambda/types"

	"squall/standin/awsapi"
	"squall/standin/logs"
)

// TestLoggingConfig: a function logs where it is told to, in JSON, as much as
// its level lets through; a version goes on as it was published.
func TestLoggingConfig(t *testing.T) {
	inBubble(t, Options{}, func(ctx context.Context, s *Standin) {
		api := lambdaClient(inMemory{awsapi.New(s.services()...)}, &called{names: map[string]bool{}})
		created(t, ctx, api, &types.FunctionCode{ZipFile: zeros(t, 1)})
		must[*sdk.PublishVersionOutput](t)(api.PublishVersion(ctx, &sdk.PublishVersionInput{FunctionName: f}))
		shown := must[*sdk.UpdateFunctionConfigurationOutput](t)(api.UpdateFunctionConfiguration(ctx, &sdk.UpdateFunctionConfigurationInput{FunctionName: f,
			LoggingConfig: &types.LoggingConfig{LogFormat: types.LogFormatJson, LogGroup: aws.String("/all/of/it")}})).LoggingConfig
		if shown.ApplicationLogLevel != types.ApplicationLogLevelInfo || shown.SystemLogLevel != types.SystemLogLevelInfo || *shown.LogGroup != "/all/of/it" {
			t.Errorf("%+v", shown)
		}
		for _, step := range []struct {
			level types.SystemLogLevel
			want  []string
		}{
			{"", []string{"platform.start", "platform.report"}},
			{types.SystemLogLevelDebug, []string{"platform.initStart", "platform.initRuntimeDone", "platform.initReport", "platform.start", "platform.runtimeDone", "platform.report"}},
			{types.SystemLogLevelWarn, nil},
		} {
			if step.level != "" {
				must[*sdk.UpdateFunctionConfigurationOutput](t)(api.UpdateFunctionConfiguration(ctx, &sdk.UpdateFunctionConfigurationInput{FunctionName: f, LoggingConfig: &types.LoggingConfig{SystemLogLevel: step.level}}))
			}
			out := must[*sdk.InvokeOutput](t)(api.Invoke(ctx, &sdk.InvokeInput{FunctionName: f, LogType: types.LogTypeTail}))
			var got []string
			for line := range strings.Lines(string(must[[]byte](t)(base64.StdEncoding.DecodeString(aws.ToString(out.LogResult))))) {
				var is struct{ Type string }
				if err := json.Unmarshal([]byte(line), &is); err != nil {
					t.Errorf("%q: %v", line, err)
				}
				got = append(got, is.Type)
			}
			if !slices.Equal(got, step.want) {
				t.Errorf("at level %q: %v, want %v", step.level, got, step.want)
			}
		}
		must[*sdk.InvokeOutput](t)(api.Invoke(ctx, &sdk.InvokeInput{FunctionName: f, Qualifier: aws.String("1")}))
		s.loop.Logs(func(_ int64, store *logs.Store) {
			for group, streams := range map[string]string{"/all/of/it": "2000/01/01/f[$LATEST]", "/aws/lambda/f": "2000/01/01/[1]"} {
				g := store.Find(logs.Scope{Account: us, Region: "us-east-1"}, group)
				if g == nil || len(g.Streams()) == 0 || !strings.HasPrefix(g.Streams()[0].Name, streams) {
					t.Errorf("group %s: %+v", group, g)
				}
			}
		})
		if _, err := api.UpdateFunctionConfiguration(ctx, &sdk.UpdateFunctionConfigurationInput{FunctionName: f,
			LoggingConfig: &types.LoggingConfig{LogFormat: types.LogFormatText, SystemLogLevel: types.SystemLogLevelDebug}}); err == nil {
			t.Error("a level of a text log")
		}
	})
}
