package kms

import (
	"slices"

	"squall/standin/awsapi/wire"
	"squall/standin/keys"
)

func listGrants(c *call, in *struct {
	page
	KeyID            string `json:"KeyId"`
	GrantID          string `json:"GrantId"`
	GranteePrincipal string
}) (any, error) {
	type entry struct {
		KeyID             string `json:"KeyId"`
		GrantID           string `json:"GrantId"`
		Name              string
		CreationDate      wire.Time
		GranteePrincipal  string
		RetiringPrincipal string `json:",omitempty"`
		IssuingAccount    string
		Operations        []string
	}
	k, err := c.managed(in.KeyID)
	if err != nil {
		return nil, err
	}
	all := slices.DeleteFunc(k.Grants(), func(g keys.Grant) bool {
		return in.GrantID != "" && g.ID != in.GrantID || in.GranteePrincipal != "" && g.Grantee != in.GranteePrincipal
	})
	part, next, err := paged(in.page, all, 50)
	if err != nil {
		return nil, err
	}
	out := []entry{}
	for _, g := range part {
		out = append(out, entry{k.ARN(), g.ID, g.Name, stamp(g.Created), g.Grantee, g.Retiring, g.Issuer, g.Operations})
	}
	return listing("Grants", out, next), nil
}
