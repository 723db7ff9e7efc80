package keys

import "slices"

// Trouble is why Lambda cannot decrypt the environment variables of a function
// under its key.
// https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html
type Trouble uint8

// The troubles of Lambda with a key.
const (
	NoTrouble Trouble = iota
	KMSAccessDenied
	KMSDisabled
	KMSInvalidState
	KMSNotFound
)

// lambdaGrant is the name of the grants through which Lambda uses keys.
const lambdaGrant = "squall-lambda-"

// GrantToLambda is what Lambda does when a function is given a key: the caller
// must be able to encrypt with it, and the function's role gets a grant.
func (s *Keys) GrantToLambda(now int64, p Place, name, role, function string) (*Key, error) {
	k, err := s.Managed(now, p, name)
	if err != nil {
		return nil, err
	}
	_, err = s.CreateGrant(now, k, Grant{Name: lambdaGrant + function, Grantee: role,
		Operations: []string{"Decrypt", "RetireGrant"}})
	return k, err
}

// ForLambda says whether Lambda can decrypt under a key for a function's role.
func (s *Keys) ForLambda(now int64, arn, role string) Trouble {
	s.Expire(now)
	k, ok := s.keys[arn]
	switch {
	case !ok:
		return KMSNotFound
	case k.State == Disabled:
		return KMSDisabled
	case k.State == PendingDeletion:
		return KMSInvalidState
	}
	granted := slices.ContainsFunc(k.grants, func(g Grant) bool {
		return g.Grantee == role && slices.Contains(g.Operations, "Decrypt")
	})
	if !granted {
		return KMSAccessDenied
	}
	return NoTrouble
}
