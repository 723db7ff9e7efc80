package shape

import (
	"encoding/json"

	"squall/standin/catalog"
	"squall/standin/catalog/refuse"
	"squall/standin/catalog/setting"
)

// Settings are the members that CreateFunction and
// UpdateFunctionConfiguration share.
type Settings struct {
	Runtime          *string
	Handler          *string
	Role             *string
	Description      *string
	MemorySize       *int
	Timeout          *int
	Environment      *environmentResponse
	DeadLetterConfig *targetArn
	EphemeralStorage *ephemeralStorage
	KMSKeyArn        *string

	TracingConfig *tracingConfig
	Layers        []string // nil leaves them
	VpcConfig     *struct {
		SubnetIds, SecurityGroupIds []string
		Ipv6AllowedForDualStack     bool
	}
	FileSystemConfigs []fileSystemConfig // nil leaves them

	LoggingConfig *loggingConfig

	// Not built: any value that is not the default is refused.
	SnapStart              *snapStartResponse
	ImageConfig            json.RawMessage
	CapacityProviderConfig json.RawMessage
	DurableConfig          json.RawMessage
	TenancyConfig          json.RawMessage
}

// Changes turns the members into values of the catalog.
func (s *Settings) Changes() (setting.Changes, *catalog.Error) {
	if err := s.checkModes(); err != nil {
		return setting.Changes{}, err
	}
	if what := s.unbuilt(); what != "" {
		return setting.Changes{}, refuse.Unbuilt(what)
	}
	ch := setting.Changes{Runtime: s.Runtime, Handler: s.Handler, Role: s.Role, Description: s.Description,
		Memory: s.MemorySize, Timeout: s.Timeout, KMSKey: s.KMSKeyArn}
	if s.Environment != nil {
		ch.Environment = &s.Environment.Variables
	}
	if s.DeadLetterConfig != nil {
		ch.DeadLetter = &s.DeadLetterConfig.TargetArn
	}
	if s.EphemeralStorage != nil {
		ch.Storage = &s.EphemeralStorage.Size
	}
	if s.TracingConfig != nil && s.TracingConfig.Mode != "" {
		ch.Tracing = &s.TracingConfig.Mode
	}
	if l := s.LoggingConfig; l != nil {
		ch.Logging = &setting.Logging{Format: l.LogFormat, Group: l.LogGroup, Application: l.ApplicationLogLevel, System: l.SystemLogLevel}
	}
	return ch, nil
}

// Network is the place in a VPC after what is given; VpcConfig and
// FileSystemConfigs are each replaced whole.
func (s *Settings) Network(n setting.Network) setting.Network {
	if v := s.VpcConfig; v != nil {
		n.Subnets, n.Groups, n.DualStack = v.SubnetIds, v.SecurityGroupIds, v.Ipv6AllowedForDualStack
	}
	if s.FileSystemConfigs != nil {
		n.Mounts = nil
		for _, f := range s.FileSystemConfigs {
			n.Mounts = append(n.Mounts, setting.Mount{ARN: f.Arn, Path: f.LocalMountPath})
		}
	}
	return n
}

// checkModes refuses words that the service model does not have, also where
// every word but the default is not built.
func (s *Settings) checkModes() *catalog.Error {
	if t := s.TracingConfig; t != nil && t.Mode != "" && t.Mode != "Active" && t.Mode != "PassThrough" {
		return refuse.NoMember(t.Mode, "tracingConfig.mode", "Active, PassThrough")
	}
	if t := s.SnapStart; t != nil && t.ApplyOn != "" && t.ApplyOn != "PublishedVersions" && t.ApplyOn != "None" {
		return refuse.NoMember(t.ApplyOn, "snapStart.applyOn", "PublishedVersions, None")
	}
	return nil
}

// unbuilt names a setting that the stand-in would have to ignore, or "".
func (s *Settings) unbuilt() string {
	switch {
	case s.SnapStart != nil && s.SnapStart.ApplyOn == "PublishedVersions":
		return "SnapStart"
	case given(s.ImageConfig):
		return "ImageConfig"
	case given(s.CapacityProviderConfig):
		return "CapacityProviderConfig"
	case given(s.DurableConfig):
		return "DurableConfig"
	case given(s.TenancyConfig):
		return "TenancyConfig"
	}
	return ""
}

func given(m json.RawMessage) bool { return len(m) > 0 && string(m) != "null" && string(m) != "{}" }
