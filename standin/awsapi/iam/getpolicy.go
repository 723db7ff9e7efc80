package iam

import (
	"context"

	"squall/standin/awsapi/wire"
	"squall/standin/identity"
)

type getPolicyInput struct {
	PolicyArn string
}

type getPolicyOutput struct {
	Policy managed
}

// getPolicy: https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetPolicy.html
func (h *handler) getPolicy(_ context.Context, c wire.Call, in *getPolicyInput) (any, error) {
	var out getPolicyOutput
	return &out, h.with(func(_ int64, s *identity.Store) *identity.Error {
		m, err := s.Policy(in.PolicyArn)
		if err == nil {
			out.Policy = managedOf(s, m)
		}
		return err
	})
}
