package sts

import (
	"context"
	"errors"
	"strings"

	"squall/standin/awsapi/wire"
	"squall/standin/identity"
)

type assumeRoleInput struct {
	RoleArn, RoleSessionName            string
	DurationSeconds                     int
	Policy, ExternalId, SerialNumber    string
	TokenCode, SourceIdentity           string
	PolicyArns, Tags, TransitiveTagKeys []map[string]string
}

type assumeRoleOutput struct {
	Credentials     credentials
	AssumedRoleUser assumedRoleUser
}

type credentials struct {
	AccessKeyId, SecretAccessKey, SessionToken string
	Expiration                                 wire.Time
}

type assumedRoleUser struct{ AssumedRoleId, Arn string }

// unbuilt names a parameter that nothing here would act on, or "".
func (in *assumeRoleInput) unbuilt() string {
	switch {
	case in.Policy != "" || len(in.PolicyArns) > 0:
		return "a session policy"
	case in.ExternalId != "":
		return "ExternalId"
	case in.SerialNumber != "" || in.TokenCode != "":
		return "multi-factor authentication"
	case in.SourceIdentity != "":
		return "SourceIdentity"
	case len(in.Tags) > 0 || len(in.TransitiveTagKeys) > 0:
		return "session tags"
	}
	return ""
}

// assumeRole: https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html
func (h *handler) assumeRole(_ context.Context, c wire.Call, in *assumeRoleInput) (any, error) {
	if what := in.unbuilt(); what != "" {
		return nil, wire.NotBuilt(what + " of AssumeRole")
	}
	var out assumeRoleOutput
	err := errors.New("the stand-in has stopped; start it again") // unless it is run
	h.backend.Identity(func(now int64, s *identity.Store) {
		given, refused := s.Assume(now, identity.Caller(c.Account, c.Session), in.RoleArn, in.RoleSessionName, in.DurationSeconds)
		if refused != nil {
			err = &wire.Error{Status: refused.Status, Code: refused.Code, Message: refused.Message}
			return
		}
		err = nil
		session, _ := identity.ReadToken(given.Token)
		out.Credentials = credentials{given.AccessKey, given.Secret, given.Token, wire.Time(given.Expires * 1000)}
		out.AssumedRoleUser.Arn = session.ARN()
		if r, refused := s.Role(session.Account(), in.RoleArn[strings.LastIndexByte(in.RoleArn, '/')+1:]); refused == nil {
			out.AssumedRoleUser.AssumedRoleId = r.ID + ":" + session.Name
		}
	})
	return &out, err
}
