package iam

import (
	"context"

	"squall/standin/awsapi/wire"
	"squall/standin/identity"
)

type createPolicyInput struct {
	PolicyName, Path, PolicyDocument, Description string
	Tags                                          []tag
}

type createPolicyOutput struct {
	Policy managed
}

// createPolicy: https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreatePolicy.html
func (h *handler) createPolicy(_ context.Context, c wire.Call, in *createPolicyInput) (any, error) {
	if len(in.Tags) > 0 {
		return nil, wire.NotBuilt("a policy with tags")
	}
	var out createPolicyOutput
	return &out, h.with(func(now int64, s *identity.Store) *identity.Error {
		m, err := s.CreatePolicy(now, c.Account, identity.Managed{Name: in.PolicyName, Path: in.Path, Document: in.PolicyDocument, Description: in.Description})
		if err == nil {
			out.Policy = managedOf(s, m)
		}
		return err
	})
}
