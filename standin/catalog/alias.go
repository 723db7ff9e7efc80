package catalog

import (
	"maps"
	"math"
	"slices"

	"squall/standin/catalog/naming"
	"squall/standin/catalog/record"
	"squall/standin/catalog/refuse"
	"squall/standin/catalog/setting"
	"squall/standin/core"
)

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

func (c *Catalog) shown(f *record.Function, a *record.Alias) Alias {
	out := Alias{ARN: a.ARN, Name: a.Name, Version: naming.Version(a.Primary), Description: a.Description, Revision: a.Revision}
	if a.Second > 0 {
		out.Second, out.Weight = naming.Version(a.Second), a.Weight
	} else if c.opt.Moving != nil {
		// AWS keeps the traffic of a provisioned alias where it was by a weight of
		// its own (reproduced 2026).
		if from := c.opt.Moving(f.Fn, a.ID); from > 0 {
			out.Second, out.Weight = naming.Version(from), 1
		}
	}
	return out
}

// CreateAlias makes an alias; its version must exist.
func (c *Catalog) CreateAlias(r Ref, name string, ch setting.AliasChanges) (Alias, *Error) {
	if err := ch.CheckNew(name); err != nil {
		return Alias{}, err
	}
	f, err := c.Function(Ref{Account: r.Account, Region: r.Region, Name: r.Name, Qualifier: *ch.Version})
	if err != nil {
		return Alias{}, err
	}
	if a := f.Aliases[name]; a != nil {
		return Alias{}, refuse.Conflict("Alias already exists: %s", a.ARN)
	}
	a := &record.Alias{ID: f.AliasID(name), Name: name, ARN: naming.Qualify(f.ARN, name)}
	return c.putAlias(f, a, ch)
}

// UpdateAlias changes an alias.
func (c *Catalog) UpdateAlias(r Ref, name string, ch setting.AliasChanges) (Alias, *Error) {
	if err := ch.Check(); err != nil {
		return Alias{}, err
	}
	f, err := c.Function(r)
	if err != nil {
		return Alias{}, err
	}
	old := f.Aliases[name]
	switch {
	case old == nil:
		return Alias{}, refuse.NotFound("Alias not found: " + naming.Qualify(f.ARN, name))
	case ch.Revision != "" && ch.Revision != old.Revision:
		return Alias{}, refuse.Stale("GetFunction/GetAlias")
	}
	a := *old
	return c.putAlias(f, &a, ch)
}

// putAlias carries changes out on a fresh copy, so that a refusal leaves
// everything as it was.
func (c *Catalog) putAlias(f *record.Function, a *record.Alias, ch setting.AliasChanges) (Alias, *Error) {
	setting.Set(&a.Description, ch.Description)
	if ch.Version != nil {
		n, err := c.existing(f, *ch.Version)
		if err != nil {
			return Alias{}, err
		}
		a.Primary = n
	}
	if ch.Weights != nil {
		a.Second, a.Weight = 0, 0
		for v, w := range *ch.Weights { // at most one
			n, err := c.existing(f, v)
			if err != nil {
				return Alias{}, err
			}
			a.Second, a.Weight = n, w
		}
	}
	if err := c.checkTwins(f, a); err != nil {
		return Alias{}, err
	}
	ev := core.Event{Kind: core.PutAlias, Region: f.Region.ID, Fn: f.Fn, Qual: core.Qual{Kind: core.Alias, N: a.ID},
		N: a.Primary, M: a.Second, Weight: int32(math.Round(a.Weight * 1e6))}
	if err := c.apply(refusal{f: f, qualifier: a.Name, version: a.Primary}, ev); err != nil {
		return Alias{}, err
	}
	a.Revision = c.NextRevision()
	f.Aliases[a.Name] = a
	return c.shown(f, a), nil
}

// checkTwins holds the two versions of an alias to one role and one
// dead-letter queue (https://docs.aws.amazon.com/lambda/latest/dg/configuring-alias-routing.html);
// the words are ours, AWS's were never seen.
func (c *Catalog) checkTwins(f *record.Function, a *record.Alias) *Error {
	if a.Second == 0 || a.Primary == 0 || a.Primary == a.Second {
		return nil // the rule book refuses the last two
	}
	one, two := f.Version(a.Primary), f.Version(a.Second)
	if one.Role != two.Role || one.DeadLetter != two.DeadLetter {
		return refuse.Invalid("Versions %d and %d must have the same execution role and dead-letter queue to share an alias.",
			a.Primary, a.Second)
	}
	return nil
}

// existing is the number of a version that is there.
func (c *Catalog) existing(f *record.Function, name string) (int32, *Error) {
	if name == naming.Latest {
		return 0, nil
	}
	if q, ok := f.Qual(name); ok && q.Kind == core.Number && f.Version(q.N) != nil {
		return q.N, nil
	}
	return 0, refuse.NotFound("Function not found: " + naming.Qualify(f.ARN, name))
}

// Alias shows one alias.
func (c *Catalog) Alias(r Ref, name string) (Alias, *Error) {
	f, err := c.Function(Ref{Account: r.Account, Region: r.Region, Name: r.Name})
	if err != nil {
		return Alias{}, refuse.NotFound("Cannot find alias arn: " + naming.Qualify(c.Key(r.Account, r.Region).ARN(r.Name), name))
	}
	if a := f.Aliases[name]; a != nil {
		return c.shown(f, a), nil
	}
	return Alias{}, refuse.NotFound("Cannot find alias arn: " + naming.Qualify(f.ARN, name))
}

// Aliases lists aliases by name; only those pointing at a version unless "".
func (c *Catalog) Aliases(r Ref, version string) ([]Alias, *Error) {
	f, err := c.Function(r)
	if err != nil {
		return nil, err
	}
	var out []Alias
	for _, name := range slices.Sorted(maps.Keys(f.Aliases)) {
		a := c.shown(f, f.Aliases[name])
		if version == "" || version == a.Version || version == a.Second {
			out = append(out, a)
		}
	}
	return out, nil
}

// DeleteAlias deletes an alias with its settings. One that is not there is
// deleted already.
func (c *Catalog) DeleteAlias(r Ref, name string) *Error {
	f, err := c.Function(r)
	if err != nil {
		return err
	}
	a := f.Aliases[name]
	if a == nil {
		return nil
	}
	q := core.Qual{Kind: core.Alias, N: a.ID}
	ev := core.Event{Kind: core.DeleteAlias, Region: f.Region.ID, Fn: f.Fn, Qual: q}
	if err := c.apply(refusal{f: f, qualifier: name}, ev); err != nil {
		return err
	}
	delete(f.Aliases, name)
	delete(f.Provisioned, q)
	delete(f.Async, q)
	delete(f.Policies, name)
	delete(f.URLs, name) // its address stays known to the door, which answers Forbidden
	return nil
}
