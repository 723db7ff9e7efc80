package iam

import (
	"context"

	"squall/standin/awsapi/wire"
	"squall/standin/identity"
)

type deleteRoleInput struct {
	RoleName string
}

// deleteRole: https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteRole.html
func (h *handler) deleteRole(_ context.Context, c wire.Call, in *deleteRoleInput) (any, error) {
	return empty{}, h.with(func(_ int64, s *identity.Store) *identity.Error { return s.DeleteRole(c.Account, in.RoleName) })
}
