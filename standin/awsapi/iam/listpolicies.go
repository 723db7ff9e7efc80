package iam

import (
	"context"

	"squall/standin/awsapi/wire"
	"squall/standin/identity"
)

type listPoliciesInput struct {
	Scope, PathPrefix, Marker string
	OnlyAttached              bool
	MaxItems                  int
}

type listPoliciesOutput struct {
	Policies    []managed
	IsTruncated bool
	Marker      string `json:",omitempty"`
}

// listPolicies: https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListPolicies.html
func (h *handler) listPolicies(_ context.Context, c wire.Call, in *listPoliciesInput) (any, error) {
	if in.Scope == "AWS" {
		return nil, wire.NotBuilt("a list of AWS's own policies")
	}
	all := []managed{}
	err := h.with(func(_ int64, s *identity.Store) *identity.Error {
		for _, m := range s.Policies(c.Account, in.PathPrefix) {
			if p := managedOf(s, m); !in.OnlyAttached || p.AttachmentCount > 0 {
				all = append(all, p)
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	part, next, more, err := page(all, in.Marker, in.MaxItems)
	return &listPoliciesOutput{Policies: part, IsTruncated: more, Marker: next}, err
}
