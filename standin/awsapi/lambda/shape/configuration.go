// Package shape has the JSON shapes of the Lambda API that several operations
// share, and turns them into values of the catalog and back. It refuses the
// settings that are not built, and knows nothing of HTTP.
package shape

import (
	"cmp"

	"squall/standin/catalog"
)

// FunctionConfiguration is the shape of that name.
type FunctionConfiguration struct {
	FunctionName               string
	FunctionArn                string
	Runtime                    string `json:",omitempty"`
	Role                       string
	Handler                    string `json:",omitempty"`
	CodeSize                   int64
	Description                string
	Timeout                    int
	MemorySize                 int
	LastModified               string
	CodeSha256                 string
	Version                    string
	DeadLetterConfig           *targetArn           `json:",omitempty"`
	Environment                *environmentResponse `json:",omitempty"`
	KMSKeyArn                  string               `json:",omitempty"`
	VpcConfig                  *vpcConfigResponse   `json:",omitempty"`
	Layers                     []layerResponse      `json:",omitempty"`
	FileSystemConfigs          []fileSystemConfig   `json:",omitempty"`
	TracingConfig              tracingConfig
	RevisionId                 string
	State                      string `json:",omitempty"`
	StateReason                string `json:",omitempty"`
	StateReasonCode            string `json:",omitempty"`
	LastUpdateStatus           string `json:",omitempty"`
	LastUpdateStatusReason     string `json:",omitempty"`
	LastUpdateStatusReasonCode string `json:",omitempty"`
	PackageType                string
	Architectures              []string
	EphemeralStorage           ephemeralStorage
	SnapStart                  snapStartResponse
	LoggingConfig              loggingConfig
}

type targetArn struct{ TargetArn string }

type environmentResponse struct{ Variables map[string]string }

type layerResponse struct {
	Arn      string
	CodeSize int64
}

type fileSystemConfig struct{ Arn, LocalMountPath string }

// vpcConfigResponse is empty, not absent, for a function that has left its VPC.
type vpcConfigResponse struct {
	SubnetIds, SecurityGroupIds []string
	VpcId                       string
	Ipv6AllowedForDualStack     bool
}

type tracingConfig struct{ Mode string }

type ephemeralStorage struct{ Size int }

type snapStartResponse struct{ ApplyOn, OptimizationStatus string }

type loggingConfig struct {
	LogFormat           string
	ApplicationLogLevel string `json:",omitempty"`
	SystemLogLevel      string `json:",omitempty"`
	LogGroup            string
}

// Configuration shapes what the catalog knows of a version.
func Configuration(c catalog.Configuration) FunctionConfiguration {
	out := FunctionConfiguration{
		FunctionName: c.FunctionName, FunctionArn: c.FunctionARN, Runtime: c.Runtime, Role: c.Role, Handler: c.Handler,
		CodeSize: c.Code.Size, Description: c.Description, Timeout: c.Timeout, MemorySize: c.Memory,
		LastModified: Millis(c.Modified), CodeSha256: c.Code.Sha256, Version: c.Version, RevisionId: c.Revision,
		State: c.State, LastUpdateStatus: c.LastUpdateStatus, PackageType: "Zip", Architectures: []string{c.Architecture},
		// What the stand-in has is what AWS calls off.
		TracingConfig: tracingConfig{cmp.Or(c.Tracing, "PassThrough")}, SnapStart: snapStartResponse{"None", "Off"},
		KMSKeyArn: c.KMSKey, EphemeralStorage: ephemeralStorage{c.Storage},
		LoggingConfig: loggingConfig{cmp.Or(c.Logging.Format, "Text"), c.Logging.Application, c.Logging.System, c.Logging.GroupOf(c.FunctionName)},
	}
	if c.Code.Image != "" {
		out.PackageType = "Image"
	}
	if c.DeadLetter != "" {
		out.DeadLetterConfig = &targetArn{c.DeadLetter}
	}
	if c.Environment != nil {
		out.Environment = &environmentResponse{c.Environment}
	}
	for _, l := range c.Layers {
		out.Layers = append(out.Layers, layerResponse{l.ARN, l.Size})
	}
	for _, m := range c.Network.Mounts {
		out.FileSystemConfigs = append(out.FileSystemConfigs, fileSystemConfig{m.ARN, m.Path})
	}
	if n := c.Network; n.Subnets != nil {
		out.VpcConfig = &vpcConfigResponse{n.Subnets, append([]string{}, n.Groups...), n.VPC(), n.DualStack}
	}
	switch {
	case c.State == "Pending":
		out.StateReason, out.StateReasonCode = c.StateReason, "Creating"
	case c.LastUpdateStatus == "InProgress":
		out.LastUpdateStatusReason, out.LastUpdateStatusReasonCode = c.StateReason, "Creating"
	}
	return out
}

// Shaped turns a configuration into its shape, a refusal into itself.
func Shaped(c catalog.Configuration, err *catalog.Error) (FunctionConfiguration, *catalog.Error) {
	if err != nil {
		return FunctionConfiguration{}, err
	}
	return Configuration(c), nil
}

// Configurations shapes a list.
func Configurations(list []catalog.Configuration) []FunctionConfiguration {
	out := make([]FunctionConfiguration, len(list))
	for i, c := range list {
		out[i] = Configuration(c)
	}
	return out
}
