package ssm

import (
	"context"
	"encoding/json"
	"regexp"
	"strconv"
	"strings"

	"squall/standin/awsapi/wire"
)

type putInput struct {
	Name, Value, Type, Tier, KeyId, Policies, AllowedPattern, DataType, Description string
	Overwrite                                                                       bool
	Tags                                                                            []json.RawMessage
}

// Most bytes of a value: https://docs.aws.amazon.com/general/latest/gr/ssm.html
const (
	mostStandard = 4 << 10
	mostAdvanced = 8 << 10
)

var names = regexp.MustCompile(`^/?[a-zA-Z0-9_.-]+(/[a-zA-Z0-9_.-]+){0,14}$`)

// putParameter: https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_PutParameter.html
func (h *handler) putParameter(_ context.Context, c wire.Call, in *putInput) (any, error) {
	if err := in.check(); err != nil {
		return nil, err
	}
	p := parameter{name: in.Name, value: in.Value, kind: in.Type, modified: h.now()}
	version, ok := h.all.put(c.Account, c.Region, p, in.Overwrite)
	if !ok {
		return nil, wire.Refuse("ParameterAlreadyExists", "The parameter already exists. To overwrite this value, set the overwrite option in the request to true.")
	}
	tier := in.Tier
	if tier == "" {
		tier = "Standard"
	}
	return map[string]any{"Version": version, "Tier": tier}, nil
}

func (in *putInput) check() error {
	if err := checkName(in.Name); err != nil {
		return err
	}
	most := mostStandard
	if in.Tier == "Advanced" {
		most = mostAdvanced
	}
	switch {
	case in.Type == "SecureString" || in.KeyId != "":
		return wire.NotBuilt("an encrypted parameter")
	case in.Policies != "" || in.AllowedPattern != "" || len(in.Tags) > 0:
		return wire.NotBuilt("a parameter with policies, a pattern or tags")
	case in.Tier == "Intelligent-Tiering" || in.DataType != "" && in.DataType != "text":
		return wire.NotBuilt("tier " + in.Tier + ", data type " + in.DataType)
	case in.Type == "" && !in.Overwrite:
		return wire.Refuse("ValidationException", "A parameter type is required when you create a parameter.")
	case in.Value == "":
		return wire.Refuse("ValidationException", "1 validation error detected: Value '' at 'value' failed to satisfy constraint: Member must have length greater than or equal to 1.")
	case strings.Contains(in.Value, "{{"):
		return wire.Refuse("ValidationException", "Parameter value can't nest another parameter. Do not use \"{{}}\" in the value.")
	case len(in.Value) > most:
		return wire.Refuse("ValidationException", "Parameter values have a maximum length of "+strconv.Itoa(most)+" characters.")
	}
	return nil
}

func checkName(name string) error {
	root, _, _ := strings.Cut(strings.ToLower(strings.TrimPrefix(name, "/")), "/")
	switch {
	case !names.MatchString(name) || len(name) > 1011:
		return wire.Refuse("ValidationException", "Parameter name: can't be prefixed with \"ssm\" (case-insensitive) and consists of sub-paths divided by slash symbol; each sub-path of letters, numbers and the symbols .-_")
	case strings.HasPrefix(root, "aws") || strings.HasPrefix(root, "ssm"):
		return wire.Refuse("ValidationException", "Parameter name: can't be prefixed with \"aws\" or \"ssm\" (case-insensitive).")
	}
	return nil
}
