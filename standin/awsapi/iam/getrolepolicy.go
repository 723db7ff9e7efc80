package iam

import (
	"context"

	"squall/standin/awsapi/wire"
	"squall/standin/identity"
)

type getRolePolicyInput struct {
	RoleName, PolicyName string
}

type getRolePolicyOutput struct {
	RoleName, PolicyName, PolicyDocument string
}

// getRolePolicy: https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetRolePolicy.html
func (h *handler) getRolePolicy(_ context.Context, c wire.Call, in *getRolePolicyInput) (any, error) {
	out := getRolePolicyOutput{RoleName: in.RoleName, PolicyName: in.PolicyName}
	return &out, h.with(func(_ int64, s *identity.Store) *identity.Error {
		text, err := s.Inline(c.Account, in.RoleName, in.PolicyName)
		out.PolicyDocument = written(text)
		return err
	})
}
