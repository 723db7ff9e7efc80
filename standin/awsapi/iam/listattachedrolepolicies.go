package iam

import (
	"context"
	"strings"

	"squall/standin/awsapi/wire"
	"squall/standin/identity"
)

type listAttachedRolePoliciesInput struct {
	RoleName, PathPrefix, Marker string
	MaxItems                     int
}

type listAttachedRolePoliciesOutput struct {
	AttachedPolicies []attached
	IsTruncated      bool
	Marker           string `json:",omitempty"`
}

// listAttachedRolePolicies: https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListAttachedRolePolicies.html
func (h *handler) listAttachedRolePolicies(_ context.Context, c wire.Call, in *listAttachedRolePoliciesInput) (any, error) {
	var all []attached
	err := h.with(func(_ int64, s *identity.Store) *identity.Error {
		r, err := s.Role(c.Account, in.RoleName)
		if err != nil {
			return err
		}
		for _, arn := range r.Attached {
			if m, err := s.Policy(arn); err == nil && strings.HasPrefix(m.Path, in.PathPrefix) {
				all = append(all, attached{m.Name, arn})
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	part, next, more, err := page(all, in.Marker, in.MaxItems)
	return &listAttachedRolePoliciesOutput{AttachedPolicies: append([]attached{}, part...), IsTruncated: more, Marker: next}, err
}
