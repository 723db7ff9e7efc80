package catalog

import (
	"maps"
	"math"
	"slices"

	"squall/standin/catalog/naming"
	"squall/standin/catalog/refuse"
	"squall/standin/catalog/setting"
	"squall/standin/core"
)

// alias points at one version, or splits requests between two.
type alias struct {
	id          int32
	name, arn   string
	primary     int32 // 0 is $LATEST
	second      int32 // 0: none
	weight      float64
	description string
	revision    string
}

// Alias is an alias as GetAlias shows it.
type Alias struct {
	ARN         string
	Name        string
	Version     string
	Description string
	Revision    string
	Second      string // version that gets Weight of the requests, or ""
	Weight      float64
}

func (a *alias) show() Alias {
	out := Alias{ARN: a.arn, Name: a.name, Version: versionName(a.primary), Description: a.description, Revision: a.revision}
	if a.second > 0 {
		out.Second, out.Weight = versionName(a.second), a.weight
	}
	return out
}

// CreateAlias makes an alias; its version must exist.
func (c *Catalog) CreateAlias(r Ref, name string, ch setting.AliasChanges) (Alias, *Error) {
	if err := ch.CheckNew(name); err != nil {
		return Alias{}, err
	}
	f, err := c.find(Ref{Account: r.Account, Region: r.Region, Name: r.Name, Qualifier: *ch.Version})
	if err != nil {
		return Alias{}, err
	}
	if a := f.aliases[name]; a != nil {
		return Alias{}, refuse.Conflict("Alias already exists: %s", a.arn)
	}
	a := &alias{id: f.aliasID(name), name: name, arn: qualify(f.arn, name)}
	return c.putAlias(f, a, ch)
}

// UpdateAlias changes an alias.
func (c *Catalog) UpdateAlias(r Ref, name string, ch setting.AliasChanges) (Alias, *Error) {
	if err := ch.Check(); err != nil {
		return Alias{}, err
	}
	f, err := c.find(r)
	if err != nil {
		return Alias{}, err
	}
	old := f.aliases[name]
	switch {
	case old == nil:
		return Alias{}, refuse.NotFound("Alias not found: " + qualify(f.arn, name))
	case ch.Revision != "" && ch.Revision != old.revision:
		return Alias{}, refuse.Stale("GetFunction/GetAlias")
	}
	a := *old
	return c.putAlias(f, &a, ch)
}

// putAlias carries changes out on a fresh copy, so that a refusal leaves
// everything as it was.
func (c *Catalog) putAlias(f *function, a *alias, ch setting.AliasChanges) (Alias, *Error) {
	setting.Set(&a.description, ch.Description)
	if ch.Version != nil {
		n, err := c.existing(f, *ch.Version)
		if err != nil {
			return Alias{}, err
		}
		a.primary = n
	}
	if ch.Weights != nil {
		a.second, a.weight = 0, 0
		for v, w := range *ch.Weights { // at most one
			n, err := c.existing(f, v)
			if err != nil {
				return Alias{}, err
			}
			a.second, a.weight = n, w
		}
	}
	if err := c.checkTwins(f, a); err != nil {
		return Alias{}, err
	}
	ev := core.Event{Kind: core.PutAlias, Region: f.region.id, Fn: f.fn, Qual: core.Qual{Kind: core.Alias, N: a.id},
		N: a.primary, M: a.second, Weight: int32(math.Round(a.weight * 1e6))}
	if err := c.apply(refusal{f: f, qualifier: a.name, version: a.primary}, ev); err != nil {
		return Alias{}, err
	}
	a.revision = c.nextRevision()
	f.aliases[a.name] = a
	return a.show(), nil
}

// checkTwins holds the two versions of an alias to one role and one
// dead-letter queue (https://docs.aws.amazon.com/lambda/latest/dg/configuring-alias-routing.html);
// the words are ours, AWS's were never seen.
func (c *Catalog) checkTwins(f *function, a *alias) *Error {
	if a.second == 0 || a.primary == 0 || a.primary == a.second {
		return nil // the rule book refuses the last two
	}
	one, two := c.version(f, a.primary), c.version(f, a.second)
	if one.Role != two.Role || one.DeadLetter != two.DeadLetter {
		return refuse.Invalid("Versions %d and %d must have the same execution role and dead-letter queue to share an alias.",
			a.primary, a.second)
	}
	return nil
}

// existing is the number of a version that is there.
func (c *Catalog) existing(f *function, name string) (int32, *Error) {
	if name == naming.Latest {
		return 0, nil
	}
	if q, ok := f.qual(name); ok && q.Kind == core.Number && c.version(f, q.N) != nil {
		return q.N, nil
	}
	return 0, refuse.NotFound("Function not found: " + qualify(f.arn, name))
}

// aliasID gives a name its number, which it keeps when the alias is deleted.
func (f *function) aliasID(name string) int32 {
	if i := slices.Index(f.aliasNames, name); i >= 0 {
		return int32(i)
	}
	f.aliasNames = append(f.aliasNames, name)
	return int32(len(f.aliasNames) - 1)
}

// Alias shows one alias.
func (c *Catalog) Alias(r Ref, name string) (Alias, *Error) {
	f, err := c.find(Ref{Account: r.Account, Region: r.Region, Name: r.Name})
	if err != nil {
		return Alias{}, refuse.NotFound("Cannot find alias arn: " + qualify(functionARN(c.key(r.Account, r.Region), r.Name), name))
	}
	if a := f.aliases[name]; a != nil {
		return a.show(), nil
	}
	return Alias{}, refuse.NotFound("Cannot find alias arn: " + qualify(f.arn, name))
}

// Aliases lists aliases by name; only those pointing at a version unless "".
func (c *Catalog) Aliases(r Ref, version string) ([]Alias, *Error) {
	f, err := c.find(r)
	if err != nil {
		return nil, err
	}
	var out []Alias
	for _, name := range slices.Sorted(maps.Keys(f.aliases)) {
		a := f.aliases[name].show()
		if version == "" || version == a.Version || version == a.Second {
			out = append(out, a)
		}
	}
	return out, nil
}

// DeleteAlias deletes an alias with its settings. One that is not there is
// deleted already.
func (c *Catalog) DeleteAlias(r Ref, name string) *Error {
	f, err := c.find(r)
	if err != nil {
		return err
	}
	a := f.aliases[name]
	if a == nil {
		return nil
	}
	q := core.Qual{Kind: core.Alias, N: a.id}
	ev := core.Event{Kind: core.DeleteAlias, Region: f.region.id, Fn: f.fn, Qual: q}
	if err := c.apply(refusal{f: f, qualifier: name}, ev); err != nil {
		return err
	}
	delete(f.aliases, name)
	delete(f.provisioned, q)
	delete(f.async, q)
	return nil
}
