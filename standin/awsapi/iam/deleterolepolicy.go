package iam

import (
	"context"

	"squall/standin/awsapi/wire"
	"squall/standin/identity"
)

type deleteRolePolicyInput struct {
	RoleName, PolicyName string
}

// deleteRolePolicy: https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteRolePolicy.html
func (h *handler) deleteRolePolicy(_ context.Context, c wire.Call, in *deleteRolePolicyInput) (any, error) {
	return empty{}, h.with(func(_ int64, s *identity.Store) *identity.Error {
		return s.DeleteInline(c.Account, in.RoleName, in.PolicyName)
	})
}
