package iam

import (
	"context"

	"squall/standin/awsapi/wire"
	"squall/standin/identity"
)

type updateAssumeRolePolicyInput struct {
	RoleName, PolicyDocument string
}

// updateAssumeRolePolicy: https://docs.aws.amazon.com/IAM/latest/APIReference/API_UpdateAssumeRolePolicy.html
func (h *handler) updateAssumeRolePolicy(_ context.Context, c wire.Call, in *updateAssumeRolePolicyInput) (any, error) {
	return empty{}, h.with(func(_ int64, s *identity.Store) *identity.Error {
		return s.SetTrust(c.Account, in.RoleName, in.PolicyDocument)
	})
}
