// Package iam is the AWS IAM API of the stand-in over package identity: roles
// and their policies, one file per operation, in the query protocol.
//
// It keeps no state and checks no signature; every operation that is not in
// the route table is answered 501.
package iam

import (
	"cmp"
	"net/url"
	"strconv"
	"strings"

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
type Options struct{ Account string } // of callers whose access key is no account

// New makes the IAM API.
func New(o Options, b Backend) *wire.API {
	h := &handler{backend: b}
	return &wire.API{
		Name: "IAM", Namespace: "https://iam.amazonaws.com/doc/2010-05-08/", Account: o.Account, Region: "us-east-1", Model: model,
		Operations: map[string]wire.Operation{
			"AttachRolePolicy":         wire.Op(h.attachRolePolicy),
			"CreatePolicy":             wire.Op(h.createPolicy),
			"CreateRole":               wire.Op(h.createRole),
			"DeletePolicy":             wire.Op(h.deletePolicy),
			"DeleteRole":               wire.Op(h.deleteRole),
			"DeleteRolePolicy":         wire.Op(h.deleteRolePolicy),
			"DetachRolePolicy":         wire.Op(h.detachRolePolicy),
			"GetPolicy":                wire.Op(h.getPolicy),
			"GetPolicyVersion":         wire.Op(h.getPolicyVersion),
			"GetRole":                  wire.Op(h.getRole),
			"GetRolePolicy":            wire.Op(h.getRolePolicy),
			"ListAttachedRolePolicies": wire.Op(h.listAttachedRolePolicies),
			"ListPolicies":             wire.Op(h.listPolicies),
			"ListRolePolicies":         wire.Op(h.listRolePolicies),
			"ListRoles":                wire.Op(h.listRoles),
			"PutRolePolicy":            wire.Op(h.putRolePolicy),
			"UpdateAssumeRolePolicy":   wire.Op(h.updateAssumeRolePolicy),
		},
	}
}

type handler struct{ backend Backend }

// empty is the answer of operations that have nothing to say.
type empty struct{}

// with runs f on the identities and hands its refusal on.
func (h *handler) with(f func(now int64, s *identity.Store) *identity.Error) error {
	refused := &identity.Error{Status: 500, Code: "ServiceFailure", Message: "the stand-in has stopped; start it again"} // unless f is run
	h.backend.Identity(func(now int64, s *identity.Store) { refused = f(now, s) })
	if refused == nil {
		return nil
	}
	return &wire.Error{Status: refused.Status, Code: refused.Code, Message: refused.Message}
}

// page cuts a list after a marker, which is the number of those before.
func page[T any](all []T, marker string, most int) (part []T, next string, truncated bool, err error) {
	start, bad := strconv.Atoi(cmp.Or(marker, "0"))
	if bad != nil || start < 0 {
		return nil, "", false, wire.Refuse("ValidationError", "Invalid Marker.")
	}
	if most < 0 || most > 1000 {
		return nil, "", false, wire.Refuse("ValidationError", "MaxItems must be from 1 to 1000.")
	}
	all = all[min(start, len(all)):]
	if n := cmp.Or(most, 100); n < len(all) {
		return all[:n], strconv.Itoa(start + n), true, nil
	}
	return all, "", false, nil
}

// written is how documents are written in answers: escaped as in a path, since
// clients leave a plus sign as it is.
func written(document string) string {
	return strings.ReplaceAll(url.QueryEscape(document), "+", "%20")
}

// model is every operation of the service's model that concerns roles and
// policies; those of users, groups, servers and the like are not built.
var model = []string{
	"AttachRolePolicy", "CreatePolicy", "CreatePolicyVersion", "CreateRole", "CreateServiceLinkedRole", "DeletePolicy",
	"DeletePolicyVersion", "DeleteRole", "DeleteRolePermissionsBoundary", "DeleteRolePolicy", "DeleteServiceLinkedRole",
	"DetachRolePolicy", "GetPolicy", "GetPolicyVersion", "GetRole", "GetRolePolicy", "ListAttachedRolePolicies",
	"ListEntitiesForPolicy", "ListPolicies", "ListPolicyTags", "ListPolicyVersions", "ListRolePolicies", "ListRoleTags",
	"ListRoles", "PutRolePermissionsBoundary", "PutRolePolicy", "SetDefaultPolicyVersion", "SimulateCustomPolicy",
	"SimulatePrincipalPolicy", "TagPolicy", "TagRole", "UntagPolicy", "UntagRole", "UpdateAssumeRolePolicy", "UpdateRole",
	"UpdateRoleDescription",
}
