// Package sts is the AWS STS API of the stand-in over package identity: who
// somebody is, and the credentials of roles, in the query protocol.
//
// It keeps no state and checks no signature; every operation that is not in
// the route table is answered 501.
package sts

import (
	"cmp"

	"squall/standin/awsapi/wire"
	"squall/standin/identity"
)

// Backend owns the identities.
type Backend interface {
	// Identity calls f with the identities, where nothing else uses them, and
	// returns after it. Now is ns since 1970.
	Identity(f func(now int64, s *identity.Store))
}

// Options says whose identities are served.
type Options struct{ Account, Region string } // of callers whose access key is no account, and that name no region

// New makes the STS API.
func New(o Options, b Backend) *wire.API {
	h := &handler{backend: b}
	return &wire.API{
		Name: "STS", Namespace: "https://sts.amazonaws.com/doc/2011-06-15/", Account: o.Account, Region: cmp.Or(o.Region, "us-east-1"), Model: model,
		Operations: map[string]wire.Operation{
			"AssumeRole":        wire.Op(h.assumeRole),
			"GetCallerIdentity": wire.Op(h.getCallerIdentity),
		},
	}
}

type handler struct{ backend Backend }

var model = []string{
	"AssumeRole", "AssumeRoleWithSAML", "AssumeRoleWithWebIdentity", "AssumeRoot", "DecodeAuthorizationMessage", "GetAccessKeyInfo",
	"GetCallerIdentity", "GetDelegatedAccessToken", "GetFederationToken", "GetSessionToken", "GetWebIdentityToken",
}
