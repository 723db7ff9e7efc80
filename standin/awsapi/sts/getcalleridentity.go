package sts

import (
	"context"
	"strings"

	"squall/standin/awsapi/wire"
	"squall/standin/identity"
)

type getCallerIdentityInput struct{}

type getCallerIdentityOutput struct{ UserId, Account, Arn string }

// getCallerIdentity: https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html
// Who did not assume a role is a user that nobody has to create.
func (h *handler) getCallerIdentity(_ context.Context, c wire.Call, _ *getCallerIdentityInput) (any, error) {
	out := &getCallerIdentityOutput{UserId: "AIDASQUALLSQUALLSQUAL", Account: c.Account, Arn: identity.Caller(c.Account, c.Session).ARN}
	if c.Session.Role == "" {
		return out, nil
	}
	var err error = &wire.Error{Status: 403, Code: "InvalidClientTokenId", Message: "The security token included in the request is invalid"}
	h.backend.Identity(func(_ int64, s *identity.Store) {
		name := c.Session.Role[strings.LastIndexByte(c.Session.Role, '/')+1:]
		if r, refused := s.Role(c.Account, name); refused == nil {
			out.UserId, err = r.ID+":"+c.Session.Name, nil
		}
	})
	return out, err
}
