package iam

import (
	"context"

	"squall/standin/awsapi/wire"
	"squall/standin/identity"
)

type createRoleInput struct {
	RoleName, Path, AssumeRolePolicyDocument, Description, PermissionsBoundary string
	MaxSessionDuration                                                         int
	Tags                                                                       []tag
}

type createRoleOutput struct {
	Role role
}

// createRole: https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateRole.html
func (h *handler) createRole(_ context.Context, c wire.Call, in *createRoleInput) (any, error) {
	if len(in.Tags) > 0 || in.PermissionsBoundary != "" {
		return nil, wire.NotBuilt("a role with tags or a permissions boundary")
	}
	var out createRoleOutput
	return &out, h.with(func(now int64, s *identity.Store) *identity.Error {
		r, err := s.CreateRole(now, c.Account, identity.NewRole{Name: in.RoleName, Path: in.Path, Trust: in.AssumeRolePolicyDocument,
			Description: in.Description, MaxSession: in.MaxSessionDuration})
		if err == nil {
			out.Role = shapeOf(r)
		}
		return err
	})
}
