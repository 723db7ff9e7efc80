package lambda

import (
	"squall/standin/catalog"
	"squall/standin/catalog/setting"
)

// aliasRequest is what CreateAlias and UpdateAlias share.
type aliasRequest struct {
	Name            string // CreateAlias only
	FunctionVersion *string
	Description     *string
	RoutingConfig   *struct{ AdditionalVersionWeights map[string]float64 }
	RevisionId      string // UpdateAlias only
}

func (in *aliasRequest) changes() setting.AliasChanges {
	ch := setting.AliasChanges{Version: in.FunctionVersion, Description: in.Description, Revision: in.RevisionId}
	if in.RoutingConfig != nil {
		ch.Weights = &in.RoutingConfig.AdditionalVersionWeights
	}
	return ch
}

// aliasConfiguration is the shape of that name.
type aliasConfiguration struct {
	AliasArn        string
	Name            string
	FunctionVersion string
	Description     string
	RoutingConfig   *routingConfig `json:",omitempty"`
	RevisionId      string
}

type routingConfig struct{ AdditionalVersionWeights map[string]float64 }

func aliasOf(a catalog.Alias, err *catalog.Error) (aliasConfiguration, *catalog.Error) {
	out := aliasConfiguration{AliasArn: a.ARN, Name: a.Name, FunctionVersion: a.Version, Description: a.Description, RevisionId: a.Revision}
	if a.Second != "" {
		out.RoutingConfig = &routingConfig{map[string]float64{a.Second: a.Weight}}
	}
	return out, err
}
