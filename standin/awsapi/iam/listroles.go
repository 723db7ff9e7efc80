package iam

import (
	"context"

	"squall/standin/awsapi/wire"
	"squall/standin/identity"
)

type listRolesInput struct {
	PathPrefix, Marker string
	MaxItems           int
}

type listRolesOutput struct {
	Roles       []role
	IsTruncated bool
	Marker      string `json:",omitempty"`
}

// listRoles: https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListRoles.html
func (h *handler) listRoles(_ context.Context, c wire.Call, in *listRolesInput) (any, error) {
	var all []*identity.Role
	if err := h.with(func(_ int64, s *identity.Store) *identity.Error { all = s.Roles(c.Account, in.PathPrefix); return nil }); err != nil {
		return nil, err
	}
	part, next, more, err := page(all, in.Marker, in.MaxItems)
	out := listRolesOutput{Roles: []role{}, IsTruncated: more, Marker: next}
	for _, r := range part {
		out.Roles = append(out.Roles, listed(r))
	}
	return &out, err
}
