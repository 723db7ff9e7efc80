package keys

import (
	"cmp"
	"slices"
	"strings"
	"time"
)

// Alias is another name of a key.
type Alias struct {
	Place
	Name    string // alias/...
	Target  string // the key's ARN
	Created time.Time
	Updated time.Time
}

// ARN is the alias's Amazon resource name.
func (a *Alias) ARN() string { return a.Place.prefix() + a.Name }

// checkAlias refuses names that no alias can have.
// https://docs.aws.amazon.com/kms/latest/APIReference/API_CreateAlias.html
func checkAlias(name string) error {
	rest, ok := strings.CutPrefix(name, "alias/")
	if !ok || rest == "" {
		return refuse(Validation, "Alias must start with the prefix \"alias/\". Please see "+
			"https://docs.aws.amazon.com/kms/latest/developerguide/kms-alias.html")
	}
	if len(name) > 256 {
		return tooLong("aliasName", 256)
	}
	if strings.HasPrefix(rest, "aws/") {
		return refuse(InvalidAlias, "%s is reserved for AWS managed keys", name)
	}
	for _, c := range rest {
		if !strings.ContainsRune("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789:/_-", c) {
			return refuse(Validation, "1 validation error detected: Value '%s' at 'aliasName' failed to satisfy constraint: "+
				"Member must satisfy regular expression pattern: ^[a-zA-Z0-9:/_-]+$", name)
		}
	}
	return nil
}

// CreateAlias gives a key another name.
func (s *Keys) CreateAlias(now int64, p Place, name string, k *Key) error {
	if err := checkAlias(name); err != nil {
		return err
	}
	if k.State == PendingDeletion {
		return refuse(InvalidState, "%s is pending deletion.", k.ARN())
	}
	a := &Alias{Place: p, Name: name, Target: k.ARN(), Created: s.time(now), Updated: s.time(now)}
	if _, ok := s.aliases[a.ARN()]; ok {
		return refuse(AlreadyExists, "An alias with the name %s already exists", a.ARN())
	}
	s.aliases[a.ARN()] = a
	return nil
}

// UpdateAlias lets a name stand for another key.
func (s *Keys) UpdateAlias(now int64, p Place, name string, k *Key) error {
	if err := checkAlias(name); err != nil {
		return err
	}
	a, ok := s.aliases[p.prefix()+name]
	if !ok {
		return refuse(NotFound, "Alias %s is not found.", p.prefix()+name)
	}
	if k.State == PendingDeletion {
		return refuse(InvalidState, "%s is pending deletion.", k.ARN())
	}
	a.Target, a.Updated = k.ARN(), s.time(now)
	return nil
}

// DeleteAlias takes a name away; the key stays.
func (s *Keys) DeleteAlias(p Place, name string) error {
	if err := checkAlias(name); err != nil {
		return err
	}
	arn := p.prefix() + name
	if _, ok := s.aliases[arn]; !ok {
		return refuse(NotFound, "Alias %s is not found.", arn)
	}
	delete(s.aliases, arn)
	return nil
}

// Aliases lists the names in an account and region, sorted; only those of one
// key unless it is nil.
func (s *Keys) Aliases(now int64, p Place, of *Key) []*Alias {
	s.Expire(now)
	var out []*Alias
	for _, a := range s.aliases {
		if a.Place == p && (of == nil || a.Target == of.ARN()) {
			out = append(out, a)
		}
	}
	slices.SortFunc(out, func(a, b *Alias) int { return cmp.Compare(a.Name, b.Name) })
	return out
}
