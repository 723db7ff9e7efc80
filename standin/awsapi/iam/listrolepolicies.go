package iam

import (
	"context"

	"squall/standin/awsapi/wire"
	"squall/standin/identity"
)

type listRolePoliciesInput struct {
	RoleName, Marker string
	MaxItems         int
}

type listRolePoliciesOutput struct {
	PolicyNames []string
	IsTruncated bool
	Marker      string `json:",omitempty"`
}

// listRolePolicies: https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListRolePolicies.html
func (h *handler) listRolePolicies(_ context.Context, c wire.Call, in *listRolePoliciesInput) (any, error) {
	var all []string
	err := h.with(func(_ int64, s *identity.Store) *identity.Error {
		r, err := s.Role(c.Account, in.RoleName)
		if err == nil {
			all = r.Inlines()
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	part, next, more, err := page(all, in.Marker, in.MaxItems)
	return &listRolePoliciesOutput{PolicyNames: append([]string{}, part...), IsTruncated: more, Marker: next}, err
}
