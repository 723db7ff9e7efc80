package iam

import (
	"squall/standin/awsapi/wire"
	"squall/standin/identity"
)

// role is the shape of that name. MaxSessionDuration and RoleLastUsed are left
// out by CreateRole (recorded 2025-03-06).
type role struct {
	Path                     string
	RoleName                 string
	RoleId                   string
	Arn                      string
	CreateDate               wire.Time
	AssumeRolePolicyDocument string
	Description              string    `json:",omitempty"`
	MaxSessionDuration       int64     `json:",omitempty"`
	RoleLastUsed             *lastUsed `json:",omitempty"`
}

// lastUsed is empty: when a role was used is not kept.
type lastUsed struct{}

func shapeOf(r *identity.Role) role {
	return role{Path: r.Path, RoleName: r.Name, RoleId: r.ID, Arn: r.ARN, CreateDate: wire.Time(r.Created / 1e6),
		AssumeRolePolicyDocument: written(r.Trust), Description: r.Description}
}

// listed is a role as lists show it.
func listed(r *identity.Role) role {
	out := shapeOf(r)
	out.MaxSessionDuration = int64(r.MaxSession)
	return out
}

// managed is the shape Policy.
type managed struct {
	PolicyName                    string
	PolicyId                      string
	Arn                           string
	Path                          string
	DefaultVersionId              string
	AttachmentCount               int64
	PermissionsBoundaryUsageCount int64
	IsAttachable                  bool
	Description                   string `json:",omitempty"`
	CreateDate                    wire.Time
	UpdateDate                    wire.Time
}

func managedOf(s *identity.Store, m *identity.Managed) managed {
	at := wire.Time(m.Created / 1e6)
	return managed{PolicyName: m.Name, PolicyId: m.ID, Arn: m.ARN, Path: m.Path, DefaultVersionId: "v1", IsAttachable: true,
		AttachmentCount: int64(s.Attachments(m.ARN)), Description: m.Description, CreateDate: at, UpdateDate: at}
}

// attached is the shape AttachedPolicy.
type attached struct{ PolicyName, PolicyArn string }

// tag is a tag, which no role or policy can have here.
type tag struct{ Key, Value string }
