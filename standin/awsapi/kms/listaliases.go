package kms

import (
	"strings"

	"squall/standin/awsapi/wire"
	"squall/standin/keys"
)

func listAliases(c *call, in *struct {
	page
	KeyID string `json:"KeyId"`
}) (any, error) {
	type entry struct {
		AliasArn        string
		AliasName       string
		CreationDate    wire.Time
		LastUpdatedDate wire.Time
		TargetKeyID     string `json:"TargetKeyId"`
	}
	var of *keys.Key
	if in.KeyID != "" {
		var err error
		if of, err = c.managed(in.KeyID); err != nil {
			return nil, err
		}
	}
	part, next, err := paged(in.page, c.keys.Aliases(c.now, c.place, of), 50)
	if err != nil {
		return nil, err
	}
	out := []entry{}
	for _, a := range part {
		_, id, _ := strings.Cut(a.Target, ":key/")
		out = append(out, entry{a.ARN(), a.Name, stamp(a.Created), stamp(a.Updated), id})
	}
	return listing("Aliases", out, next), nil
}
