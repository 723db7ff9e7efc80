package keys

import (
	"slices"
	"time"
)

// Grant allows a principal operations on one key.
// https://docs.aws.amazon.com/kms/latest/developerguide/grants.html
type Grant struct {
	ID         string
	Token      string
	Name       string
	Grantee    string
	Retiring   string
	Issuer     string // account root that made it
	Operations []string
	Created    time.Time
}

// grantable are the operations that a grant on a symmetric key can allow.
var grantable = []string{"CreateGrant", "Decrypt", "DescribeKey", "Encrypt", "GenerateDataKey",
	"GenerateDataKeyWithoutPlaintext", "ReEncryptFrom", "ReEncryptTo", "RetireGrant"}

// CreateGrant allows a principal operations on a key. One with the name and
// the terms of an earlier grant is that grant.
func (s *Keys) CreateGrant(now int64, k *Key, g Grant) (*Grant, error) {
	if g.Grantee == "" {
		return nil, refuse(Validation, "1 validation error detected: Value null at 'granteePrincipal' failed to satisfy constraint: Member must not be null")
	}
	if len(g.Operations) == 0 {
		return nil, refuse(Validation, "1 validation error detected: Value null at 'operations' failed to satisfy constraint: Member must not be null")
	}
	for _, op := range g.Operations {
		if !slices.Contains(grantable, op) {
			return nil, refuse(Validation, "1 validation error detected: Value '[%s]' at 'operations' failed to satisfy constraint: "+
				"Member must satisfy constraint: [Member must satisfy enum value set: %v]", op, grantable)
		}
	}
	if err := k.usable(); err != nil {
		return nil, err
	}
	for i := range k.grants {
		if old := &k.grants[i]; g.Name != "" && old.Name == g.Name && old.Grantee == g.Grantee &&
			old.Retiring == g.Retiring && slices.Equal(old.Operations, g.Operations) {
			return old, nil
		}
	}
	g.ID, g.Token, g.Issuer, g.Created = s.id("grant"), s.id("grant token"), "arn:aws:iam::"+k.Account+":root", s.time(now)
	k.grants = append(k.grants, g)
	s.changes++
	return &k.grants[len(k.grants)-1], nil
}

// Grants lists the grants of a key, the oldest first.
func (k *Key) Grants() []Grant { return slices.Clone(k.grants) }

// RevokeGrant ends a grant.
func (s *Keys) RevokeGrant(k *Key, id string) error {
	i := slices.IndexFunc(k.grants, func(g Grant) bool { return g.ID == id })
	if i < 0 {
		return refuse(NotFound, "Grant ID %s not found", id)
	}
	k.grants = slices.Delete(k.grants, i, i+1)
	s.changes++
	return nil
}

// RetireByToken ends the grant of a token.
func (s *Keys) RetireByToken(token string) error {
	for _, k := range s.order {
		for _, g := range k.grants {
			if g.Token == token {
				return s.RevokeGrant(k, g.ID)
			}
		}
	}
	return refuse(InvalidGrant, "The grant token is not valid")
}
