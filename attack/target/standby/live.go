package standby

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/lambda"
	"github.com/aws/aws-sdk-go-v2/service/lambda/types"

	"squall/attack/target/copies"
	"squall/profiles"
)

// Members that are read when a call is scheduled, beside settings of functions.
const (
	notification  = "s3:putBucketNotificationConfiguration"
	notifications = "NotificationConfiguration"
	code          = "code" // lies in a bucket, and the input says where
)

// touched are the members of an update of $LATEST, or of what a bucket tells,
// that a change sets.
func touched(c profiles.Change) []string {
	switch c.Kind {
	case profiles.PutDeadLetter:
		return []string{"DeadLetterConfig"}
	case profiles.PutSpoilt, profiles.PutLatest, profiles.EndLatest:
		return append([]string{"Environment"}, map[string][]string{profiles.FaultMemory: {"MemorySize"}, profiles.FaultTimeout: {"Timeout"}}[c.Fault.Kind]...)
	case profiles.PutCopy, profiles.DeleteCopy:
		return copies.Members()
	case profiles.PutTrigger, profiles.DeleteTrigger:
		if c.Path == profiles.PathS3 {
			return []string{notifications}
		}
	}
	return nil
}

// state is what is there of what a call sets.
type state struct {
	members  map[string]any
	revision string // "" where there is none
	sha      string // of the code
}

// but says whether nothing is different but some members.
func (s state) but(now state, members []string) bool {
	for _, name := range slices.Sorted(maps.Keys(now.members)) {
		if !slices.Contains(members, name) && !equal(s.members[name], now.members[name]) {
			return false
		}
	}
	return s.sha == now.sha || slices.Contains(members, code)
}

// read reads what a call would set.
func (s *Standby) read(ctx context.Context, h *held) (state, error) {
	if h.is(notification) {
		now, err := s.opt.Notifications(ctx, h.text("Bucket"))
		return state{members: map[string]any{notifications: now}}, err
	}
	function := h.text("FunctionName")
	var out *lambda.GetFunctionConfigurationOutput
	err := s.opt.Poll(ctx, func() (done bool, err error) {
		out, err = s.lambda.GetFunctionConfiguration(ctx, &lambda.GetFunctionConfigurationInput{FunctionName: &function})
		return err == nil && out.State != types.StatePending && out.LastUpdateStatus != types.LastUpdateStatusInProgress, err
	})
	if err != nil {
		return state{}, err
	}
	if e := out.Environment; e != nil && e.Error != nil {
		return state{}, fmt.Errorf("environment variables of %s can't be read, so could not be restored: %s", function, aws.ToString(e.Error.Message))
	}
	members, err := settings(out)
	return state{members, aws.ToString(out.RevisionId), aws.ToString(out.CodeSha256)}, err
}

// settings are the members of the update that makes $LATEST what it is.
func settings(out *lambda.GetFunctionConfigurationOutput) (map[string]any, error) {
	all := types.FunctionConfiguration{Description: out.Description, Environment: out.Environment, EphemeralStorage: out.EphemeralStorage, Handler: out.Handler,
		Layers: out.Layers, LoggingConfig: out.LoggingConfig, MemorySize: out.MemorySize, PackageType: out.PackageType, Runtime: out.Runtime, Timeout: out.Timeout,
		TracingConfig: out.TracingConfig}
	text, err := json.Marshal(copies.Update(&all))
	if err != nil {
		return nil, err
	}
	var members map[string]any
	if err := json.Unmarshal(text, &members); err != nil {
		return nil, err
	}
	queue := ""
	if out.DeadLetterConfig != nil {
		queue = aws.ToString(out.DeadLetterConfig.TargetArn)
	}
	members["DeadLetterConfig"] = map[string]any{"TargetArn": queue}
	maps.DeleteFunc(members, func(name string, v any) bool {
		return v == nil || v == "" && name != "Description" || out.PackageType == types.PackageTypeImage && name == "Layers"
	})
	if logs, ok := members["LoggingConfig"].(map[string]any); ok {
		maps.DeleteFunc(logs, func(_ string, v any) bool { return v == nil || v == "" })
	}
	return members, nil
}

// equal compares members as they are written.
func equal(a, b any) bool {
	one, _ := json.Marshal(a) // of what was JSON
	two, _ := json.Marshal(b)
	return string(one) == string(two)
}
