package copies

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"reflect"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/lambda"
	"github.com/aws/aws-sdk-go-v2/service/lambda/types"
)

// version is a published version, or $LATEST, as it is configured.
type version struct {
	types.FunctionConfiguration
	location string // of its code
}

func (v *version) revision() string    { return aws.ToString(v.RevisionId) }
func (v *version) description() string { return aws.ToString(v.Description) }

// code says which code it is, and for which machines.
func (v *version) code() string {
	s := aws.ToString(v.CodeSha256) + " " + string(v.PackageType)
	for _, a := range v.Architectures {
		s += " " + string(a)
	}
	return s
}

// settings is a hash of all settings but the description.
func (v *version) settings() string {
	c := v.bare()
	for i := range table {
		c.fields = append(c.fields, table[i].get(&v.FunctionConfiguration))
	}
	text, _ := json.Marshal(c.fields) // of plain values
	sum := sha256.Sum256(append(text, c.rest...))
	return hex.EncodeToString(sum[:16])
}

// bared is a version without what changes by itself.
type bared struct {
	fields []any
	rest   []byte // what is not in the table, as JSON
}

// bare leaves out what is no setting, and what has a row in the table.
func (v *version) bare() bared {
	c := v.FunctionConfiguration
	c.CodeSha256, c.CodeSize, c.ConfigSha256, c.Description, c.FunctionArn, c.LastModified = nil, 0, nil, nil, nil, nil
	c.LastUpdateStatus, c.LastUpdateStatusReason, c.LastUpdateStatusReasonCode = "", nil, ""
	c.MasterArn, c.RevisionId, c.RuntimeVersionConfig, c.SigningJobArn, c.SigningProfileVersionArn = nil, nil, nil, nil, nil
	c.State, c.StateReason, c.StateReasonCode, c.Version, c.Architectures, c.PackageType = "", nil, "", nil, nil, ""
	c.SnapStart = nil
	if s := v.SnapStart; s != nil && s.ApplyOn != "" && s.ApplyOn != types.SnapStartApplyOnNone {
		c.SnapStart = &types.SnapStartResponse{ApplyOn: s.ApplyOn}
	}
	if n := v.VpcConfig; n == nil || len(n.SubnetIds)+len(n.SecurityGroupIds) == 0 {
		c.VpcConfig = nil
	}
	if d := v.DeadLetterConfig; d == nil || aws.ToString(d.TargetArn) == "" {
		c.DeadLetterConfig = nil
	}
	c.Environment, c.Handler, c.Runtime, c.MemorySize, c.Timeout, c.Layers = nil, nil, "", nil, nil, nil
	c.EphemeralStorage, c.TracingConfig, c.LoggingConfig = nil, nil, nil
	rest, _ := json.Marshal(c)
	return bared{rest: rest}
}

// setting is one that can be changed and put back exactly.
type setting struct {
	member string // of an update
	get    func(c *types.FunctionConfiguration) any
	set    func(in *lambda.UpdateFunctionConfigurationInput, c *types.FunctionConfiguration)
}

var table = []setting{
	{"Environment", func(c *types.FunctionConfiguration) any { return variables(c) },
		func(in *lambda.UpdateFunctionConfigurationInput, c *types.FunctionConfiguration) {
			in.Environment = &types.Environment{Variables: variables(c)}
		}},
	{"Handler", func(c *types.FunctionConfiguration) any { return aws.ToString(c.Handler) },
		func(in *lambda.UpdateFunctionConfigurationInput, c *types.FunctionConfiguration) {
			in.Handler = c.Handler
		}},
	{"Runtime", func(c *types.FunctionConfiguration) any { return string(c.Runtime) },
		func(in *lambda.UpdateFunctionConfigurationInput, c *types.FunctionConfiguration) {
			in.Runtime = c.Runtime
		}},
	{"MemorySize", func(c *types.FunctionConfiguration) any { return aws.ToInt32(c.MemorySize) },
		func(in *lambda.UpdateFunctionConfigurationInput, c *types.FunctionConfiguration) {
			in.MemorySize = c.MemorySize
		}},
	{"Timeout", func(c *types.FunctionConfiguration) any { return aws.ToInt32(c.Timeout) },
		func(in *lambda.UpdateFunctionConfigurationInput, c *types.FunctionConfiguration) {
			in.Timeout = c.Timeout
		}},
	{"Layers", func(c *types.FunctionConfiguration) any { return layers(c) },
		func(in *lambda.UpdateFunctionConfigurationInput, c *types.FunctionConfiguration) {
			in.Layers = layers(c)
		}},
	{"EphemeralStorage", func(c *types.FunctionConfiguration) any { return storage(c) },
		func(in *lambda.UpdateFunctionConfigurationInput, c *types.FunctionConfiguration) {
			in.EphemeralStorage = &types.EphemeralStorage{Size: aws.Int32(storage(c))}
		}},
	{"TracingConfig", func(c *types.FunctionConfiguration) any { return string(tracing(c)) },
		func(in *lambda.UpdateFunctionConfigurationInput, c *types.FunctionConfiguration) {
			in.TracingConfig = &types.TracingConfig{Mode: tracing(c)}
		}},
	{"LoggingConfig", func(c *types.FunctionConfiguration) any { return c.LoggingConfig },
		func(in *lambda.UpdateFunctionConfigurationInput, c *types.FunctionConfiguration) {
			in.LoggingConfig = c.LoggingConfig
		}},
}

// Members are those of an update that Update fills in.
func Members() []string {
	out := []string{"Description"}
	for i := range table {
		out = append(out, table[i].member)
	}
	return out
}

// Update is the update that gives $LATEST the settings of a version.
func Update(c *types.FunctionConfiguration) *lambda.UpdateFunctionConfigurationInput {
	in := &lambda.UpdateFunctionConfigurationInput{Description: aws.String(aws.ToString(c.Description))}
	for i := range table {
		table[i].set(in, c)
	}
	return in
}

func variables(c *types.FunctionConfiguration) map[string]string {
	if c.Environment == nil || c.Environment.Variables == nil {
		return map[string]string{}
	}
	return c.Environment.Variables
}

func layers(c *types.FunctionConfiguration) []string {
	list := []string{}
	for _, l := range c.Layers {
		list = append(list, aws.ToString(l.Arn))
	}
	return list
}

func storage(c *types.FunctionConfiguration) int32 {
	const least = 512
	if c.EphemeralStorage == nil || c.EphemeralStorage.Size == nil {
		return least
	}
	return *c.EphemeralStorage.Size
}

func tracing(c *types.FunctionConfiguration) types.TracingMode {
	if c.TracingConfig == nil || c.TracingConfig.Mode == "" {
		return types.TracingModePassThrough
	}
	return c.TracingConfig.Mode
}

// most is what UpdateFunctionCode takes without a bucket.
// https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
const most = 50 << 20

// apart says why $LATEST cannot become a version and be put back; "" when it
// can.
func apart(latest, source *version) string {
	for _, v := range []*version{latest, source} {
		if v.Environment != nil && v.Environment.Error != nil {
			return fmt.Sprintf("the variables of %s cannot be read: %s", aws.ToString(v.Version), aws.ToString(v.Environment.Error.Message))
		}
	}
	if latest.code() != source.code() {
		switch {
		case latest.PackageType == types.PackageTypeImage || source.PackageType == types.PackageTypeImage:
			return "$LATEST has another image, and the tag that it was deployed by could not be put back"
		case latest.CodeSize > most || source.CodeSize > most:
			return fmt.Sprintf("$LATEST has other code, and one of both has more than %d MB, which Lambda takes from a bucket alone", most>>20)
		}
	}
	if a, b := latest.bare(), source.bare(); string(a.rest) != string(b.rest) {
		return "$LATEST differs in " + strings.Join(different(a.rest, b.rest), ", ")
	}
	if (latest.LoggingConfig == nil) != (source.LoggingConfig == nil) {
		return "$LATEST differs in LoggingConfig"
	}
	return ""
}

// different names what two objects do not have in common, as AWS calls it.
func different(a, b []byte) (names []string) {
	var x, y map[string]any
	_, _ = json.Unmarshal(a, &x), json.Unmarshal(b, &y) // just made
	all := reflect.TypeFor[types.FunctionConfiguration]()
	for i := range all.NumField() {
		if name := all.Field(i).Name; !reflect.DeepEqual(x[name], y[name]) {
			names = append(names, name)
		}
	}
	return names
}

// settled waits until a version, or $LATEST, is active and no update is under
// way.
func (c *Copier) settled(ctx context.Context, function, qualifier string) (v *version, err error) {
	in := &lambda.GetFunctionInput{FunctionName: &function}
	if qualifier != "" {
		in.Qualifier = &qualifier
	}
	err = c.opt.Poll(ctx, func() (bool, error) {
		out, err := c.opt.Lambda.GetFunction(ctx, in)
		if err != nil {
			return false, err
		}
		v = &version{FunctionConfiguration: *out.Configuration}
		if out.Code != nil {
			v.location = aws.ToString(out.Code.Location)
		}
		if v.State == types.StateFailed || v.LastUpdateStatus == types.LastUpdateStatusFailed {
			return false, fmt.Errorf("%s:%s failed: %s%s", function, aws.ToString(v.Version), aws.ToString(v.StateReason), aws.ToString(v.LastUpdateStatusReason))
		}
		return v.State != types.StatePending && v.LastUpdateStatus != types.LastUpdateStatusInProgress, nil
	})
	return v, err
}

func equal(a, b any) bool { return reflect.DeepEqual(a, b) }
