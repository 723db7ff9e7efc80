package shape

import (
	"squall/standin/catalog"
	"squall/standin/catalog/setting"
)

// AliasRequest is what CreateAlias and UpdateAlias share.
type AliasRequest struct {
	Name            string // CreateAlias only
	FunctionVersion *string
	Description     *string
	RoutingConfig   *struct{ AdditionalVersionWeights map[string]float64 }
	RevisionId      string // UpdateAlias only
}

// Changes turns the members into values of the catalog.
func (in *AliasRequest) Changes() setting.AliasChanges {
	ch := setting.AliasChanges{Version: in.FunctionVersion, Description: in.Description, Revision: in.RevisionId}
	if in.RoutingConfig != nil {
		ch.Weights = &in.RoutingConfig.AdditionalVersionWeights
	}
	return ch
}

// AliasConfiguration is the shape of that name.
type AliasConfiguration struct {
	AliasArn        string
	Name            string
	FunctionVersion string
	Description     string
	RoutingConfig   *routingConfig `json:",omitempty"`
	RevisionId      string
}

type routingConfig struct{ AdditionalVersionWeights map[string]float64 }

// Alias shapes an alias; a refusal goes through.
func Alias(a catalog.Alias, err *catalog.Error) (AliasConfiguration, *catalog.Error) {
	out := AliasConfiguration{AliasArn: a.ARN, Name: a.Name, FunctionVersion: a.Version, Description: a.Description, RevisionId: a.Revision}
	if a.Second != "" {
		out.RoutingConfig = &routingConfig{map[string]float64{a.Second: a.Weight}}
	}
	return out, err
}
