package kms

import (
	"squall/standin/awsapi/wire"
	"squall/standin/keys"
)

func createGrant(c *call, in *struct {
	KeyID                                     string `json:"KeyId"`
	GranteePrincipal, RetiringPrincipal, Name string
	Operations                                []string
	Constraints                               map[string]keys.Context
	GrantTokens                               []string
	DryRun                                    bool
}) (any, error) {
	switch {
	case len(in.Constraints) > 0:
		return nil, wire.NotBuilt("Constraints of grants")
	case in.DryRun:
		return nil, wire.NotBuilt("DryRun")
	}
	k, err := c.managed(in.KeyID)
	if err != nil {
		return nil, err
	}
	g, err := c.keys.CreateGrant(c.now, k, keys.Grant{Name: in.Name, Grantee: in.GranteePrincipal,
		Retiring: in.RetiringPrincipal, Operations: in.Operations})
	if err != nil {
		return nil, err
	}
	return map[string]string{"GrantId": g.ID, "GrantToken": g.Token}, nil
}
