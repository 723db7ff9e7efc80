package iam

import (
	"context"

	"squall/standin/awsapi/wire"
	"squall/standin/identity"
)

type getPolicyVersionInput struct {
	PolicyArn, VersionId string
}

type policyVersion struct {
	Document         string
	VersionId        string
	IsDefaultVersion bool
	CreateDate       wire.Time
}

type getPolicyVersionOutput struct {
	PolicyVersion policyVersion
}

// getPolicyVersion: https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetPolicyVersion.html
func (h *handler) getPolicyVersion(_ context.Context, c wire.Call, in *getPolicyVersionInput) (any, error) {
	var out getPolicyVersionOutput
	return &out, h.with(func(_ int64, s *identity.Store) *identity.Error {
		m, err := s.Policy(in.PolicyArn)
		switch {
		case err != nil:
			return err
		case in.VersionId != "v1":
			return &identity.Error{Status: 404, Code: "NoSuchEntity", Message: "Policy " + in.PolicyArn + " version " + in.VersionId + " does not exist or is not attachable."}
		}
		out.PolicyVersion = policyVersion{Document: written(m.Document), VersionId: "v1", IsDefaultVersion: true, CreateDate: wire.Time(m.Created / 1e6)}
		return nil
	})
}
