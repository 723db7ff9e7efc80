package iam

import (
	"context"

	"squall/standin/awsapi/wire"
	"squall/standin/identity"
)

type putRolePolicyInput struct {
	RoleName, PolicyName, PolicyDocument string
}

// putRolePolicy: https://docs.aws.amazon.com/IAM/latest/APIReference/API_PutRolePolicy.html
func (h *handler) putRolePolicy(_ context.Context, c wire.Call, in *putRolePolicyInput) (any, error) {
	return empty{}, h.with(func(_ int64, s *identity.Store) *identity.Error {
		return s.PutInline(c.Account, in.RoleName, in.PolicyName, in.PolicyDocument)
	})
}
