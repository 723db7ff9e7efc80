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

	// Not built: any value that is not the default is refused.
	Layers        []string
	TracingConfig *tracingConfig
	SnapStart     *snapStartResponse
	LoggingConfig *struct{ LogFormat, LogGroup, ApplicationLogLevel, SystemLogLevel string }
	VpcConfig     *struct {
		SubnetIds, SecurityGroupIds []string
		Ipv6AllowedForDualStack     bool
	}
	FileSystemConfigs      []json.RawMessage
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
	return ch, nil
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
	if l := s.LoggingConfig; l != nil && l.LogFormat != "" && l.LogFormat != "JSON" && l.LogFormat != "Text" {
		return refuse.NoMember(l.LogFormat, "loggingConfig.logFormat", "JSON, Text")
	}
	return nil
}

// unbuilt names a setting that the stand-in would have to ignore, or "".
func (s *Settings) unbuilt() string {
	l, v := s.LoggingConfig, s.VpcConfig
	switch {
	case len(s.Layers) > 0:
		return "Layers"
	case s.TracingConfig != nil && s.TracingConfig.Mode == "Active":
		return "TracingConfig Active"
	case s.SnapStart != nil && s.SnapStart.ApplyOn == "PublishedVersions":
		return "SnapStart"
	case l != nil && (l.LogFormat == "JSON" || l.LogGroup != "" || l.ApplicationLogLevel != "" || l.SystemLogLevel != ""):
		return "LoggingConfig"
	case v != nil && (len(v.SubnetIds) > 0 || len(v.SecurityGroupIds) > 0):
		return "VpcConfig"
	case len(s.FileSystemConfigs) > 0:
		return "FileSystemConfigs"
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
