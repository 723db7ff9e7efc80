package identity

import (
	"maps"
	"slices"
	"strings"

	"squall/standin/identity/policy"
)

// NewRole is what CreateRole gives.
type NewRole struct {
	Name, Path, Trust, Description string
	MaxSession                     int // seconds; 0 is an hour
}

// CreateRole makes a role.
func (s *Store) CreateRole(now int64, accountID string, in NewRole) (*Role, *Error) {
	if in.Path == "" {
		in.Path = "/"
	}
	if in.MaxSession == 0 {
		in.MaxSession = 3600
	}
	if err := checkName("roleName", in.Name, 64); err != nil {
		return nil, err
	}
	switch {
	case !strings.HasPrefix(in.Path, "/") || !strings.HasSuffix(in.Path, "/"):
		return nil, invalid("The specified value for path is invalid. It must begin and end with / and contain only alphanumeric characters and/or / characters.")
	case in.MaxSession < 3600 || in.MaxSession > 43200:
		return nil, invalid("The requested MaxSessionDuration must be between 3600 and 43200 seconds.")
	}
	trust, err := parse(in.Trust)
	if err != nil {
		return nil, err
	}
	a := s.account(accountID)
	if a.roles[in.Name] != nil {
		return nil, &Error{409, "EntityAlreadyExists", "Role with name " + in.Name + " already exists."}
	}
	r := &Role{Name: in.Name, Path: in.Path, ARN: "arn:aws:iam::" + accountID + ":role" + in.Path + in.Name, ID: s.nextID("AROA"),
		Description: in.Description, Trust: in.Trust, MaxSession: in.MaxSession, Created: now, Inline: map[string]string{},
		trust: trust, inline: map[string]policy.Document{}}
	a.roles[in.Name] = r
	return r, nil
}

// Role is a role by its name.
func (s *Store) Role(accountID, name string) (*Role, *Error) {
	if a := s.accounts[accountID]; a != nil && a.roles[name] != nil {
		return a.roles[name], nil
	}
	return nil, noSuch("The role with name " + name + " cannot be found.")
}

// Roles lists the roles under a path, by name.
func (s *Store) Roles(accountID, path string) (out []*Role) {
	a := s.account(accountID)
	for _, name := range sortedKeys(a.roles) {
		if r := a.roles[name]; strings.HasPrefix(r.Path, path) {
			out = append(out, r)
		}
	}
	return out
}

// SetTrust replaces who may assume a role.
func (s *Store) SetTrust(accountID, name, text string) *Error {
	r, err := s.Role(accountID, name)
	if err != nil {
		return err
	}
	d, err := parse(text)
	if err != nil {
		return err
	}
	r.Trust, r.trust = text, d
	return nil
}

// DeleteRole deletes a role that has no policies any more.
func (s *Store) DeleteRole(accountID, name string) *Error {
	r, err := s.Role(accountID, name)
	switch {
	case err != nil:
		return err
	case len(r.Inline) > 0:
		return &Error{409, "DeleteConflict", "Cannot delete entity, must delete policies first."}
	case len(r.Attached) > 0:
		return &Error{409, "DeleteConflict", "Cannot delete entity, must detach all policies first."}
	}
	delete(s.accounts[accountID].roles, name)
	return nil
}

// PutInline writes an inline policy of a role, or replaces it.
func (s *Store) PutInline(accountID, role, name, text string) *Error {
	r, err := s.Role(accountID, role)
	if err == nil {
		err = checkName("policyName", name, 128)
	}
	if err != nil {
		return err
	}
	d, err := parse(text)
	if err != nil {
		return err
	}
	r.Inline[name], r.inline[name] = text, d
	return nil
}

// Inline is an inline policy of a role.
func (s *Store) Inline(accountID, role, name string) (string, *Error) {
	r, err := s.Role(accountID, role)
	if err != nil {
		return "", err
	}
	text, ok := r.Inline[name]
	if !ok {
		return "", noSuch("The role policy with name " + name + " cannot be found.")
	}
	return text, nil
}

// Inlines are the names of a role's inline policies.
func (r *Role) Inlines() []string { return slices.Sorted(maps.Keys(r.Inline)) }

// DeleteInline deletes an inline policy of a role.
func (s *Store) DeleteInline(accountID, role, name string) *Error {
	if _, err := s.Inline(accountID, role, name); err != nil {
		return err
	}
	r := s.accounts[accountID].roles[role]
	delete(r.Inline, name)
	delete(r.inline, name)
	return nil
}

// checkName checks the name of a role or policy.
func checkName(field, name string, most int) *Error {
	odd := func(c rune) bool {
		return !(c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || strings.ContainsRune("_+=,.@-", c))
	}
	switch {
	case name == "":
		return invalid("1 validation error detected: Value null at '" + field + "' failed to satisfy constraint: Member must not be null")
	case len(name) > most:
		return invalid("1 validation error detected: Value at '" + field + "' failed to satisfy constraint: Member must have length less than or equal to " + itoa(most))
	case strings.ContainsFunc(name, odd):
		return invalid("The specified value for " + field + " is invalid. It must contain only alphanumeric characters and/or the following: +=,.@_-")
	}
	return nil
}

func parse(text string) (policy.Document, *Error) {
	d, err := policy.Parse(text)
	if err == nil {
		return d, nil
	}
	if !isJSON(text) { // recorded 2025-03-06
		return d, &Error{400, "MalformedPolicyDocument", "This policy contains invalid Json"}
	}
	return d, &Error{400, "MalformedPolicyDocument", "Syntax errors in policy: " + err.Error()}
}
