package iam

import (
	"context"

	"squall/standin/awsapi/wire"
	"squall/standin/identity"
)

type detachRolePolicyInput struct {
	RoleName, PolicyArn string
}

// detachRolePolicy: https://docs.aws.amazon.com/IAM/latest/APIReference/API_DetachRolePolicy.html
func (h *handler) detachRolePolicy(_ context.Context, c wire.Call, in *detachRolePolicyInput) (any, error) {
	return empty{}, h.with(func(_ int64, s *identity.Store) *identity.Error {
		return s.Detach(c.Account, in.RoleName, in.PolicyArn)
	})
}
