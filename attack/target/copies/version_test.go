package copies

import (
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/lambda"
	"github.com/aws/aws-sdk-go-v2/service/lambda/types"
)

func sample() *version {
	return &version{FunctionConfiguration: types.FunctionConfiguration{
		CodeSha256: aws.String("abc"), CodeSize: 10, PackageType: types.PackageTypeZip, Architectures: []types.Architecture{types.ArchitectureArm64},
		Description: aws.String("one"), Environment: &types.EnvironmentResponse{Variables: map[string]string{"A": "1"}}, Handler: aws.String("h"), Runtime: types.RuntimePython313,
		MemorySize: aws.Int32(128), Timeout: aws.Int32(3), Role: aws.String("role"), Version: aws.String("1"), RevisionId: aws.String("r"),
		LoggingConfig: &types.LoggingConfig{LogFormat: types.LogFormatText}, SnapStart: &types.SnapStartResponse{ApplyOn: types.SnapStartApplyOnNone},
	}}
}

// What AWS changes by itself is no other setting; every setting is.
func TestSettings(t *testing.T) {
	want := sample().settings()
	for name, change := range map[string]func(v *version){
		"nothing": func(*version) {},
		"of itself": func(v *version) {
			v.RevisionId, v.Version, v.State, v.LastModified = nil, nil, types.StateActive, aws.String("now")
		},
		"code":        func(v *version) { v.CodeSha256, v.CodeSize = aws.String("def"), 11 },
		"description": func(v *version) { v.Description = nil },
		"defaults": func(v *version) {
			v.SnapStart, v.VpcConfig = nil, &types.VpcConfigResponse{VpcId: aws.String("")}
			v.TracingConfig, v.EphemeralStorage = &types.TracingConfigResponse{Mode: types.TracingModePassThrough}, &types.EphemeralStorage{Size: aws.Int32(512)}
		},
	} {
		v := sample()
		if change(v); v.settings() != want {
			t.Errorf("%s is taken for a setting", name)
		}
	}
	for name, change := range map[string]func(v *version){
		"variables": func(v *version) { v.Environment.Variables["A"] = "2" }, "handler": func(v *version) { v.Handler = nil },
		"runtime": func(v *version) { v.Runtime = types.RuntimePython312 }, "memory": func(v *version) { v.MemorySize = aws.Int32(256) },
		"timeout": func(v *version) { v.Timeout = aws.Int32(4) }, "layers": func(v *version) { v.Layers = []types.Layer{{Arn: aws.String("l")}} },
		"storage": func(v *version) { v.EphemeralStorage = &types.EphemeralStorage{Size: aws.Int32(1024)} },
		"tracing": func(v *version) { v.TracingConfig = &types.TracingConfigResponse{Mode: types.TracingModeActive} },
		"logging": func(v *version) { v.LoggingConfig = &types.LoggingConfig{LogFormat: types.LogFormatJson} },
		"role":    func(v *version) { v.Role = aws.String("other") }, "vpc": func(v *version) { v.VpcConfig = &types.VpcConfigResponse{SubnetIds: []string{"s"}} },
		"snap start": func(v *version) { v.SnapStart.ApplyOn = types.SnapStartApplyOnPublishedVersions },
	} {
		v := sample()
		if change(v); v.settings() == want {
			t.Errorf("%s is not taken for a setting", name)
		}
	}
}

// Only what is not as it is to be is sent, and all of that.
func TestAdapt(t *testing.T) {
	j := job{latest: sample()}
	in := &lambda.UpdateFunctionConfigurationInput{}
	if j.adapt(in, sample(), "one") || in.Environment != nil || in.Description != nil {
		t.Errorf("something is sent: %+v", in)
	}
	to := sample()
	to.Environment, to.MemorySize, to.Layers = nil, aws.Int32(512), []types.Layer{{Arn: aws.String("l")}}
	if !j.adapt(in, to, "two") || in.Environment == nil || len(in.Environment.Variables) != 0 || *in.MemorySize != 512 || len(in.Layers) != 1 || *in.Description != "two" || in.Handler != nil || in.Timeout != nil {
		t.Errorf("sent %+v", in)
	}
	in, j.latest = &lambda.UpdateFunctionConfigurationInput{}, to
	if !j.adapt(in, sample(), "one") || in.Layers == nil || len(in.Layers) != 0 {
		t.Errorf("layers are not taken away: %+v", in)
	}
}

func TestApart(t *testing.T) {
	for _, test := range []struct {
		why    string
		change func(v *version)
	}{
		{"", func(v *version) { v.CodeSha256, v.MemorySize = aws.String("def"), aws.Int32(512) }},
		{"$LATEST differs in Role, VpcConfig", func(v *version) {
			v.Role, v.VpcConfig = nil, &types.VpcConfigResponse{SubnetIds: []string{"s"}}
		}},
		{"$LATEST has other code, and one of both has more than 50 MB, which Lambda takes from a bucket alone", func(v *version) { v.CodeSha256, v.CodeSize = aws.String("def"), most+1 }},
		{"", func(v *version) { v.CodeSize = most + 1 }}, // the same code is not sent
		{"$LATEST has another image, and the tag that it was deployed by could not be put back", func(v *version) { v.CodeSha256, v.PackageType = aws.String("def"), types.PackageTypeImage }},
		{"the variables of 1 cannot be read: no key", func(v *version) {
			v.Environment.Error = &types.EnvironmentError{Message: aws.String("no key")}
		}},
	} {
		v := sample()
		if test.change(v); apart(v, sample()) != test.why {
			t.Errorf("%s, want %s", apart(v, sample()), test.why)
		}
	}
}
