package iam

import (
	"context"

	"squall/standin/awsapi/wire"
	"squall/standin/identity"
)

type deletePolicyInput struct {
	PolicyArn string
}

// deletePolicy: https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeletePolicy.html
func (h *handler) deletePolicy(_ context.Context, c wire.Call, in *deletePolicyInput) (any, error) {
	return empty{}, h.with(func(_ int64, s *identity.Store) *identity.Error { return s.DeletePolicy(c.Account, in.PolicyArn) })
}
