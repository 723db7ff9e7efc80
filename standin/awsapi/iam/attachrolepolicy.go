package iam

import (
	"context"

	"squall/standin/awsapi/wire"
	"squall/standin/identity"
)

type attachRolePolicyInput struct {
	RoleName, PolicyArn string
}

// attachRolePolicy: https://docs.aws.amazon.com/IAM/latest/APIReference/API_AttachRolePolicy.html
func (h *handler) attachRolePolicy(_ context.Context, c wire.Call, in *attachRolePolicyInput) (any, error) {
	return empty{}, h.with(func(_ int64, s *identity.Store) *identity.Error {
		return s.Attach(c.Account, in.RoleName, in.PolicyArn)
	})
}
