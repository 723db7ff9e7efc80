package iam

import (
	"context"

	"squall/standin/awsapi/wire"
	"squall/standin/identity"
)

type getRoleInput struct {
	RoleName string
}

type getRoleOutput struct {
	Role role
}

// getRole: https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetRole.html
func (h *handler) getRole(_ context.Context, c wire.Call, in *getRoleInput) (any, error) {
	var out getRoleOutput
	return &out, h.with(func(_ int64, s *identity.Store) *identity.Error {
		r, err := s.Role(c.Account, in.RoleName)
		if err == nil {
			out.Role = listed(r)
			out.Role.RoleLastUsed = &lastUsed{}
		}
		return err
	})
}
